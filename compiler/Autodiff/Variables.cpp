//===- Variables.cpp - What training remembers ----------------------------===//
#include "MetricSums.h"
#include "StepBuilder.h"
#include "dlc/Dialect/DL/ModelTables.h"

#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace dlc;
using dl::Role;

StepBuilder::StepBuilder(ModuleOp module, TrainingPlan plan, bool external)
    : module(module), plan(std::move(plan)), external(external),
      forward(module.lookupSymbol<func::FuncOp>("forward")),
      eval(module.lookupSymbol<func::FuncOp>("eval")) {}

/// Finds what each phase trains. A parameter of no phase stays as it is, like a frozen one.
LogicalResult StepBuilder::choosePhases() {
  llvm::DenseSet<Operation *> trained;
  for (auto [index, phasePlan] : llvm::enumerate(plan.phases)) {
    Phase &phase = phases.emplace_back(Phase{phasePlan, static_cast<int64_t>(index), {}});
    for (auto variable : module.getOps<dl::VariableOp>())
      if (variable.getTrainable() && phasePlan.updates(variable.getSymName())) {
        phase.trained.push_back(variable);
        trained.insert(variable);
      }
    if (forward && !phasePlan.name.empty() && phase.trained.empty())
      return module.emitError() << "phase '" << phasePlan.name << "' has no parameter to train";
  }
  for (auto variable : module.getOps<dl::VariableOp>())
    if (variable.getTrainable() && !trained.contains(variable))
      variable.setTrainable(false);
  for (unsigned i = 0; forward && i < forward.getNumResults(); ++i) {
    dl::TensorName name = dl::resultName(forward, i);
    auto moves = [&](const Phase &phase) { return phase.plan.updates(name.name); };
    if (name.role == "state" && llvm::none_of(phases, moves))
      forward.emitWarning() << "the state '" << name.name
                            << "' never changes: no phase's 'update' matches it";
  }
  return success();
}

LogicalResult StepBuilder::declare(dl::VariableOp parameter, StringRef name, Role role, RankedTensorType type,
                                   double initial) {
  if (Operation *other = SymbolTable::lookupSymbolIn(module, name)) {
    InFlightDiagnostic error = other->emitError() << "'" << name << "' is the name that a buffer of '"
                                                  << parameter.getSymName() << "' needs";
    return error;
  }
  OpBuilder builder(module.getContext());
  Operation *last = nullptr;
  for (auto variable : module.getOps<dl::VariableOp>())
    last = variable;
  builder.setInsertionPointAfter(last);
  DictionaryAttr arguments;
  if (initial != 0)
    arguments = builder.getDictionaryAttr(
        builder.getNamedAttr("value", builder.getF64FloatAttr(initial)));
  dl::VariableOp::create(builder, parameter.getLoc(), name, role, type,
                         initial == 0 ? "zeros" : "constant", arguments, /*trainable=*/false,
                         /*persistent=*/false, /*offset=*/nullptr);
  return success();
}

LogicalResult StepBuilder::declareVariables() {
  SmallVector<Metric> metrics;
  for (func::FuncOp graph : {forward, eval})
    for (unsigned i = 0; graph && i < graph.getNumResults(); ++i) {
      dl::TensorName name = dl::resultName(graph, i);
      bool isKnown = llvm::any_of(metrics, [&](const Metric &m) { return m.name == name.name; });
      if ((name.role == "loss" || name.role == "metric") && !isKnown)
        metrics.push_back({name.name, !!graph.getResultAttr(i, dl::kExponentialAttr)});
    }
  declareMetricSums(module, metrics);
  if (!forward)
    return success();

  Builder builder(module.getContext());
  auto count = RankedTensorType::get({}, builder.getI64Type());
  llvm::SetVector<Operation *> trained;
  for (Phase &phase : phases) {
    trained.insert(phase.trained.begin(), phase.trained.end());
    if (external || phase.trained.empty())
      continue;
    for (dl::VariableOp parameter : phase.trained)
      for (const Buffer &buffer : phase.plan.optimizer->buffers(phase.plan.hyperparameters))
        if (failed(declare(parameter, bufferName(phase, parameter, buffer.name), Role::Optimizer,
                           parameter.getTensorType(), buffer.initial)))
          return failure();
    if (hasCounter(phase) &&
        failed(declare(phase.trained.front(), counterName(phase), Role::Optimizer, count)))
      return failure();
    if (plan.accumulate == 1)
      continue;
    for (dl::VariableOp parameter : phase.trained)
      if (failed(declare(parameter, sumName(parameter), Role::Optimizer, parameter.getTensorType())))
        return failure();
    auto weight = RankedTensorType::get({}, builder.getF64Type());
    if (failed(declare(phase.trained.front(), dl::kAccumulatedRows, Role::Optimizer, weight)) ||
        failed(declare(phase.trained.front(), dl::kAccumulatedBatches, Role::Optimizer, count)))
      return failure();
  }
  for (Operation *op : trained) {
    auto parameter = cast<dl::VariableOp>(op);
    if (failed(declare(parameter, ("grad:" + parameter.getSymName()).str(), Role::Gradient,
                       parameter.getTensorType())))
      return failure();
  }
  return success();
}
