//===- RecomputeProducts.cpp - Products much larger than their factors ---------===//
// The probabilities of attention are a number for each pair of positions, made of a few numbers for each position:
// of queries, keys, and each row's largest score and sum of powers. To save memory the backward pass makes them again
// from these (Dao et al.: FlashAttention, 2022, where the two numbers of a row are one, the logarithm of the sum),
// with one short product more; and as kernels take turns over heads, only one head's are there at a time.
//===----------------------------------------------------------------------===//
#include "StepParts.h"
#include "dlc/Transforms/Grouping.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace dlc {
#define GEN_PASS_DEF_RECOMPUTEPRODUCTS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// How many times as large as what it is made of a value must be, and how long a product's sums may be: longer ones
// take too much time.
static constexpr double kMuchLarger = 4;
static constexpr int64_t kShortSum = 128;

namespace {
/// What makes a value of others that stay.
struct Recipe {
  Operation *product = nullptr;
  llvm::SmallSetVector<Operation *, 8> ops;
  llvm::SmallSetVector<Value, 8> ingredients;
};

class ProductRecomputer {
public:
  explicit ProductRecomputer(func::FuncOp function) : block(function.getBody().front()), parts(function) {}

  void run() {
    if (!parts.isTraining())
      return;
    for (Operation &op : block)
      if (parts.forward.contains(&op) && !StepParts::isTransparent(&op) && op.getNumResults() == 1 &&
          parts.isSaved(op.getResult(0)))
        if (std::optional<Recipe> recipe = findRecipe(op.getResult(0)))
          repeated[recipe->product].insert_range(recipe->ops);
    for (auto &[product, ops] : repeated)
      recompute(ops);
  }

private:
  /// Adds what makes `value`; false if that would take more than one short product.
  bool addTo(Recipe &recipe, Value value, double large) const {
    Operation *op = value.getDefiningOp();
    bool isFree = op && Grouping::isFree(op);
    if (!op || (!isFree && bytesOf(value) * kMuchLarger < large)) {
      recipe.ingredients.insert(value);
      return true;
    }
    if (recipe.ops.contains(op))
      return true;
    if (auto product = dyn_cast<MatmulOp>(op)) {
      auto factor = cast<RankedTensorType>(product.getLhs().getType());
      int64_t depth = factor.getDimSize(factor.getRank() - (product.getTransposeLhs() ? 2 : 1));
      if (recipe.product || depth > kShortSum)
        return false;
      recipe.product = op;
    } else if (!isFree && !isa<ReshapeOp>(op) && !op->hasTrait<OpTrait::Elementwise>()) {
      return false;
    }
    recipe.ops.insert(op);
    return llvm::all_of(op->getOperands(), [&](Value operand) { return addTo(recipe, operand, large); });
  }

  std::optional<Recipe> findRecipe(Value value) const {
    Recipe recipe;
    if (!addTo(recipe, value, bytesOf(value)) || !recipe.product)
      return std::nullopt;
    double kept = 0;
    for (Value ingredient : recipe.ingredients)
      kept += bytesOf(ingredient);
    if (kept * kMuchLarger > bytesOf(value))
      return std::nullopt;
    return recipe;
  }

  using Ops = llvm::SmallSetVector<Operation *, 8>;

  /// Whether `value` is made by one of `ops`, but for ops that cost nothing.
  static bool isMadeBy(const Ops &ops, Value value) {
    Operation *op = value.getDefiningOp();
    if (!op || !StepParts::isTransparent(op))
      return op && ops.contains(op);
    return llvm::any_of(op->getOperands(), [&](Value operand) { return isMadeBy(ops, operand); });
  }

  /// Gives the backward pass copies of `ops`, right before it needs the first.
  void recompute(const Ops &ops) {
    SmallVector<OpOperand *> uses; // in program order
    for (Operation &op : block)
      if (parts.backward.contains(&op))
        for (OpOperand &operand : op.getOpOperands())
          if (isMadeBy(ops, operand.get()))
            uses.push_back(&operand);
    if (uses.empty())
      return;
    OpBuilder builder(uses.front()->getOwner());
    IRMapping again;
    std::function<void(Value)> repeat = [&](Value value) {
      Operation *op = value.getDefiningOp();
      if (!op || again.contains(value) || !(ops.contains(op) || isMadeBy(ops, value)) ||
          parts.backward.contains(op))
        return;
      for (Value operand : op->getOperands())
        repeat(operand);
      builder.clone(*op, again)->setAttr(kRecomputedAttr, builder.getUnitAttr());
    };
    for (OpOperand *use : uses) {
      repeat(use->get());
      use->set(again.lookupOrDefault(use->get()));
    }
  }

  Block &block;
  StepParts parts;
  llvm::MapVector<Operation *, Ops> repeated; // by product
};

struct RecomputeProductsPass : dlc::impl::RecomputeProductsBase<RecomputeProductsPass> {
  using RecomputeProductsBase::RecomputeProductsBase;

  void runOnOperation() override {
    if (!getOperation().isExternal())
      ProductRecomputer(getOperation()).run();
  }
};
} // namespace
