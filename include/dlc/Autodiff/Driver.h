//===- Driver.h - Reverse-mode differentiation of a graph -------*- C++ -*-===//
#ifndef DLC_AUTODIFF_DRIVER_H
#define DLC_AUTODIFF_DRIVER_H

#include "mlir/IR/Builders.h"
#include <string>

namespace dlc {

/// A value whose cotangent is given: where differentiation starts.
struct Seed {
  mlir::Value value;
  /// Of the value's type; dloss/dloss = 1 for a loss.
  mlir::Value cotangent;
};

/// Which gradients that are zero may be returned, as constants; others are errors.
enum class ZeroGradients {
  /// None: a parameter with such a gradient would never move.
  None,
  /// Those that are zero by definition: all ways to the seeds pass through ops like `dl.sign`.
  ByDefinition,
  /// All: of a value that does not influence the seeds, or only through comparisons and the like.
  All,
};

/// A value whose gradient is asked for.
struct Wanted {
  mlir::Value value;
  /// What messages call it, and where it is declared.
  std::string name;
  mlir::Location loc;
  ZeroGradients zeros = ZeroGradients::None;
};

/// Builds the gradients of `wanted` at `builder`'s insertion point, in the block that computes the
/// seeds, after them. Each gradient has its value's type. `target` is what messages call the seeds.
///
/// Fails with diagnostics, before anything is built, if
///  - an op between a wanted value and a seed has no rule (one error that lists all such ops),
///  - all ways from a wanted value to the seeds pass through ops without derivative (likewise),
///  - a wanted value does not influence the seeds at all,
/// the last two as far as `Wanted::zeros` says.
mlir::FailureOr<llvm::SmallVector<mlir::Value>> differentiate(mlir::OpBuilder &builder,
                                                              llvm::ArrayRef<Seed> seeds,
                                                              llvm::ArrayRef<Wanted> wanted,
                                                              llvm::StringRef target);

} // namespace dlc
#endif
