//===- SplitReductions.cpp - Reductions in the two forms that kernels have ----===//
// A kernel reduces one dimension. Reductions over several become these: adjacent axes merge, in the
// operand and in the cheap ops that make it, axes apart are reduced one after another, and a long
// reduction to one number goes through partial results that can be computed in parallel (in an order
// fixed here, so that it does not depend on the number of threads). Only what a contraction's epilogue can sum
// (EpilogueSums.h) keeps its several adjacent axes.
//===----------------------------------------------------------------------===//
#include "EpilogueSums.h"
#include "Recompute.h"
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
/// Sees a tensor with its dimensions [first, last] as one. What memory holds anyway is renamed; cheap
/// ops are repeated in the new shape, next to the reduction that will share their pass.
class AxesMerger {
public:
  AxesMerger(OpBuilder &builder, Location loc, int64_t first, int64_t last)
      : builder(builder), loc(loc), first(first), last(last) {}

  Value merge(Value value, int depth = 0) {
    if (Value made = known.lookup(value))
      return made;
    Value made = build(value, depth);
    return known[value] = made;
  }

private:
  Value build(Value value, int depth) {
    auto type = merged(cast<RankedTensorType>(value.getType()));
    Operation *op = value.getDefiningOp();
    if (auto constant = dyn_cast_or_null<ConstantOp>(op); constant && constant.getValue().isSplat()) {
      auto splat = cast<DenseElementsAttr>(constant.getValue()).getSplatValue<Attribute>();
      return ConstantOp::create(builder, loc, DenseElementsAttr::get(type, splat));
    }
    if (auto broadcast = dyn_cast_or_null<BroadcastOp>(op); broadcast && merges(broadcast))
      return build(broadcast, type);
    constexpr int kDeepest = 8;
    if (dlc::isCheap(op) && !dlc::isInMemory(value) && depth < kDeepest &&
        llvm::all_of(op->getOperands(), [&](Value operand) {
          auto broadcast = operand.getDefiningOp<BroadcastOp>();
          return !broadcast || merges(broadcast);
        })) {
      OperationState state(op->getLoc(), op->getName());
      for (Value operand : op->getOperands())
        state.addOperands(merge(operand, depth + 1));
      state.addAttributes(op->getDiscardableAttrDictionary().getValue());
      state.propertiesAttr = op->getPropertiesAsAttribute();
      state.addTypes(type);
      return builder.create(state)->getResult(0);
    }
    return ReshapeOp::create(builder, loc, type, value);
  }

  RankedTensorType merged(RankedTensorType type) const {
    SmallVector<int64_t> shape(type.getShape());
    shape[first] = product(type.getShape().slice(first, last - first + 1));
    shape.erase(shape.begin() + first + 1, shape.begin() + last + 1);
    return type.clone(shape);
  }
  /// Whether the operand has all of the merged dimensions, or none.
  bool merges(BroadcastOp op) const {
    auto count = llvm::count_if(op.getDims(), [&](int64_t dim) { return isMerged(dim); });
    return count == 0 || count == last - first + 1;
  }
  bool isMerged(int64_t dim) const { return dim >= first && dim <= last; }

  Value build(BroadcastOp op, RankedTensorType type) {
    SmallVector<int64_t> dims, shape;
    for (int64_t dim : op.getDims()) {
      if (isMerged(dim) && dim != first)
        continue;
      dims.push_back(dim > last ? dim - (last - first) : dim);
      shape.push_back(type.getDimSize(dims.back()));
    }
    Value operand = op.getOperand();
    auto operandType = cast<RankedTensorType>(operand.getType());
    if (static_cast<int64_t>(shape.size()) != operandType.getRank())
      operand = ReshapeOp::create(builder, loc, operandType.clone(shape), operand);
    return BroadcastOp::create(builder, loc, type, operand, dims);
  }

  OpBuilder &builder;
  Location loc;
  int64_t first, last;
  DenseMap<Value, Value> known; // x * x has one x
};

/// sum(x c) = c sum(x) for a c that does not vary along the sum: then the derivatives of a scale and of
/// the normalisation before it are sums of the same products.
struct PullFactor : OpRewritePattern<ReduceSumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReduceSumOp op, PatternRewriter &rewriter) const override {
    BroadcastOp factor;
    Value rest = without(op.getOperand(), op.getAxes(), factor, rewriter);
    if (!rest)
      return rewriter.notifyMatchFailure(op, "has no constant factor");
    SmallVector<int64_t> dims;
    for (int64_t dim : factor.getDims())
      dims.push_back(dim - llvm::count_if(op.getAxes(), [&](int64_t axis) { return axis < dim; }));
    Value sum = ReduceSumOp::create(rewriter, op.getLoc(), rest, op.getAxes());
    Value scale =
        BroadcastOp::create(rewriter, op.getLoc(), op.getType(), factor.getOperand(), dims);
    rewriter.replaceOpWithNewOp<MulOp>(op, sum, scale);
    return success();
  }

private:
  /// The product without one constant factor, which is put in `factor`; null if there is none.
  static Value without(Value product, ArrayRef<int64_t> axes, BroadcastOp &factor,
                       PatternRewriter &rewriter) {
    auto mul = product.getDefiningOp<MulOp>();
    if (!mul || dlc::isInMemory(product))
      return {};
    for (auto [side, other] : {std::make_pair(0, 1), std::make_pair(1, 0)}) {
      Value candidate = mul->getOperand(side), rest = mul->getOperand(other);
      factor = candidate.getDefiningOp<BroadcastOp>();
      if (factor && llvm::none_of(factor.getDims(),
                                  [&](int64_t dim) { return llvm::is_contained(axes, dim); }))
        return rest;
      if (Value inner = without(candidate, axes, factor, rewriter)) {
        Value operands[2];
        operands[side] = inner;
        operands[other] = rest;
        return MulOp::create(rewriter, mul.getLoc(), operands[0], operands[1]);
      }
    }
    return {};
  }
};

/// A sum of which a contraction's epilogue can do a part does that part first.
struct SplitEpilogueSum : OpRewritePattern<ReduceSumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ReduceSumOp op, PatternRewriter &rewriter) const override {
    SmallVector<int64_t> inner = dlc::epilogueAxes(op), rest;
    if (inner.empty() || inner.size() == op.getAxes().size())
      return rewriter.notifyMatchFailure(op, "is no sum of several parts, one of them an epilogue's");
    for (int64_t axis : op.getAxes())
      if (!llvm::is_contained(inner, axis))
        rest.push_back(axis - llvm::count_if(inner, [&](int64_t other) { return other < axis; }));
    Value part = ReduceSumOp::create(rewriter, op.getLoc(), op.getOperand(), inner);
    rewriter.replaceOpWithNewOp<ReduceSumOp>(op, part, rest);
    return success();
  }
};

template <typename Op> struct Split : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getOperand().getType());
    int64_t rank = type.getRank();
    ArrayRef<int64_t> axes = op.getAxes();
    if (axes.empty())
      return rewriter.notifyMatchFailure(op, "folds away");
    if (dlc::isEpilogueSum(op))
      return rewriter.notifyMatchFailure(op, "is summed in tiles");

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
    } else if (inner == 1 && outer == 1 && partialCount(reduced) > 1) {
      int64_t partials = partialCount(reduced);
      value = reduce(reduce(reshape(value, {partials, reduced / partials}), 1), 0);
    } else if (run == 1 && (inner != 1 || last == rank - 1)) {
      return rewriter.notifyMatchFailure(op, "reduces one dimension");
    } else if (inner == 1 && last != rank - 1) {
      SmallVector<int64_t> core(shape.take_front(last + 1));
      value = Op::create(rewriter, op.getLoc(), reshape(value, core), axes);
      value = reshape(value, shapeOf(op));
    } else {
      value = reduce(AxesMerger(rewriter, op.getLoc(), first, last).merge(value), first);
      value = reshape(value, shapeOf(op));
    }
    rewriter.replaceOp(op, value);
    return success();
  }

private:
  static ArrayRef<int64_t> shapeOf(Op op) {
    return cast<RankedTensorType>(op.getType()).getShape();
  }
  /// Into how many sums a reduction to one number is cut.
  static int64_t partialCount(int64_t size) {
    int64_t partials = size >= kLongReduction ? kMostPartials : 1;
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
    patterns.add<SplitEpilogueSum>(&getContext(), /*benefit=*/2);
    patterns.add<PullFactor>(&getContext(), /*benefit=*/3);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
