//===- EpilogueSums.cpp - Sums that a contraction's epilogue can add up -------===//
// Batch norm wants sums over all images and pixels of what a convolution gives, and its derivative sums of what the
// adjoint of the next convolution gives. While a tile is in registers they cost an addition an element; later they
// are a pass over memory. What is left, sums over the first dimension and the last, is small.
//===----------------------------------------------------------------------===//
#include "EpilogueSums.h"

#include "dlc/Dialect/DL/CoreShape.h"
#include "dlc/Transforms/Grouping.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// What a sum over the dimensions [first, last] adds up.
class Summand {
public:
  Summand(int64_t first, int64_t last) : first(first), last(last) {}

  /// Whether `value` is elementwise work that can follow on a contraction's tiles, and be done with the summed
  /// dimensions as one by a kernel of its own.
  bool isEpilogue(Value value) {
    if (!follow(value, 0))
      return false;
    auto contract = dyn_cast_or_null<ContractOp>(product);
    return contract && !hasWaitingSums(contract) &&
           llvm::all_of(operands, [&](Value operand) { return isKnownBefore(operand, 0); });
  }

private:
  static constexpr int kDeepest = 16;

  /// Collects the last contraction of those that `value` is computed from, and what else is.
  bool follow(Value value, int depth) {
    Operation *op = value.getDefiningOp();
    if (isContraction(op)) {
      if (!product || product->isBeforeInBlock(op))
        product = op;
      return true;
    }
    if (auto broadcast = dyn_cast_or_null<BroadcastOp>(op)) {
      auto count = llvm::count_if(broadcast.getDims(), [&](int64_t dim) { return dim >= first && dim <= last; });
      operands.push_back(broadcast.getOperand());
      return count == 0 || count == last - first + 1;
    }
    if (isa_and_nonnull<SliceOp, IotaOp, RandomUniformOp, RandomNormalOp>(op))
      return false; // needs indices
    if (isa_and_nonnull<RowMaskOp>(op)) // needs the first index alone
      return true;
    if (auto reshape = dyn_cast_or_null<ReshapeOp>(op);
        reshape && coreShape(reshape.getOperand()) == coreShape(reshape.getResult()))
      return false; // the same work under another name
    if (!op || !op->hasTrait<OpTrait::Elementwise>()) {
      operands.push_back(value);
      return true; // memory
    }
    return depth < kDeepest &&
           llvm::all_of(op->getOperands(), [&](Value operand) { return follow(operand, depth + 1); });
  }

  /// Whether the contraction's tiles need not be done for `value` to be known.
  bool isKnownBefore(Value value, int depth) const {
    Operation *op = value.getDefiningOp();
    if (!op || op->isBeforeInBlock(product))
      return true;
    if (!op->hasTrait<OpTrait::Elementwise>() && !isa<BroadcastOp, ReshapeOp, ConstantOp, RowMaskOp, IotaOp>(op))
      return false;
    return depth < kDeepest &&
           llvm::all_of(op->getOperands(), [&](Value operand) { return isKnownBefore(operand, depth + 1); });
  }

  int64_t first, last;
  Operation *product = nullptr;
  SmallVector<Value> operands;
};
} // namespace

SmallVector<int64_t> dlc::epilogueAxes(ReduceSumOp op) {
  auto type = cast<RankedTensorType>(op.getOperand().getType());
  ArrayRef<int64_t> shape = type.getShape();
  int64_t last = type.getRank() - 1;
  if (last < 2 || !isa<FloatType>(type.getElementType()) || llvm::is_contained(shape, 1))
    return {};
  SmallVector<int64_t> inner;
  for (int64_t axis : op.getAxes())
    if (axis != 0 && axis != last)
      inner.push_back(axis);
  if (inner.empty() || inner.back() - inner.front() + 1 != static_cast<int64_t>(inner.size()))
    return {};
  return Summand(inner.front(), inner.back()).isEpilogue(op.getOperand()) ? inner : SmallVector<int64_t>();
}

bool dlc::isEpilogueSum(Operation *op) {
  auto sum = dyn_cast<ReduceSumOp>(op);
  return sum && !sum.getAxes().empty() && epilogueAxes(sum).size() == sum.getAxes().size();
}
