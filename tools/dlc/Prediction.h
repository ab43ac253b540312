//===- Prediction.h - What the cost model expects of a step -----*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_PREDICTION_H
#define DLC_TOOLS_DLC_PREDICTION_H

#include "dlc/Conversion/StepCost.h"
#include "dlc/Target/ModelDescription.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace dlc::tool {

/// The time of one step of training on so many threads, by kernels and as a whole.
struct Prediction {
  struct Kernel {
    std::string function, name, place;
    KernelCost cost;
    double times; ///< in one step: below 1 if its phase does not run in each
    StepTime one; ///< on one thread, each time
  };
  struct Step {
    int64_t threads;
    StepTime time;
  };

  std::string source; ///< whose figures they are
  std::vector<Kernel> kernels;
  std::vector<Step> steps; ///< for 1, 2, 4 … 64 threads
  bool isEmpty() const { return kernels.empty(); }
};

/// Reads what `CompileOptions::describe` leaves in a lowered module; nothing in one that has no kernels.
Prediction predict(mlir::ModuleOp module, const ModelDescription &model, const StepCosts &costs);

std::string toText(const Prediction &prediction);
llvm::json::Value toJSON(const Prediction &prediction);

} // namespace dlc::tool
#endif
