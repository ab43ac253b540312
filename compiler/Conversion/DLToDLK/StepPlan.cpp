//===- StepPlan.cpp - Kernels, barriers and memory of one step ---------------===//
#include "StepPlan.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <map>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

Value StepPlan::rootOf(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>())
    value = reshape.getOperand();
  return value;
}

static std::string kernelName(func::FuncOp function, size_t index) {
  return (function.getName() + "_" + Twine(index)).str();
}

StepPlan::StepPlan(func::FuncOp function, const ModelTables &tables, int64_t slices, bool reuse,
                   const StepCosts &costs)
    : function(function), tables(tables) {
  OpBuilder builder(function);
  for (auto group : function.getOps<GroupOp>())
    all.push_back(buildKernel(builder, group, kernelName(function, all.size())));
  placeArguments();
  placeResults();
  for (Kernel &kernel : all)
    for (KernelOperand &operand : kernel.operands) {
      operand.value = rootOf(operand.value);
      assert(operand.value.getParentBlock() == &function.getBody().front() &&
             "what a kernel computes itself is nowhere in memory");
    }
  const llvm::DenseMap<Value, Place> fixed = places;
  cut(slices > 0 ? slices : chooseSlices(costs), costs);
  choosePieces(costs, reuse);
  planWorkspace(reuse);
  if (isShared() && !paysToSplit(kernelCosts(), costs, footprint())) {
    // The other threads stay parked: there is nothing to wait for.
    for (Kernel &kernel : all)
      dropSplit(kernel);
    places = fixed;
    insertBarriers();
    choosePieces(costs, reuse);
    planWorkspace(reuse);
  }
}

void StepPlan::cut(int64_t slices, const StepCosts &costs) {
  for (Kernel &kernel : all) {
    dropSplit(kernel);
    chooseSplit(kernel, slices, costs);
  }
  insertBarriers();
}

/// One for each thread, or several, as work that does not divide among the threads leaves some of them
/// waiting. A machine that is not known has few threads, but may have more than those.
int64_t StepPlan::chooseSlices(const StepCosts &costs) {
  int64_t best = 1;
  double least = 0;
  for (int64_t perThread : {1, 2, 4}) {
    int64_t slices = perThread * costs.threads;
    cut(slices, costs);
    // What memory the step touches depends little on how it is cut.
    double time = predictStep(kernelCosts(), costs, costs.threads, /*footprint=*/0).total();
    for (const Kernel &kernel : all)
      time += costs.sliceNanoseconds * llvm::divideCeil(kernel.slices, costs.threads);
    if (perThread == 1 || time < 0.98 * least) {
      best = slices;
      least = time;
    }
  }
  return best;
}

//===- Places -----------------------------------------------------------------------===//

std::optional<Place> StepPlan::findPlace(StringRef role, StringRef name) const {
  auto inTable = [&](dlk::Space space, ArrayRef<TableEntry> entries) {
    return Place{space, findEntry(entries, name), 0};
  };
  auto inBlock = [&](dlk::Space space, Role role) {
    VariableOp variable = findVariable(tables, role, name);
    assert(variable && variable.getOffset() && "a variable without a place in its block");
    return Place{space, 0, *variable.getOffset()};
  };
  if (role == "input")
    return inTable(dlk::Space::Inputs, tables.inputs);
  if (role == "target")
    return inTable(dlk::Space::Targets, tables.targets);
  if (role == "output")
    return inTable(dlk::Space::Outputs, tables.outputs);
  if (role == "parameter")
    return inBlock(dlk::Space::Parameters, Role::Parameter);
  if (role == "state")
    return inBlock(dlk::Space::State, Role::State);
  if (role == "optimizer")
    return inBlock(dlk::Space::Optimizer, Role::Optimizer);
  if (role == "gradient")
    return inBlock(dlk::Space::Gradients, Role::Gradient);
  return std::nullopt;
}

void StepPlan::placeArguments() {
  for (BlockArgument argument : function.getArguments()) {
    auto [role, name] = argumentName(function, argument.getArgNumber());
    if (role == "scalar") {
      auto space = llvm::StringSwitch<dlk::Space>(name)
                       .Case("seed", dlk::Space::Seed)
                       .Case("step", dlk::Space::Step)
                       .Case("n_valid", dlk::Space::Valid)
                       .Case("total_steps", dlk::Space::TotalSteps)
                       .Default(dlk::Space::LrScale);
      places[argument] = {space, 0, 0};
    } else {
      places[argument] = *findPlace(role, name);
    }
  }
}

std::optional<Place> StepPlan::homeOf(size_t result) const {
  auto [role, name] = resultName(function, result);
  return findPlace(role, name);
}

/// Whether `value` can be computed in the memory of `argument`: who else reads that does so before,
/// and its own kernel reads each element only to write it.
bool StepPlan::canOverwrite(Value value, Value argument) const {
  bool isWritten = false;
  for (const Kernel &kernel : all) {
    const KernelOperand *reads = nullptr, *writes = nullptr;
    size_t readers = 0;
    for (const KernelOperand &operand : kernel.operands) {
      if (rootOf(operand.value) == argument) {
        reads = &operand;
        ++readers;
      }
      if (rootOf(operand.value) == value && operand.isWritten)
        writes = &operand;
    }
    if (readers && isWritten)
      return false;
    if (!writes)
      continue;
    isWritten = true;
    if (readers > 1 ||
        (reads && (!reads->map || reads->map != writes->map || reads->type != writes->type)))
      return false;
  }
  return true;
}

Value StepPlan::argumentAt(const Place &home) const {
  for (BlockArgument argument : function.getArguments()) {
    const Place &place = places.find(argument)->second;
    if (place.space == home.space && place.index == home.index && place.offset == home.offset)
      return argument;
  }
  return {};
}

/// Appends a kernel that copies `from`; an empty group stands for its result.
Value StepPlan::appendCopy(Value from) {
  OpBuilder builder(function.getBody().front().getTerminator());
  auto group = GroupOp::create(builder, from.getLoc(), TypeRange(from.getType()), GroupKind::Rows);
  OpBuilder inside = OpBuilder::atBlockEnd(&group.getBody().emplaceBlock());
  YieldOp::create(inside, from.getLoc(), ValueRange(from));
  builder.setInsertionPoint(function);
  all.push_back(
      buildCopy(builder, from, group.getResult(0), kernelName(function, all.size())));
  return group.getResult(0);
}

void StepPlan::placeResult(size_t index, const Place &home) {
  Value root = rootOf(function.getBody().front().getTerminator()->getOperand(index));
  Value overwritten = argumentAt(home);
  if (root == overwritten)
    return; // unchanged
  bool isHomeless = !places.count(root);
  if (isHomeless && (!overwritten || canOverwrite(root, overwritten)))
    places[root] = home;
  else
    places[appendCopy(root)] = home;
}

void StepPlan::placeResults() {
  Operation *terminator = function.getBody().front().getTerminator();
  // An argument that becomes another variable's value is saved first: the step may overwrite it.
  for (size_t index = 0; index < function.getNumResults(); ++index) {
    Value root = rootOf(terminator->getOperand(index));
    auto home = homeOf(index);
    if (isa<BlockArgument>(root) && home && argumentAt(*home) != root)
      terminator->setOperand(index, appendCopy(root));
  }
  for (size_t index = 0; index < function.getNumResults(); ++index) {
    if (resultName(function, index).role == "loss")
      lossValue = rootOf(terminator->getOperand(index));
    else if (auto home = homeOf(index))
      placeResult(index, *home);
  }
}

//===- Barriers ---------------------------------------------------------------------===//

int64_t StepPlan::sizeInBytes(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  unsigned bits = type.getElementTypeBitWidth();
  return type.getNumElements() * (bits < 8 ? 1 : bits / 8);
}

bool StepPlan::conflicts(const KernelOperand &a, const KernelOperand &b) const {
  if (!a.isWritten && !b.isWritten)
    return false;
  bool isSame = a.value == b.value;
  if (!isSame) {
    auto first = places.find(a.value), second = places.find(b.value);
    if (first == places.end() || second == places.end())
      return false; // the workspace keeps values apart whose phases overlap
    const Place &x = first->second, &y = second->second;
    if (x.space != y.space || x.index != y.index ||
        x.offset >= y.offset + sizeInBytes(b.value) || y.offset >= x.offset + sizeInBytes(a.value))
      return false;
  }
  return !a.access.alignsWith(b.access);
}

void StepPlan::insertBarriers() {
  phase.clear();
  size_t first = 0; // kernel since the last barrier
  for (size_t i = 0; i < all.size(); ++i) {
    bool needed = false;
    for (size_t j = first; j < i && !needed; ++j)
      for (const KernelOperand &a : all[j].operands)
        for (const KernelOperand &b : all[i].operands)
          needed |= conflicts(a, b);
    if (needed)
      first = i;
    phase.push_back(i == 0 ? 0 : phase.back() + needed);
  }
}

bool StepPlan::isShared() const {
  return llvm::any_of(all, [](const Kernel &kernel) { return kernel.slices > 1; });
}

//===- Description ------------------------------------------------------------------===//

ArrayAttr StepPlan::describeValues() const {
  Builder builder(function.getContext());
  SmallVector<Attribute> values;
  for (const Kernel &kernel : all)
    for (const KernelOperand &operand : kernel.operands) {
      Place place = places.lookup(operand.value);
      Type element = operand.type.getElementType();
      auto group = operand.value.getDefiningOp<GroupOp>();
      if (!operand.isWritten || place.isFixed || !group || !isa<FloatType>(element))
        continue;
      unsigned number = cast<OpResult>(operand.value).getResultNumber();
      Operation *op = group.getBody().front().getTerminator()->getOperand(number).getDefiningOp();
      if (auto rounded = dyn_cast_if_present<CastOp>(op); rounded && element.isBF16())
        op = rounded.getOperand().getDefiningOp(); // what the user wrote
      if (!op)
        continue;
      values.push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr("offset", builder.getI64IntegerAttr(place.offset)),
           builder.getNamedAttr("count", builder.getI64IntegerAttr(operand.type.getNumElements())),
           builder.getNamedAttr("type", TypeAttr::get(element)),
           builder.getNamedAttr("place", LocationAttr(op->getLoc())),
           builder.getNamedAttr("op", builder.getStringAttr(op->getName().getStringRef()))}));
    }
  return builder.getArrayAttr(values);
}

SmallVector<KernelCost> StepPlan::kernelCosts() const {
  SmallVector<KernelCost> costs;
  for (auto [index, kernel] : llvm::enumerate(all))
    costs.push_back(
        {kernel.flops, kernel.bytes, kernel.slices, kernel.largestSlice, hasBarrier(index)});
  return costs;
}

int64_t StepPlan::footprint() const {
  std::map<std::tuple<dlk::Space, int64_t, int64_t>, int64_t> fixed;
  for (const Kernel &kernel : all)
    for (const KernelOperand &operand : kernel.operands) {
      Place place = places.lookup(operand.value);
      if (!place.isFixed)
        continue;
      int64_t &size = fixed[{place.space, place.index, place.offset}];
      size = std::max(size, sizeInBytes(operand.value));
    }
  int64_t total = bound;
  for (auto [place, size] : fixed)
    total += size;
  return total;
}

ArrayAttr StepPlan::describeKernels() const {
  Builder builder(function.getContext());
  SmallVector<Attribute> kernels;
  for (auto [index, kernel] : llvm::enumerate(all)) {
    Location loc = func::FuncOp(kernel.function).getLoc();
    kernels.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("name", builder.getStringAttr(kernel.name)),
         builder.getNamedAttr("place", LocationAttr(loc)),
         builder.getNamedAttr("flops", builder.getF64FloatAttr(kernel.flops)),
         builder.getNamedAttr("bytes", builder.getF64FloatAttr(kernel.bytes)),
         builder.getNamedAttr("slices", builder.getI64IntegerAttr(kernel.slices)),
         builder.getNamedAttr("largest", builder.getF64FloatAttr(kernel.largestSlice)),
         builder.getNamedAttr("meets", builder.getBoolAttr(hasBarrier(index)))}));
  }
  return builder.getArrayAttr(kernels);
}
