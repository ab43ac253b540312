//===- Lamb.cpp - Adam with a step length for each layer ------------------===//
// You et al.: Large Batch Optimization for Deep Learning, ICLR 2020, algorithm 2, with the identity
// as the scaling function phi.
//===----------------------------------------------------------------------===//
#include "Optimizers.h"

using namespace mlir;
using namespace dlc;

static std::vector<Buffer> buffers(const Hyperparameters &) {
  return {{"exp_avg"}, {"exp_avg_sq"}};
}

static Value norm(Update &u, Value x) { return u.sqrt(u.sumOfAll(u.square(x))); }

/// |w| / |r|, and 1 where either is zero: a parameter that starts at zero must be able to leave it.
static Value trustRatio(Update &u, Value parameter, Value direction) {
  Value parameterNorm = norm(u, parameter), directionNorm = norm(u, direction);
  Value one = u.like(parameterNorm, 1);
  Value ratio = u.div(parameterNorm, directionNorm);
  Value isZero = dl::OrOp::create(u, u.compare(dl::Predicate::EQ, parameterNorm, 0),
                                  u.compare(dl::Predicate::EQ, directionNorm, 0));
  return u.select(isZero, one, ratio);
}

/// m and v as in Adam;  r = m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps) + wd w;
/// w -= lr |w| / |r| r
static void apply(Update &u) {
  double beta1 = u.get("beta1"), beta2 = u.get("beta2");
  Value &mean = u.buffers["exp_avg"];
  Value &square = u.buffers["exp_avg_sq"];
  mean = u.movingAverage(mean, beta1, u.gradient);
  square = u.movingAverage(square, beta2, u.square(u.gradient));

  auto inverse = [&](Value scalar) { return u.div(u.like(scalar, 1), scalar); };
  Value meanScale = inverse(u.biasCorrection(beta1));
  Value rootScale = inverse(u.sqrt(u.biasCorrection(beta2)));
  Value denominator = u.add(u.mul(u.sqrt(square), u.spread(rootScale)), u.get("eps"));
  Value direction = u.div(u.mul(mean, u.spread(meanScale)), denominator);
  if (double decay = u.get("weight_decay"))
    direction = u.add(direction, u.mul(u.parameter, decay));

  Value ratio = trustRatio(u, u.parameter, direction);
  Value length = u.mul(u.cast(ratio, u.getF64Type()), u.scalars.learningRate);
  u.parameter = u.sub(u.parameter, u.mul(direction, u.spread(length)));
}

Optimizer dlc::lamb() {
  return {"lamb",
          {{"lr", 1e-3}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-6}, {"weight_decay", 0}},
          buffers,
          apply};
}
