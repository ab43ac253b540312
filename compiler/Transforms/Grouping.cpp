//===- Grouping.cpp - Which ops share one pass over memory -------------------===//
#include "dlc/Transforms/Grouping.h"

#include "EpilogueSums.h"
#include "dlc/Dialect/DL/CoreShape.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static int64_t rank(Value value) { return cast<RankedTensorType>(value.getType()).getRank(); }

/// Only adds or drops dimensions of size 1.
static bool isUnitReshape(Operation *op) {
  auto reshape = dyn_cast<ReshapeOp>(op);
  return reshape && coreShape(reshape.getOperand()) == coreShape(reshape.getResult());
}

static bool isReduction(Operation *op) {
  return isa<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(op);
}

static bool reducesInnermost(Operation *op) {
  auto axes = op->getAttrOfType<DenseI64ArrayAttr>("axes").asArrayRef();
  return axes.size() == 1 && axes[0] == rank(op->getOperand(0)) - 1;
}

bool dlc::isContraction(Operation *op) { return isa_and_nonnull<MatmulOp, ContractOp>(op); }

bool dlc::hasWaitingSums(Operation *op) {
  auto contract = dyn_cast<ContractOp>(op);
  return contract && contract.getBlocked() > 0;
}

bool dlc::movesElements(Operation *op) {
  return isa<TransposeOp, SliceOp, PadOp, ConcatOp, GatherOp, ScatterAddOp>(op);
}

/// Rank-0 arithmetic on arguments: cheaper to repeat than to wait for.
static bool isCheapScalar(Operation *op, int depth = 0) {
  if (op->getNumResults() != 1 || rank(op->getResult(0)) != 0 || depth > 8)
    return false;
  if (!isa<CastOp, AddOp, SubOp, MulOp, DivOp, NegOp, CompareOp, SelectOp, MinOp, MaxOp,
           ConstantOp>(op))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    if (producer)
      return isCheapScalar(producer, depth + 1);
    // Arguments that the step itself changes must be read once, before it does.
    auto function = dyn_cast<func::FuncOp>(operand.getParentBlock()->getParentOp());
    auto role = function ? function.getArgAttrOfType<StringAttr>(
                               cast<BlockArgument>(operand).getArgNumber(), kRoleAttr)
                         : StringAttr();
    return role && role.getValue() == "scalar";
  });
}

bool Grouping::isFree(Operation *op) {
  // A slice only says where to read.
  return isa<ConstantOp, IotaOp, RowMaskOp, BroadcastOp, CompareOp, SliceOp>(op) ||
         isUnitReshape(op) || isCheapScalar(op);
}

//===- Dependences ----------------------------------------------------------------===//

ArrayRef<Operation *> Grouping::sources(Operation *op) const {
  auto [known, isNew] = sourcesOf.try_emplace(op);
  if (!isNew)
    return known->second;
  SmallVector<Operation *, 4> found;
  SmallVector<Operation *> pending{op};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!pending.empty()) {
    for (Value operand : pending.pop_back_val()->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (!producer || !seen.insert(producer).second)
        continue;
      if (groupOf(producer))
        found.push_back(producer);
      else
        pending.push_back(producer);
    }
  }
  return known->second = std::move(found);
}

SmallVector<Group *> Grouping::producers(Operation *op) const {
  llvm::SetVector<Group *> found;
  for (Operation *source : sources(op))
    found.insert(groupOf(source));
  return found.takeVector();
}

SmallVector<Group *> Grouping::producers(const Group &group) const {
  auto [known, isNew] = producersOf.try_emplace(&group);
  if (!isNew)
    return known->second;
  llvm::SetVector<Group *> found;
  for (Operation *op : group.ops)
    for (Operation *source : sources(op))
      if (Group *producer = groupOf(source); producer != &group)
        found.insert(producer);
  return known->second = found.takeVector();
}

SmallVector<Group *> Grouping::users(Value value) const {
  Block *block = value.getParentBlock();
  llvm::SetVector<Group *> found;
  SmallVector<Value> pending{value};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!pending.empty())
    for (Operation *user : pending.pop_back_val().getUsers()) {
      if (user->getBlock() != block || !seen.insert(user).second)
        continue;
      Group *group = groupOf(user);
      if (group || user->hasTrait<OpTrait::IsTerminator>())
        found.insert(group);
      else
        llvm::append_range(pending, user->getResults());
    }
  return found.takeVector();
}

bool Grouping::dependsOn(Group *from, const Group *target) const {
  SmallVector<Group *> pending{from};
  llvm::SmallPtrSet<Group *, 16> seen;
  while (!pending.empty()) {
    Group *group = pending.pop_back_val();
    if (group == target)
      return true;
    if (seen.insert(group).second)
      llvm::append_range(pending, producers(*group));
  }
  return false;
}

//===- Joining --------------------------------------------------------------------===//

/// Whether no value of the group is one per row: those of a group whose rows become longer still
/// would be computed, and written, several times.
static bool isOnePerElement(const Group &group) {
  return llvm::all_of(group.ops, [&](Operation *op) {
    return coreShape(op->getResult(0)).size() == group.domain.size();
  });
}

bool Grouping::fits(Operation *op, const Group &group) const {
  ArrayRef<int64_t> domain = group.domain;
  SmallVector<int64_t> shape = coreShape(op->getResult(0));
  if (group.kind == GroupKind::Contraction && isEpilogueSum(op))
    return ArrayRef<int64_t>(coreShape(op->getOperand(0))) == domain;
  if (isReduction(op))
    return group.kind == GroupKind::Rows && reducesInnermost(op) && !domain.empty() &&
           ArrayRef<int64_t>(coreShape(op->getOperand(0))) == domain &&
           cast<RankedTensorType>(op->getOperand(0).getType()).getShape().back() != 1;
  if (group.kind == GroupKind::Contraction)
    return ArrayRef<int64_t>(shape) == domain;
  if (group.kind != GroupKind::Rows)
    return false;
  if (ArrayRef<int64_t>(shape) == domain)
    return true;
  // One value per row, next to a reduction of the rows.
  if (group.hasFold && ArrayRef<int64_t>(shape) == domain.drop_back())
    return true;
  // The group's ops are one per row of this op.
  return !group.hasFold && !domain.empty() && !shape.empty() && isOnePerElement(group) &&
         ArrayRef<int64_t>(shape).drop_back() == domain;
}

/// The dimensions of a loop nest under which a free op reads `operand`, itself wanted under `dims`.
/// One for each dimension whose size is not 1.
static SmallVector<int64_t> dimsOfOperand(Operation *op, Value operand, ArrayRef<int64_t> dims) {
  auto broadcast = dyn_cast<BroadcastOp>(op);
  if (!broadcast) // elementwise, or a scalar beside the others
    return SmallVector<int64_t>(dims.take_front(coreShape(operand).size()));
  return operandDims(broadcast, dims);
}

bool Grouping::readsOtherRows(Operation *op, const Group &group) const {
  auto isOther = [&](auto &self, Operation *reader, ArrayRef<int64_t> dims) -> bool {
    return llvm::any_of(reader->getOperands(), [&](Value operand) {
      Operation *producer = operand.getDefiningOp();
      if (!producer)
        return false;
      SmallVector<int64_t> inner = dimsOfOperand(reader, operand, dims);
      if (groupOf(producer) == &group)
        return !llvm::equal(inner, llvm::seq<int64_t>(0, inner.size()));
      return !groupOf(producer) && isFree(producer) && self(self, producer, inner);
    });
  };
  Value shaped = isReduction(op) ? op->getOperand(0) : op->getResult(0);
  auto dims = llvm::to_vector(llvm::seq<int64_t>(0, coreShape(shaped).size()));
  return isOther(isOther, op, dims);
}

bool Grouping::readsRenamed(Operation *op, const Group &group) const {
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    if (!producer || groupOf(producer))
      return false;
    bool isRenamed = isa<SliceOp>(producer) || (isa<ReshapeOp>(producer) && !isUnitReshape(producer));
    return isRenamed ? llvm::is_contained(producers(producer), &group)
                     : isFree(producer) && readsRenamed(producer, group);
  });
}

bool Grouping::readsSums(Operation *op, const Group &group) const {
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    Operation *producer = operand.getDefiningOp();
    if (!producer)
      return false;
    if (groupOf(producer) == &group)
      return isReduction(producer);
    return !groupOf(producer) && isFree(producer) && readsSums(producer, group);
  });
}

/// What is computed again must not become part of the first time.
static bool isForgotten(Operation *op, const Group &group) {
  return op->hasAttr(kRecomputedAttr) && !group.ops.front()->hasAttr(kRecomputedAttr);
}

bool Grouping::canJoin(Operation *op, Group &group) const {
  if (isForgotten(op, group) || llvm::any_of(group.ops, hasWaitingSums))
    return false;
  if (group.kind == GroupKind::Contraction && readsSums(op, group))
    return false;
  if (!fits(op, group) || readsRenamed(op, group) || (group.hasFold && readsOtherRows(op, group)))
    return false;
  return llvm::none_of(producers(op), [&](Group *producer) {
    return producer != &group && dependsOn(producer, &group);
  });
}

void Grouping::join(Operation *op, Group &group) {
  group.ops.push_back(op);
  membership[op] = &group;
  producersOf.erase(&group); // nobody reads `op` yet
  if (isReduction(op) && group.kind == GroupKind::Rows)
    group.hasFold = true;
  else if (coreShape(op->getResult(0)).size() > group.domain.size())
    group.domain = coreShape(op->getResult(0));
}

Group &Grouping::start(GroupKind kind, Operation *op, ArrayRef<int64_t> domain) {
  all.push_back(std::make_unique<Group>(Group{kind, {}, SmallVector<int64_t>(domain)}));
  Group &group = *all.back();
  group.ops.push_back(op);
  membership[op] = &group;
  group.hasFold = kind == GroupKind::Rows && isReduction(op);
  return group;
}

void Grouping::findStored(Operation *op) {
  if (!isa<func::ReturnOp>(op) && !isContraction(op) && !movesElements(op) &&
      (!isa<ReshapeOp>(op) || isUnitReshape(op)))
    return;
  for (Value operand : op->getOperands()) {
    Operation *producer = operand.getDefiningOp();
    while (producer && isUnitReshape(producer)) // a name for the operand's memory
      producer = producer->getOperand(0).getDefiningOp();
    if (producer && isFree(producer))
      stored.insert(producer);
  }
}

void Grouping::place(Operation *op) {
  bool isRecomputed = isFree(op) && !stored.contains(op);
  if (op->hasTrait<OpTrait::IsTerminator>() || isa<ReshapeOp>(op) || isRecomputed)
    return;
  SmallVector<int64_t> shape = coreShape(op->getResult(0));
  if (isContraction(op)) {
    start(GroupKind::Contraction, op, shape);
    return;
  }
  if (movesElements(op)) {
    start(GroupKind::Move, op, shape);
    return;
  }
  SmallVector<Group *> candidates = producers(op);
  // Epilogues of contractions first: their values are in registers. Then the largest rows.
  llvm::stable_sort(candidates, [](Group *a, Group *b) {
    return std::make_pair(a->kind == GroupKind::Contraction, a->domain.size()) >
           std::make_pair(b->kind == GroupKind::Contraction, b->domain.size());
  });
  for (Group *candidate : candidates)
    if (fuse && canJoin(op, *candidate))
      return join(op, *candidate);
  if (isReduction(op))
    start(reducesInnermost(op) ? GroupKind::Rows : GroupKind::Columns, op, coreShape(op->getOperand(0)));
  else
    start(GroupKind::Rows, op, shape);
}

//===- Merging --------------------------------------------------------------------===//

static Operation *contraction(const Group &group) {
  return *llvm::find_if(group.ops, isContraction);
}

bool Grouping::isUsedOutside(const Group &group, const Group &other) const {
  return llvm::any_of(group.ops, [&](Operation *op) {
    return llvm::any_of(users(op->getResult(0)),
                        [&](Group *user) { return user != &group && user != &other; });
  });
}

bool Grouping::canMerge(const Group &producer, Group &consumer) const {
  bool isEpilogue = consumer.kind == GroupKind::Contraction && !producer.hasFold &&
                    llvm::none_of(consumer.ops, hasWaitingSums);
  bool isColumns = consumer.kind == GroupKind::Columns && !producer.hasFold;
  if (llvm::any_of(consumer.ops, [&](Operation *op) { return isForgotten(op, producer); }))
    return false;
  if (producer.kind != GroupKind::Rows ||
      (consumer.kind != GroupKind::Rows && !isEpilogue && !isColumns))
    return false;
  // Columns give reductions alone.
  if (isColumns && (ArrayRef<int64_t>(producer.domain) != ArrayRef<int64_t>(consumer.domain) ||
                    isUsedOutside(producer, consumer)))
    return false;
  ArrayRef<int64_t> rows = consumer.domain;
  bool same = ArrayRef<int64_t>(producer.domain) == rows;
  bool perRow = !rows.empty() && rows.size() > 1 && consumer.hasFold && !producer.hasFold &&
                isOnePerElement(producer) && ArrayRef<int64_t>(producer.domain) == rows.drop_back();
  if (!same && !perRow)
    return false;
  if (llvm::any_of(consumer.ops, [&](Operation *op) { return readsRenamed(op, producer); }))
    return false;
  if (producer.hasFold &&
      llvm::any_of(consumer.ops, [&](Operation *op) { return readsOtherRows(op, producer); }))
    return false;
  // What a matrix product reads must be in memory before it starts.
  if (isEpilogue && llvm::is_contained(producers(contraction(consumer)), &producer))
    return false;
  // Another way from the producer to the consumer would become a cycle.
  return llvm::none_of(producers(consumer), [&](Group *other) {
    return other != &producer && dependsOn(other, &producer);
  });
}

bool Grouping::mergeProducers() {
  bool changed = false;
  for (size_t i = 0; i < all.size();) {
    Group &consumer = *all[i];
    SmallVector<Group *> candidates = producers(consumer);
    auto *producer =
        llvm::find_if(candidates, [&](Group *group) { return canMerge(*group, consumer); });
    if (producer == candidates.end()) {
      ++i;
      continue;
    }
    moveInto(**producer, consumer);
    changed = true;
    // Where the consumer is now, to look at it again.
    i = llvm::find_if(all, [&](auto &group) { return group.get() == &consumer; }) - all.begin();
  }
  return changed;
}

void Grouping::sinkLeaves(Group &group) {
  SmallVector<Operation *> ops(llvm::reverse(group.ops));
  for (Operation *op : ops) {
    SmallVector<Group *> all = users(op->getResult(0));
    Group *user = all.size() == 1 ? all.front() : nullptr;
    bool isRenamed = llvm::any_of(op->getUsers(), [](Operation *use) { return isa<ReshapeOp>(use); });
    if (!user || isRenamed || user == &group || user->kind != GroupKind::Rows ||
        !op->hasTrait<OpTrait::Elementwise>() || user->domain != group.domain || group.ops.size() == 1)
      continue;
    // To read what the group has to write anyway instead of one value more.
    bool isFreeOfCharge = llvm::all_of(op->getOperands(), [&](Value operand) {
      Operation *producer = operand.getDefiningOp();
      if (!producer || groupOf(producer) != &group)
        return !producer || groupOf(producer) || isFree(producer);
      return llvm::any_of(operand.getUsers(),
                          [&](Operation *other) { return other != op && groupOf(other) != &group; });
    });
    if (!isFreeOfCharge)
      continue;
    llvm::erase(group.ops, op);
    membership[op] = user;
    producersOf.clear();
    user->ops.push_back(op);
    llvm::sort(user->ops, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  }
}

static Operation *reduction(const Group &group) {
  auto *found = llvm::find_if(group.ops, isReduction);
  return found == group.ops.end() ? nullptr : *found;
}

/// What a group reads: results of other groups and arguments, under their own names.
static llvm::SmallPtrSet<Value, 8> memoryReadBy(const Grouping &grouping, const Group &group) {
  llvm::SmallPtrSet<Value, 8> read;
  SmallVector<Value> pending;
  auto follow = [&](Operation *op) { llvm::append_range(pending, op->getOperands()); };
  for (Operation *op : group.ops)
    follow(op);
  while (!pending.empty()) {
    Value value = pending.pop_back_val();
    Operation *op = value.getDefiningOp();
    Group *place = op ? grouping.groupOf(op) : nullptr;
    if (place == &group)
      continue;
    if (op && !place) // free, or another name
      follow(op);
    else
      read.insert(value);
  }
  return read;
}

bool Grouping::areSiblings(Group &a, Group &b) const {
  Operation *left = reduction(a), *right = reduction(b);
  if (a.kind != b.kind || a.domain != b.domain || !left || !right ||
      left->getName() != right->getName() || left->getAttrs() != right->getAttrs() ||
      (a.kind != GroupKind::Columns && a.kind != GroupKind::Rows))
    return false;
  llvm::SmallPtrSet<Value, 8> readByA = memoryReadBy(*this, a), readByB = memoryReadBy(*this, b);
  // One pass instead of two if all that one of them reads of that size, the other reads too.
  auto isCovered = [&](const llvm::SmallPtrSet<Value, 8> &read,
                       const llvm::SmallPtrSet<Value, 8> &by) {
    auto isLarge = [&](Value value) {
      return coreShape(value).size() > coreShape(left->getResult(0)).size();
    };
    return llvm::any_of(read, isLarge) && llvm::all_of(read, [&](Value value) {
             return !isLarge(value) || by.contains(value);
           });
  };
  return (isCovered(readByA, readByB) || isCovered(readByB, readByA)) && !dependsOn(&a, &b) && !dependsOn(&b, &a);
}

/// Memory under its first name.
static Value withoutReshapes(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getOperand();
  return value;
}

/// Whether the right-hand side is read as it lies in memory: all reductions, then the columns.
static bool readsRhsInOrder(Operation *op) {
  if (auto matmul = dyn_cast<MatmulOp>(op))
    return !matmul.getTransposeRhs() && rank(matmul.getResult()) == 2;
  auto contract = cast<ContractOp>(op);
  int64_t results = rank(contract.getResult()), reductions = contract.getReductions().size();
  SmallVector<AffineExpr> order;
  for (int64_t i = 0; i < reductions; ++i)
    order.push_back(getAffineDimExpr(results + i, op->getContext()));
  order.push_back(getAffineDimExpr(results - 1, op->getContext()));
  auto shape = cast<RankedTensorType>(contract.getRhs().getType()).getShape();
  return contract.getRhsMap().getResults() == ArrayRef<AffineExpr>(order) &&
         shape.drop_back() == contract.getReductions() &&
         shape.back() == cast<RankedTensorType>(contract.getType()).getShape().back();
}

void Grouping::mergeColumnSums(Group &group) {
  Operation *product = contraction(group);
  if (!readsRhsInOrder(product))
    return;
  Value rhs = product->getOperand(1);
  if (rhs.getDefiningOp<CastOp>())
    return; // the product may read it as it was
  int64_t columns = cast<RankedTensorType>(rhs.getType()).getShape().back();
  auto isSum = [&](const std::unique_ptr<Group> &other) {
    auto sum = dyn_cast<ReduceSumOp>(other->ops.front());
    if (other->kind != GroupKind::Columns || other->ops.size() != 1 || !sum || columns == 1 ||
        withoutReshapes(sum.getOperand()) != withoutReshapes(rhs))
      return false;
    SmallVector<int64_t> shape = coreShape(sum.getOperand());
    return coreShape(sum.getResult()) == ArrayRef<int64_t>(columns) && shape.size() == 2 &&
           shape.back() == columns && !dependsOn(other.get(), &group) && !dependsOn(&group, other.get());
  };
  if (auto *sum = llvm::find_if(all, isSum); sum != all.end())
    moveInto(**sum, group);
}

void Grouping::moveInto(Group &from, Group &to) {
  for (Operation *op : from.ops)
    membership[op] = &to;
  producersOf.clear();
  llvm::append_range(to.ops, from.ops);
  llvm::sort(to.ops, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  to.hasFold |= from.hasFold;
  llvm::erase_if(all, [&](auto &group) { return group.get() == &from; });
}

void Grouping::mergeSiblings() {
  SmallVector<Group *> reducing;
  for (auto &group : all)
    if (reduction(*group))
      reducing.push_back(group.get());
  for (size_t i = 0; i < reducing.size(); ++i)
    for (size_t j = i + 1; j < reducing.size(); ++j)
      if (areSiblings(*reducing[i], *reducing[j])) {
        moveInto(*reducing[i], *reducing[j]);
        break;
      }
}

Grouping::Grouping(Block &block, bool fuse) : fuse(fuse) {
  // Before any group is formed: where an op is in memory, its users depend on the group that stores
  // it.
  for (Operation &op : block)
    findStored(&op);
  for (Operation &op : block)
    place(&op);
  if (!fuse)
    return;
  while (mergeProducers()) {
  }
  mergeSiblings();
  SmallVector<Group *> contractions;
  for (auto &group : all)
    if (group->kind == GroupKind::Contraction)
      contractions.push_back(group.get());
  for (Group *group : contractions) {
    sinkLeaves(*group);
    mergeColumnSums(*group);
  }
}
