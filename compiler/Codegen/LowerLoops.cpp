//===- LowerLoops.cpp - Loops as blocks and branches ---------------------------===//
// A loop's test stands behind its body, where LLVM wants it before it moves anything out of the loop; to bring all
// of them there took LLVM a fifth of its time. Most loops of kernels are known to run, and need no test before.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"

namespace dlc {
#define GEN_PASS_DEF_LOWERLOOPS
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

/// Whether a loop from `first` to `end` is known to run: both are numbers. A loop over the rows of a slice is known to
/// run as well, but a test before it keeps LLVM from moving constants of its body into registers outside of it, where
/// they are in the way of the loops inside.
static bool isKnownToRun(Value first, Value end) {
  std::optional<int64_t> low = getConstantIntValue(first), high = getConstantIntValue(end);
  return low && high && *low < *high;
}

static Value isBelow(OpBuilder &builder, Location loc, Value value, Value end) {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, value, end);
}

/// Splits the block before `op`, and makes one after it whose arguments take the place of its results.
static Block *splitAround(RewriterBase &rewriter, Operation *op) {
  rewriter.setInsertionPoint(op);
  Block *rest = rewriter.splitBlock(op->getBlock(), op->getIterator());
  SmallVector<Location> locations(op->getNumResults(), op->getLoc());
  Block *after = rewriter.createBlock(rest, op->getResultTypes(), locations);
  rewriter.mergeBlocks(rest, after);
  return after;
}

static void lowerFor(RewriterBase &rewriter, scf::ForOp op) {
  Location loc = op.getLoc();
  Block *before = op->getBlock(), *after = splitAround(rewriter, op);
  Block *first = &op.getRegion().front();
  Operation *yield = op.getRegion().back().getTerminator();
  rewriter.setInsertionPoint(yield);
  Value next = arith::AddIOp::create(rewriter, loc, op.getInductionVar(), op.getStep(),
                                     arith::IntegerOverflowFlags::nsw);
  SmallVector<Value> carried{next};
  llvm::append_range(carried, yield->getOperands());
  Value goesOn = isBelow(rewriter, loc, next, op.getUpperBound());
  cf::CondBranchOp::create(rewriter, loc, goesOn, first, carried, after, yield->getOperands());
  rewriter.eraseOp(yield);

  rewriter.setInsertionPointToEnd(before);
  SmallVector<Value> initial{op.getLowerBound()};
  llvm::append_range(initial, op.getInitArgs());
  if (isKnownToRun(op.getLowerBound(), op.getUpperBound())) {
    cf::BranchOp::create(rewriter, loc, first, initial);
  } else {
    Value runs = isBelow(rewriter, loc, op.getLowerBound(), op.getUpperBound());
    cf::CondBranchOp::create(rewriter, loc, runs, first, initial, after, op.getInitArgs());
  }
  rewriter.inlineRegionBefore(op.getRegion(), after);
  rewriter.replaceOp(op, after->getArguments());
}

static void lowerIf(RewriterBase &rewriter, scf::IfOp op) {
  Location loc = op.getLoc();
  Block *before = op->getBlock(), *after = splitAround(rewriter, op);
  auto lower = [&](Region &region) {
    if (region.empty())
      return after;
    Block *first = &region.front();
    Operation *yield = region.back().getTerminator();
    rewriter.setInsertionPoint(yield);
    rewriter.replaceOpWithNewOp<cf::BranchOp>(yield, after, yield->getOperands());
    rewriter.inlineRegionBefore(region, after);
    return first;
  };
  Block *isTrue = lower(op.getThenRegion()), *isFalse = lower(op.getElseRegion());
  rewriter.setInsertionPointToEnd(before);
  cf::CondBranchOp::create(rewriter, loc, op.getCondition(), isTrue, isFalse);
  rewriter.replaceOp(op, after->getArguments());
}

namespace {
struct LowerLoopsPass : dlc::impl::LowerLoopsBase<LowerLoopsPass> {
  void runOnOperation() override {
    // From the inside out: what is inlined has no loops any more.
    SmallVector<Operation *> loops;
    getOperation().walk([&](Operation *op) {
      if (isa<scf::ForOp, scf::IfOp>(op))
        loops.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (Operation *op : loops) {
      if (auto loop = dyn_cast<scf::ForOp>(op))
        lowerFor(rewriter, loop);
      else
        lowerIf(rewriter, cast<scf::IfOp>(op));
    }
  }
};
} // namespace
