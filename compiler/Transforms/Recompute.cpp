//===- Recompute.cpp - Cheap values are computed again rather than kept --------===//
// x - mean is needed for the variance, for the normalised x and for the derivative: three kernels. To
// store it is a pass of writing, and to read it back takes as long as to read x. So each user of a
// cheap value with one operand of its own size gets one of its own; those that end up in one kernel
// become one again.
//===----------------------------------------------------------------------===//
#include "Recompute.h"
#include "dlc/Dialect/DL/CoreShape.h"
#include "dlc/Transforms/Grouping.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace dlc {
#define GEN_PASS_DEF_RECOMPUTE
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

bool dlc::isCheap(Operation *op) {
  return isa_and_nonnull<AddOp, SubOp, MulOp, NegOp, MinOp, MaxOp, AbsOp, ReluOp, SelectOp,
                         CompareOp, AndOp, OrOp, NotOp, CastOp>(op);
}

/// Whether a kernel of another kind, or the caller, takes the value from memory.
static bool isRead(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    return isContraction(user) || movesElements(user) || isa<ReshapeOp>(user) ||
           user->hasTrait<OpTrait::IsTerminator>();
  });
}

/// Whether only one op needs what a contraction gives: then that is its epilogue.
static bool isForOne(Value value) {
  bool oneUse = value.hasOneUse();
  while (auto reshape = value.getDefiningOp<ReshapeOp>()) {
    value = reshape.getOperand();
    oneUse &= value.hasOneUse();
  }
  return oneUse && isContraction(value.getDefiningOp());
}

/// Whether `value` can be had from one tensor of its size, which memory holds for others too, and
/// smaller ones repeated.
static bool isWorthRepeating(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isCheap(op) || isRead(value) || coreShape(value).empty())
    return false;
  Value large;
  for (Value operand : op->getOperands()) {
    if (operand == large || isa_and_nonnull<BroadcastOp, ConstantOp, IotaOp>(operand.getDefiningOp()))
      continue;
    if (large)
      return false;
    large = operand;
  }
  return large && ((isInMemory(large) && !isForOne(large)) || isWorthRepeating(large));
}

bool dlc::isInMemory(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !op->hasTrait<OpTrait::Elementwise>() || isRead(value))
    return true;
  return !value.hasOneUse() && !isWorthRepeating(value);
}

namespace {
struct RecomputePass : dlc::impl::RecomputeBase<RecomputePass> {
  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    SmallVector<Operation *> repeated;
    for (Operation &op : getOperation().getBody().front().without_terminator())
      if (op.getNumResults() == 1 && isWorthRepeating(op.getResult(0)))
        repeated.push_back(&op);
    // Users come after what they use: a chain is repeated from its end.
    for (Operation *op : llvm::reverse(repeated)) {
      Value value = op->getResult(0);
      for (OpOperand &use : llvm::make_early_inc_range(value.getUses())) {
        if (value.hasOneUse())
          break;
        OpBuilder builder(use.getOwner());
        use.set(builder.clone(*op)->getResult(0));
      }
    }
  }
};
} // namespace
