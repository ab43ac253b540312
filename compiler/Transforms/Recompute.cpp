//===- Recompute.cpp - Cheap values are computed again rather than kept --------===//
// x - mean is needed for the variance, for the normalised x and for the derivative: three kernels. To
// store it is a pass of writing, and to read it back takes as long as to read x. So each user of a
// cheap value with one operand of its own size gets one of its own; those that end up in one kernel
// become one again.
//===----------------------------------------------------------------------===//
#include "Recompute.h"
#include "dlc/Dialect/DL/CoreShape.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace dlc {
#define GEN_PASS_DEF_RECOMPUTE
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static bool isContraction(Operation *op) { return isa_and_nonnull<MatmulOp, ContractOp>(op); }

bool dlc::isCheap(Operation *op) {
  return isa_and_nonnull<AddOp, SubOp, MulOp, NegOp, MinOp, MaxOp, AbsOp, ReluOp, SelectOp,
                         CompareOp, AndOp, OrOp, NotOp, CastOp>(op);
}

constexpr int kDeepest = 8;

/// Whether `value` can only be computed after `contraction`, or so far behind it that we do not look.
static bool waitsFor(Value value, Operation *contraction, int depth = 0) {
  Operation *op = value.getDefiningOp();
  if (!op || op->isBeforeInBlock(contraction))
    return false;
  return op == contraction || depth > kDeepest ||
         llvm::any_of(op->getOperands(), [&](Value operand) {
           return waitsFor(operand, contraction, depth + 1);
         });
}

/// The contraction in whose epilogue `op` can be made: no other operand waits for it.
static Operation *contractionBefore(Operation *op, int depth = 0) {
  if (!op || isContraction(op))
    return op;
  if (!op->hasTrait<OpTrait::Elementwise>() || depth > kDeepest)
    return nullptr;
  for (Value operand : op->getOperands()) {
    Operation *contraction = contractionBefore(operand.getDefiningOp(), depth + 1);
    bool isEpilogue = contraction && llvm::all_of(op->getOperands(), [&](Value other) {
      return other == operand || !waitsFor(other, contraction);
    });
    if (isEpilogue)
      return contraction;
  }
  return nullptr;
}

/// Whether a kernel of another kind, or the caller, takes the value from memory.
static bool isRead(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    return isContraction(user) || user->hasTrait<OpTrait::IsTerminator>() ||
           isa<TransposeOp, SliceOp, PadOp, ConcatOp, GatherOp, ScatterAddOp, ReshapeOp>(user);
  });
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
  return large && ((isInMemory(large) && !large.hasOneUse()) || isWorthRepeating(large));
}

bool dlc::isInMemory(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !op->hasTrait<OpTrait::Elementwise>() || isRead(value))
    return true;
  return !value.hasOneUse() && contractionBefore(op) && !isWorthRepeating(value);
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
