//===- Reference.h - The plainest way from graph to code --------*- C++ -*-===//
//
// Each op becomes its own loops, without fusion, through linalg and upstream's passes. Slow and
// easy to trust: what the optimised pipeline computes is compared with it.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_PIPELINE_REFERENCE_H
#define DLC_PIPELINE_REFERENCE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

namespace dlc {

/// From `dl` to linalg on memrefs, then to loops with explicit allocations.
void buildReferenceLoops(mlir::OpPassManager &pm);
/// From loops to the LLVM dialect: one step function of dlrt.h for each entry function.
void buildReferenceToLLVM(mlir::OpPassManager &pm);

/// Runs both on a module whose variables have offsets.
mlir::LogicalResult lowerReference(mlir::ModuleOp module);
/// The first alone: what `--emit=reference` shows.
mlir::LogicalResult lowerReferenceLoops(mlir::ModuleOp module);

/// `--dlc-reference-loops` and `--dlc-reference`, for dlc-opt.
void registerReferencePipelines();

} // namespace dlc
#endif
