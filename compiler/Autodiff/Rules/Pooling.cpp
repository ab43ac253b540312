//===- Pooling.cpp - Derivatives of pooling -------------------------------===//
// Once its indices are known, each of these is linear; its rule is its adjoint.
//===----------------------------------------------------------------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// An op with the same windows as `op`, of one operand or of one with indices.
template <typename To, typename From, typename... Operands>
static Value same(From op, RankedTensorType type, Cotangents &b, Operands... operands) {
  return To::create(b, type, operands..., op.getWindowAttr(), op.getStridesAttr(), op.getLowAttr(),
                    op.getHighAttr());
}

/// d max(x) / dx_i = 1 at the first maximum, else 0 (of several the first, as in PyTorch). The
/// indices are integers and have no cotangent.
static void backward(MaxPool2DOp op, ValueRange cotangents, Cotangents &b) {
  Value g = cotangents.front();
  b.set(0, [&] { return same<MaxUnpool2DOp>(op, op.getImageType(), b, g, op.getIndex()); });
}

/// Each element went to one pixel: it takes that pixel's cotangent.
static void backward(MaxUnpool2DOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return same<PoolSelectOp>(op, op.getPooledType(), b, g, op.getIndex()); });
}

/// Each pixel takes the cotangents of the windows that chose it.
static void backward(PoolSelectOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return same<MaxUnpool2DOp>(op, op.getImageType(), b, g, op.getIndex()); });
}

/// Each pixel takes the cotangents of the windows that it is in.
static void backward(SumPool2DOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return same<SumUnpool2DOp>(op, op.getImageType(), b, g); });
}

/// Each element went to all pixels of its window: it takes their cotangents' sum.
static void backward(SumUnpool2DOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return same<SumPool2DOp>(op, op.getPooledType(), b, g); });
}

void attachPoolingRules(MLIRContext *context) {
  attachRules<MaxPool2DOp, MaxUnpool2DOp, PoolSelectOp, SumPool2DOp, SumUnpool2DOp>(context);
}

} // namespace dlc
