//===- Lower.h - The phases between the graph and the LLVM dialect -*- C++ -*-===//
#ifndef DLC_PIPELINE_LOWER_H
#define DLC_PIPELINE_LOWER_H

#include "dlc/Pipeline/CompileOptions.h"
#include "dlc/Pipeline/Optimised.h"
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

/// What the optimised pipeline takes of the user's options and of the target.
KernelOptions getKernelOptions(const CompileOptions &options, const TargetModel &target);

/// The phases in their order; the last leaves the LLVM dialect. The forward pass is cut into
/// `recomputedSegments` to save memory.
std::vector<LoweringPhase> getLoweringPhases(const CompileOptions &options, const TargetModel &target,
                                             int64_t recomputedSegments = 0);

} // namespace dlc
#endif
