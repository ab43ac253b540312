//===- SplitReductions.cpp - Reductions in the two forms that kernels have ----===//
// A kernel reduces either the innermost dimension of any tensor or the outermost of a matrix. Other
// reductions become these: adjacent axes merge by a reshape, axes in the middle move to the end, and a
// long reduction to one number goes through partial results that can be computed in parallel (in an
// order fixed here, so that it does not depend on the number of threads).
//===----------------------------------------------------------------------===//
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/Sequence.h"

namespace dlc {
#define GEN_PASS_DEF_SPLITREDUCTIONS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc::dl;

// From this many elements on, a reduction to one number is worth two kernels.
static constexpr int64_t kLongReduction = 8192;
static constexpr int64_t kMostPartials = 64;

static int64_t product(ArrayRef<int64_t> sizes) {
  int64_t result = 1;
  for (int64_t size : sizes)
    result *= size;
  return result;
}

namespace {
template <typename Op> struct Split : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getOperand().getType());
    int64_t rank = type.getRank();
    ArrayRef<int64_t> axes = op.getAxes();
    if (axes.empty())
      return rewriter.notifyMatchFailure(op, "folds away");

    // The last run of adjacent axes, [first, last].
    int64_t last = axes.back(), first = last;
    size_t run = 1;
    while (run < axes.size() && axes[axes.size() - run - 1] == first - 1) {
      --first;
      ++run;
    }
    auto reduce = [&](Value value, int64_t axis) -> Value {
      return Op::create(rewriter, op.getLoc(), value, ArrayRef<int64_t>(axis));
    };
    auto reshape = [&](Value value, ArrayRef<int64_t> shape) -> Value {
      return ReshapeOp::create(rewriter, op.getLoc(), type.clone(shape), value);
    };
    ArrayRef<int64_t> shape = type.getShape();
    int64_t outer = product(shape.take_front(first));
    int64_t reduced = product(shape.slice(first, run));
    int64_t inner = product(shape.drop_front(last + 1));

    Value value = op.getOperand();
    if (type.getElementType().isUnsignedInteger(8)) {
      // Kernels compare signed numbers; sums and products have their low bits in either.
      Type wide = type.clone(rewriter.getI32Type());
      value = CastOp::create(rewriter, op.getLoc(), wide, value);
      value = Op::create(rewriter, op.getLoc(), value, axes);
      value = CastOp::create(rewriter, op.getLoc(), op.getType(), value);
    } else if (axes.size() > run) {
      // Several runs: the last one now, the others when this pattern sees the outer reduction.
      value = Op::create(rewriter, op.getLoc(), value, axes.take_back(run));
      value = Op::create(rewriter, op.getLoc(), value, axes.drop_back(run));
    } else if (reduced == 1) {
      value = reshape(value, shapeOf(op));
    } else if (inner == 1) {
      int64_t partials = outer == 1 && reduced >= kLongReduction ? partialCount(reduced) : 1;
      if (partials > 1)
        value = reduce(reduce(reshape(value, {partials, reduced / partials}), 1), 0);
      else if (run == 1 && last == rank - 1)
        return rewriter.notifyMatchFailure(op, "reduces the innermost dimension");
      else
        value = reshape(reduce(reshape(value, {outer, reduced}), 1), shapeOf(op));
    } else if (outer == 1) {
      if (rank == 2)
        return rewriter.notifyMatchFailure(op, "reduces the outermost dimension of a matrix");
      value = reshape(reduce(reshape(value, {reduced, inner}), 0), shapeOf(op));
    } else {
      value = reshape(value, {outer, reduced, inner});
      value = TransposeOp::create(rewriter, op.getLoc(), value, ArrayRef<int64_t>{0, 2, 1});
      value = reshape(reduce(value, 2), shapeOf(op));
    }
    rewriter.replaceOp(op, value);
    return success();
  }

private:
  static ArrayRef<int64_t> shapeOf(Op op) {
    return cast<RankedTensorType>(op.getType()).getShape();
  }
  static int64_t partialCount(int64_t size) {
    int64_t partials = kMostPartials;
    while (size % partials)
      --partials;
    return partials;
  }
};

struct SplitReductionsPass : dlc::impl::SplitReductionsBase<SplitReductionsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<Split<ReduceSumOp>, Split<ReduceMaxOp>, Split<ReduceMinOp>, Split<ReduceProdOp>>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
