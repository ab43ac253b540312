//===- Shape.cpp - Derivatives of ops that move elements ------------------===//
// Each of these is linear; its rule is its adjoint: what is copied is summed, what is dropped is
// zero.
//===----------------------------------------------------------------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// Repeated elements: the sum over the new dimensions.
static void backward(BroadcastOp op, Value g, Cotangents &b) {
  SmallVector<int64_t> axes;
  for (int64_t i = 0; i < tensorType(g).getRank(); ++i)
    if (!llvm::is_contained(op.getDims(), i))
      axes.push_back(i);
  b.set(0, [&] { return axes.empty() ? g : b.reduceSum(g, axes); });
}

static void backward(ReshapeOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.reshape(g, tensorType(op.getOperand()).getShape()); });
}

/// The inverse permutation.
static void backward(TransposeOp op, Value g, Cotangents &b) {
  SmallVector<int64_t> inverse(op.getPermutation().size());
  for (auto [to, from] : llvm::enumerate(op.getPermutation()))
    inverse[from] = to;
  b.set(0, [&] { return b.transpose(g, inverse); });
}

/// [..., n, ...] to [..., n * stride, ...] with stride - 1 zeros after each element of dimension
/// `dim`.
static Value dilate(Value x, int64_t dim, int64_t stride, Cotangents &b) {
  SmallVector<int64_t> shape(tensorType(x).getShape());
  SmallVector<int64_t> split(shape);
  split.insert(split.begin() + dim + 1, 1);
  SmallVector<int64_t> low(split.size(), 0), high(split.size(), 0);
  high[dim + 1] = stride - 1;
  Value spread = PadOp::create(b, b.reshape(x, split), low, high, 0.0);
  shape[dim] *= stride;
  return b.reshape(spread, shape);
}

/// Elements that were not taken get 0: g spread by the strides, cut to what lies within the operand
/// (the last stride may reach past it) and padded to its size.
static void backward(SliceOp op, Value g, Cotangents &b) {
  b.set(0, [&] {
    auto type = tensorType(op.getOperand());
    int64_t rank = type.getRank();
    Value spread = g;
    SmallVector<int64_t> zeros(rank, 0), ones(rank, 1), cut, low, high;
    for (int64_t i = 0; i < rank; ++i) {
      if (op.getStrides()[i] > 1)
        spread = dilate(spread, i, op.getStrides()[i], b);
      int64_t start = op.getStarts()[i];
      cut.push_back(std::min(tensorType(spread).getDimSize(i), type.getDimSize(i) - start));
      low.push_back(start);
      high.push_back(type.getDimSize(i) - start - cut.back());
    }
    if (ArrayRef(cut) != tensorType(spread).getShape())
      spread = SliceOp::create(b, spread, zeros, cut, ones);
    return PadOp::create(b, spread, low, high, 0.0);
  });
}

/// The part of g that is not padding.
static void backward(PadOp op, Value g, Cotangents &b) {
  b.set(0, [&] {
    SmallVector<int64_t> limits, ones(op.getLow().size(), 1);
    for (auto [low, size] : llvm::zip_equal(op.getLow(), tensorType(op.getOperand()).getShape()))
      limits.push_back(low + size);
    return SliceOp::create(b, g, op.getLow(), limits, ones);
  });
}

/// Each operand takes its part of g.
static void backward(ConcatOp op, Value g, Cotangents &b) {
  int64_t axis = op.getAxis();
  SmallVector<int64_t> starts(tensorType(g).getRank(), 0), ones(starts.size(), 1);
  SmallVector<int64_t> limits(tensorType(g).getShape());
  for (auto [index, operand] : llvm::enumerate(op.getOperands())) {
    limits[axis] = starts[axis] + tensorType(operand).getDimSize(axis);
    b.set(index, [&] { return SliceOp::create(b, g, starts, limits, ones); });
    starts[axis] = limits[axis];
  }
}

/// A row that was read n times takes the sum of n rows of g. Indices outside the table read zeros
/// and are dropped here.
static void backward(GatherOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return ScatterAddOp::create(b, b.zeros(op.getTable()), op.getIndices(), g); });
}

static void backward(ScatterAddOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return g; });
  b.set(2, [&] { return GatherOp::create(b, g, op.getIndices()); });
}

/// What was not taken gets 0.
static void backward(DynamicSliceOp op, Value g, Cotangents &b) {
  b.set(0, [&] {
    return DynamicUpdateSliceOp::create(b, b.zeros(op.getOperand()), g, op.getPosition(),
                                        op.getAxis());
  });
}

/// The operand's share of g is that outside the update, the update's the one inside.
static void backward(DynamicUpdateSliceOp op, Value g, Cotangents &b) {
  Value position = op.getPosition();
  int64_t axis = op.getAxis();
  b.set(0, [&] {
    return DynamicUpdateSliceOp::create(b, g, b.zeros(op.getUpdate()), position, axis);
  });
  b.set(1, [&] {
    int64_t size = tensorType(op.getUpdate()).getDimSize(axis);
    return DynamicSliceOp::create(b, g, position, axis, size);
  });
}

void attachShapeRules(MLIRContext *context) {
  attachRules<BroadcastOp, ReshapeOp, TransposeOp, SliceOp, PadOp, ConcatOp, GatherOp, ScatterAddOp,
              DynamicSliceOp, DynamicUpdateSliceOp>(context);
}

} // namespace dlc
