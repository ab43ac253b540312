//===- SinkReshapes.cpp - Contractions next to their epilogues -----------------===//
// A dense layer on [batch, time, features] is a product of matrices [batch * time, features] whose result
// gets its shape back; a reshape there keeps bias and activation out of the product's kernel. Elementwise
// ops compute the same in either shape, so the reshape goes behind them.
//===----------------------------------------------------------------------===//
#include "dlc/Transforms/Grouping.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc {
#define GEN_PASS_DEF_SINKRESHAPES
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// How many ops that cost nothing are given another shape for one operand.
static constexpr int kDepth = 4;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

static bool isElementwise(Operation *op) {
  return op && op->hasTrait<OpTrait::Elementwise>() && op->getNumResults() == 1;
}

/// For each dimension of `to` the dimensions of `from` that it is made of, in order; none if `to` splits
/// one.
static std::optional<SmallVector<SmallVector<int64_t, 2>>> mergedDims(ArrayRef<int64_t> from,
                                                                       ArrayRef<int64_t> to) {
  SmallVector<SmallVector<int64_t, 2>> merged(to.size());
  size_t next = 0;
  for (auto [dim, size] : llvm::enumerate(to)) {
    int64_t product = 1;
    while (next < from.size() && (product < size || (product == size && from[next] == 1))) {
      product *= from[next];
      merged[dim].push_back(next++);
    }
    if (product != size)
      return std::nullopt;
  }
  if (next != from.size())
    return std::nullopt;
  return merged;
}

namespace {
/// Values in another shape, where that costs nothing.
class Reshaper {
public:
  Reshaper(Operation *op, ArrayRef<int64_t> shape)
      : builder(op->getLoc(), op), shape(llvm::to_vector(shape)) {}

  bool canReshape(Value value, int depth = kDepth) {
    Operation *op = value.getDefiningOp();
    if (auto constant = dyn_cast_if_present<ConstantOp>(op))
      return constant.getValue().isSplat();
    if (auto broadcast = dyn_cast_if_present<BroadcastOp>(op))
      return dimsOf(broadcast).has_value();
    if (op && Grouping::isFree(op) && !isa<ReshapeOp>(op))
      return isElementwise(op) && depth > 0 && llvm::all_of(op->getOperands(), [&](Value operand) {
               return canReshape(operand, depth - 1);
             });
    return true; // a name for memory
  }

  Value reshaped(Value value) {
    Operation *op = value.getDefiningOp();
    auto type = tensor(value).clone(shape);
    if (auto constant = dyn_cast_if_present<ConstantOp>(op))
      return ConstantOp::create(builder, type,
                                cast<DenseElementsAttr>(constant.getValue()).resizeSplat(type));
    if (auto broadcast = dyn_cast_if_present<BroadcastOp>(op))
      return broadcasted(broadcast, type);
    if (op && Grouping::isFree(op) && !isa<ReshapeOp>(op))
      return clone(op);
    if (auto reshape = dyn_cast_if_present<ReshapeOp>(op); reshape && reshape.getOperand().getType() == type)
      return reshape.getOperand();
    return ReshapeOp::create(builder, type, value);
  }

  /// An elementwise op on its operands in the new shape.
  Value clone(Operation *op) {
    IRMapping mapping;
    for (Value operand : op->getOperands())
      if (!mapping.contains(operand))
        mapping.map(operand, reshaped(operand));
    Operation *copy = builder.clone(*op, mapping);
    copy->getResult(0).setType(tensor(op->getResult(0)).clone(shape));
    return copy->getResult(0);
  }

private:
  /// The dimensions of the new shape that the operand has, one for one or several merged: those of
  /// which it has all parts, or none.
  std::optional<SmallVector<int64_t>> dimsOf(BroadcastOp op) {
    auto merged = mergedDims(tensor(op.getResult()).getShape(), shape);
    if (!merged)
      return std::nullopt;
    SmallVector<int64_t> dims;
    ArrayRef<int64_t> old = op.getDims();
    ArrayRef<int64_t> sizes = tensor(op.getResult()).getShape();
    for (auto [dim, parts] : llvm::enumerate(*merged)) {
      auto isThere = [&](int64_t part) { return llvm::is_contained(old, part); };
      auto isNeeded = [&](int64_t part) { return sizes[part] != 1; };
      if (llvm::none_of(parts, isThere))
        continue;
      if (!llvm::all_of(parts, [&](int64_t part) { return isThere(part) || !isNeeded(part); }))
        return std::nullopt;
      dims.push_back(dim);
    }
    return llvm::is_sorted(old) ? std::optional(dims) : std::nullopt;
  }

  Value broadcasted(BroadcastOp op, RankedTensorType type) {
    SmallVector<int64_t> dims = *dimsOf(op), small;
    for (int64_t dim : dims)
      small.push_back(shape[dim]);
    auto smallType = type.clone(small);
    Value operand = op.getOperand();
    if (operand.getType() != smallType)
      operand = ReshapeOp::create(builder, smallType, operand);
    return BroadcastOp::create(builder, type, operand, dims);
  }

  ImplicitLocOpBuilder builder;
  SmallVector<int64_t> shape;
};

struct SinkReshapesPass : dlc::impl::SinkReshapesBase<SinkReshapesPass> {
  /// The reshape behind which `op` computes on what a contraction, or its epilogue so far, gives.
  ReshapeOp findReshape(Operation *op) {
    for (Value operand : op->getOperands()) {
      auto reshape = operand.getDefiningOp<ReshapeOp>();
      Operation *source = reshape ? reshape.getOperand().getDefiningOp() : nullptr;
      if (source && (isContraction(source) || epilogues.contains(source)) &&
          tensor(operand).getRank() >= tensor(reshape.getOperand()).getRank())
        return reshape;
    }
    return {};
  }

  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    epilogues.clear();
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().front())) {
      ReshapeOp reshape = isElementwise(&op) && !Grouping::isFree(&op) ? findReshape(&op) : ReshapeOp();
      // With a reader that stays behind, the kernel would have to store two values for one.
      if (!reshape || !llvm::all_of(reshape->getUsers(), [&](Operation *user) {
            return Grouping::isFree(user) || canPass(user, reshape);
          }))
        continue;
      Value result = Reshaper(&op, shapeBehind(reshape)).clone(&op);
      epilogues[result.getDefiningOp()] = contractionOf(reshape);
      OpBuilder builder(&op);
      op.getResult(0).replaceAllUsesWith(
          ReshapeOp::create(builder, op.getLoc(), op.getResult(0).getType(), result));
      op.erase();
    }
  }

  static ArrayRef<int64_t> shapeBehind(ReshapeOp reshape) {
    return tensor(reshape.getOperand()).getShape();
  }

  /// The contraction whose epilogue `reshape` follows.
  Operation *contractionOf(ReshapeOp reshape) const {
    Operation *source = reshape.getOperand().getDefiningOp();
    return epilogues.lookup_or(source, source);
  }

  /// Whether `op` can be computed before `reshape`.
  bool canPass(Operation *op, ReshapeOp reshape) const {
    if (!isElementwise(op) || dependsOtherwise(*op, contractionOf(reshape)))
      return false;
    Reshaper reshaper(op, shapeBehind(reshape));
    return llvm::all_of(op->getOperands(), [&](Value operand) { return reshaper.canReshape(operand); });
  }

  /// Whether `op` needs the result of `contraction` not only as the epilogue has it, but also what other
  /// kernels make of it.
  bool dependsOtherwise(Operation &op, Operation *contraction) const {
    SmallVector<Operation *> pending{&op};
    llvm::SmallPtrSet<Operation *, 16> seen;
    while (!pending.empty())
      for (Value operand : pending.pop_back_val()->getOperands()) {
        Operation *producer = operand.getDefiningOp();
        if (!producer || producer == contraction || !contraction->isBeforeInBlock(producer) ||
            !seen.insert(producer).second)
          continue;
        auto root = epilogues.find(producer);
        bool isOther = root == epilogues.end() || root->second != contraction;
        if (isOther && !isElementwise(producer) && !isa<ReshapeOp, BroadcastOp>(producer) &&
            dependsOn(producer, contraction))
          return true;
        pending.push_back(producer);
      }
    return false;
  }

  static bool dependsOn(Operation *op, Operation *target) {
    SmallVector<Operation *> pending{op};
    llvm::SmallPtrSet<Operation *, 16> seen;
    while (!pending.empty())
      for (Value operand : pending.pop_back_val()->getOperands()) {
        Operation *producer = operand.getDefiningOp();
        if (producer == target)
          return true;
        if (producer && target->isBeforeInBlock(producer) && seen.insert(producer).second)
          pending.push_back(producer);
      }
    return false;
  }

  llvm::DenseMap<Operation *, Operation *> epilogues; // what was moved, behind which contraction
};
} // namespace
