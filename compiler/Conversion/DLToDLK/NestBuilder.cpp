//===- NestBuilder.cpp - Kernel functions and their loop nests ---------------===//
#include "NestBuilder.h"

#include "dlc/Conversion/ScalarLowering.h"
#include "dlc/Dialect/DL/Triangle.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

Type dlc::scalarElement(Value value) { return scalarType(tensor(value).getElementType()); }

//===- KernelFunction ---------------------------------------------------------------===//

KernelFunction::KernelFunction(OpBuilder &outer, Location loc, StringRef name) : builder(outer) {
  auto type = builder.getFunctionType({builder.getIndexType()}, {});
  kernel.function = func::FuncOp::create(builder, loc, name, type);
  kernel.function.setPrivate();
  kernel.function->setAttr(dlk::kKernelAttr, builder.getUnitAttr());
  entry = kernel.function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
}

MemRefType KernelFunction::memrefOf(Value value, ArrayRef<int64_t> shape) {
  return MemRefType::get(shape, storageType(tensor(value).getElementType()));
}

/// The bytes of a constant as memory holds them: bool as i8, u8 without its sign.
static DenseElementsAttr storedElements(dl::ConstantOp constant, MemRefType type) {
  auto elements = cast<DenseElementsAttr>(constant.getValue());
  auto storage = RankedTensorType::get(type.getShape(), type.getElementType());
  if (elements.getElementType().isInteger(1)) {
    SmallVector<APInt> bytes;
    for (bool element : elements.getValues<bool>())
      bytes.push_back(APInt(8, element));
    return DenseElementsAttr::get(storage, bytes);
  }
  return DenseElementsAttr::getFromRawBuffer(storage, elements.getRawData());
}

/// Constants of several values are part of the object, not of the workspace.
Value KernelFunction::constantMemory(dl::ConstantOp constant, MemRefType type) {
  OpBuilder outside(kernel.function);
  std::string name = (kernel.function.getName() + "_constant_" + Twine(constants++)).str();
  memref::GlobalOp::create(outside, constant.getLoc(), name, outside.getStringAttr("private"), type,
                           storedElements(constant, type), /*constant=*/true, IntegerAttr());
  return memref::GetGlobalOp::create(builder, constant.getLoc(), type, name);
}

Value KernelFunction::argument(Value value, MemRefType type, bool isWritten, AffineMap map) {
  if (auto constant = value.getDefiningOp<dl::ConstantOp>())
    return constantMemory(constant, type);
  for (auto [index, operand] : llvm::enumerate(kernel.operands)) {
    if (operand.value != value || operand.type != type)
      continue;
    operand.isRead |= !isWritten;
    operand.isWritten |= isWritten;
    if (operand.map != map)
      operand.map = {};
    return entry->getArgument(index + 1);
  }
  kernel.operands.push_back({value, type, !isWritten, isWritten, map, {}});
  kernel.bytes += static_cast<double>(type.getNumElements()) * type.getElementTypeBitWidth() / 8;
  return entry->addArgument(type, value.getLoc());
}

void KernelFunction::scatterAdd(Value base, Value indices, Value updates, Location loc) {
  int64_t rows = tensor(base).getDimSize(0);
  int64_t width = tensor(base).getNumElements() / rows;
  int64_t count = tensor(indices).getNumElements();
  Value to = argument(base, memrefOf(base, {rows, width}), true, {});
  Value which = argument(indices, memrefOf(indices, {count}), false, {});
  Value from = argument(updates, memrefOf(updates, {count, width}), false, {});
  dlk::ScatterAddOp::create(builder, loc, to, which, from);
}

Kernel KernelFunction::finish() {
  func::ReturnOp::create(builder, kernel.function.getLoc());
  kernel.function.setType(builder.getFunctionType(entry->getArgumentTypes(), {}));
  return std::move(kernel);
}

//===- NestBuilder ------------------------------------------------------------------===//

static Block *addBlock(Region &region, size_t indices, Type indexType, Location loc) {
  Block &block = region.emplaceBlock();
  for (size_t i = 0; i < indices; ++i)
    block.addArgument(indexType, loc);
  return &block;
}

NestBuilder::NestBuilder(KernelFunction &kernel, dl::GroupOp group, ArrayRef<int64_t> sizes)
    : kernel(kernel), loc(kernel.kernel.function.getLoc()), sizes(sizes),
      holder(std::make_unique<Region>()),
      body(addBlock(*holder, sizes.size(), kernel.builder.getIndexType(), loc)),
      elements(group, *body, sizes, loc.getContext()) {}

Value NestBuilder::addAccumulator(Type type) { return body->addArgument(type, loc); }

void NestBuilder::output(Value value, const Dims &dims, Value element) {
  yielded.push_back(elements.toStorage(element));
  outputs.push_back({value, dims, std::nullopt});
}

Value NestBuilder::mappedInput(Value value, ArrayRef<AffineExpr> indices) {
  inputs.push_back({value, {}, SmallVector<AffineExpr>(indices)});
  return body->addArgument(storageType(tensor(value).getElementType()), loc);
}

void NestBuilder::mappedOutput(Value value, ArrayRef<AffineExpr> indices, Value element) {
  yielded.push_back(element);
  outputs.push_back({value, {}, SmallVector<AffineExpr>(indices)});
}

Value NestBuilder::flatInput(Value value) {
  inputs.push_back({value, {0}, std::nullopt});
  return body->addArgument(storageType(tensor(value).getElementType()), loc);
}

/// The body is no part of an op yet, so that it cannot tell the context.
OpBuilder NestBuilder::atEnd() {
  OpBuilder builder(loc.getContext());
  builder.setInsertionPointToEnd(body);
  return builder;
}

Value NestBuilder::number(double value, Value like) {
  OpBuilder builder = atEnd();
  Type type = storageType(tensor(like).getElementType());
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(type, value));
  return arith::ConstantOp::create(builder, loc,
                                   builder.getIntegerAttr(type, static_cast<int64_t>(value)));
}

void NestBuilder::gather(Value table, Value indices, Value result) {
  inputs.push_back({indices, {0}, std::nullopt});
  Value index = body->addArgument(tensor(indices).getElementType(), loc);
  int64_t rows = tensor(table).getDimSize(0);
  auto type = kernel.memrefOf(table, {rows, tensor(table).getNumElements() / rows});
  Value memory = kernel.argument(table, type, false, {});
  OpBuilder builder = atEnd();
  Value row = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), index);
  Value element = dlk::LoadOp::create(builder, loc, type.getElementType(), memory,
                                      ValueRange{row, body->getArgument(1)});
  yielded.push_back(element);
  outputs.push_back({result, {0, 1}, std::nullopt});
}

/// Whether an operand has both dimensions side by side, or neither.
static bool mergesIn(const Dims &dims, int64_t dim) {
  const auto *first = llvm::find(dims, dim), *second = llvm::find(dims, dim + 1);
  if (first == dims.end() || second == dims.end())
    return first == second;
  return second == first + 1;
}

bool NestBuilder::tryMerge(int64_t dim) {
  if (!body->getArgument(dim).use_empty() || !body->getArgument(dim + 1).use_empty())
    return false;
  auto mergesInIndices = [&](const Operand &operand) {
    return llvm::none_of(*operand.indices, [&](AffineExpr index) {
      return index.isFunctionOfDim(dim) || index.isFunctionOfDim(dim + 1);
    });
  };
  for (auto &operand : llvm::concat<Operand>(inputs, outputs))
    if (operand.indices ? !mergesInIndices(operand) : !mergesIn(operand.dims, dim))
      return false;
  SmallVector<AffineExpr> renumbered;
  for (int64_t other : llvm::seq<int64_t>(0, sizes.size()))
    renumbered.push_back(getAffineDimExpr(other - (other > dim), loc.getContext()));
  for (auto &operand : llvm::concat<Operand>(inputs, outputs)) {
    llvm::erase(operand.dims, dim + 1);
    for (int64_t &other : operand.dims)
      other -= other > dim;
    if (operand.indices)
      for (AffineExpr &index : *operand.indices)
        index = index.replaceDims(renumbered);
  }
  body->eraseArgument(dim + 1);
  sizes[dim] *= sizes[dim + 1];
  sizes.erase(sizes.begin() + dim + 1);
  return true;
}

int64_t NestBuilder::mergeDimensions(int64_t apart) {
  collectInputs();
  for (int64_t dim = static_cast<int64_t>(sizes.size()) - 2; dim >= 0; --dim)
    if (dim != apart && dim + 1 != apart && tryMerge(dim))
      apart -= dim < apart;
  return apart;
}

void NestBuilder::mergeRun(int64_t first, int64_t count) {
  collectInputs();
  for (; count > 1; --count) {
    [[maybe_unused]] bool merged = tryMerge(first);
    assert(merged && "an operand has only some of the dimensions");
  }
}

void NestBuilder::collectInputs() {
  if (!collected)
    for (const RegionBuilder::Input &input : elements.inputs())
      inputs.push_back({input.value, input.dims, input.indices});
  collected = true;
}

void NestBuilder::collectArguments() {
  collectInputs();
  MLIRContext *context = loc.getContext();
  auto collect = [&](Operand &operand, bool isWritten) {
    SmallVector<int64_t> shape;
    SmallVector<AffineExpr> exprs;
    if (operand.indices) {
      shape = llvm::to_vector(tensor(operand.value).getShape());
      exprs = *operand.indices;
    } else {
      for (int64_t dim : operand.dims) {
        shape.push_back(sizes[dim]);
        exprs.push_back(getAffineDimExpr(dim, context));
      }
    }
    auto map = AffineMap::get(sizes.size(), 0, exprs, context);
    maps.push_back(map);
    return kernel.argument(operand.value, kernel.memrefOf(operand.value, shape), isWritten, map);
  };
  for (Operand &input : inputs)
    inputArguments.push_back(collect(input, false));
  for (Operand &output : outputs)
    outputArguments.push_back(collect(output, true));
  double elementsCount = elementsPart;
  for (int64_t size : sizes)
    elementsCount *= size;
  kernel.kernel.flops += elementsCount * elements.flopsPerElement();
}

void NestBuilder::moveBody(Operation *op) {
  OpBuilder builder = atEnd();
  dlk::YieldOp::create(builder, loc, yielded);
  op->getRegion(0).takeBody(*holder);
}

// Not split until chooseSplit does so.
void NestBuilder::finishRows() {
  AffineMapAttr range;
  if (triangle) {
    auto [rows, columns] = *triangle;
    AffineExpr row = getAffineDimExpr(sizes.size() - 2, loc.getContext());
    if (sizes[sizes.size() - 2] != rows) // those of several matrices, one after another
      row = row % rows;
    range = AffineMapAttr::get(AffineMap::get(sizes.size(), 0, row + (columns - rows + 1)));
    elementsPart = dl::triangularPart(rows, columns);
  }
  collectArguments();
  moveBody(dlk::RowsOp::create(kernel.builder, loc, inputArguments, outputArguments,
                               kernel.slice(), sizes, range, kernel.builder.getAffineMapArrayAttr(maps),
                               -1, 1, 0));
}

void NestBuilder::finishColumns(dlk::Combine combine, int64_t reduced) {
  reduced = mergeDimensions(reduced);
  collectArguments();
  moveBody(dlk::ColumnsOp::create(kernel.builder, loc, inputArguments, outputArguments,
                                  kernel.slice(), combine, reduced, sizes,
                                  kernel.builder.getAffineMapArrayAttr(maps), -1, 1, 0));
}

void NestBuilder::finishContract(Value lhs, AffineMap lhsMap, Value rhs, AffineMap rhsMap,
                                 ArrayRef<int64_t> reductions, int64_t blocked) {
  auto memory = [&](Value value, AffineMap map) {
    return kernel.argument(value, kernel.memrefOf(value, tensor(value).getShape()), false, map);
  };
  Value leftArgument = memory(lhs, lhsMap);
  Value rightArgument = memory(rhs, rhsMap);
  collectArguments();
  double products = neededPart;
  for (int64_t extent : llvm::concat<const int64_t>(sizes, reductions))
    products *= extent;
  kernel.kernel.flops += 2 * products;
  Value sumsArgument;
  if (sums) {
    auto columns = AffineMap::get(sizes.size(), 0, getAffineDimExpr(sizes.size() - 1, loc.getContext()));
    sumsArgument = kernel.argument(sums, kernel.memrefOf(sums, {sizes.back()}), true, columns);
    kernel.kernel.flops += tensor(rhs).getNumElements();
  }
  moveBody(dlk::ContractOp::create(kernel.builder, loc, leftArgument, rightArgument, inputArguments,
                                   outputArguments, sumsArgument, kernel.slice(), sizes, reductions,
                                   lhsMap, rhsMap, blocked, range ? AffineMapAttr::get(range) : AffineMapAttr(),
                                   kernel.builder.getAffineMapArrayAttr(maps), -1,
                                   1, 0, IntegerAttr(), IntegerAttr()));
}
