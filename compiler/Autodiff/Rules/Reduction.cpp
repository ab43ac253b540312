//===- Reduction.cpp - Derivatives of reductions --------------------------===//
#include "../Cotangents.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// d sum(x) / dx_i = 1
static void backward(ReduceSumOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.broadcastAlong(g, op.getAxes(), op.getOperand()); });
}

/// d mean(x) / dx_i = 1 / n
static void backward(ReduceMeanOp op, Value g, Cotangents &b) {
  double count = 1;
  for (int64_t axis : op.getAxes())
    count *= tensorType(op.getOperand()).getDimSize(axis);
  b.set(0, [&] { return b.broadcastAlong(b.mul(g, 1 / count), op.getAxes(), op.getOperand()); });
}

/// The elements that equal the extremum share g evenly, as in PyTorch's amax. If it is NaN, none
/// does and 0 / 0 shows it.
template <typename Op> static void backwardExtremum(Op op, Value g, Cotangents &b) {
  Value x = op.getOperand();
  Value isChosen = b.compare(Predicate::EQ, x, b.broadcastAlong(op.getResult(), op.getAxes(), x));
  Value chosen = b.cast(isChosen, tensorType(x).getElementType());
  Value share = b.div(g, b.reduceSum(chosen, op.getAxes()));
  b.set(0, [&] { return b.mul(chosen, b.broadcastAlong(share, op.getAxes(), x)); });
}
static void backward(ReduceMaxOp op, Value g, Cotangents &b) { backwardExtremum(op, g, b); }
static void backward(ReduceMinOp op, Value g, Cotangents &b) { backwardExtremum(op, g, b); }

/// For x [rows, n]: the product of the elements before each (after each, if `fromEnd`), in log2(n)
/// rounds of y_i = y_i * y_(i - 2^k)   (Hillis, Steele: Data Parallel Algorithms, CACM 1986).
static Value productOfOthers(Value x, bool fromEnd, Cotangents &b) {
  int64_t rows = tensorType(x).getDimSize(0), n = tensorType(x).getDimSize(1);
  // y_(i - distance), and 1 where there is none.
  auto shifted = [&](Value y, int64_t distance) -> Value {
    int64_t start = fromEnd ? distance : 0;
    int64_t before = fromEnd ? 0 : distance;
    Value kept =
        SliceOp::create(b, y, ArrayRef<int64_t>{0, start},
                        ArrayRef<int64_t>{rows, start + n - distance}, ArrayRef<int64_t>{1, 1});
    return PadOp::create(b, kept, ArrayRef<int64_t>{0, before},
                         ArrayRef<int64_t>{0, distance - before}, 1.0);
  };
  if (n == 1)
    return b.like(x, 1);
  Value product = shifted(x, 1);
  for (int64_t distance = 1; distance < n; distance *= 2)
    product = b.mul(product, shifted(product, distance));
  return product;
}

/// d prod(x) / dx_i is the product of the others, from those before and after i: y / x_i would be
/// wrong where an element is zero.
static void backward(ReduceProdOp op, Value g, Cotangents &b) {
  Value x = op.getOperand();
  auto type = tensorType(x);
  SmallVector<int64_t> permutation, inverse(type.getRank()), shape;
  int64_t rows = 1, n = 1;
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (!llvm::is_contained(op.getAxes(), i)) {
      permutation.push_back(i);
      rows *= type.getDimSize(i);
    }
  for (int64_t axis : op.getAxes()) {
    permutation.push_back(axis);
    n *= type.getDimSize(axis);
  }
  for (auto [to, from] : llvm::enumerate(permutation)) {
    inverse[from] = to;
    shape.push_back(type.getDimSize(from));
  }
  b.set(0, [&] {
    Value matrix = b.reshape(b.transpose(x, permutation), {rows, n});
    Value others = b.mul(productOfOthers(matrix, false, b), productOfOthers(matrix, true, b));
    Value slope = b.transpose(b.reshape(others, shape), inverse);
    return b.mul(slope, b.broadcastAlong(g, op.getAxes(), x));
  });
}

void attachReductionRules(MLIRContext *context) {
  attachRules<ReduceSumOp, ReduceMeanOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(context);
  attachNonDifferentiable<ArgmaxOp>(context);
}

} // namespace dlc
