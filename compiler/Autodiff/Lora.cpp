//===- Lora.cpp - Low-rank changes of frozen weights ------------------------===//
#include "dlc/Autodiff/Lora.h"

#include "GraphBuilder.h"
#include "StepFunction.h"
#include "TrainingPlan.h"

#include "llvm/ADT/TypeSwitch.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace dlc;

RankedTensorType LoraWeight::leftType() { return variable.getTensorType().clone({variable.getTensorType().getDimSize(0), rank}); }

RankedTensorType LoraWeight::rightType() {
  SmallVector<int64_t> shape(variable.getTensorType().getShape());
  shape[0] = rank;
  return variable.getTensorType().clone(shape);
}

//===- Which weights ------------------------------------------------------===//

/// The argument of a function that holds a variable; null if it reads none of that name.
static BlockArgument argumentOf(func::FuncOp function, StringRef name) {
  for (BlockArgument argument : function.getArguments())
    if (dl::argumentName(function, argument.getArgNumber()) == dl::TensorName{"parameter", name.str()})
      return argument;
  return {};
}

static bool swapsMatrix(dl::TransposeOp op) { return op.getPermutation() == ArrayRef<int64_t>{1, 0}; }

/// Whether a matrix is used as [outputs, inputs], the layout of filters.
static bool isUsedTransposed(Value matrix) {
  return llvm::any_of(matrix.getUses(), [](OpOperand &use) {
    if (auto product = dyn_cast<dl::MatmulOp>(use.getOwner()))
      return use.getOperandNumber() == 1 && product.getTransposeRhs();
    auto transpose = dyn_cast<dl::TransposeOp>(use.getOwner());
    return transpose && swapsMatrix(transpose);
  });
}

static bool isOutputFirst(ModuleOp module, dl::VariableOp variable) {
  if (variable.getTensorType().getRank() > 2)
    return true;
  return llvm::any_of(module.getOps<func::FuncOp>(), [&](func::FuncOp function) {
    BlockArgument argument = argumentOf(function, variable.getSymName());
    return argument && isUsedTransposed(argument);
  });
}

FailureOr<SmallVector<LoraWeight>> dlc::findLoraWeights(ModuleOp module) {
  SmallVector<LoraWeight> weights;
  auto train = module->getAttrOfType<DictionaryAttr>(dl::kTrainAttr);
  auto lora = train ? train.getAs<DictionaryAttr>("lora") : DictionaryAttr();
  if (!lora)
    return weights;
  auto rank = lora.getAs<IntegerAttr>("rank");
  auto alpha = lora.getAs<FloatAttr>("alpha");
  auto targets = lora.getAs<ArrayAttr>("targets");
  if (!rank || rank.getInt() < 1 || !alpha || !targets)
    return module.emitError() << "'lora' needs a 'rank' of at least 1, a number 'alpha' and 'targets', got " << lora;
  llvm::SmallDenseSet<dl::VariableOp> seen;
  for (auto pattern : targets.getAsRange<StringAttr>()) {
    bool isFound = false;
    for (auto variable : module.getOps<dl::VariableOp>()) {
      RankedTensorType type = variable.getTensorType();
      if (variable.getRole() != dl::Role::Parameter || type.getRank() < 2 || !isa<FloatType>(type.getElementType()) ||
          !matchesPattern(pattern.getValue(), variable.getSymName()))
        continue;
      isFound = true;
      if (!seen.insert(variable).second)
        continue;
      int64_t most = std::min(type.getDimSize(0), type.getNumElements() / std::max<int64_t>(type.getDimSize(0), 1));
      if (rank.getInt() > most)
        return variable.emitError() << "'lora' of rank " << rank.getInt() << " is too large for '" << variable.getSymName()
                                    << "' of " << type << ", whose own rank is at most " << most;
      weights.push_back({variable, isOutputFirst(module, variable), rank.getInt(),
                         alpha.getValueAsDouble() / static_cast<double>(rank.getInt())});
    }
    if (!isFound)
      return module.emitError() << "the pattern '" << pattern.getValue()
                                << "' of 'lora' matches no parameter of two dimensions or more";
  }
  return weights;
}

//===- What they add to a function ----------------------------------------===//

namespace {

/// The uses of one weight in one function.
class LoraUses {
public:
  LoraUses(LoraWeight &lora, Value weight, Value left, Value right)
      : lora(lora), weight(weight), left(left), right(right), b(weight.getLoc(), weight.getContext()) {}

  void rewrite() {
    for (OpOperand &use : llvm::make_early_inc_range(weight.getUses()))
      if (!rewriteUse(use))
        others.push_back(&use);
    if (others.empty())
      return;
    b.setInsertionPointToStart(weight.getParentBlock());
    Value whole = merged();
    for (OpOperand *use : others)
      use->set(whole);
  }

private:
  bool rewriteUse(OpOperand &use) {
    Operation *op = use.getOwner();
    b.setInsertionPointAfter(op);
    b.setLoc(op->getLoc());
    unsigned index = use.getOperandNumber();
    Value change = llvm::TypeSwitch<Operation *, Value>(op)
                       .Case([&](dl::MatmulOp product) { return index == 1 ? ofProduct(product, false) : Value(); })
                       .Case([&](dl::Conv2DOp conv) { return index == 1 && conv.getGroups() == 1 ? ofFilter(conv) : Value(); })
                       .Case([&](dl::GatherOp gather) { return index == 0 ? ofRows(gather) : Value(); })
                       .Default([](Operation *) { return Value(); });
    if (change) {
      add(op->getResult(0), change);
      return true;
    }
    auto transpose = dyn_cast<dl::TransposeOp>(op);
    if (!transpose || !swapsMatrix(transpose))
      return false;
    auto isFactor = [&](OpOperand &other) {
      auto product = dyn_cast<dl::MatmulOp>(other.getOwner());
      return product && other.getOperandNumber() == 1 && product.getLhs() != weight;
    };
    if (!llvm::all_of(transpose->getUses(), isFactor))
      return false;
    for (OpOperand &other : llvm::make_early_inc_range(transpose->getUses())) {
      auto product = cast<dl::MatmulOp>(other.getOwner());
      b.setInsertionPointAfter(product);
      b.setLoc(product.getLoc());
      add(product.getResult(), ofProduct(product, true));
    }
    return true;
  }

  /// x W + scale (x left) right. With few columns between them, no product is as large as W's.
  Value ofProduct(dl::MatmulOp op, bool isSwapped) {
    if (op.getLhs() == weight)
      return {};
    bool transposes = op.getTransposeRhs() != isSwapped;
    Value first = transposes ? matrix(right) : left, second = transposes ? left : matrix(right);
    Value narrow = dl::MatmulOp::create(b, op.getLhs(), first, op.getTransposeLhs(), transposes);
    return dl::MatmulOp::create(b, narrow, second, false, transposes);
  }

  /// The filters of `right`, and all outputs as mixtures of theirs.
  Value ofFilter(dl::Conv2DOp op) {
    Value narrow = dl::Conv2DOp::create(b, op.getInput(), right, op.getStrides(), op.getLow(), op.getHigh(),
                                        op.getDilations(), 1);
    Value mixture = b.reshape(left, {tensorType(left).getDimSize(0), lora.rank, 1, 1});
    const int64_t none[] = {0, 0}, ones[] = {1, 1};
    return dl::Conv2DOp::create(b, narrow, mixture, ones, none, none, ones, 1);
  }

  Value ofRows(dl::GatherOp op) {
    Value rows = dl::GatherOp::create(b, left, op.getIndices());
    Value flat = b.reshape(rows, {tensorType(rows).getNumElements() / lora.rank, lora.rank});
    Value product = dl::MatmulOp::create(b, flat, matrix(right), false, false);
    return b.reshape(product, tensorType(op.getResult()).getShape());
  }

  Value merged() {
    Value product = dl::MatmulOp::create(b, left, matrix(right), false, false);
    product = b.reshape(product, tensorType(weight).getShape());
    return b.add(weight, b.mul(product, lora.scale));
  }

  Value matrix(Value factor) {
    RankedTensorType type = tensorType(factor);
    return type.getRank() == 2 ? factor : b.reshape(factor, {type.getDimSize(0), type.getNumElements() / type.getDimSize(0)});
  }

  void add(Value result, Value change) {
    Value sum = b.add(result, b.mul(change, lora.scale));
    result.replaceAllUsesExcept(sum, sum.getDefiningOp());
  }

  LoraWeight &lora;
  Value weight, left, right;
  GraphBuilder b;
  SmallVector<OpOperand *> others;
};

} // namespace

/// A new argument of a function, after that of the weight itself.
static Value insertArgument(func::FuncOp function, BlockArgument weight, StringRef name, RankedTensorType type) {
  Builder b(function.getContext());
  unsigned index = weight.getArgNumber() + 1;
  LogicalResult inserted =
      function.insertArgument(index, type, dl::nameAttributes(b, {"parameter", name.str()}), weight.getLoc());
  assert(succeeded(inserted) && "a graph's function takes any argument");
  (void)inserted;
  return function.getArgument(index);
}

/// As in the authors' code: a as PyTorch initialises a layer, uniform below 1 / sqrt(inputs).
static void declareFactors(LoraWeight &lora) {
  OpBuilder b(lora.variable);
  b.setInsertionPointAfter(lora.variable);
  RankedTensorType aType = lora.isOutputFirst ? lora.rightType() : lora.leftType();
  RankedTensorType bType = lora.isOutputFirst ? lora.leftType() : lora.rightType();
  double limit = 1 / std::sqrt(static_cast<double>(aType.getNumElements() / lora.rank));
  auto range = b.getDictionaryAttr({b.getNamedAttr("high", b.getF64FloatAttr(limit)),
                                    b.getNamedAttr("low", b.getF64FloatAttr(-limit))});
  Location loc = lora.variable.getLoc();
  dl::VariableOp::create(b, loc, lora.aName(), dl::Role::Parameter, aType, "uniform", range, /*trainable=*/true,
                         /*persistent=*/false, IntegerAttr());
  dl::VariableOp::create(b, loc, lora.bName(), dl::Role::Parameter, bType, "zeros", DictionaryAttr(),
                         /*trainable=*/true, /*persistent=*/false, IntegerAttr());
  lora.variable.setTrainable(false);
}

LogicalResult dlc::addLora(ModuleOp module) {
  FailureOr<SmallVector<LoraWeight>> weights = findLoraWeights(module);
  if (failed(weights))
    return failure();
  for (LoraWeight &lora : *weights) {
    declareFactors(lora);
    for (auto function : module.getOps<func::FuncOp>()) {
      BlockArgument weight = argumentOf(function, lora.variable.getSymName());
      if (!weight)
        continue;
      Value right = insertArgument(function, weight, lora.rightName(), lora.rightType());
      Value left = insertArgument(function, weight, lora.leftName(), lora.leftType());
      LoraUses(lora, weight, left, right).rewrite();
    }
  }
  return success();
}

//===- Merging ------------------------------------------------------------===//

template <typename T>
static std::vector<char> merge(LoraWeight &lora, ArrayRef<char> weight, ArrayRef<char> left, ArrayRef<char> right) {
  int64_t rows = lora.variable.getTensorType().getDimSize(0), rank = lora.rank;
  int64_t columns = lora.variable.getTensorType().getNumElements() / rows;
  auto read = [](ArrayRef<char> bytes, int64_t index) {
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
  };
  std::vector<char> result(weight.begin(), weight.end());
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (int64_t k = 0; k < rank; ++k)
        sum += static_cast<double>(read(left, i * rank + k)) * read(right, k * columns + j);
      T value = static_cast<T>(read(weight, i * columns + j) + lora.scale * sum);
      std::memcpy(result.data() + (i * columns + j) * sizeof(T), &value, sizeof(T));
    }
  return result;
}

std::vector<char> dlc::mergeLora(LoraWeight &lora, ArrayRef<char> weight, ArrayRef<char> left, ArrayRef<char> right) {
  bool isWide = lora.variable.getTensorType().getElementType().isF64();
  return isWide ? merge<double>(lora, weight, left, right) : merge<float>(lora, weight, left, right);
}
