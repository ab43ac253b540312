//===- KernelBuilder.cpp - A group becomes a kernel function -----------------===//
#include "KernelBuilder.h"
#include "NestBuilder.h"

#include "dlc/Dialect/DL/CoreShape.h"
#include "dlc/Dialect/DL/Triangle.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

static Dims firstDims(int64_t count) {
  Dims dims;
  llvm::append_range(dims, llvm::seq<int64_t>(0, count));
  return dims;
}

/// The iteration space of a rows group: the operand of its reductions, or else its largest value.
static SmallVector<int64_t> rowsDomain(GroupOp group, bool &hasFold) {
  SmallVector<int64_t> domain;
  hasFold = false;
  for (Operation &op : group.getBody().front().without_terminator()) {
    bool folds = isa<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(op);
    SmallVector<int64_t> sizes = coreShape(folds ? op.getOperand(0) : op.getResult(0));
    hasFold |= folds;
    if (sizes.size() > domain.size())
      domain = sizes;
  }
  for (Value value : group.getBody().front().getTerminator()->getOperands())
    if (coreShape(value).size() > domain.size())
      domain = coreShape(value);
  return domain;
}

/// Whether what the rows of `domain` have right of the diagonal is neutral to all folds and zero in all results.
static bool isTriangular(GroupOp group, ArrayRef<int64_t> domain) {
  auto isZero = [&](Value value) {
    Operation *op = value.getDefiningOp();
    if (isa_and_nonnull<CastOp>(op))
      op = op->getOperand(0).getDefiningOp();
    return op && op->getParentOp() == group && getTriangle(op) == Triangle::Result;
  };
  if (domain.size() < 2)
    return false;
  for (Operation &op : group.getBody().front().without_terminator()) {
    if (!isa<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(op))
      continue;
    // Dimensions of size 1 are no part of the domain: its last two must be those of the matrices.
    if (getTriangle(&op) != Triangle::Result ||
        tensor(op.getOperand(0)).getShape().take_back(2) != domain.take_back(2))
      return false;
  }
  return llvm::all_of(group.getBody().front().getTerminator()->getOperands(), [&](Value value) {
    return coreShape(value).size() < domain.size() || isZero(value);
  });
}

static void buildRows(KernelFunction &kernel, GroupOp group) {
  bool hasFold;
  SmallVector<int64_t> domain = rowsDomain(group, hasFold);
  size_t rank = domain.size();
  if (domain.empty())
    domain.push_back(1); // one number
  NestBuilder nest(kernel, group, domain);
  for (auto [inner, outer] :
       llvm::zip(group.getBody().front().getTerminator()->getOperands(), group.getResults())) {
    size_t valueRank = coreShape(inner).size();
    assert((valueRank == rank || valueRank + 1 == rank) &&
           "a value that is neither one per element nor one per row");
    nest.output(outer, firstDims(valueRank), nest.region().emit(inner, firstDims(valueRank)));
  }
  if (hasFold && isTriangular(group, domain))
    nest.stopAtDiagonal(domain[rank - 2], domain[rank - 1]);
  // Rows of several dimensions are rows of one, as in the contractions around them.
  nest.mergeDimensions(/*apart=*/hasFold ? static_cast<int64_t>(domain.size()) - 1 : -1);
  nest.finishRows();
}

/// `dims`, one for each dimension of the core shape of `value`, but those of `axes`.
static Dims without(const Dims &dims, Value value, ArrayRef<int64_t> axes) {
  Dims kept = dims;
  for (int64_t axis : axes)
    llvm::erase(kept, dims[corePosition(value, axis)]);
  return kept;
}

static void buildColumns(KernelFunction &kernel, GroupOp group) {
  Operation *root = group.getBody().front().getTerminator()->getOperand(0).getDefiningOp();
  SmallVector<int64_t> sizes = coreShape(root->getOperand(0));
  ArrayRef<int64_t> axes = root->getAttrOfType<DenseI64ArrayAttr>("axes").asArrayRef();
  int64_t reduced = corePosition(root->getOperand(0), axes.front());
  Dims all = firstDims(sizes.size()), kept = without(all, root->getOperand(0), axes);
  NestBuilder nest(kernel, group, sizes);
  for (auto [inner, outer] :
       llvm::zip(group.getBody().front().getTerminator()->getOperands(), group.getResults()))
    nest.output(outer, kept, nest.region().emit(inner.getDefiningOp()->getOperand(0), all));
  auto combine = isa<ReduceSumOp>(root)    ? dlk::Combine::Add
                 : isa<ReduceProdOp>(root) ? dlk::Combine::Mul
                 : isa<ReduceMaxOp>(root)  ? dlk::Combine::Max
                                           : dlk::Combine::Min;
  // Sums that were meant for the epilogue of a contraction are over several neighbours.
  nest.mergeRun(reduced, axes.size());
  nest.finishColumns(combine, reduced);
}

/// The maps of a matrix product over [batch, M, N] and [K].
static std::pair<AffineMap, AffineMap> matmulMaps(MatmulOp op) {
  MLIRContext *context = op.getContext();
  AffineExpr batch, row, column, depth;
  bindDims(context, batch, row, column, depth);
  SmallVector<AffineExpr> left{row, depth}, right{depth, column};
  if (op.getTransposeLhs())
    std::swap(left[0], left[1]);
  if (op.getTransposeRhs())
    std::swap(right[0], right[1]);
  if (tensor(op.getResult()).getRank() == 3) {
    left.insert(left.begin(), batch);
    right.insert(right.begin(), batch);
  }
  return {AffineMap::get(4, 0, left, context), AffineMap::get(4, 0, right, context)};
}

/// Which terms the elements of a product over [batch, M, N] need, of `depth`; null: all.
static AffineMap neededRange(MatmulOp op, int64_t depth) {
  MLIRContext *context = op.getContext();
  AffineExpr batch, row, column;
  bindDims(context, batch, row, column);
  ArrayRef<int64_t> shape = tensor(op.getResult()).getShape();
  int64_t rows = shape[shape.size() - 2], columns = shape.back();
  AffineExpr none = getAffineConstantExpr(0, context), all = getAffineConstantExpr(depth, context);
  switch (getTriangle(op)) {
  case Triangle::None:
    return {};
  case Triangle::Result: // all, from the diagonal to the left, or none at all
    return AffineMap::get(3, 0, {none, (row - column + (columns - rows + 1)) * depth}, context);
  case Triangle::Lower:
    return AffineMap::get(3, 0, {none, row + (depth - rows + 1)}, context);
  case Triangle::Upper:
    return AffineMap::get(3, 0, {row + (depth - rows), all}, context);
  }
  llvm_unreachable("a triangle of another kind");
}

/// Whether `value` is computed from what the op `root` of the same group gives.
static bool dependsOn(Value value, Operation *root) {
  Operation *op = value.getDefiningOp();
  if (op == root)
    return true;
  return op && op->getParentOp() == root->getParentOp() &&
         llvm::any_of(op->getOperands(), [&](Value operand) { return dependsOn(operand, root); });
}

/// A factor as it is in memory: products widen what they read themselves.
static Value inMemory(Value factor) {
  auto widened = factor.getDefiningOp<CastOp>();
  bool isWidened = widened && isa<GroupOp>(widened->getParentOp()) &&
                   tensor(widened.getOperand()).getElementType().isBF16();
  return isWidened ? widened.getOperand() : factor;
}

static void buildContraction(KernelFunction &kernel, GroupOp group) {
  Operation *root = nullptr;
  for (Operation &op : group.getBody().front())
    if (isa<MatmulOp, ContractOp>(op))
      root = &op;
  Value result = root->getResult(0);
  SmallVector<int64_t> sizes(tensor(result).getShape());
  if (isa<MatmulOp>(root)) {
    assert(sizes.size() <= 3 && "batch dimensions are merged before");
    sizes.insert(sizes.begin(), 3 - sizes.size(), 1);
  }
  Dims core;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (size != 1)
      core.push_back(dim);
  NestBuilder nest(kernel, group, sizes);
  nest.region().define(result, core, nest.addAccumulator(scalarElement(result)));
  for (auto [inner, outer] :
       llvm::zip(group.getBody().front().getTerminator()->getOperands(), group.getResults()))
    if (auto sum = inner.getDefiningOp<ReduceSumOp>(); sum && dependsOn(sum.getOperand(), root))
      nest.output(outer, without(core, sum.getOperand(), sum.getAxes()), nest.region().emit(sum.getOperand(), core));
    else if (sum)
      nest.columnSums(outer);
    else
      nest.output(outer, core, nest.region().emit(inner, core));
  if (auto matmul = dyn_cast<MatmulOp>(root)) {
    auto [left, right] = matmulMaps(matmul);
    auto type = tensor(matmul.getLhs());
    int64_t depth = type.getDimSize(type.getRank() - (matmul.getTransposeLhs() ? 2 : 1));
    nest.needRange(neededRange(matmul, depth), neededPart(matmul));
    nest.finishContract(inMemory(matmul.getLhs()), left, inMemory(matmul.getRhs()), right, depth, 0);
  } else {
    auto contract = cast<ContractOp>(root);
    nest.finishContract(inMemory(contract.getLhs()), contract.getLhsMap(),
                        inMemory(contract.getRhs()), contract.getRhsMap(), contract.getReductions(),
                        contract.getBlocked());
  }
}

//===- Groups that move elements ----------------------------------------------------===//

static AffineExpr dim(MLIRContext *context, int64_t position) {
  return getAffineDimExpr(position, context);
}

/// Copies `from`, indexed by `source`, to `to`, indexed by `target`, over `sizes`.
static void copyNest(KernelFunction &kernel, GroupOp group, ArrayRef<int64_t> sizes, Value from,
                     ArrayRef<AffineExpr> source, Value to, ArrayRef<AffineExpr> target) {
  NestBuilder nest(kernel, group, sizes);
  Value element = nest.mappedInput(from, source);
  nest.mappedOutput(to, target, element);
  nest.finishRows();
}

static SmallVector<AffineExpr> identity(MLIRContext *context, int64_t rank) {
  SmallVector<AffineExpr> exprs;
  for (int64_t i = 0; i < rank; ++i)
    exprs.push_back(dim(context, i));
  return exprs;
}

/// The dimensions of a transposed tensor in the order of loops. The innermost runs along its rows in
/// any case; where that jumps in the operand, and is no plain turn of matrices either, the others go
/// through the operand in order, so that what one jump fetched serves the next.
static SmallVector<int64_t> loopOrder(ArrayRef<int64_t> permutation) {
  int64_t rank = permutation.size(), last = rank - 1;
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  bool turnsMatrices = rank >= 2 && permutation[last - 1] == last && permutation[last] == last - 1;
  if (rank > 2 && permutation[last] != last && !turnsMatrices)
    std::sort(order.begin(), order.end() - 1,
              [&](int64_t a, int64_t b) { return permutation[a] < permutation[b]; });
  return order;
}

static void buildMove(KernelFunction &kernel, GroupOp group) {
  Operation *op = group.getBody().front().getTerminator()->getOperand(0).getDefiningOp();
  MLIRContext *context = op->getContext();
  Value result = group.getResult(0);
  auto type = tensor(result);
  int64_t rank = type.getRank();
  if (auto transpose = dyn_cast<TransposeOp>(op)) {
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    SmallVector<AffineExpr> source(rank), target(rank);
    SmallVector<int64_t> sizes;
    for (auto [position, to] : llvm::enumerate(loopOrder(permutation))) {
      sizes.push_back(type.getDimSize(to));
      target[to] = source[permutation[to]] = dim(context, position);
    }
    copyNest(kernel, group, sizes, transpose.getOperand(), source, result, target);
  } else if (auto slice = dyn_cast<SliceOp>(op)) {
    SmallVector<AffineExpr> source;
    for (int64_t i = 0; i < rank; ++i)
      source.push_back(dim(context, i) * slice.getStrides()[i] + slice.getStarts()[i]);
    copyNest(kernel, group, type.getShape(), slice.getOperand(), source, result,
             identity(context, rank));
  } else if (auto pad = dyn_cast<PadOp>(op)) {
    NestBuilder fill(kernel, group, type.getShape());
    fill.mappedOutput(result, identity(context, rank), fill.number(pad.getValue(), result));
    fill.finishRows();
    SmallVector<AffineExpr> target;
    for (int64_t i = 0; i < rank; ++i)
      target.push_back(dim(context, i) + pad.getLow()[i]);
    copyNest(kernel, group, tensor(pad.getOperand()).getShape(), pad.getOperand(),
             identity(context, rank), result, target);
  } else if (auto concat = dyn_cast<ConcatOp>(op)) {
    int64_t start = 0;
    for (Value operand : concat.getOperands()) {
      SmallVector<AffineExpr> target = identity(context, rank);
      target[concat.getAxis()] = dim(context, concat.getAxis()) + start;
      copyNest(kernel, group, tensor(operand).getShape(), operand, identity(context, rank), result,
               target);
      start += tensor(operand).getDimSize(concat.getAxis());
    }
  } else if (auto gather = dyn_cast<GatherOp>(op)) {
    int64_t rows = tensor(gather.getIndices()).getNumElements();
    NestBuilder nest(kernel, group, {rows, type.getNumElements() / rows});
    nest.gather(gather.getTable(), gather.getIndices(), result);
    nest.finishRows();
  } else {
    auto scatter = cast<ScatterAddOp>(op);
    int64_t count = tensor(scatter.getBase()).getNumElements();
    NestBuilder copy(kernel, nullptr, {count});
    copy.output(result, {0}, copy.flatInput(scatter.getBase()));
    copy.finishRows();
    kernel.scatterAdd(result, scatter.getIndices(), scatter.getUpdates(), op->getLoc());
  }
}

/// The kind of `group` and its ops, but for those that cost nothing; many of one name are counted.
static std::string describe(GroupOp group) {
  llvm::MapVector<StringRef, int> counts;
  for (Operation &op : group.getBody().front().without_terminator())
    if (!isa<ConstantOp, BroadcastOp, ReshapeOp, IotaOp, SliceOp>(op))
      ++counts[op.getName().stripDialect()];
  std::string text;
  llvm::raw_string_ostream out(text);
  out << stringifyGroupKind(group.getKind()) << ":";
  for (auto [name, count] : counts) {
    out << " " << name;
    if (count > 1)
      out << "*" << count;
  }
  return text;
}

void Kernel::setName(StringRef text) {
  name = text.str();
  function->setAttr(dlk::kSummaryAttr, StringAttr::get(function.getContext(), text));
}

Kernel dlc::buildKernel(OpBuilder &builder, GroupOp group, StringRef name) {
  KernelFunction kernel(builder, group.getLoc(), name);
  switch (group.getKind()) {
  case GroupKind::Rows:
    buildRows(kernel, group);
    break;
  case GroupKind::Columns:
    buildColumns(kernel, group);
    break;
  case GroupKind::Contraction:
    buildContraction(kernel, group);
    break;
  case GroupKind::Move:
    buildMove(kernel, group);
    break;
  }
  Kernel result = kernel.finish();
  result.setName(describe(group));
  return result;
}

Kernel dlc::buildCopy(OpBuilder &builder, Value from, Value to, StringRef name) {
  KernelFunction kernel(builder, from.getLoc(), name);
  NestBuilder nest(kernel, nullptr, {tensor(from).getNumElements()});
  nest.output(to, {0}, nest.flatInput(from));
  nest.finishRows();
  Kernel result = kernel.finish();
  result.setName("copy");
  return result;
}
