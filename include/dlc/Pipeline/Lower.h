//===- Lower.h - The phases between the graph and the LLVM dialect -*- C++ -*-===//
#ifndef DLC_PIPELINE_LOWER_H
#define DLC_PIPELINE_LOWER_H

#include "dlc/Pipeline/CompileOptions.h"
#include "dlc/Target/TargetModel.h"
#include "mlir/IR/BuiltinOps.h"
#include <functional>
#include <vector>

namespace dlc {

/// One phase, and the kind of output that may be taken after it.
struct LoweringPhase {
  std::string name;
  EmitKind kind;
  std::function<mlir::LogicalResult(mlir::ModuleOp)> run;
};

/// The phases in their order; the last leaves the LLVM dialect.
std::vector<LoweringPhase> getLoweringPhases(const CompileOptions &options,
                                             const TargetModel &target);

} // namespace dlc
#endif
