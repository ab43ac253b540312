//===- StepBuilder.h - The functions of training ----------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_STEPBUILDER_H
#define DLC_AUTODIFF_STEPBUILDER_H

#include "StepFunction.h"
#include "TrainingPlan.h"

#include "llvm/ADT/StringMap.h"

namespace dlc {

/// Replaces @forward and @eval of one module by the functions that the runtime calls.
class StepBuilder {
public:
  /// With an `external` optimizer, steps end at the gradients.
  StepBuilder(mlir::ModuleOp module, TrainingPlan plan, bool external);

  mlir::LogicalResult run();

private:
  /// What an inlined graph gives.
  struct Graph {
    llvm::SmallVector<NamedValue> losses, metrics, states;
    /// By the name of a loss or metric: how many elements its value is the mean of, if that is not
    /// the number of valid rows.
    llvm::StringMap<mlir::Value> weights;
    mlir::Value loss(llvm::StringRef name) const;
  };
  struct Phase {
    PhasePlan plan;
    int64_t index;
    llvm::SmallVector<dl::VariableOp> trained;
  };

  // Variables.cpp
  mlir::LogicalResult choosePhases();
  mlir::LogicalResult declareVariables();
  mlir::LogicalResult declare(dl::VariableOp parameter, llvm::StringRef name, dl::Role role,
                              mlir::RankedTensorType type, double initial = 0);
  /// Whether the phase counts its own steps, since they are not the caller's.
  bool hasCounter(const Phase &phase) const {
    return !external && (phase.plan.every > 1 || phase.plan.repeat > 1);
  }
  std::string counterName(const Phase &phase) const { return phase.plan.prefixed("updates"); }
  std::string bufferName(const Phase &phase, dl::VariableOp variable, llvm::StringRef buffer) const {
    return phase.plan.prefixed((variable.getSymName() + "." + buffer).str());
  }
  static std::string sumName(dl::VariableOp variable) {
    return (variable.getSymName() + ".gradient_sum").str();
  }

  /// Forward and backward of one phase: its loss with the penalty, and the gradients of what it
  /// trains.
  struct Differentiated {
    Graph graph;
    mlir::Value loss;
    llvm::SmallVector<mlir::Value> gradients;
  };

  // BuildSteps.cpp
  mlir::LogicalResult buildInit();
  /// The three functions that differentiate a phase's loss: they differ in what becomes of the gradients.
  mlir::LogicalResult buildTrainStep(Phase &phase);
  mlir::LogicalResult buildAccumulate(Phase &phase);
  mlir::LogicalResult buildGradients(Phase &phase);
  mlir::LogicalResult buildDifferentiated(
      Phase &phase, llvm::StringRef kind,
      llvm::function_ref<void(StepFunction &, const Differentiated &)> useGradients);
  mlir::LogicalResult buildApply(Phase &phase);
  mlir::LogicalResult buildEvalStep();

  mlir::FailureOr<Graph> inlineGraph(StepFunction &step, mlir::func::FuncOp graph,
                                     mlir::Value counter);
  mlir::FailureOr<Differentiated> differentiatePhase(StepFunction &step, Phase &phase);
  mlir::Value addPenalty(StepFunction &step, Phase &phase, mlir::Value loss);
  void addStates(StepFunction &step, Phase &phase, const Differentiated &parts);
  bool sumsUp(const Phase &phase, llvm::StringRef metric) const;
  bool isPhaseLoss(llvm::StringRef name) const;
  mlir::Value valueOf(StepFunction &step, dl::VariableOp variable) const {
    return step.argument("parameter", variable.getSymName());
  }

  // Updates.cpp
  mlir::Value stepsDone(StepFunction &step, Phase &phase) const;
  mlir::Value noiseCounter(StepFunction &step, Phase &phase) const;
  mlir::Value learningRate(StepFunction &step, Phase &phase, double rate) const;
  void addUpdates(StepFunction &step, Phase &phase, llvm::SmallVector<mlir::Value> gradients);
  void addToSums(StepFunction &step, Phase &phase, llvm::ArrayRef<mlir::Value> gradients,
                 mlir::Value weight);
  llvm::SmallVector<mlir::Value> takeSums(StepFunction &step, Phase &phase);

  mlir::ModuleOp module;
  TrainingPlan plan;
  bool external;
  mlir::func::FuncOp forward, eval;
  std::vector<Phase> phases;
};

} // namespace dlc
#endif
