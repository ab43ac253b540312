//===- DebugNaN.h - Where a loss that is no number came from ----*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_DEBUGNAN_H
#define DLC_TOOLS_DLC_DEBUGNAN_H

#include "dlc/Target/ModelDescription.h"
#include "dlrt/dlrt.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Location.h"

#include <vector>

namespace dlc::tool {

/// What a training step compiled with CompileOptions::debugNaN leaves in its workspace.
class DebugNaN {
public:
  DebugNaN() = default;
  /// Reads the list of values from a module at the LLVM level.
  DebugNaN(mlir::ModuleOp module, const ModelDescription &model);

  /// Reports, at the user's line, the first value of the step just done that is NaN, or else the
  /// first that is infinite.
  void report(const dlrt_call &call, int64_t step) const;

private:
  void addPhase(mlir::ModuleOp module, const PhaseDescription &phase);
  struct Value {
    mlir::Location place;
    std::string op;
    int64_t offset, count;
    unsigned bits; // of the type: f64, f32 or bf16
  };
  std::vector<std::vector<Value>> phases;
};

} // namespace dlc::tool
#endif
