//===- DecomposeOps.cpp - Composite ops become elementwise ops and reductions -===//
// Softmax, losses, dropout and the like are one op each for differentiation and for the reader. Code
// is generated from their parts, so that the forward and backward of a loss share the row maximum, the
// exponentials and their sum once common subexpressions are merged.
//===----------------------------------------------------------------------===//
#include "Decompose.h"
#include "dlc/Dialect/DL/Triangle.h"
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/Sequence.h"

namespace dlc {
#define GEN_PASS_DEF_DECOMPOSEOPS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
/// Builds the parts, all at the place and under the location of the op that they replace.
struct Parts : ImplicitLocOpBuilder {
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  Value splat(RankedTensorType type, double value) {
    return ConstantOp::create(*this, type, value);
  }
  /// [rows…] to the shape [rows…, C] of `like`.
  Value alongRows(Value value, RankedTensorType like) {
    auto dims = llvm::to_vector(llvm::seq<int64_t>(0, like.getRank() - 1));
    return BroadcastOp::create(*this, like.clone(tensor(value).getElementType()), value, dims);
  }
  template <typename Op> Value overLast(Value value) {
    return Op::create(*this, value, ArrayRef<int64_t>{tensor(value).getRank() - 1});
  }

  /// The parts that softmax and its logarithm share: x - max, e^(x - max) and the latter's sum.
  struct Shifted {
    Value largest, shifted, exponential, sum;
  };
  Shifted shift(Value x) {
    Value largest = overLast<ReduceMaxOp>(x);
    Value shifted = SubOp::create(*this, x, alongRows(largest, tensor(x)));
    Value exponential = ExpOp::create(*this, shifted);
    return {largest, shifted, exponential, overLast<ReduceSumOp>(exponential)};
  }
  /// True where the class of [rows…, C] is the label.
  Value isLabel(Value labels, RankedTensorType logits) {
    auto type = logits.clone(tensor(labels).getElementType());
    Value classes = IotaOp::create(*this, type, logits.getRank() - 1);
    return CompareOp::create(*this, Predicate::EQ, classes, alongRows(labels, type));
  }
  /// Index of the first maximum of each row, as i32. A row with a NaN has none and gives C.
  Value argmax(Value x) {
    auto type = tensor(x).clone(getI32Type());
    Value largest = alongRows(overLast<ReduceMaxOp>(x), tensor(x));
    Value isLargest = CompareOp::create(*this, Predicate::EQ, x, largest);
    Value classes = IotaOp::create(*this, type, type.getRank() - 1);
    Value none = splat(type, type.getShape().back());
    return overLast<ReduceMinOp>(SelectOp::create(*this, isLargest, classes, none));
  }
};

template <typename Op> struct Decompose : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Parts parts(op.getLoc(), rewriter);
    Value value = decompose(op, parts);
    if (!value)
      return rewriter.notifyMatchFailure(op, "is in its simplest form");
    rewriter.replaceOp(op, value);
    return success();
  }

private:
  static Value decompose(Op op, Parts &b);
};

/// Swaps `axis` with the innermost dimension.
SmallVector<int64_t> swapWithLast(int64_t rank, int64_t axis) {
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(permutation[axis], permutation[rank - 1]);
  return permutation;
}
} // namespace

/// An op along an outer axis is the op along the innermost one between two transposes.
template <typename Op> static Value alongLast(Op op, Parts &b) {
  int64_t rank = tensor(op.getOperand()).getRank();
  auto permutation = swapWithLast(rank, op.getAxis());
  Value swapped = TransposeOp::create(b, op.getOperand(), permutation);
  return TransposeOp::create(b, Op::create(b, swapped, rank - 1), permutation);
}

template <> Value Decompose<SoftmaxOp>::decompose(SoftmaxOp op, Parts &b) {
  auto type = tensor(op.getOperand());
  if (op.getAxis() != type.getRank() - 1)
    return alongLast(op, b);
  auto parts = b.shift(op.getOperand());
  Value one = b.splat(tensor(parts.sum), 1);
  Value inverse = DivOp::create(b, one, parts.sum);
  Value result = MulOp::create(b, parts.exponential, b.alongRows(inverse, type));
  for (Value part : {parts.largest, parts.sum, result})
    setTriangle(part.getDefiningOp(), getTriangle(op));
  return result;
}

template <> Value Decompose<LogSoftmaxOp>::decompose(LogSoftmaxOp op, Parts &b) {
  auto type = tensor(op.getOperand());
  if (op.getAxis() != type.getRank() - 1)
    return alongLast(op, b);
  auto parts = b.shift(op.getOperand());
  return SubOp::create(b, parts.shifted, b.alongRows(LogOp::create(b, parts.sum), type));
}

template <>
Value Decompose<SoftmaxCrossEntropyOp>::decompose(SoftmaxCrossEntropyOp op, Parts &b) {
  auto type = tensor(op.getLogits());
  auto parts = b.shift(op.getLogits());
  Value picked = SelectOp::create(b, b.isLabel(op.getLabels(), type), parts.shifted,
                                  b.splat(type, 0));
  Value loss = SubOp::create(b, LogOp::create(b, parts.sum), b.overLast<ReduceSumOp>(picked));
  // Where no class is right, nothing takes the shift back.
  auto labels = tensor(op.getLabels());
  Value isBelow = CompareOp::create(b, Predicate::LT, op.getLabels(), b.splat(labels, 0));
  Value isAbove = CompareOp::create(b, Predicate::GE, op.getLabels(),
                                    b.splat(labels, type.getShape().back()));
  Value isOutside = OrOp::create(b, isBelow, isAbove);
  Value shift = SelectOp::create(b, isOutside, parts.largest, b.splat(tensor(parts.largest), 0));
  return AddOp::create(b, loss, shift);
}

template <>
Value Decompose<SoftmaxCrossEntropyDenseOp>::decompose(SoftmaxCrossEntropyDenseOp op, Parts &b) {
  auto parts = b.shift(op.getLogits());
  Value logSum = b.alongRows(LogOp::create(b, parts.sum), tensor(op.getLogits()));
  Value negative = SubOp::create(b, logSum, parts.shifted);
  return b.overLast<ReduceSumOp>(MulOp::create(b, op.getTargets(), negative));
}

template <> Value Decompose<ArgmaxOp>::decompose(ArgmaxOp op, Parts &b) {
  auto type = tensor(op.getOperand());
  int64_t last = type.getRank() - 1, axis = op.getAxis();
  if (axis == last)
    return b.argmax(op.getOperand());
  SmallVector<int64_t> permutation;
  for (int64_t i : llvm::seq<int64_t>(0, last + 1))
    if (i != axis)
      permutation.push_back(i);
  permutation.push_back(axis);
  return b.argmax(TransposeOp::create(b, op.getOperand(), permutation));
}

template <> Value Decompose<AccuracyOp>::decompose(AccuracyOp op, Parts &b) {
  Value labels = op.getLabels();
  Value best = b.argmax(op.getLogits());
  if (tensor(labels) != tensor(best))
    best = CastOp::create(b, labels.getType(), best);
  return CastOp::create(b, op.getType(), CompareOp::create(b, Predicate::EQ, best, labels));
}

template <> Value Decompose<DropoutOp>::decompose(DropoutOp op, Parts &b) {
  auto type = tensor(op.getOperand());
  Value drawn =
      RandomUniformOp::create(b, type, op.getSeed(), op.getCounter(), 0.0, 1.0, op.getStream());
  Value keep = CompareOp::create(b, Predicate::GE, drawn, b.splat(type, op.getRate()));
  Value scaled = MulOp::create(b, op.getOperand(), b.splat(type, 1 / (1 - op.getRate())));
  return SelectOp::create(b, keep, scaled, b.splat(type, 0));
}

template <> Value Decompose<StopGradientOp>::decompose(StopGradientOp op, Parts &) {
  return op.getOperand(); // differentiation is over
}

template <> Value Decompose<OneHotOp>::decompose(OneHotOp op, Parts &b) {
  return CastOp::create(b, op.getType(), b.isLabel(op.getIndices(), tensor(op.getResult())));
}

template <> Value Decompose<ReduceMeanOp>::decompose(ReduceMeanOp op, Parts &b) {
  double count = tensor(op.getOperand()).getNumElements() /
                 static_cast<double>(tensor(op.getResult()).getNumElements());
  Value sum = ReduceSumOp::create(b, op.getOperand(), op.getAxes());
  return MulOp::create(b, sum, b.splat(tensor(sum), 1 / count));
}

namespace {
struct DecomposeOpsPass : dlc::impl::DecomposeOpsBase<DecomposeOpsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<Decompose<SoftmaxOp>, Decompose<LogSoftmaxOp>, Decompose<SoftmaxCrossEntropyOp>,
                 Decompose<SoftmaxCrossEntropyDenseOp>, Decompose<ArgmaxOp>, Decompose<AccuracyOp>,
                 Decompose<DropoutOp>, Decompose<StopGradientOp>, Decompose<OneHotOp>,
                 Decompose<ReduceMeanOp>>(&getContext());
    dlc::populateDecomposeAttention(patterns);
    dlc::populateDecomposeBF16(patterns);
    dlc::populateDecomposeDynamicSlices(patterns);
    dlc::populateDecomposeNorms(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
