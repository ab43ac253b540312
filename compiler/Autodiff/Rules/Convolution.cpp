//===- Convolution.cpp - Derivatives of convolutions ----------------------===//
// y = conv(x, w) is linear in x and in w. With <.,.> the sum of products of all elements,
//   T(g, x, w) = <g, conv(x, w)> = <input_gradient(g, w), x> = <weight_gradient(x, g), w>
// is linear in each of its three arguments, and the three ops are its derivatives. So the rule of
// each one is made of the other two, with the same attributes (Dumoulin, Visin: A guide to
// convolution arithmetic for deep learning, 2016, 4).
//===----------------------------------------------------------------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// An op of the same convolution as `op`.
template <typename To, typename From>
static Value same(From op, RankedTensorType type, Value a, Value c, Cotangents &b) {
  return To::create(b, type, a, c, op.getStridesAttr(), op.getLowAttr(), op.getHighAttr(),
                    op.getDilationsAttr(), op.getGroupsAttr());
}

/// dx = input_gradient(g, w), dw = weight_gradient(x, g)
static void backward(Conv2DOp op, Value g, Cotangents &b) {
  b.set(0,
        [&] { return same<Conv2DInputGradientOp>(op, op.getImageType(), g, op.getFilter(), b); });
  b.set(1,
        [&] { return same<Conv2DWeightGradientOp>(op, op.getFilterType(), op.getInput(), g, b); });
}

/// Of y = input_gradient(c, w), for the cotangent g: dc = conv(g, w), dw = weight_gradient(g, c)
static void backward(Conv2DInputGradientOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return same<Conv2DOp>(op, op.getOutputType(), g, op.getFilter(), b); });
  b.set(1, [&] {
    return same<Conv2DWeightGradientOp>(op, op.getFilterType(), g, op.getCotangent(), b);
  });
}

/// Of y = weight_gradient(x, c), for the cotangent g: dx = input_gradient(c, g), dc = conv(x, g)
static void backward(Conv2DWeightGradientOp op, Value g, Cotangents &b) {
  b.set(0, [&] {
    return same<Conv2DInputGradientOp>(op, op.getImageType(), op.getCotangent(), g, b);
  });
  b.set(1, [&] { return same<Conv2DOp>(op, op.getOutputType(), op.getInput(), g, b); });
}

void attachConvolutionRules(MLIRContext *context) {
  attachRules<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(context);
}

} // namespace dlc
