//===- BuildSteps.cpp - The functions of training -------------------------===//
#include "Initialisers.h"
#include "MetricSums.h"
#include "StepFunction.h"
#include "TrainingPlan.h"
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Autodiff/Driver.h"

#include "mlir/IR/SymbolTable.h"

namespace dlc {
#define GEN_PASS_DEF_BUILDSTEPS
#include "dlc/Autodiff/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using dl::Role;

namespace {
/// Builds all functions of one module.
class StepBuilder {
public:
  StepBuilder(ModuleOp module, TrainingPlan plan) : module(module), plan(std::move(plan)) {
    forward = module.lookupSymbol<func::FuncOp>("forward");
    eval = module.lookupSymbol<func::FuncOp>("eval");
    for (auto variable : module.getOps<dl::VariableOp>())
      if (variable.getTrainable())
        trained.push_back(variable);
  }

  LogicalResult run();

private:
  /// What the inlined forward graph gives.
  struct Graph {
    Value loss;
    SmallVector<NamedValue> metrics, states;
  };

  LogicalResult declareVariables();
  LogicalResult buildInit();
  LogicalResult buildTrainStep();
  LogicalResult buildGradients();
  LogicalResult buildApply();
  LogicalResult buildEvalStep();

  FailureOr<Graph> inlineGraph(StepFunction &step, func::FuncOp graph);
  Value addPenalty(StepFunction &step, Value loss);
  FailureOr<SmallVector<Value>> differentiateLoss(StepFunction &step, Value loss);
  void addStates(StepFunction &step, const Graph &graph);
  void addUpdates(StepFunction &step, SmallVector<Value> gradients);

  bool isPenalised(dl::VariableOp variable) {
    return plan.l2 > 0 && variable.getTensorType().getRank() >= 2;
  }
  Value valueOf(StepFunction &step, dl::VariableOp variable) {
    return step.argument("parameter", variable.getSymName());
  }
  static std::string bufferName(dl::VariableOp variable, const Buffer &buffer) {
    return (variable.getSymName() + "." + buffer.name).str();
  }

  ModuleOp module;
  TrainingPlan plan;
  func::FuncOp forward, eval;
  SmallVector<dl::VariableOp> trained;
};
} // namespace

//===- Variables ----------------------------------------------------------===//

LogicalResult StepBuilder::declareVariables() {
  SmallVector<std::string> metrics;
  for (func::FuncOp graph : {forward, eval})
    for (unsigned i = 0; graph && i < graph.getNumResults(); ++i) {
      Name name = resultName(graph, i);
      if ((name.role == "loss" || name.role == "metric") && !llvm::is_contained(metrics, name.name))
        metrics.push_back(name.name);
    }
  declareMetricSums(module, metrics);
  if (!forward)
    return success();

  SymbolTable symbols(module);
  OpBuilder builder(module.getContext());
  auto variables = module.getOps<dl::VariableOp>();
  Operation *last = nullptr;
  for (dl::VariableOp variable : variables)
    last = variable;
  builder.setInsertionPointAfter(last);
  auto declare = [&](dl::VariableOp parameter, const std::string &name, Role role,
                     double initial) -> LogicalResult {
    if (Operation *other = symbols.lookup(name)) {
      InFlightDiagnostic error = other->emitError()
                                 << "'" << name << "' is the name that a buffer of '"
                                 << parameter.getSymName() << "' needs";
      return error;
    }
    DictionaryAttr arguments;
    if (initial != 0)
      arguments = builder.getDictionaryAttr(
          builder.getNamedAttr("value", builder.getF64FloatAttr(initial)));
    dl::VariableOp::create(builder, parameter.getLoc(), name, role, parameter.getType(),
                           initial == 0 ? "zeros" : "constant", arguments, /*trainable=*/false,
                           /*persistent=*/false, /*offset=*/nullptr);
    return success();
  };
  for (dl::VariableOp parameter : trained)
    for (const Buffer &buffer : plan.optimizer->buffers(plan.hyperparameters))
      if (failed(
              declare(parameter, bufferName(parameter, buffer), Role::Optimizer, buffer.initial)))
        return failure();
  for (dl::VariableOp parameter : trained)
    if (failed(declare(parameter, ("grad:" + parameter.getSymName()).str(), Role::Gradient, 0)))
      return failure();
  return success();
}

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

FailureOr<StepBuilder::Graph> StepBuilder::inlineGraph(StepFunction &step, func::FuncOp source) {
  FailureOr<SmallVector<NamedValue>> values = step.inlineGraph(source);
  if (failed(values))
    return failure();
  Graph graph;
  for (const NamedValue &value : *values) {
    if (value.name.role == "loss")
      graph.loss = value.value;
    else if (value.name.role == "metric")
      graph.metrics.push_back(value);
    else if (value.name.role == "state")
      graph.states.push_back(value);
  }
  if (!graph.loss || !isFloat(graph.loss) || tensorType(graph.loss).getRank() != 0)
    return source.emitError() << "'@" << source.getSymName()
                              << "' needs a result of role 'loss', a floating-point scalar";
  return graph;
}

/// loss + l2 sum(w^2) over the weights.
Value StepBuilder::addPenalty(StepFunction &step, Value loss) {
  GraphBuilder &b = step.builder();
  for (dl::VariableOp variable : trained)
    if (isPenalised(variable)) {
      Value sum = b.sumOfAll(b.square(valueOf(step, variable)));
      loss = b.add(loss, b.cast(b.mul(sum, plan.l2), tensorType(loss).getElementType()));
    }
  return loss;
}

FailureOr<SmallVector<Value>> StepBuilder::differentiateLoss(StepFunction &step, Value loss) {
  GraphBuilder &b = step.builder();
  SmallVector<Wanted> wanted;
  for (dl::VariableOp variable : trained)
    wanted.push_back({valueOf(step, variable), variable.getSymName().str(), variable.getLoc()});
  FailureOr<SmallVector<Value>> gradients =
      differentiate(b, Seed{loss, b.like(loss, 1)}, wanted, "loss");
  if (failed(gradients))
    return failure();
  for (auto [variable, gradient] : llvm::zip_equal(trained, *gradients))
    if (isPenalised(variable)) // (l2 w^2)' = 2 l2 w
      gradient = b.add(gradient, b.mul(valueOf(step, variable), 2 * plan.l2));
  return gradients;
}

/// The states that the graph itself updates and the sums of loss and metrics, in declaration order.
void StepBuilder::addStates(StepFunction &step, const Graph &graph) {
  for (const NamedValue &state : graph.states)
    step.addResult("state", state.name.name, state.value);
  addToMetricSums(step, "loss", graph.loss);
  for (const NamedValue &metric : graph.metrics)
    addToMetricSums(step, metric.name.name, metric.value);
}

/// Clips the gradients, applies the optimizer and adds new parameters and buffers to the results.
void StepBuilder::addUpdates(StepFunction &step, SmallVector<Value> gradients) {
  GraphBuilder &b = step.builder();
  plan.clipping.apply(b, gradients);
  Value done = step.argument("scalar", "step");
  Value scale = b.cast(step.argument("scalar", "lr_scale"), b.getF64Type());
  Value rate = b.mul(plan.schedule.build(b, done), plan.hyperparameters.at("lr"));
  StepScalars scalars{b.mul(rate, scale), b.add(b.cast(done, b.getF64Type()), 1.0)};

  std::vector<Buffer> buffers = plan.optimizer->buffers(plan.hyperparameters);
  SmallVector<NamedValue> updatedBuffers;
  for (auto [variable, gradient] : llvm::zip_equal(trained, gradients)) {
    // A profile line or a NaN report about an update names the parameter's declaration.
    b.setLoc(variable.getLoc());
    Update update(b, plan.hyperparameters, scalars, valueOf(step, variable), gradient);
    for (const Buffer &buffer : buffers)
      update.buffers[buffer.name] = step.argument("optimizer", bufferName(variable, buffer));
    plan.optimizer->apply(update);
    step.addResult("parameter", variable.getSymName(), update.parameter);
    for (const Buffer &buffer : buffers)
      updatedBuffers.push_back(
          {{"optimizer", bufferName(variable, buffer)}, update.buffers[buffer.name]});
  }
  for (const NamedValue &buffer : updatedBuffers)
    step.addResult(buffer.name.role, buffer.name.name, buffer.value);
}

//===- Steps --------------------------------------------------------------===//

LogicalResult StepBuilder::buildTrainStep() {
  StepFunction step(module, "train_step", {Role::Parameter, Role::State, Role::Optimizer}, forward);
  FailureOr<Graph> graph = inlineGraph(step, forward);
  if (failed(graph))
    return failure();
  FailureOr<SmallVector<Value>> gradients = differentiateLoss(step, graph->loss);
  if (failed(gradients))
    return failure();
  graph->loss = addPenalty(step, graph->loss);
  addUpdates(step, *gradients);
  addStates(step, *graph);
  step.addResult("loss", "loss", graph->loss);
  step.finish();
  return success();
}

LogicalResult StepBuilder::buildGradients() {
  StepFunction step(module, "gradients", {Role::Parameter, Role::State}, forward);
  FailureOr<Graph> graph = inlineGraph(step, forward);
  if (failed(graph))
    return failure();
  FailureOr<SmallVector<Value>> gradients = differentiateLoss(step, graph->loss);
  if (failed(gradients))
    return failure();
  graph->loss = addPenalty(step, graph->loss);
  for (auto [variable, gradient] : llvm::zip_equal(trained, *gradients))
    step.addResult("gradient", variable.getSymName(), gradient);
  addStates(step, *graph);
  step.addResult("loss", "loss", graph->loss);
  step.finish();
  return success();
}

LogicalResult StepBuilder::buildApply() {
  StepFunction step(module, "apply", {Role::Parameter, Role::Optimizer, Role::Gradient}, nullptr);
  SmallVector<Value> gradients;
  for (dl::VariableOp variable : trained)
    gradients.push_back(step.argument("gradient", variable.getSymName()));
  addUpdates(step, gradients);
  step.finish();
  return success();
}

LogicalResult StepBuilder::buildEvalStep() {
  StepFunction step(module, "eval_step", {Role::Parameter, Role::State}, eval);
  FailureOr<Graph> graph = inlineGraph(step, eval);
  if (failed(graph))
    return failure();
  graph->states.clear();
  graph->loss = addPenalty(step, graph->loss);
  addStates(step, *graph);
  step.addResult("loss", "loss", graph->loss);
  step.finish();
  return success();
}

LogicalResult StepBuilder::run() {
  if (failed(declareVariables()) || failed(buildInit()))
    return failure();
  if (forward && !trained.empty()) {
    if (failed(buildTrainStep()) || failed(buildGradients()) || failed(buildApply()))
      return failure();
  }
  if (eval && failed(buildEvalStep()))
    return failure();
  for (func::FuncOp graph : {forward, eval})
    if (graph)
      graph.erase();
  return success();
}

namespace {
struct BuildStepsPass : dlc::impl::BuildStepsBase<BuildStepsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(freezeParameters(module)))
      return signalPassFailure();
    FailureOr<TrainingPlan> plan = readTrainingPlan(module);
    if (failed(plan) || failed(StepBuilder(module, *plan).run()))
      return signalPassFailure();
    // @predict was there first; the module reads better in the order of use.
    if (auto predict = module.lookupSymbol<func::FuncOp>("predict"))
      predict->moveBefore(module.getBody(), module.getBody()->end());
  }
};
} // namespace
