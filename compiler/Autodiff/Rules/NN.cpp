//===- NN.cpp - Derivatives of operations of neural networks --------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// dy_i / dx_j = y_i (d_ij - y_j), so dx = y (g - sum(g y))
/// (Bridle: Probabilistic Interpretation of Feedforward Classification Network Outputs, 1990).
static void backward(SoftmaxOp op, Value g, Cotangents &b) {
  Value y = op.getResult();
  int64_t axis = op.getAxis();
  b.set(0, [&] {
    Value sum = b.broadcastAlong(b.reduceSum(b.mul(g, y), axis), axis, y);
    return b.mul(y, b.sub(g, sum));
  });
}

/// dy_i / dx_j = d_ij - e^(y_j), so dx = g - e^y sum(g)
static void backward(LogSoftmaxOp op, Value g, Cotangents &b) {
  Value y = op.getResult();
  int64_t axis = op.getAxis();
  b.set(0, [&] {
    Value sum = b.broadcastAlong(b.reduceSum(g, axis), axis, y);
    return b.sub(g, b.mul(b.exp(y), sum));
  });
}

/// The same elements of g are kept and scaled: the mask is a function of seed, counter and stream.
static void backward(DropoutOp op, Value g, Cotangents &b) {
  b.set(0, [&] {
    return DropoutOp::create(b, g.getType(), g, op.getSeed(), op.getCounter(), op.getRateAttr(),
                             op.getStreamAttr());
  });
}

void attachNNRules(MLIRContext *context) {
  attachRules<SoftmaxOp, LogSoftmaxOp, DropoutOp>(context);
  // Zero by declaration: to differentiation, what it gives is a constant.
  attachZero<StopGradientOp>(context);
  // Its operand counts classes.
  attachNonDifferentiable<OneHotOp>(context);
}

} // namespace dlc
