//===- RMSprop.cpp - Steps divided by a moving root mean square -----------===//
// Tieleman, Hinton: Neural Networks for Machine Learning, lecture 6.5, 2012; eps outside the root
// as in PyTorch.
//===----------------------------------------------------------------------===//
#include "Optimizers.h"

using namespace mlir;
using namespace dlc;

static std::vector<Buffer> buffers(const Hyperparameters &values) {
  if (values.at("momentum") == 0)
    return {{"square_avg"}};
  return {{"square_avg"}, {"momentum_buffer"}};
}

/// g += wd w;  v = alpha v + (1 - alpha) g^2;  s = g / (sqrt(v) + eps);
/// w -= lr s, with momentum b = mu b + s; w -= lr b.
static void apply(Update &u) {
  u.addWeightDecayToGradient();
  Value &average = u.buffers["square_avg"];
  average = u.movingAverage(average, u.get("alpha"), u.square(u.gradient));
  Value direction = u.div(u.gradient, u.add(u.sqrt(average), u.get("eps")));
  if (double momentum = u.get("momentum")) {
    Value &buffer = u.buffers["momentum_buffer"];
    buffer = u.add(u.mul(buffer, momentum), direction);
    direction = buffer;
  }
  u.parameter = u.sub(u.parameter, u.mul(direction, u.spread(u.scalars.learningRate)));
}

Optimizer dlc::rmsprop() {
  return {"rmsprop",
          {{"lr", 1e-2}, {"alpha", 0.99}, {"eps", 1e-8}, {"momentum", 0}, {"weight_decay", 0}},
          buffers,
          apply};
}
