//===- Optimizers.cpp - What update rules share ---------------------------===//
#include "Optimizers.h"

#include <cmath>

using namespace mlir;
using namespace dlc;

ArrayRef<Optimizer> dlc::optimizers() {
  static const std::vector<Optimizer> all = {sgd(),  momentum(), nesterov(), rmsprop(), adagrad(),
                                             adam(), adamw(),    lion(),     lamb()};
  return all;
}

const Optimizer *dlc::findOptimizer(StringRef kind) {
  for (const Optimizer &optimizer : optimizers())
    if (optimizer.kind == kind)
      return &optimizer;
  return nullptr;
}

Value Update::biasCorrection(double beta) {
  if (beta == 0)
    return like(scalars.time, 1);
  return sub(1, exp(mul(scalars.time, std::log(beta))));
}

void Update::addWeightDecayToGradient() {
  if (double decay = get("weight_decay"))
    gradient = add(gradient, mul(parameter, decay));
}

void Update::decayParameter() {
  if (double decay = get("weight_decay"))
    parameter = mul(parameter, spread(sub(1, mul(scalars.learningRate, decay))));
}
