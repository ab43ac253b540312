//===- ConvolutionToLinalg.cpp - Convolution and its adjoints -------------------===//
// Each as its sum, read off the definition of dl.conv2d. Pixels outside the image count for
// nothing, whatever the filter's weight is.
//===----------------------------------------------------------------------------===//
#include "Patterns.h"
#include "Windows.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// What the sums of one convolution need to know of it.
struct Convolution {
  RankedTensorType image, filter, output;
  WindowAxes axes;
  int64_t groups;

  template <typename Op>
  explicit Convolution(Op op)
      : image(op.getImageType()), filter(op.getFilterType()), output(op.getOutputType()),
        axes(op.getWindowAxes()), groups(op.getGroups()) {}

  int64_t groupChannels() const { return image.getDimSize(1) / groups; }
  int64_t groupFilters() const { return output.getDimSize(1) / groups; }

  /// Member `member` of the `size` ones that belong to the group that `index`, one of `otherSize`
  /// in each group, belongs to.
  Value inGroupOf(ScalarBuilder &b, Value index, int64_t otherSize, Value member,
                  int64_t size) const {
    if (groups == 1)
      return member;
    Value group = arith::DivUIOp::create(b, index, b.constant(index, otherSize));
    return b.add(b.scale(size, group), member);
  }
};
} // namespace

static SmallVector<int64_t> concatenated(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  SmallVector<int64_t> result(a);
  llvm::append_range(result, b);
  return result;
}

static SmallVector<Value> indices(ScalarBuilder &b, int64_t count) {
  SmallVector<Value> result;
  for (int64_t dim = 0; dim < count; ++dim)
    result.push_back(LinalgBuilder::index(b, dim));
  return result;
}

/// sum + a[atA] * c[atC]
static Value addProduct(ScalarBuilder &b, Value sum, Value a, ValueRange atA, Value c,
                        ValueRange atC) {
  Value left = convertFloat(b, tensor::ExtractOp::create(b, a, atA), sum.getType());
  Value right = convertFloat(b, tensor::ExtractOp::create(b, c, atC), sum.getType());
  return b.add(sum, b.mul(left, right));
}

DLC_LOWER(Conv2DOp) {
  Convolution conv(op);
  Value image = adaptor.getInput(), filter = adaptor.getFilter();
  // [N, O, OH, OW, C/groups, KH, KW]
  auto domain = concatenated(type.getShape(), conv.filter.getShape().drop_front());
  return sumOver(b, type, domain, [&](ScalarBuilder &b, Value sum) {
    auto at = indices(b, 7);
    Value n = at[0], o = at[1], p = at[2], q = at[3], c = at[4], i = at[5], j = at[6];
    Value channel = conv.inGroupOf(b, o, conv.groupFilters(), c, conv.groupChannels());
    Position y = pixelOf(b, conv.axes[0], p, i), x = pixelOf(b, conv.axes[1], q, j);
    Value next = addProduct(b, sum, image, {n, channel, y.index, x.index}, filter, {o, c, i, j});
    return selectInside(b, y, x, next, sum);
  });
}

DLC_LOWER(Conv2DInputGradientOp) {
  Convolution conv(op);
  Value cotangent = adaptor.getCotangent(), filter = adaptor.getFilter();
  // [N, C, H, W, O/groups, KH, KW]
  auto domain = concatenated(type.getShape(),
                             {conv.groupFilters(), conv.axes[0].window, conv.axes[1].window});
  return sumOver(b, type, domain, [&](ScalarBuilder &b, Value sum) {
    auto at = indices(b, 7);
    Value n = at[0], channel = at[1], i = at[5], j = at[6];
    Value o = conv.inGroupOf(b, channel, conv.groupChannels(), at[4], conv.groupFilters());
    Value c = channel;
    if (conv.groups > 1)
      c = arith::RemUIOp::create(b, channel, b.constant(channel, conv.groupChannels()));
    Position p = placeOf(b, conv.axes[0], at[2], i), q = placeOf(b, conv.axes[1], at[3], j);
    Value next = addProduct(b, sum, cotangent, {n, o, p.index, q.index}, filter, {o, c, i, j});
    return selectInside(b, p, q, next, sum);
  });
}

DLC_LOWER(Conv2DWeightGradientOp) {
  Convolution conv(op);
  Value image = adaptor.getInput(), cotangent = adaptor.getCotangent();
  // [O, C/groups, KH, KW, N, OH, OW]
  auto outputs = conv.output.getShape();
  auto domain = concatenated(type.getShape(), {outputs[0], outputs[2], outputs[3]});
  return sumOver(b, type, domain, [&](ScalarBuilder &b, Value sum) {
    auto at = indices(b, 7);
    Value o = at[0], c = at[1], i = at[2], j = at[3], n = at[4], p = at[5], q = at[6];
    Value channel = conv.inGroupOf(b, o, conv.groupFilters(), c, conv.groupChannels());
    Position y = pixelOf(b, conv.axes[0], p, i), x = pixelOf(b, conv.axes[1], q, j);
    Value next = addProduct(b, sum, image, {n, channel, y.index, x.index}, cotangent, {n, o, p, q});
    return selectInside(b, y, x, next, sum);
  });
}

void dlc::populateConvolutionToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(patterns, converter);
}
