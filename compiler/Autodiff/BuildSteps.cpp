//===- BuildSteps.cpp - The functions of training -------------------------===//
#include "Initialisers.h"
#include "MetricSums.h"
#include "StepBuilder.h"
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Autodiff/Driver.h"
#include "dlc/Autodiff/Lora.h"
#include "dlc/Dialect/DL/ModelTables.h"

#include "llvm/ADT/StringSet.h"

namespace dlc {
#define GEN_PASS_DEF_BUILDSTEPS
#include "dlc/Autodiff/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using dl::Role;

LogicalResult StepBuilder::buildInit() {
  StepFunction step(module, "init", {}, nullptr);
  Value seed = step.argument("scalar", "seed");
  for (Role role : {Role::Parameter, Role::State, Role::Optimizer})
    for (auto variable : module.getOps<dl::VariableOp>()) {
      if (variable.getRole() != role)
        continue;
      FailureOr<Value> value = buildInitialValue(step.builder(), variable, seed);
      if (failed(value))
        return failure();
      step.addResult(dl::stringifyRole(role), variable.getSymName(), *value);
    }
  step.finish();
  return success();
}

//===- Parts of a step ----------------------------------------------------===//

Value StepBuilder::Graph::loss(StringRef name) const {
  for (const NamedValue &loss : losses)
    if (loss.name.name == name)
      return loss.value;
  return {};
}

/// Copies a graph. Its random numbers count by `counter`, if that is given.
FailureOr<StepBuilder::Graph> StepBuilder::inlineGraph(StepFunction &step, func::FuncOp source,
                                                       Value counter) {
  FailureOr<SmallVector<NamedValue>> values = step.inlineGraph(source, counter);
  if (failed(values))
    return failure();
  Graph graph;
  for (const NamedValue &value : *values) {
    if (value.name.role == "loss")
      graph.losses.push_back(value);
    else if (value.name.role == "metric")
      graph.metrics.push_back(value);
    else if (value.name.role == "weight")
      graph.weights[value.name.name] = value.value;
    else if (value.name.role == "state")
      graph.states.push_back(value);
  }
  for (Phase &phase : phases) {
    Value loss = graph.loss(phase.plan.loss);
    if (loss && isFloat(loss) && tensorType(loss).getRank() == 0)
      continue;
    InFlightDiagnostic error = source.emitError() << "'@" << source.getSymName()
                                                  << "' needs a result of role 'loss'";
    if (!phase.plan.name.empty())
      error << " named '" << phase.plan.loss << "'";
    return error << ", a floating-point scalar";
  }
  return graph;
}

/// loss + l2 sum(w^2) over the weights.
Value StepBuilder::addPenalty(StepFunction &step, Phase &phase, Value loss) {
  GraphBuilder &b = step.builder();
  for (dl::VariableOp variable : phase.trained)
    if (double l2 = phase.plan.l2Of(variable)) {
      Value sum = b.sumOfAll(b.square(valueOf(step, variable)));
      loss = b.add(loss, b.cast(b.mul(sum, l2), tensorType(loss).getElementType()));
    }
  return loss;
}

FailureOr<StepBuilder::Differentiated> StepBuilder::differentiatePhase(StepFunction &step,
                                                                       Phase &phase) {
  step.replacePaddingRows(forward);
  FailureOr<Graph> graph = inlineGraph(step, forward, noiseCounter(step, phase));
  if (failed(graph))
    return failure();
  Value loss = graph->loss(phase.plan.loss);
  GraphBuilder &b = step.builder();
  SmallVector<Wanted> wanted;
  for (dl::VariableOp variable : phase.trained)
    wanted.push_back({valueOf(step, variable), variable.getSymName().str(), variable.getLoc()});
  FailureOr<SmallVector<Value>> gradients =
      differentiate(b, Seed{loss, b.like(loss, 1)}, wanted, phase.plan.loss);
  if (failed(gradients))
    return failure();
  for (auto [variable, gradient] : llvm::zip_equal(phase.trained, *gradients))
    if (double l2 = phase.plan.l2Of(variable)) // (l2 w^2)' = 2 l2 w
      gradient = b.add(gradient, b.mul(valueOf(step, variable), 2 * l2));
  return Differentiated{*graph, addPenalty(step, phase, loss), *gradients};
}

bool StepBuilder::isPhaseLoss(StringRef name) const {
  return llvm::any_of(phases, [&](const Phase &phase) { return phase.plan.loss == name; });
}

/// Whether a metric belongs to this phase: it names it, or is the first and no phase does.
bool StepBuilder::sumsUp(const Phase &phase, StringRef metric) const {
  auto names = [&](const Phase &other) { return llvm::is_contained(other.plan.metrics, metric); };
  return names(phase) || (phase.index == 0 && llvm::none_of(phases, names));
}

/// The states that the graph itself updates and the sums of loss and metrics, in declaration order.
void StepBuilder::addStates(StepFunction &step, Phase &phase, const Differentiated &parts) {
  // The running state of what another phase trains is not this phase's to move.
  for (const NamedValue &state : parts.graph.states)
    if (phase.plan.updates(state.name.name))
      step.addResult("state", state.name.name, state.value);
  auto sumUp = [&](StringRef name, Value value) {
    addToMetricSums(step, name, value, parts.graph.weights.lookup(name));
  };
  sumUp(phase.plan.loss, parts.loss);
  for (const NamedValue &loss : parts.graph.losses)
    if (!isPhaseLoss(loss.name.name) && phase.index == 0)
      sumUp(loss.name.name, loss.value);
  for (const NamedValue &metric : parts.graph.metrics)
    if (sumsUp(phase, metric.name.name))
      sumUp(metric.name.name, metric.value);
}

//===- Steps --------------------------------------------------------------===//

LogicalResult StepBuilder::buildDifferentiated(
    Phase &phase, StringRef kind,
    llvm::function_ref<void(StepFunction &, const Differentiated &)> useGradients) {
  StepFunction step(module, phase.plan.functionName(kind),
                    {Role::Parameter, Role::State, Role::Optimizer}, forward);
  FailureOr<Differentiated> parts = differentiatePhase(step, phase);
  if (failed(parts))
    return failure();
  useGradients(step, *parts);
  addStates(step, phase, *parts);
  step.addResult("loss", "loss", parts->loss);
  step.finish();
  return success();
}

LogicalResult StepBuilder::buildTrainStep(Phase &phase) {
  return buildDifferentiated(phase, "train_step", [&](auto &step, const Differentiated &parts) {
    addUpdates(step, phase, parts.gradients);
  });
}

LogicalResult StepBuilder::buildAccumulate(Phase &phase) {
  return buildDifferentiated(phase, "accumulate", [&](auto &step, const Differentiated &parts) {
    addToSums(step, phase, parts.gradients, parts.graph.weights.lookup(phase.plan.loss));
  });
}

LogicalResult StepBuilder::buildGradients(Phase &phase) {
  return buildDifferentiated(phase, "gradients", [&](auto &step, const Differentiated &parts) {
    for (auto [variable, gradient] : llvm::zip_equal(phase.trained, parts.gradients))
      step.addResult("gradient", variable.getSymName(), gradient);
  });
}

LogicalResult StepBuilder::buildApply(Phase &phase) {
  StepFunction step(module, phase.plan.functionName("apply"),
                    {Role::Parameter, Role::Optimizer, Role::Gradient}, nullptr);
  SmallVector<Value> gradients;
  if (plan.accumulate > 1)
    gradients = takeSums(step, phase);
  else
    for (dl::VariableOp variable : phase.trained)
      gradients.push_back(step.argument("gradient", variable.getSymName()));
  addUpdates(step, phase, gradients);
  step.finish();
  return success();
}

/// Sums up all losses and metrics. Its own loss is the model's, or that of all phases together.
LogicalResult StepBuilder::buildEvalStep() {
  StepFunction step(module, "eval_step", {Role::Parameter, Role::State}, eval);
  FailureOr<Graph> graph = inlineGraph(step, eval, Value());
  if (failed(graph))
    return failure();
  Value own = graph->loss("loss"), total;
  auto sumUp = [&](StringRef name, Value value) {
    addToMetricSums(step, name, value, graph->weights.lookup(name));
  };
  llvm::StringSet<> seen; // two phases may minimise one loss
  for (Phase &phase : phases) {
    Value loss = addPenalty(step, phase, graph->loss(phase.plan.loss));
    if (!seen.insert(phase.plan.loss).second)
      continue;
    sumUp(phase.plan.loss, loss);
    if (phase.plan.loss == "loss")
      own = loss;
    total = total ? step.builder().add(total, loss) : loss;
  }
  for (const NamedValue &loss : graph->losses)
    if (!isPhaseLoss(loss.name.name))
      sumUp(loss.name.name, loss.value);
  for (const NamedValue &metric : graph->metrics)
    sumUp(metric.name.name, metric.value);
  step.addResult("loss", "loss", own ? own : total);
  step.finish();
  return success();
}

LogicalResult StepBuilder::run() {
  if (failed(choosePhases()) || failed(declareVariables()) || failed(buildInit()))
    return failure();
  for (Phase &phase : phases) {
    if (!forward || phase.trained.empty())
      continue;
    bool sums = plan.accumulate > 1;
    if (!external && failed(sums ? buildAccumulate(phase) : buildTrainStep(phase)))
      return failure();
    if (failed(buildGradients(phase)) || (!external && failed(buildApply(phase))))
      return failure();
  }
  if (eval && failed(buildEvalStep()))
    return failure();
  for (func::FuncOp graph : {forward, eval})
    if (graph)
      graph.erase();
  return success();
}

/// What an optimizer of the caller's does not know of must not be left out silently.
static void warnOfSettings(ModuleOp module) {
  auto train = module->getAttrOfType<DictionaryAttr>(dl::kTrainAttr);
  for (StringRef name : {"accumulate", "clip", "groups", "schedule", "weight_decay"})
    if (train && train.get(name) && !(name == "accumulate" && dl::accumulatedBatches(module) == 1))
      module.emitWarning() << "'" << name << "' has no effect with an external optimizer";
}

namespace {
struct BuildStepsPass : dlc::impl::BuildStepsBase<BuildStepsPass> {
  using BuildStepsBase::BuildStepsBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    // The factors are trained whatever the patterns of `freeze` say of their weights.
    if (failed(freezeParameters(module)) || failed(addLora(module)))
      return signalPassFailure();
    if (externalOptimizer)
      warnOfSettings(module);
    FailureOr<TrainingPlan> plan = readTrainingPlan(module);
    if (failed(plan) || failed(StepBuilder(module, *plan, externalOptimizer).run()))
      return signalPassFailure();
    // @predict and @decode_step were there first; the module reads better in the order of use.
    for (StringRef name : {"predict", "decode_step"})
      if (auto function = module.lookupSymbol<func::FuncOp>(name))
        function->moveBefore(module.getBody(), module.getBody()->end());
  }
};
} // namespace
