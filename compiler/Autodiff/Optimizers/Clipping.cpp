//===- Clipping.cpp - Bounds for gradients --------------------------------===//
#include "Schedule.h"

using namespace mlir;
using namespace dlc;

/// g min(1, limit / (|g| + 1e-6)), |g| being the norm of all gradients together
/// (Pascanu et al.: On the difficulty of training recurrent neural networks, ICML 2013; the small
/// number as in PyTorch's clip_grad_norm_).
static void clipGlobalNorm(GraphBuilder &b, double limit, MutableArrayRef<Value> gradients) {
  Value sum;
  for (Value gradient : gradients) {
    Value part = b.cast(b.sumOfAll(b.square(gradient)), b.getF64Type());
    sum = sum ? b.add(sum, part) : part;
  }
  Value norm = b.add(b.sqrt(sum), 1e-6);
  Value factor = b.min(b.div(b.like(norm, limit), norm), 1);
  for (Value &gradient : gradients) {
    Value rounded = b.cast(factor, tensorType(gradient).getElementType());
    gradient = b.mul(gradient, b.broadcastScalar(rounded, gradient));
  }
}

void Clipping::apply(GraphBuilder &b, MutableArrayRef<Value> gradients) const {
  if (kind == Kind::GlobalNorm && !gradients.empty())
    clipGlobalNorm(b, limit, gradients);
  if (kind == Kind::Value)
    for (Value &gradient : gradients)
      gradient = dl::ClampOp::create(b, gradient, -limit, limit);
}
