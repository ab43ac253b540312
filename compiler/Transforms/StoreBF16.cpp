//===- StoreBF16.cpp - What groups leave in memory for each other is bf16 -------===//
// Between kernels half the bytes will do, and matrix products take factors of 8 bits. All arithmetic
// stays in f32: a group rounds what it stores and widens what it reads, products add up in f32. So do
// parameters, gradients, optimizer state and whatever else a step takes and gives: weights have a
// rounded copy in the workspace for the products that read them.
//
// What is left in f32 besides: statistics and losses, which are sums over many elements, and sums of
// products that wait for others to be added.
//===----------------------------------------------------------------------===//
#include "dlc/Dialect/DL/CoreShape.h"
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Transforms/Grouping.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/EquivalenceClasses.h"

namespace dlc {
#define GEN_PASS_DEF_STOREBF16
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

/// The op of a group that yields `result`; null if the group only hands on a value from outside.
static Operation *definition(OpResult result) {
  auto group = cast<GroupOp>(result.getOwner());
  Value inner = group.getBody().front().getTerminator()->getOperand(result.getResultNumber());
  Operation *op = inner.getDefiningOp();
  return op && op->getParentOp() == group.getOperation() ? op : nullptr;
}

static bool isReduction(Operation *op) {
  return isa_and_nonnull<ReduceSumOp, ReduceMeanOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(op);
}

/// Whether all that `op` does is to put elements elsewhere, whatever their type.
static bool isPlainMove(Operation *op) {
  return isa_and_nonnull<TransposeOp, SliceOp, PadOp, ConcatOp>(op);
}

namespace {
class Storage {
public:
  explicit Storage(func::FuncOp function)
      : function(function), block(function.getBody().front()),
        bf16(BFloat16Type::get(function.getContext())) {}

  void run() {
    collect();
    findVariables();
    for (Value value : candidates)
      if (mustStayWide(value))
        wide.insert(classes.getLeaderValue(value));
    for (Value value : candidates)
      if (isNarrow(value))
        value.setType(narrowed(value));
    for (auto group : llvm::make_early_inc_range(block.getOps<GroupOp>()))
      rewrite(group);
  }

private:
  /// Values of groups. All names of one memory, and values moved from one another, are one class.
  void collect();
  /// Gradients, and what else of a variable's size is on its way to that variable.
  void findVariables();
  bool mustStayWide(Value value) const;
  /// Whether `value` is made of sums over many elements and of nothing as large as what was summed.
  bool isStatistic(Value value, int depth = 0) const;
  bool isNarrow(Value value) const {
    auto leader = classes.findLeader(value);
    return leader != classes.member_end() && !wide.contains(*leader);
  }
  RankedTensorType narrowed(Value value) const { return tensor(value).clone(bf16); }

  void rewrite(GroupOp group);
  void rewriteMove(GroupOp group);
  /// `value` in bf16, copied before `user` if it is in memory as f32 alone.
  Value narrow(Value value, GroupOp user);

  func::FuncOp function;
  Block &block;
  Type bf16;
  SmallVector<Value> candidates;
  llvm::EquivalenceClasses<Value> classes;
  DenseSet<Value> variables, wide; // the latter leaders of classes
  DenseMap<Value, Value> copies;
};
} // namespace

static bool isF32(Value value) { return tensor(value).getElementType().isF32(); }

/// The value whose memory `value` is another name of.
static Value rootOf(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getOperand();
  return value;
}

//===- Choice ---------------------------------------------------------------------===//

void Storage::collect() {
  auto isWanted = [](Value value) { return isF32(value) && !isa<BlockArgument>(rootOf(value)); };
  for (Operation &op : block.without_terminator())
    for (OpResult result : op.getResults()) {
      if (!isWanted(result))
        continue;
      candidates.push_back(result);
      classes.insert(result);
      Operation *inner = isa<GroupOp>(op) ? definition(result) : &op;
      if (isPlainMove(inner) || isa_and_nonnull<ReshapeOp>(inner))
        for (Value operand : inner->getOperands())
          if (operand.getParentBlock() == &block && isWanted(operand))
            classes.unionSets(operand, result);
    }
}

void Storage::findVariables() {
  for (auto [index, value] : llvm::enumerate(block.getTerminator()->getOperands())) {
    if (llvm::is_contained({"parameter", "optimizer", "gradient", "state"}, resultName(function, index).role))
      variables.insert(rootOf(value));
  }
  // Groups are in order: who makes a value comes before who uses it.
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    if (auto reshape = dyn_cast<ReshapeOp>(op); reshape && variables.contains(reshape.getResult()))
      variables.insert(reshape.getOperand());
    auto group = dyn_cast<GroupOp>(op);
    if (!group)
      continue;
    DenseSet<int64_t> sizes;
    for (Value result : group.getResults())
      if (variables.contains(result))
        sizes.insert(tensor(result).getNumElements());
    for (Operation &inner : group.getBody().front().without_terminator())
      for (Value operand : inner.getOperands())
        if (!isContraction(&inner) && operand.getParentBlock() == &block &&
            sizes.contains(tensor(operand).getNumElements()))
          variables.insert(operand);
  }
}

bool Storage::isStatistic(Value value, int depth) const {
  Operation *op = value.getDefiningOp();
  constexpr int kDeepest = 32;
  if (!op || depth > kDeepest)
    return false;
  if (auto group = dyn_cast<GroupOp>(op)) {
    unsigned number = cast<OpResult>(value).getResultNumber();
    return isStatistic(group.getBody().front().getTerminator()->getOperand(number), depth + 1);
  }
  if (isReduction(op))
    return true;
  auto broadcast = dyn_cast<BroadcastOp>(op);
  if (broadcast && coreShape(value).size() > coreShape(broadcast.getOperand()).size())
    return false;
  if (isContraction(op) || isa<GatherOp, ScatterAddOp>(op))
    return false;
  bool isAny = false;
  for (Value operand : op->getOperands()) {
    // Numbers say nothing.
    bool isNothing = isa_and_nonnull<ConstantOp, IotaOp>(operand.getDefiningOp()) ||
                     tensor(operand).getNumElements() == 1;
    if (!isNothing && !isStatistic(operand, depth + 1))
      return false;
    isAny |= !isNothing;
  }
  return isAny;
}

bool Storage::mustStayWide(Value value) const {
  bool isFixed = llvm::any_of(value.getUsers(), [](Operation *user) {
    return user->hasTrait<OpTrait::IsTerminator>() || isa<GatherOp, ScatterAddOp>(user);
  });
  if (isFixed || variables.contains(value) || tensor(value).getNumElements() == 1 ||
      isStatistic(value))
    return true;
  auto result = cast<OpResult>(value);
  if (!isa<GroupOp>(result.getOwner()))
    return false; // another name
  Operation *op = definition(result);
  if (!op || isa<GatherOp, ScatterAddOp>(op))
    return true;
  if (hasWaitingSums(op))
    return true;
  auto users = llvm::to_vector(value.getUsers());
  if (isContraction(op) && !users.empty() && llvm::all_of(users, isReduction))
    return true;
  // A parameter that is more than a factor keeps its digits.
  bool isArgument = isPlainMove(op) && llvm::any_of(op->getOperands(), [](Value operand) {
    return isa<BlockArgument>(rootOf(operand));
  });
  return isArgument && !llvm::all_of(users, [](Operation *user) {
    return isContraction(user) || isPlainMove(user);
  });
}

//===- Rewriting --------------------------------------------------------------------===//

Value Storage::narrow(Value value, GroupOp user) {
  if (tensor(value).getElementType() == bf16)
    return value;
  if (Value known = copies.lookup(value))
    return known;
  OpBuilder builder(user);
  Value copy;
  if (auto reshape = value.getDefiningOp<ReshapeOp>()) {
    Value operand = narrow(reshape.getOperand(), user);
    copy = ReshapeOp::create(builder, reshape.getLoc(), narrowed(value), operand);
  } else {
    auto group = GroupOp::create(builder, value.getLoc(), TypeRange(narrowed(value)), GroupKind::Rows);
    OpBuilder inside = OpBuilder::atBlockEnd(&group.getBody().emplaceBlock());
    Value rounded = CastOp::create(inside, value.getLoc(), narrowed(value), value);
    YieldOp::create(inside, value.getLoc(), rounded);
    copy = group.getResult(0);
  }
  return copies[value] = copy;
}

void Storage::rewriteMove(GroupOp group) {
  Operation *op = group.getBody().front().getTerminator()->getOperand(0).getDefiningOp();
  if (tensor(group.getResult(0)).getElementType() != bf16)
    return;
  for (OpOperand &operand : op->getOpOperands())
    if (isF32(operand.get()))
      operand.set(narrow(operand.get(), group));
  op->getResult(0).setType(narrowed(op->getResult(0)));
}

void Storage::rewrite(GroupOp group) {
  if (group.getKind() == GroupKind::Move)
    return rewriteMove(group);
  Block &body = group.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  DenseMap<Value, Value> widened;
  auto widen = [&](Value value) {
    Value &known = widened[value];
    if (!known)
      known = CastOp::create(builder, value.getLoc(),
                             tensor(value).clone(builder.getF32Type()), value);
    return known;
  };
  // Slices and reshapes say where to read: what is read is widened after them.
  DenseMap<Value, Value> places;
  auto placeOf = [&](Value value) {
    bool isStored = value.getParentBlock() == &block && isNarrow(value);
    return isStored ? value : places.lookup(value);
  };
  for (Operation &op : llvm::make_early_inc_range(body)) {
    if (Value from = isa<SliceOp, ReshapeOp>(op) ? placeOf(op.getOperand(0)) : Value()) {
      Value result = op.getResult(0);
      OpBuilder after(op.getContext());
      after.setInsertionPointAfter(&op);
      RankedTensorType type = tensor(result);
      op.setOperand(0, from);
      result.setType(narrowed(result));
      auto wideResult = CastOp::create(after, op.getLoc(), type, result);
      result.replaceAllUsesExcept(wideResult.getResult(), wideResult);
      places[wideResult.getResult()] = result;
      continue;
    }
    for (OpOperand &operand : op.getOpOperands()) {
      Value value = operand.get();
      bool isOutside = value.getParentBlock() == &block;
      if (isOutside && isNarrow(value))
        operand.set(widen(value));
      else if (isOutside && isContraction(&op) && isF32(value))
        operand.set(widen(narrow(value, group)));
    }
  }
  Operation *terminator = body.getTerminator();
  builder.setInsertionPoint(terminator);
  for (auto [operand, result] : llvm::zip(terminator->getOpOperands(), group.getResults()))
    if (operand.get().getType() != result.getType())
      operand.set(CastOp::create(builder, operand.get().getLoc(),
                                 cast<RankedTensorType>(result.getType()), operand.get()));
}

namespace {
struct StoreBF16Pass : dlc::impl::StoreBF16Base<StoreBF16Pass> {
  void runOnOperation() override {
    if (!getOperation().isExternal())
      Storage(getOperation()).run();
  }
};
} // namespace
