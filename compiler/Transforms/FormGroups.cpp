//===- FormGroups.cpp - Wraps ops that share one pass over memory in groups ---===//
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Transforms/Grouping.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc {
#define GEN_PASS_DEF_FORMGROUPS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
class GroupBuilder {
public:
  GroupBuilder(func::FuncOp function, bool fuse)
      : function(function), block(function.getBody().front()), grouping(block, fuse),
        builder(block.getTerminator()) {}

  void run() {
    SmallVector<Operation *> old;
    for (Operation &op : block.without_terminator())
      old.push_back(&op);
    for (Group *group : schedule())
      emit(*group);
    Operation *terminator = block.getTerminator();
    for (OpOperand &operand : terminator->getOpOperands())
      operand.set(inMemory(operand.get()));
    for (Operation *op : llvm::reverse(old))
      op->erase();
  }

private:
  /// Program order, but who overwrites a parameter or state in place comes after who reads it.
  SmallVector<Group *> schedule();
  void addOverwriteEdges(DenseMap<Group *, SmallVector<Group *>> &before);
  bool isReachable(DenseMap<Group *, SmallVector<Group *>> &before, Group *from, Group *to);

  void emit(Group &group);
  /// What stands for `value` between groups.
  Value inMemory(Value value);

  func::FuncOp function;
  Block &block;
  Grouping grouping;
  OpBuilder builder;
  IRMapping results;
};
} // namespace

//===- Order ----------------------------------------------------------------------===//

bool GroupBuilder::isReachable(DenseMap<Group *, SmallVector<Group *>> &before, Group *from,
                          Group *to) {
  SmallVector<Group *> pending{to};
  llvm::SmallPtrSet<Group *, 16> seen;
  while (!pending.empty()) {
    Group *group = pending.pop_back_val();
    if (group == from)
      return true;
    if (seen.insert(group).second)
      llvm::append_range(pending, before[group]);
  }
  return false;
}

void GroupBuilder::addOverwriteEdges(DenseMap<Group *, SmallVector<Group *>> &before) {
  for (auto [index, value] : llvm::enumerate(block.getTerminator()->getOperands())) {
    TensorName name = resultName(function, index);
    Operation *writer = value.getDefiningOp();
    while (writer && isa<ReshapeOp>(writer))
      writer = writer->getOperand(0).getDefiningOp();
    Group *group = writer ? grouping.groupOf(writer) : nullptr;
    if (!group || name.role.empty() || name.name.empty())
      continue;
    for (BlockArgument argument : block.getArguments()) {
      if (!(argumentName(function, argument.getArgNumber()) == name))
        continue;
      for (Group *reader : grouping.users(argument))
        if (reader && reader != group && !isReachable(before, group, reader))
          before[group].push_back(reader);
    }
  }
}

SmallVector<Group *> GroupBuilder::schedule() {
  DenseMap<Group *, SmallVector<Group *>> before;
  for (auto &group : grouping.groups())
    before[group.get()] = grouping.producers(*group);
  addOverwriteEdges(before);

  SmallVector<Group *> waiting, order;
  for (auto &group : grouping.groups())
    waiting.push_back(group.get());
  llvm::stable_sort(waiting, [](Group *a, Group *b) {
    return a->ops.front()->isBeforeInBlock(b->ops.front());
  });
  llvm::SmallPtrSet<Group *, 16> done;
  while (!waiting.empty()) {
    auto *ready = llvm::find_if(waiting, [&](Group *group) {
      return llvm::all_of(before[group], [&](Group *other) { return done.contains(other); });
    });
    assert(ready != waiting.end() && "groups depend on each other in a circle");
    done.insert(*ready);
    order.push_back(*ready);
    waiting.erase(ready);
  }
  return order;
}

//===- Groups as ops --------------------------------------------------------------===//

Value GroupBuilder::inMemory(Value value) {
  if (Value known = results.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  if (!op)
    return value;
  auto reshape = cast<ReshapeOp>(op);
  Value renamed =
      ReshapeOp::create(builder, op->getLoc(), value.getType(), inMemory(reshape.getOperand()));
  results.map(value, renamed);
  return renamed;
}

void GroupBuilder::emit(Group &group) {
  SmallVector<Value> yielded;
  SmallVector<Location> locations;
  for (Operation *op : group.ops) {
    locations.push_back(op->getLoc());
    bool isUsedOutside = llvm::any_of(grouping.users(op->getResult(0)),
                                      [&](Group *user) { return user != &group; });
    if (isUsedOutside)
      yielded.push_back(op->getResult(0));
  }
  if (yielded.empty())
    return; // dead
  // The location of the root: of the contraction, or of the first op.
  Location loc = locations.front();
  auto groupOp = GroupOp::create(builder, loc, TypeRange(ValueRange(yielded)), group.kind);
  Block &body = groupOp.getBody().emplaceBlock();
  // Names for the memory that the group reads come before it.
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(groupOp);
  OpBuilder inside = OpBuilder::atBlockEnd(&body);
  IRMapping local;
  std::function<void(Operation *)> clone = [&](Operation *op) {
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (local.contains(operand))
        continue;
      bool isHere = producer && !grouping.groupOf(producer) && Grouping::isFree(producer) &&
                    !isa<SliceOp>(op); // which reads memory
      if (isHere)
        clone(producer);
      else
        local.map(operand, inMemory(operand));
    }
    inside.clone(*op, local);
  };
  for (Operation *op : group.ops)
    clone(op);
  SmallVector<Value> values;
  for (Value value : yielded)
    values.push_back(local.lookup(value));
  YieldOp::create(inside, loc, values);
  results.map(ValueRange(yielded), groupOp.getResults());
}

namespace {
struct FormGroupsPass : dlc::impl::FormGroupsBase<FormGroupsPass> {
  using FormGroupsBase::FormGroupsBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    GroupBuilder(function, fuse).run();
  }
};
} // namespace
