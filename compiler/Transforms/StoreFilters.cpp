//===- StoreFilters.cpp - Filters in the order in which kernels read them -----===//
// Convolutions in channels-last read a filter [o, c, i, j] as [i, j, c, o], and sum up its gradient so. To turn both
// in each step takes a pass over memory each; a filter that lies so from step to step, with its gradient and all that
// the optimizer keeps of it, is only turned where a caller asks for it (get_param and set_param).
//
// In the functions the stored tensors are known beside those of the graph: elementwise ops move to the stored order,
// and where another op reads a value it is turned back. A gradient is turned twice, which folds once
// `dl-assign-layouts` has turned it itself.
//===----------------------------------------------------------------------===//
#include "ChooseLayouts.h"
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringMap.h"

namespace dlc {
#define GEN_PASS_DEF_STOREFILTERS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// [o, c, i, j] in memory's order, and the way back.
static constexpr int64_t kOrder[] = {2, 3, 1, 0}, kBack[] = {3, 2, 0, 1};

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

static RankedTensorType storedType(RankedTensorType type) {
  SmallVector<int64_t> shape;
  for (int64_t dim : kOrder)
    shape.push_back(type.getDimSize(dim));
  return type.clone(shape);
}

//===- Which filters ----------------------------------------------------------------===//

/// The function whose convolutions decide: a step of training if there is one.
static func::FuncOp findDecisive(ModuleOp module) {
  func::FuncOp decisive;
  for (auto function : module.getOps<func::FuncOp>()) {
    StringRef kind = functionKind(function.getSymName());
    if (kind == "train_step" || kind == "accumulate")
      return function;
    if (kind == "predict" || kind == "gradients")
      decisive = function;
  }
  return decisive;
}

/// Whether a convolution reads `filter` turned to the stored order, in that layout.
static bool wantsStored(Operation *op, Value filter, const LayoutChoice &choice) {
  auto isTurned = [&](auto conv) {
    return conv.getFilter() == filter && conv.getGroups() == 1 && !isMatrixProduct(op) &&
           choice.of(op).getKind() == Layout::ChannelsLast;
  };
  if (auto conv = dyn_cast<Conv2DOp>(op))
    return isTurned(conv);
  if (auto gradient = dyn_cast<Conv2DInputGradientOp>(op))
    return isTurned(gradient);
  return false;
}

namespace {
struct StoreFiltersPass : dlc::impl::StoreFiltersBase<StoreFiltersPass> {
  using StoreFiltersBase::StoreFiltersBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    func::FuncOp decisive = findDecisive(module);
    if (!decisive || failed(findFilters(decisive)) || stored.empty())
      return;
    ModelTables tables = collectTables(module);
    Builder builder(module.getContext());
    for (VariableOp variable : module.getOps<VariableOp>())
      if (isStored(variable))
        variable->setAttr(kOrderAttr, builder.getDenseI64ArrayAttr(kOrder));
    for (auto function : module.getOps<func::FuncOp>())
      if (!function.isExternal() && isEntryName(function.getSymName()))
        rewrite(function, tables);
  }

private:
  LogicalResult findFilters(func::FuncOp decisive);
  bool isStored(VariableOp variable) const;
  void rewrite(func::FuncOp function, const ModelTables &tables);

  llvm::StringMap<RankedTensorType> stored; // parameters by name
};
} // namespace

LogicalResult StoreFiltersPass::findFilters(func::FuncOp decisive) {
  stored.clear();
  if (decisive.getOps<Conv2DOp>().empty())
    return success();
  // Layouts are chosen once norms are single ops.
  func::FuncOp function = decisive.clone();
  function.setName("dl.layouts");
  getOperation().push_back(function);
  llvm::scope_exit erase([&] { function.erase(); });
  OpPassManager passes(func::FuncOp::getOperationName());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createDecomposeOps());
  passes.addPass(createCSEPass());
  if (failed(runPipeline(passes, function)))
    return failure();
  FailureOr<std::optional<Layout>> forced = parseLayout(force, lanes);
  if (failed(forced))
    return failure(); // as `dl-assign-layouts` will say
  Block &block = function.getBody().front();
  LayoutChoice choice(block, LayoutCost({lanes, fmaPorts, multipliesPairs}), *forced);
  for (BlockArgument argument : block.getArguments()) {
    auto [role, name] = argumentName(function, argument.getArgNumber());
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (role != "parameter" || !type || type.getRank() != 4 || !type.getElementType().isF32())
      continue;
    bool isRead = llvm::any_of(argument.getUsers(), [&](Operation *user) { return isa<Conv2DOp>(user); });
    bool isTurned = llvm::all_of(argument.getUsers(), [&](Operation *user) {
      return !isa<Conv2DOp, Conv2DInputGradientOp>(user) || wantsStored(user, argument, choice);
    });
    if (isRead && isTurned)
      stored[name] = type;
  }
  return success();
}

/// Whether a variable is a stored filter, or something of its shape that belongs to it.
bool StoreFiltersPass::isStored(VariableOp variable) const {
  if (variable.getRole() == Role::State)
    return false;
  StringRef name = tableName(variable);
  for (auto &[filter, type] : stored)
    if (variable.getTensorType() == type &&
        (name == filter || (variable.getRole() == Role::Optimizer && name.starts_with((filter + ".").str()))))
      return true;
  return false;
}

//===- Functions ---------------------------------------------------------------------===//

namespace {
/// Knows values of a function in the stored order.
class StoredOrder {
public:
  explicit StoredOrder(Block &block) : block(block), builder(block.getParentOp()->getContext()) {}

  /// An argument that is stored becomes one of the stored type.
  void storeArgument(BlockArgument argument) {
    builder.setInsertionPointToStart(&block);
    auto type = tensor(argument);
    argument.setType(storedType(type));
    Value inGraph = TransposeOp::create(builder, argument.getLoc(), argument, kBack);
    argument.replaceAllUsesExcept(inGraph, inGraph.getDefiningOp());
    known[inGraph] = argument;
  }
  void moveElementwise();
  Value storedOf(Value value) {
    if (Value there = known.lookup(value))
      return there;
    builder.setInsertionPointAfterValue(value);
    return known[value] = TransposeOp::create(builder, value.getLoc(), value, kOrder);
  }

private:
  /// Whether `value` can be had in the stored order without being turned. (A gradient's turn there undoes its own.)
  bool isNear(Value value) const {
    if (known.contains(value))
      return true;
    auto constant = value.getDefiningOp<ConstantOp>();
    auto broadcast = value.getDefiningOp<BroadcastOp>();
    return (constant && constant.getValue().isSplat()) || (broadcast && broadcast.getDims().empty());
  }
  Value near(Value value) {
    if (Value there = known.lookup(value))
      return there;
    auto type = storedType(tensor(value));
    if (auto constant = value.getDefiningOp<ConstantOp>())
      return ConstantOp::create(builder, value.getLoc(),
                                cast<DenseElementsAttr>(constant.getValue()).resizeSplat(type));
    auto broadcast = value.getDefiningOp<BroadcastOp>();
    return BroadcastOp::create(builder, value.getLoc(), type, broadcast.getOperand(), broadcast.getDims());
  }

  Block &block;
  OpBuilder builder;
  llvm::DenseMap<Value, Value> known; // of the graph, stored
};
} // namespace

void StoredOrder::moveElementwise() {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    bool readsKnown = llvm::any_of(op.getOperands(), [&](Value operand) { return known.contains(operand); });
    if (!readsKnown)
      continue;
    builder.setInsertionPoint(&op);
    if (auto sum = dyn_cast<ReduceSumOp>(op); sum && sum.getAxes().size() == 4) {
      sum.getOperandMutable().assign(known.lookup(sum.getOperand()));
      continue;
    }
    if (!op.hasTrait<OpTrait::Elementwise>() || op.getNumResults() != 1 ||
        !llvm::all_of(op.getOperands(), [&](Value operand) { return isNear(operand); }))
      continue;
    IRMapping mapping;
    for (Value operand : op.getOperands())
      if (!mapping.contains(operand))
        mapping.map(operand, near(operand));
    builder.setInsertionPoint(&op);
    Operation *moved = builder.clone(op, mapping);
    moved->getResult(0).setType(storedType(tensor(op.getResult(0))));
    Value inGraph = TransposeOp::create(builder, op.getLoc(), moved->getResult(0), kBack);
    known[inGraph] = moved->getResult(0);
    op.getResult(0).replaceAllUsesWith(inGraph);
    op.erase();
  }
}

void StoreFiltersPass::rewrite(func::FuncOp function, const ModelTables &tables) {
  auto isStoredHere = [&](const TensorName &name) {
    std::optional<Role> role = symbolizeRole(name.role);
    VariableOp variable = role ? findVariable(tables, *role, name.name) : VariableOp();
    return variable && variable->hasAttr(kOrderAttr);
  };
  Block &block = function.getBody().front();
  StoredOrder order(block);
  for (BlockArgument argument : llvm::reverse(block.getArguments()))
    if (isStoredHere(argumentName(function, argument.getArgNumber())))
      order.storeArgument(argument);
  // Their gradients first: a norm of all gradients, say, meets them before a filter does.
  for (auto gradient : llvm::to_vector(block.getOps<Conv2DWeightGradientOp>()))
    if (llvm::any_of(stored, [&](auto &filter) { return filter.second == gradient.getType(); }))
      order.storedOf(gradient);
  order.moveElementwise();
  Operation *end = block.getTerminator();
  for (OpOperand &operand : end->getOpOperands())
    if (isStoredHere(resultName(function, operand.getOperandNumber())))
      operand.set(order.storedOf(operand.get()));
  function.setType(FunctionType::get(&getContext(), block.getArgumentTypes(), end->getOperandTypes()));
}
