//===- Adam.cpp - Adaptive moments, with coupled and decoupled weight decay -===//
// Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015; Loshchilov, Hutter: Decoupled
// Weight Decay Regularization, ICLR 2019. In the form of PyTorch, where eps is added after the bias
// correction.
//===----------------------------------------------------------------------===//
#include "Optimizers.h"

using namespace mlir;
using namespace dlc;

static std::vector<Buffer> buffers(const Hyperparameters &) {
  return {{"exp_avg"}, {"exp_avg_sq"}};
}

/// m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
/// w -= lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
static void updateMoments(Update &u) {
  double beta1 = u.get("beta1"), beta2 = u.get("beta2");
  Value &mean = u.buffers["exp_avg"];
  Value &square = u.buffers["exp_avg_sq"];
  mean = u.movingAverage(mean, beta1, u.gradient);
  square = u.movingAverage(square, beta2, u.square(u.gradient));

  Value stepSize = u.div(u.scalars.learningRate, u.biasCorrection(beta1));
  Value rootCorrection = u.sqrt(u.biasCorrection(beta2));
  Value inverse = u.div(u.like(rootCorrection, 1), rootCorrection);
  Value denominator = u.add(u.mul(u.sqrt(square), u.spread(inverse)), u.get("eps"));
  Value direction = u.div(mean, denominator);
  u.parameter = u.sub(u.parameter, u.mul(direction, u.spread(stepSize)));
}

static void applyAdam(Update &u) {
  u.addWeightDecayToGradient();
  updateMoments(u);
}

static void applyAdamW(Update &u) {
  u.decayParameter();
  updateMoments(u);
}

static Hyperparameters defaults(double weightDecay) {
  return {
      {"lr", 1e-3}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", weightDecay}};
}

Optimizer dlc::adam() { return {"adam", defaults(0), buffers, applyAdam}; }
Optimizer dlc::adamw() { return {"adamw", defaults(1e-2), buffers, applyAdamW}; }
