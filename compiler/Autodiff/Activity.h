//===- Activity.h - Where derivatives flow in a graph -----------*- C++ -*-===//
#ifndef DLC_AUTODIFF_ACTIVITY_H
#define DLC_AUTODIFF_ACTIVITY_H

#include "dlc/Autodiff/Driver.h"

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseSet.h"

namespace dlc {

/// Which values of a block have a derivative that matters: those that a wanted value moves and that
/// move a seed, through ops with a rule. Ops without any model count as having one here, so that
/// all of them are found and reported at once.
class Activity {
public:
  Activity(llvm::ArrayRef<Seed> seeds, llvm::ArrayRef<Wanted> wanted);

  /// The ops that may lie between wanted values and seeds, in program order.
  llvm::ArrayRef<mlir::Operation *> operations() const { return ops; }

  bool isActive(mlir::Value value) const {
    return varied.contains(value) && useful.contains(value);
  }
  /// A derivative of the seeds with respect to the value exists, through ops with rules.
  bool isUseful(mlir::Value value) const { return useful.contains(value); }
  /// The value influences the seeds in some way, with or without derivative.
  bool leadsToSeed(mlir::Value value) const { return leading.contains(value); }

  /// The values that `value` moves with a derivative, itself included.
  llvm::DenseSet<mlir::Value> variedFrom(mlir::ValueRange values) const;

  /// Whether the derivative of a result of `op` with respect to `operand` may differ from zero.
  static bool carries(mlir::Operation *op, mlir::Value operand);

private:
  llvm::SmallVector<mlir::Operation *> ops;
  llvm::DenseSet<mlir::Value> varied, useful, leading;
};

/// Reports all that stands in the way of the gradients: see `differentiate`. Wanted values whose
/// gradient is zero by definition, and may be, are left to the caller.
mlir::LogicalResult checkGradientsExist(const Activity &activity, llvm::ArrayRef<Seed> seeds,
                                        llvm::ArrayRef<Wanted> wanted, llvm::StringRef target);

} // namespace dlc
#endif
