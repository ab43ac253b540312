//===- RecomputeSegments.cpp - Less memory for a second forward pass -----------===//
// The forward pass is cut into segments. What crosses from one to a later one is kept; the rest of a
// segment is forgotten and computed again, from what is kept, just before the backward pass needs it
// (Chen et al.: Training deep nets with sublinear memory cost, 2016). The last segment is needed at once
// and stays as it is.
//===----------------------------------------------------------------------===//
#include "StepParts.h"
#include "dlc/Transforms/Grouping.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace dlc {
#define GEN_PASS_DEF_RECOMPUTESEGMENTS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// How far a cut may be from where it would make equal segments, in segments: where less crosses it.
static constexpr double kLeeway = 0.4;

namespace {
class SegmentRecomputer {
public:
  SegmentRecomputer(func::FuncOp function, int64_t segments)
      : block(function.getBody().front()), segments(segments), parts(function) {}

  void run() {
    if (!parts.isTraining())
      return;
    chooseCuts();
    // Backwards: what a later segment starts from is kept, so that earlier ones need not make it again.
    for (int64_t segment = segments - 2; segment >= 0; --segment)
      recompute(segment);
  }

private:
  /// Cuts where the segments save about as much each, and little crosses.
  void chooseCuts() {
    SmallVector<Operation *> order;
    for (Operation &op : block)
      if (parts.forward.contains(&op))
        order.push_back(&op);
    DenseMap<Operation *, size_t> position;
    for (auto [index, op] : llvm::enumerate(order))
      position[op] = index;
    SmallVector<double> saved(order.size() + 1, 0), crossing(order.size() + 2, 0);
    for (auto [index, op] : llvm::enumerate(order)) {
      saved[index + 1] = saved[index];
      if (StepParts::isTransparent(op))
        continue;
      size_t last = index;
      std::function<void(Value)> follow = [&](Value value) {
        for (Operation *user : value.getUsers())
          if (auto place = position.find(user); place != position.end()) {
            last = std::max(last, place->second);
            if (StepParts::isTransparent(user))
              follow(user->getResult(0));
          }
      };
      for (Value result : op->getResults()) {
        saved[index + 1] += parts.isSaved(result) ? bytesOf(result) : 0;
        follow(result);
        crossing[index + 1] += bytesOf(result); // a cut before op i has what is made before and read from i on
        crossing[last + 1] -= bytesOf(result);
      }
    }
    std::partial_sum(crossing.begin(), crossing.end(), crossing.begin());
    double share = saved.back() / segments;
    SmallVector<size_t> cuts;
    for (int64_t cut = 1; cut < segments; ++cut) {
      double ideal = share * cut;
      size_t best = order.size();
      for (size_t at = 0; at < order.size(); ++at)
        if (std::abs(saved[at] - ideal) <= kLeeway * share &&
            (best == order.size() || crossing[at] < crossing[best]))
          best = at;
      cuts.push_back(best);
    }
    for (auto [index, op] : llvm::enumerate(order))
      segmentOf[op] = llvm::count_if(cuts, [&](size_t cut) { return cut <= index; });
  }

  /// Whether `op` is made again for the backward pass of `segment`.
  bool isRepeated(Operation *op, int64_t segment) const {
    auto place = segmentOf.find(op);
    if (place == segmentOf.end() || kept.contains(op))
      return false;
    return place->second == segment || Grouping::isFree(op);
  }

  void recompute(int64_t segment) {
    SmallVector<OpOperand *> uses; // in program order
    for (Operation &op : block)
      if (parts.backward.contains(&op))
        for (OpOperand &operand : op.getOpOperands())
          if (reaches(operand.get(), segment))
            uses.push_back(&operand);
    if (uses.empty())
      return;
    OpBuilder builder(uses.front()->getOwner());
    IRMapping again;
    std::function<void(Value)> repeat = [&](Value value) {
      Operation *op = value.getDefiningOp();
      if (!op || again.contains(value) || !isRepeated(op, segment)) {
        if (op && parts.forward.contains(op))
          keep(op);
        return;
      }
      for (Value operand : op->getOperands())
        repeat(operand);
      Operation *copy = builder.clone(*op, again);
      copy->setAttr(kRecomputedAttr, builder.getUnitAttr());
    };
    for (OpOperand *use : uses) {
      repeat(use->get());
      use->set(again.lookupOrDefault(use->get()));
    }
  }

  /// What is read from memory behind `op`: it stays there.
  void keep(Operation *op) {
    kept.insert(op);
    if (StepParts::isTransparent(op))
      for (Value operand : op->getOperands())
        if (Operation *producer = operand.getDefiningOp(); producer && parts.forward.contains(producer))
          keep(producer);
  }

  /// Whether `value` is made in the segment, but for ops that cost nothing.
  bool reaches(Value value, int64_t segment) const {
    Operation *op = value.getDefiningOp();
    auto place = op ? segmentOf.find(op) : segmentOf.end();
    if (place == segmentOf.end() || kept.contains(op))
      return false;
    if (!Grouping::isFree(op))
      return place->second == segment;
    return llvm::any_of(op->getOperands(), [&](Value operand) { return reaches(operand, segment); });
  }

  Block &block;
  int64_t segments;
  StepParts parts;
  llvm::DenseMap<Operation *, int64_t> segmentOf; // of the forward pass
  llvm::DenseSet<Operation *> kept;               // until the backward pass, though it may be made again
};

struct RecomputeSegmentsPass : dlc::impl::RecomputeSegmentsBase<RecomputeSegmentsPass> {
  using RecomputeSegmentsBase::RecomputeSegmentsBase;

  void runOnOperation() override {
    if (!getOperation().isExternal() && segments > 1)
      SegmentRecomputer(getOperation(), segments).run();
  }
};
} // namespace
