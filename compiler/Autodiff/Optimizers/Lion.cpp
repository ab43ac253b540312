//===- Lion.cpp - The sign of a moving average ----------------------------===//
// Chen et al.: Symbolic Discovery of Optimization Algorithms, NeurIPS 2023, program 1.
//===----------------------------------------------------------------------===//
#include "Optimizers.h"

using namespace mlir;
using namespace dlc;

static std::vector<Buffer> buffers(const Hyperparameters &) { return {{"exp_avg"}}; }

/// w -= lr (sign(b1 m + (1 - b1) g) + wd w);  m = b2 m + (1 - b2) g
static void apply(Update &u) {
  Value &mean = u.buffers["exp_avg"];
  Value direction = u.sign(u.movingAverage(mean, u.get("beta1"), u.gradient));
  u.decayParameter();
  u.parameter = u.sub(u.parameter, u.mul(direction, u.spread(u.scalars.learningRate)));
  mean = u.movingAverage(mean, u.get("beta2"), u.gradient);
}

Optimizer dlc::lion() {
  return {
      "lion", {{"lr", 1e-4}, {"beta1", 0.9}, {"beta2", 0.99}, {"weight_decay", 0}}, buffers, apply};
}
