//===- Report.h - What dlc inspect knows of a model -------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_REPORT_H
#define DLC_TOOLS_DLC_REPORT_H

#include "Prediction.h"

#include "dlc/Target/ModelDescription.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"

namespace dlc::tool {

/// One statement of the model's text.
struct Layer {
  std::string name, op;   ///< the path of its `let`; the op that computes most
  std::string shape;      ///< of its last value
  int64_t parameters = 0; ///< numbers in the parameters that it is the first to read
  int64_t flops = 0;      ///< of the forward pass
};

/// One kernel and the ops that it computes.
struct Kernel {
  std::string function, kind;
  std::vector<std::string> ops;
};

struct Report {
  ModelDescription model;
  std::vector<Layer> layers;
  std::vector<Kernel> kernels;
  int64_t parameters = 0, trainable = 0; ///< numbers
  int64_t forwardFlops = 0, stepFlops = 0;
  uint64_t workspace = 0, workspaceBound = 0; ///< bytes
  Prediction prediction;
};

/// The layers of @forward (or @predict), before the steps are built.
std::vector<Layer> collectLayers(mlir::ModuleOp module);
/// The groups of a module at the level of groups; none at other levels.
std::vector<Kernel> collectKernels(mlir::ModuleOp module);

/// The report for people, for programs, and as a page.
std::string toText(const Report &report);
llvm::json::Value toJSON(const Report &report);
std::string toHTML(const Report &report);
/// The graph of @forward in Graphviz's language.
std::string toDot(mlir::ModuleOp module);

/// "13.1 kB", "42.0 MFLOP".
std::string withUnit(double value, llvm::StringRef unit);

} // namespace dlc::tool
#endif
