//===- Updates.cpp - From gradients to new parameters ---------------------===//
#include "StepBuilder.h"
#include "dlc/Dialect/DL/ModelTables.h"

using namespace mlir;
using namespace dlc;

/// How often the phase's optimizer has run.
Value StepBuilder::stepsDone(StepFunction &step, Phase &phase) const {
  return hasCounter(phase) ? step.argument("optimizer", counterName(phase))
                           : step.argument("scalar", "step");
}

/// A number that no other batch and no other phase of the run has, so that noise is always fresh.
Value StepBuilder::noiseCounter(StepFunction &step, Phase &phase) const {
  GraphBuilder &b = step.builder();
  Value counter = stepsDone(step, phase);
  if (phases.size() > 1)
    counter = b.add(b.mul(counter, static_cast<double>(phases.size())),
                    static_cast<double>(phase.index));
  if (plan.accumulate > 1 && !external)
    counter = b.add(b.mul(counter, static_cast<double>(plan.accumulate)),
                    step.argument("optimizer", dl::kAccumulatedBatches));
  return counter;
}

/// The scheduled learning rate of this step times the caller's `lr_scale`.
Value StepBuilder::learningRate(StepFunction &step, Phase &phase, double rate) const {
  GraphBuilder &b = step.builder();
  Value total;
  // An argument that is only scaled would still be one.
  if (phase.plan.schedule.needsTotal()) {
    total = step.argument("scalar", "total_steps");
    if (phase.plan.every > 1)
      total = b.div(total, b.like(total, static_cast<double>(phase.plan.every)));
    if (phase.plan.repeat > 1)
      total = b.mul(total, static_cast<double>(phase.plan.repeat));
  }
  Value scale = b.cast(step.argument("scalar", "lr_scale"), b.getF64Type());
  Value scheduled = b.mul(phase.plan.schedule.build(b, stepsDone(step, phase), total), rate);
  return b.mul(scheduled, scale);
}

/// Clips the gradients, applies the optimizer and adds new parameters and buffers to the results.
void StepBuilder::addUpdates(StepFunction &step, Phase &phase, SmallVector<Value> gradients) {
  GraphBuilder &b = step.builder();
  phase.plan.clipping.apply(b, gradients);
  Value done = stepsDone(step, phase);
  Value time = b.add(b.cast(done, b.getF64Type()), 1.0);
  std::map<double, Value> rates; // one for all groups that have the same
  std::vector<Buffer> buffers = phase.plan.optimizer->buffers(phase.plan.hyperparameters);
  SmallVector<NamedValue> updatedBuffers;
  for (auto [variable, gradient] : llvm::zip_equal(phase.trained, gradients)) {
    Hyperparameters hyperparameters = phase.plan.hyperparametersOf(variable.getSymName());
    Value &rate = rates[hyperparameters.at("lr")];
    if (!rate)
      rate = learningRate(step, phase, hyperparameters.at("lr"));
    // A profile line or a NaN report about an update names the parameter's declaration.
    b.setLoc(variable.getLoc());
    StepScalars scalars{rate, time};
    Update update(b, hyperparameters, scalars, valueOf(step, variable), gradient);
    for (const Buffer &buffer : buffers)
      update.buffers[buffer.name] =
          step.argument("optimizer", bufferName(phase, variable, buffer.name));
    phase.plan.optimizer->apply(update);
    step.addResult("parameter", variable.getSymName(), update.parameter);
    for (const Buffer &buffer : buffers)
      updatedBuffers.push_back({{"optimizer", bufferName(phase, variable, buffer.name)},
                                update.buffers[buffer.name]});
  }
  if (hasCounter(phase))
    updatedBuffers.push_back({{"optimizer", counterName(phase)}, b.add(done, 1.0)});
  for (const NamedValue &buffer : updatedBuffers)
    step.addResult(buffer.name.role, buffer.name.name, buffer.value);
}

/// Adds the gradients of a batch, the mean over its rows, to the sums, times its rows: what is left
/// in the end is the mean over all rows, whatever the sizes of the batches. If the loss is the mean over
/// so many other elements, `weight`, these take the rows' place.
void StepBuilder::addToSums(StepFunction &step, Phase &phase, ArrayRef<Value> gradients,
                            Value weight) {
  GraphBuilder &b = step.builder();
  Value rows = b.cast(weight ? weight : step.argument("scalar", "n_valid"), b.getF64Type());
  for (auto [variable, gradient] : llvm::zip_equal(phase.trained, gradients)) {
    Value factor = b.cast(rows, tensorType(gradient).getElementType());
    Value part = b.mul(gradient, b.broadcastScalar(factor, gradient));
    step.addResult("optimizer", sumName(variable),
                   b.add(step.argument("optimizer", sumName(variable)), part));
  }
  Value rowsBefore = step.argument("optimizer", dl::kAccumulatedRows);
  Value batchesBefore = step.argument("optimizer", dl::kAccumulatedBatches);
  step.addResult("optimizer", dl::kAccumulatedRows, b.add(rowsBefore, rows));
  step.addResult("optimizer", dl::kAccumulatedBatches, b.add(batchesBefore, 1.0));
}

/// The means that the sums stand for; the sums are empty again afterwards.
SmallVector<Value> StepBuilder::takeSums(StepFunction &step, Phase &phase) {
  GraphBuilder &b = step.builder();
  Value rows = step.argument("optimizer", dl::kAccumulatedRows);
  // Without a batch there is nothing to divide.
  Value inverse = b.div(b.like(rows, 1), b.max(rows, 1));
  SmallVector<Value> gradients;
  for (dl::VariableOp variable : phase.trained) {
    Value sum = step.argument("optimizer", sumName(variable));
    Value factor = b.cast(inverse, tensorType(sum).getElementType());
    gradients.push_back(b.mul(sum, b.broadcastScalar(factor, sum)));
    step.addResult("optimizer", sumName(variable), b.zeros(sum));
  }
  Value batches = step.argument("optimizer", dl::kAccumulatedBatches);
  step.addResult("optimizer", dl::kAccumulatedRows, b.zeros(rows));
  step.addResult("optimizer", dl::kAccumulatedBatches, b.zeros(batches));
  return gradients;
}
