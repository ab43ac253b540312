//===- StepParts.h - The forward and the backward pass of a step -*- C++ -*-===//
#ifndef DLC_TRANSFORMS_STEPPARTS_H
#define DLC_TRANSFORMS_STEPPARTS_H

#include "dlc/Dialect/DL/DL.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace dlc {

/// The ops of a training step: what the loss depends on, and what else gradients, parameters and the optimizer
/// depend on.
struct StepParts {
  explicit StepParts(mlir::func::FuncOp function);

  /// Whether there is something of both.
  bool isTraining() const { return !forward.empty() && !backward.empty(); }
  /// Whether the backward pass reads `value`, made in the forward pass, or what costs nothing to make of it.
  bool isSaved(mlir::Value value) const;
  /// Ops that hold no memory of their own.
  static bool isTransparent(mlir::Operation *op);

  llvm::SmallPtrSet<mlir::Operation *, 32> forward, backward;
};

/// The bytes of a value in memory.
double bytesOf(mlir::Value value);

} // namespace dlc
#endif
