//===- Adagrad.cpp - Steps divided by the root of all squares so far ------===//
// Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 2011; eps outside the root as in
// PyTorch.
//===----------------------------------------------------------------------===//
#include "Optimizers.h"

using namespace mlir;
using namespace dlc;

static std::vector<Buffer> buffers(const Hyperparameters &values) {
  return {{"sum", values.at("initial_accumulator")}};
}

/// g += wd w;  s += g^2;  w -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)
static void apply(Update &u) {
  u.addWeightDecayToGradient();
  Value &sum = u.buffers["sum"];
  sum = u.add(sum, u.square(u.gradient));
  Value rate = u.scalars.learningRate;
  if (double decay = u.get("lr_decay"))
    rate = u.div(rate, u.add(u.mul(u.add(u.scalars.time, -1.0), decay), 1.0));
  Value direction = u.div(u.gradient, u.add(u.sqrt(sum), u.get("eps")));
  u.parameter = u.sub(u.parameter, u.mul(direction, u.spread(rate)));
}

Optimizer dlc::adagrad() {
  return {"adagrad",
          {{"lr", 1e-2},
           {"lr_decay", 0},
           {"initial_accumulator", 0},
           {"eps", 1e-10},
           {"weight_decay", 0}},
          buffers,
          apply};
}
