//===- TrainingPlan.h - What `dl.train` asks for ----------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_TRAININGPLAN_H
#define DLC_AUTODIFF_TRAININGPLAN_H

#include "Optimizers/Optimizers.h"
#include "Optimizers/Schedule.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {

/// What the parameters that a pattern matches do otherwise than the others.
struct ParameterGroup {
  std::string pattern;
  std::optional<double> learningRate, weightDecay, l2;
};

/// One loss, and the optimizer that minimises it.
struct PhasePlan {
  /// Empty if the model has no phases, but just one loss.
  std::string name;
  /// The `dl.name` of the result of @forward.
  std::string loss = "loss";
  /// The metrics that only this phase sums up.
  std::vector<std::string> metrics;
  /// Patterns of the parameters that it changes; empty: all.
  std::vector<std::string> update;
  /// It runs in every `every`-th step only, `repeat` times.
  int64_t every = 1, repeat = 1;

  const Optimizer *optimizer = nullptr;
  Hyperparameters hyperparameters;
  Schedule schedule;
  Clipping clipping;
  /// l2 * sum(w^2) over the trained parameters of at least two dimensions (weights, not biases) is
  /// added to the loss.
  double l2 = 0;
  /// The first that matches a parameter is the parameter's.
  std::vector<ParameterGroup> groups;

  const ParameterGroup *findGroup(llvm::StringRef parameter) const;
  /// The optimizer's numbers for one parameter.
  Hyperparameters hyperparametersOf(llvm::StringRef parameter) const;
  /// The factor of the parameter's squares in the loss.
  double l2Of(dl::VariableOp parameter) const;
  /// `what` with the phase's name before it, where phases have names.
  std::string prefixed(llvm::StringRef what) const;
  /// The function `what` of this phase.
  std::string functionName(llvm::StringRef what) const;
  bool updates(llvm::StringRef variable) const;
};

struct TrainingPlan {
  /// In the order in which a step runs them; at least one.
  std::vector<PhasePlan> phases;
  /// Batches whose gradients make one step of the optimizer.
  int64_t accumulate = 1;
};

/// Reads the module's `dl.train`; without an optimizer there it is adam. Reports unknown kinds and
/// names, values that are no numbers, and patterns that match nothing.
mlir::FailureOr<TrainingPlan> readTrainingPlan(mlir::ModuleOp module);

/// Whether `pattern`, in which `*` stands for any letters, dots too, matches all of `text`.
bool matchesPattern(llvm::StringRef pattern, llvm::StringRef text);

/// Takes the mark `trainable` from the parameters that a pattern in `freeze` of `dl.train` matches.
/// Reports patterns that match no parameter, and patterns that leave nothing to train.
mlir::LogicalResult freezeParameters(mlir::ModuleOp module);

} // namespace dlc
#endif
