//===- Training.cpp - Optimizers as operators -------------------------------===//
// The operators of the set ai.onnx.preview.training: a step of an optimizer for any number of tensors. Their
// operands are the rate and the number of the step, then all tensors, all gradients, and all states of a kind.
//===----------------------------------------------------------------------===//
#include "Operators.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

namespace {
struct Step {
  Value rate, count;
  SmallVector<Value> operands; ///< `kinds` groups of `size`
  unsigned size;

  Value get(unsigned kind, unsigned index) const { return operands[kind * size + index]; }
};
} // namespace

/// Reads the operands of tensors, gradients and `kinds` - 2 kinds of state.
static FailureOr<Step> readStep(Node &n, unsigned kinds) {
  FailureOr<SmallVector<Value>> all = n.inputs();
  if (failed(all))
    return failure();
  if (all->size() < 2 + kinds || (all->size() - 2) % kinds)
    return n.fail("it has " + Twine(all->size()) + " operands, and not two and " + Twine(kinds) + " for each tensor");
  Step step{(*all)[0], (*all)[1], SmallVector<Value>(all->begin() + 2, all->end()), 0};
  step.size = step.operands.size() / kinds;
  for (unsigned i = 0; i < step.operands.size(); ++i)
    if (step.operands[i].getType() != step.operands[i % step.size].getType() || !isFloat(step.operands[i]))
      return n.fail("operand " + describe(step.operands[i]) + " does not fit tensor " +
                    describe(step.operands[i % step.size]));
  if (sizeOf(step.rate) != 1 || sizeOf(step.count) != 1 || elementOf(step.rate) != elementOf(step.operands[0]))
    return n.fail("the rate and the number of the step are one number each");
  return step;
}

/// A number as a tensor of the type of `like`.
static Value spread(Emitter &b, Value number, Value like) {
  return b.broadcastTo(b.reshape(b.cast(number, elementOf(like)), {}), shapeOf(like));
}

/// gradient + l2 x
static Value regularised(Emitter &b, Value gradient, Value x, double l2) {
  return l2 == 0 ? gradient : b.add(gradient, b.mul(x, l2));
}

/// Duchi et al.: Adaptive Subgradient Methods, 2011.
static LogicalResult importAdagrad(Node &n) {
  double decay = n.number("decay_factor", 0), epsilon = n.number("epsilon", 0), l2 = n.number("norm_coefficient", 0);
  FailureOr<Step> step = readStep(n, 3);
  if (failed(step))
    return failure();
  Emitter &b = n.b;
  for (unsigned i = 0; i < step->size; ++i) {
    Value x = step->get(0, i), gradient = regularised(b, step->get(1, i), x, l2);
    Value rate = spread(b, step->rate, x);
    if (decay != 0)
      rate = b.div(rate, b.add(b.mul(spread(b, step->count, x), decay), 1.0));
    Value squares = b.add(step->get(2, i), b.mul(gradient, gradient));
    Value change = b.div(b.mul(rate, gradient), b.add(b.make<dl::SqrtOp>(squares), epsilon));
    if (failed(n.give(i, b.sub(x, change))) || failed(n.give(step->size + i, squares)))
      return failure();
  }
  return success();
}

/// Kingma, Ba: Adam, 2015. The correction of both averages is part of the rate.
static LogicalResult importAdam(Node &n) {
  double alpha = n.number("alpha", 0.9), beta = n.number("beta", 0.999), epsilon = n.number("epsilon", 0);
  double l2 = n.number("norm_coefficient", 0), l2After = n.number("norm_coefficient_post", 0);
  FailureOr<Step> step = readStep(n, 4);
  if (failed(step))
    return failure();
  Emitter &b = n.b;
  for (unsigned i = 0; i < step->size; ++i) {
    Value x = step->get(0, i), gradient = regularised(b, step->get(1, i), x, l2);
    Value mean = b.add(b.mul(step->get(2, i), alpha), b.mul(gradient, 1 - alpha));
    Value square = b.add(b.mul(step->get(3, i), beta), b.mul(b.mul(gradient, gradient), 1 - beta));
    Value count = spread(b, step->count, x), rate = spread(b, step->rate, x);
    auto left = [&](double factor) { return b.sub(b.like(x, 1), b.make<dl::PowOp>(b.like(x, factor), count)); };
    Value corrected = b.div(b.mul(rate, b.make<dl::SqrtOp>(left(beta))), left(alpha));
    // Before the first step there is nothing to correct.
    rate = b.select(b.compare(dl::Predicate::GT, count, 0), corrected, rate);
    Value next = b.sub(x, b.div(b.mul(rate, mean), b.add(b.make<dl::SqrtOp>(square), epsilon)));
    if (l2After != 0)
      next = b.mul(next, 1 - l2After);
    if (failed(n.give(i, next)) || failed(n.give(step->size + i, mean)) || failed(n.give(2 * step->size + i, square)))
      return failure();
  }
  return success();
}

/// Momentum, and Nesterov's (Sutskever et al., 2013).
static LogicalResult importMomentum(Node &n) {
  double alpha = n.number("alpha", 0), beta = n.number("beta", 0), l2 = n.number("norm_coefficient", 0);
  std::string mode = n.text("mode", "standard");
  FailureOr<Step> step = readStep(n, 3);
  if (failed(step))
    return failure();
  if (mode != "standard" && mode != "nesterov")
    return n.fail("mode is '" + mode + "'");
  Emitter &b = n.b;
  for (unsigned i = 0; i < step->size; ++i) {
    Value x = step->get(0, i), gradient = regularised(b, step->get(1, i), x, l2);
    // The first gradient counts in full.
    Value share = b.select(b.compare(dl::Predicate::GT, spread(b, step->count, x), 0), b.like(x, beta), b.like(x, 1));
    Value velocity = b.add(b.mul(step->get(2, i), alpha), b.mul(share, gradient));
    Value direction = mode == "nesterov" ? b.add(gradient, b.mul(velocity, alpha)) : velocity;
    Value next = b.sub(x, b.mul(spread(b, step->rate, x), direction));
    if (failed(n.give(i, next)) || failed(n.give(step->size + i, velocity)))
      return failure();
  }
  return success();
}

ArrayRef<Operator> importer::trainingOperators() {
  static const Operator table[] = {
      {"ai.onnx.preview.training.Adagrad", 1, importAdagrad},
      {"ai.onnx.preview.training.Adam", 1, importAdam},
      {"ai.onnx.preview.training.Momentum", 1, importMomentum},
  };
  return table;
}
