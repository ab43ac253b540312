//===- SGD.cpp - Gradient descent, with and without momentum --------------===//
// Robbins, Monro: A Stochastic Approximation Method, 1951; Polyak 1964; Nesterov 1983 in the form
// of Sutskever et al.: On the importance of initialization and momentum, ICML 2013, as in PyTorch.
//===----------------------------------------------------------------------===//
#include "Optimizers.h"

using namespace mlir;
using namespace dlc;

static std::vector<Buffer> buffers(const Hyperparameters &values) {
  if (values.at("momentum") == 0)
    return {};
  return {{"momentum_buffer"}};
}

/// g += wd w;  b = mu b + (1 - dampening) g, but b = g in the first step;
/// w -= lr b, or lr (g + mu b) in Nesterov's form.
static void apply(Update &u) {
  u.addWeightDecayToGradient();
  Value direction = u.gradient;
  double momentum = u.get("momentum"), dampening = u.get("dampening");
  if (momentum != 0) {
    Value &buffer = u.buffers["momentum_buffer"];
    Value next = u.add(u.mul(buffer, momentum), u.mul(u.gradient, 1 - dampening));
    if (dampening != 0) {
      Value isFirst = u.compare(dl::Predicate::EQ, u.scalars.time, 1);
      next = u.select(u.broadcastScalar(isFirst, next), u.gradient, next);
    }
    buffer = next;
    direction = u.get("nesterov") != 0 ? u.add(u.gradient, u.mul(next, momentum)) : next;
  }
  u.parameter = u.sub(u.parameter, u.mul(direction, u.spread(u.scalars.learningRate)));
}

static Optimizer withMomentum(StringRef kind, double momentum, double nesterov) {
  return {kind,
          {{"lr", 1e-3},
           {"momentum", momentum},
           {"dampening", 0},
           {"nesterov", nesterov},
           {"weight_decay", 0}},
          buffers,
          apply};
}

Optimizer dlc::sgd() { return withMomentum("sgd", 0, 0); }
Optimizer dlc::momentum() { return withMomentum("momentum", 0.9, 0); }
Optimizer dlc::nesterov() { return withMomentum("nesterov", 0.9, 1); }
