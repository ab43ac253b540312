//===- TrainingPlan.h - What `dl.train` asks for ----------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_TRAININGPLAN_H
#define DLC_AUTODIFF_TRAININGPLAN_H

#include "Optimizers/Optimizers.h"
#include "Optimizers/Schedule.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {

struct TrainingPlan {
  const Optimizer *optimizer = nullptr;
  Hyperparameters hyperparameters;
  Schedule schedule;
  Clipping clipping;
  /// l2 * sum(w^2) over the trained parameters of at least two dimensions (weights, not biases) is
  /// added to the loss.
  double l2 = 0;
};

/// Reads the module's `dl.train`; without an optimizer there it is adam. Reports unknown kinds and
/// names, and values that are no numbers.
mlir::FailureOr<TrainingPlan> readTrainingPlan(mlir::ModuleOp module);

/// Takes the mark `trainable` from the parameters that a pattern in `freeze` of `dl.train` matches.
/// Patterns match whole names; `*` stands for any letters, dots too. Reports patterns that match no
/// parameter, and patterns that leave nothing to train.
mlir::LogicalResult freezeParameters(mlir::ModuleOp module);

} // namespace dlc
#endif
