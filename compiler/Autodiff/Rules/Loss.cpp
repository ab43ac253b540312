//===- Loss.cpp - Derivatives of losses -----------------------------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// dlogits = (softmax(logits) - onehot(label)) g (Bridle 1990). `dl.softmax` rather than its parts:
/// once both are decomposed, it shares the maximum, the exponentials and their sum with the forward
/// op. A label outside [0, C) has an all-zero onehot, which is what the forward op computes then.
static void backward(SoftmaxCrossEntropyOp op, Value g, Cotangents &b) {
  Value logits = op.getLogits(), labels = op.getLabels();
  auto type = tensorType(logits);
  int64_t axis = type.getRank() - 1;
  b.set(0, [&] {
    Value probability = SoftmaxOp::create(b, logits, axis);
    auto classType = type.clone(tensorType(labels).getElementType());
    Value classes = IotaOp::create(b, classType, axis);
    Value isLabel = b.compare(Predicate::EQ, classes, b.broadcastAlong(labels, axis, classes));
    Value onehot = b.cast(isLabel, type.getElementType());
    return b.mul(b.sub(probability, onehot), b.broadcastAlong(g, axis, logits));
  });
}

/// y = -sum(t log_softmax(x)): dx = (softmax(x) sum(t) - t) g, dt = -log_softmax(x) g. The targets
/// of a row need not sum to one.
static void backward(SoftmaxCrossEntropyDenseOp op, Value g, Cotangents &b) {
  Value logits = op.getLogits(), targets = op.getTargets();
  int64_t axis = tensorType(logits).getRank() - 1;
  Value rows = b.broadcastAlong(g, axis, logits);
  b.set(0, [&] {
    Value sum = b.broadcastAlong(b.reduceSum(targets, axis), axis, logits);
    Value probability = SoftmaxOp::create(b, logits, axis);
    return b.mul(b.sub(b.mul(probability, sum), targets), rows);
  });
  b.set(1, [&] { return b.neg(b.mul(LogSoftmaxOp::create(b, logits, axis), rows)); });
}

/// y = max(a, 0) - a b + log(1 + e^-|a|): da = sigmoid(a) - b, db = -a
static void backward(BinaryCrossEntropyOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, b.sub(b.sigmoid(op.getLhs()), op.getRhs())); });
  b.set(1, [&] { return b.neg(b.mul(g, op.getLhs())); });
}

/// A loss of d = a - b whose derivative with respect to d is `slope`.
static void backwardDifference(Value slope, Value g, Cotangents &b) {
  Value product = b.mul(g, slope);
  b.set(0, [&] { return product; });
  b.set(1, [&] { return b.neg(product); });
}

/// (d^2)' = 2 d
static void backward(SquaredErrorOp op, Value g, Cotangents &b) {
  backwardDifference(b.mul(b.sub(op.getLhs(), op.getRhs()), 2), g, b);
}

/// |d|' = sign(d), 0 at 0
static void backward(AbsoluteErrorOp op, Value g, Cotangents &b) {
  backwardDifference(b.sign(b.sub(op.getLhs(), op.getRhs())), g, b);
}

/// d where |d| <= delta, else delta sign(d) (Huber 1964): d, clamped.
static void backward(HuberOp op, Value g, Cotangents &b) {
  Value difference = b.sub(op.getLhs(), op.getRhs());
  double delta = op.getDelta();
  backwardDifference(ClampOp::create(b, difference, -delta, delta), g, b);
}

void attachLossRules(MLIRContext *context) {
  attachRules<SoftmaxCrossEntropyOp, SoftmaxCrossEntropyDenseOp, BinaryCrossEntropyOp,
              SquaredErrorOp, AbsoluteErrorOp, HuberOp>(context);
  // Counts right answers: a metric, never a loss.
  attachNonDifferentiable<AccuracyOp>(context);
}

} // namespace dlc
