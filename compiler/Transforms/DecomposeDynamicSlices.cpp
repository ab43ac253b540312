//===- DecomposeDynamicSlices.cpp - Run-time positions as row numbers ---------===//
// Kernels know places at compile time, but rows of a table that numbers choose: a slice along an axis is a
// gather of the rows that the axis makes.
//===----------------------------------------------------------------------===//
#include "Decompose.h"
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
struct SliceParts : ImplicitLocOpBuilder {
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  Value splat(RankedTensorType type, double value) {
    return ConstantOp::create(*this, type, value);
  }
  /// The position within [0, last], as i64 of `type`.
  Value spreadPosition(Value position, int64_t last, RankedTensorType type) {
    auto scalar = tensor(position);
    position = MinOp::create(*this, position, splat(scalar, last));
    position = MaxOp::create(*this, position, splat(scalar, 0));
    return BroadcastOp::create(*this, type, position, ArrayRef<int64_t>{});
  }
  /// Swaps `axis` with dimension 0.
  Value swapToFront(Value x, int64_t axis) {
    if (axis == 0)
      return x;
    auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, tensor(x).getRank()));
    std::swap(permutation[0], permutation[axis]);
    return TransposeOp::create(*this, x, permutation);
  }
  /// Rows of `axis` by number; zeros for numbers outside.
  Value gather(Value x, Value rows, int64_t axis) {
    return swapToFront(GatherOp::create(*this, swapToFront(x, axis), rows), axis);
  }
};

struct DecomposeDynamicSlice : OpRewritePattern<DynamicSliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DynamicSliceOp op, PatternRewriter &rewriter) const override {
    SliceParts b(op.getLoc(), rewriter);
    int64_t axis = op.getAxis(), size = op.getSize();
    auto rows = RankedTensorType::get({size}, b.getI64Type());
    int64_t last = tensor(op.getOperand()).getDimSize(axis) - size;
    Value numbers = AddOp::create(b, IotaOp::create(b, rows, 0),
                                  b.spreadPosition(op.getPosition(), last, rows));
    rewriter.replaceOp(op, b.gather(op.getOperand(), numbers, axis));
    return success();
  }
};

struct DecomposeDynamicUpdateSlice : OpRewritePattern<DynamicUpdateSliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(DynamicUpdateSliceOp op, PatternRewriter &rewriter) const override {
    SliceParts b(op.getLoc(), rewriter);
    auto type = tensor(op.getResult());
    int64_t axis = op.getAxis(), count = type.getDimSize(axis);
    int64_t size = tensor(op.getUpdate()).getDimSize(axis);
    auto rows = RankedTensorType::get({count}, b.getI64Type());
    // The number that each row has within the update.
    Value numbers = SubOp::create(b, IotaOp::create(b, rows, 0),
                                  b.spreadPosition(op.getPosition(), count - size, rows));
    Value isAfter = CompareOp::create(b, Predicate::GE, numbers, b.splat(rows, 0));
    Value isBefore = CompareOp::create(b, Predicate::LT, numbers, b.splat(rows, size));
    auto along = [&](Value x) -> Value {
      return BroadcastOp::create(b, type.clone(tensor(x).getElementType()), x,
                                 ArrayRef<int64_t>{axis});
    };
    Value isInside = AndOp::create(b, along(isAfter), along(isBefore));
    rewriter.replaceOpWithNewOp<SelectOp>(op, isInside, spread(b, op, numbers), op.getOperand());
    return success();
  }

private:
  /// The update at its rows; anything elsewhere.
  static Value spread(SliceParts &b, DynamicUpdateSliceOp op, Value numbers) {
    auto type = tensor(op.getResult()), update = tensor(op.getUpdate());
    int64_t axis = op.getAxis();
    if (update.getDimSize(axis) != 1)
      return b.gather(op.getUpdate(), numbers, axis);
    // The one row, everywhere.
    SmallVector<int64_t> shape, dims;
    for (int64_t dim : llvm::seq<int64_t>(0, type.getRank()))
      if (dim != axis) {
        shape.push_back(type.getDimSize(dim));
        dims.push_back(dim);
      }
    Value row = ReshapeOp::create(b, update.clone(shape), op.getUpdate());
    return BroadcastOp::create(b, type, row, dims);
  }
};
} // namespace

void dlc::populateDecomposeDynamicSlices(RewritePatternSet &patterns) {
  patterns.add<DecomposeDynamicSlice, DecomposeDynamicUpdateSlice>(patterns.getContext());
}
