//===- BodyEvaluator.cpp - A kernel's region at vector types -----------------===//
#include "BodyEvaluator.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;

Type dlc::atWidth(Type element, int64_t width) {
  return width == 1 ? element : VectorType::get({width}, element);
}

Value dlc::loadLanes(OpBuilder &builder, Location loc, Value memory, ValueRange indices,
                     int64_t width) {
  if (width == 1)
    return memref::LoadOp::create(builder, loc, memory, indices);
  Type element = cast<MemRefType>(memory.getType()).getElementType();
  return vector::LoadOp::create(builder, loc, VectorType::get({width}, element), memory, indices);
}

Value dlc::widened(OpBuilder &builder, Location loc, Value value, Type element) {
  Type from = value.getType();
  if (getElementTypeOrSelf(from) == element)
    return value;
  auto vectorType = dyn_cast<VectorType>(from);
  Type to = vectorType ? Type(vectorType.clone(element)) : element;
  return arith::ExtFOp::create(builder, loc, to, value);
}

void dlc::storeLanes(OpBuilder &builder, Location loc, Value value, Value memory,
                     ValueRange indices) {
  if (isa<VectorType>(value.getType()))
    vector::StoreOp::create(builder, loc, value, memory, indices);
  else
    memref::StoreOp::create(builder, loc, value, memory, indices);
}

BodyEvaluator::BodyEvaluator(OpBuilder &builder, const KernelView &kernel, ArrayRef<Value> outer,
                             ArrayRef<Chunk> chunks)
    : builder(builder), kernel(kernel), outer(outer), chunks(chunks) {
  for (auto [index, value] : llvm::enumerate(outer))
    scalars[kernel.body->getArgument(index)] = value;
}

void BodyEvaluator::setChunks(Value value, ArrayRef<Value> vectors) {
  perChunk[value] = llvm::to_vector(vectors);
}

static Value constantIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

static Value widen(OpBuilder &builder, Value value, int64_t width) {
  if (width == 1 || isa<VectorType>(value.getType()))
    return value;
  Type type = VectorType::get({width}, value.getType());
  return vector::BroadcastOp::create(builder, value.getLoc(), type, value);
}

//===- Memory -----------------------------------------------------------------------===//

SmallVector<Value> BodyEvaluator::indicesAt(AffineMap map, Value innermost) {
  SmallVector<Value> dims(outer);
  dims.push_back(innermost);
  SmallVector<Value> indices;
  for (AffineExpr expr : map.getResults())
    indices.push_back(affine::expandAffineExpr(builder, kernel.loc, expr, dims, {}));
  return indices;
}

/// Whether neighbours in the innermost dimension are neighbours in memory.
static bool isContiguous(AffineMap map, Value memref) {
  unsigned last = map.getNumDims() - 1;
  for (AffineExpr expr : map.getResults().drop_back())
    if (expr.isFunctionOfDim(last))
      return false;
  AffineExpr expr = map.getResults().back();
  AffineExpr dim = getAffineDimExpr(last, map.getContext());
  return isa<AffineConstantExpr>(simplifyAffineExpr(expr - dim, map.getNumDims(), 0));
}

Value BodyEvaluator::load(int64_t input, const Chunk *chunk) {
  Location loc = kernel.loc;
  Value memref = kernel.inputs[input];
  AffineMap map = kernel.inputMaps[input];
  if (!chunk)
    return memref::LoadOp::create(builder, loc, memref,
                                  indicesAt(map, constantIndex(builder, loc, 0)));
  if (chunk->width == 1 || isContiguous(map, memref))
    return loadLanes(builder, loc, memref, indicesAt(map, chunk->base), chunk->width);
  auto type = VectorType::get({chunk->width}, cast<MemRefType>(memref.getType()).getElementType());
  SmallVector<Value> lanes;
  for (int64_t lane = 0; lane < chunk->width; ++lane) {
    Value index = arith::AddIOp::create(builder, loc, chunk->base, constantIndex(builder, loc, lane));
    lanes.push_back(memref::LoadOp::create(builder, loc, memref, indicesAt(map, index)));
  }
  return vector::FromElementsOp::create(builder, loc, type, lanes);
}

Value BodyEvaluator::gather(dlk::LoadOp op, const Chunk *chunk) {
  Location loc = kernel.loc;
  auto type = cast<MemRefType>(op.getMemref().getType());
  Value row = scalar(op.getIndices().front());
  Value rows = constantIndex(builder, loc, type.getDimSize(0));
  Value isInside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, row, rows);
  Value safe = arith::SelectOp::create(builder, loc, isInside, row, constantIndex(builder, loc, 0));
  Value column = chunk ? chunk->base : constantIndex(builder, loc, 0);
  Value loaded =
      loadLanes(builder, loc, op.getMemref(), {safe, column}, chunk ? chunk->width : 1);
  Value zero = arith::ConstantOp::create(builder, loc, builder.getZeroAttr(loaded.getType()));
  return arith::SelectOp::create(builder, loc, isInside, loaded, zero);
}

void BodyEvaluator::storeChunk(size_t output, Value value, const Chunk &chunk) {
  Location loc = kernel.loc;
  Value memref = kernel.outputs[output];
  AffineMap map = kernel.outputMaps[output];
  if (chunk.width == 1 || isContiguous(map, memref)) {
    storeLanes(builder, loc, value, memref, indicesAt(map, chunk.base));
  } else {
    for (int64_t lane = 0; lane < chunk.width; ++lane) {
      Value index = arith::AddIOp::create(builder, loc, chunk.base, constantIndex(builder, loc, lane));
      Value element = vector::ExtractOp::create(builder, loc, value, lane);
      memref::StoreOp::create(builder, loc, element, memref, indicesAt(map, index));
    }
  }
}

void BodyEvaluator::prefetch(int64_t bytes) {
  auto ask = [&](Value memref, AffineMap map, bool isWrite) {
    auto type = cast<MemRefType>(memref.getType());
    int64_t elementBytes = type.getElementTypeBitWidth() / 8;
    if (type.getNumElements() * elementBytes < bytes || !isContiguous(map, memref))
      return;
    // A line of 64 bytes may serve several chunks.
    int64_t covered = 0;
    for (const Chunk &chunk : chunks) {
      if (covered <= 0) {
        memref::PrefetchOp::create(builder, kernel.loc, memref, indicesAt(map, chunk.base), isWrite,
                                   /*localityHint=*/3, /*isDataCache=*/true);
        covered += 64;
      }
      covered -= chunk.width * elementBytes;
    }
  };
  for (auto [memref, map] : llvm::zip_equal(kernel.inputs, kernel.inputMaps))
    ask(memref, map, /*isWrite=*/false);
  for (auto [memref, map] : llvm::zip_equal(kernel.outputs, kernel.outputMaps))
    ask(memref, map, /*isWrite=*/true);
}

Value BodyEvaluator::element(size_t output, size_t chunk) {
  Value value = kernel.yielded(output);
  return kernel.isVarying(value) ? vector(value, chunk) : splat(value, chunk);
}

void BodyEvaluator::evaluate(bool varying) {
  for (size_t chunk = 0; chunk < (varying ? chunks.size() : 1); ++chunk)
    for (size_t output = 0; output < kernel.outputs.size(); ++output)
      if (kernel.outputMaps[output].isFunctionOfDim(kernel.rank() - 1) == varying) {
        if (varying && kernel.isVarying(kernel.yielded(output)))
          (void)vector(kernel.yielded(output), chunk);
        else
          (void)scalar(kernel.yielded(output));
      }
}

void BodyEvaluator::store(bool varying) {
  // An output may be the memory of an input: everything is read before anything is written.
  evaluate(varying);
  for (size_t output = 0; output < kernel.outputs.size(); ++output) {
    bool hasInnermost = kernel.outputMaps[output].isFunctionOfDim(kernel.rank() - 1);
    if (hasInnermost != varying || kernel.isSum(output))
      continue;
    Value value = kernel.yielded(output);
    if (!hasInnermost) {
      memref::StoreOp::create(
          builder, kernel.loc, scalar(value), kernel.outputs[output],
          indicesAt(kernel.outputMaps[output], constantIndex(builder, kernel.loc, 0)));
      continue;
    }
    for (auto [index, chunk] : llvm::enumerate(chunks))
      storeChunk(output, element(output, index), chunk);
  }
}

void BodyEvaluator::storeZeros() {
  for (size_t output = 0; output < kernel.outputs.size(); ++output) {
    if (!kernel.outputMaps[output].isFunctionOfDim(kernel.rank() - 1))
      continue;
    Type element = cast<MemRefType>(kernel.outputs[output].getType()).getElementType();
    for (const Chunk &chunk : chunks)
      storeChunk(output,
                 arith::ConstantOp::create(builder, kernel.loc, builder.getZeroAttr(atWidth(element, chunk.width))),
                 chunk);
  }
}

//===- Values -----------------------------------------------------------------------===//

Value BodyEvaluator::recreate(Operation *op, ArrayRef<Value> operands, int64_t width) {
  SmallVector<Value> widened;
  for (Value operand : operands)
    widened.push_back(widen(builder, operand, width));
  OperationState state(op->getLoc(), op->getName());
  state.addOperands(widened);
  state.addAttributes(op->getDiscardableAttrDictionary().getValue());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  state.addTypes(atWidth(op->getResult(0).getType(), width));
  return builder.create(state)->getResult(0);
}

Value BodyEvaluator::scalar(Value value) {
  if (Value known = scalars.lookup(value))
    return known;
  Value result;
  Operation *op = value.getDefiningOp();
  if (!op) {
    int64_t input = kernel.inputOf(value);
    if (input < 0)
      return value; // the function's own
    result = load(input, nullptr);
  } else if (op->getBlock() != kernel.body) {
    return value;
  } else if (auto foldOp = dyn_cast<dlk::FoldOp>(op)) {
    result = fold(foldOp);
  } else if (auto loadOp = dyn_cast<dlk::LoadOp>(op)) {
    result = gather(loadOp, nullptr);
  } else {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(scalar(operand));
    result = recreate(op, operands, 1);
  }
  scalars[value] = result;
  return result;
}

Value BodyEvaluator::splat(Value value, size_t chunk) {
  return widen(builder, scalar(value), chunks[chunk].width);
}

Value BodyEvaluator::vector(Value value, size_t index) {
  perChunk[value].resize(chunks.size());
  if (Value known = perChunk[value][index])
    return known;
  const Chunk &chunk = chunks[index];
  Operation *op = value.getDefiningOp();
  Value result;
  if (value == kernel.innermostIndex()) {
    result = chunk.base;
    if (chunk.width > 1) {
      auto lanes = llvm::to_vector(llvm::seq<int64_t>(0, chunk.width));
      Value offsets =
          arith::ConstantOp::create(builder, kernel.loc, builder.getIndexVectorAttr(lanes));
      result = arith::AddIOp::create(builder, kernel.loc, widen(builder, result, chunk.width), offsets);
    }
  } else if (!op) {
    result = load(kernel.inputOf(value), &chunk);
  } else if (auto loadOp = dyn_cast<dlk::LoadOp>(op)) {
    result = gather(loadOp, &chunk);
  } else {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(kernel.isVarying(operand) ? vector(operand, index) : scalar(operand));
    result = recreate(op, operands, chunk.width);
  }
  return perChunk[value][index] = result;
}

Value BodyEvaluator::fold(dlk::FoldOp op) {
  Location loc = op.getLoc();
  Value operand = op.getOperand();
  SmallVector<Value> parts;
  for (auto [index, chunk] : llvm::enumerate(chunks)) {
    Value part = kernel.isVarying(operand) ? vector(operand, index)
                                           : widen(builder, scalar(operand), chunk.width);
    // Full vectors lane by lane first, then across lanes once.
    if (!parts.empty() && parts.back().getType() == part.getType())
      parts.back() = combine(builder, loc, op.getCombine(), parts.back(), part);
    else
      parts.push_back(part);
  }
  Value result;
  for (Value part : parts) {
    Value lanes = combineLanes(builder, loc, op.getCombine(), part);
    result = result ? combine(builder, loc, op.getCombine(), result, lanes) : lanes;
  }
  return result;
}

//===- Folds ------------------------------------------------------------------------===//

Value dlc::combine(OpBuilder &builder, Location loc, dlk::Combine kind, Value lhs, Value rhs) {
  bool isFloat = isa<FloatType>(getElementTypeOrSelf(lhs.getType()));
  switch (kind) {
  case dlk::Combine::Add:
    return isFloat ? arith::AddFOp::create(builder, loc, lhs, rhs).getResult()
                   : arith::AddIOp::create(builder, loc, lhs, rhs).getResult();
  case dlk::Combine::Mul:
    return isFloat ? arith::MulFOp::create(builder, loc, lhs, rhs).getResult()
                   : arith::MulIOp::create(builder, loc, lhs, rhs).getResult();
  case dlk::Combine::Max:
    return isFloat ? arith::MaximumFOp::create(builder, loc, lhs, rhs).getResult()
                   : arith::MaxSIOp::create(builder, loc, lhs, rhs).getResult();
  case dlk::Combine::Min:
    return isFloat ? arith::MinimumFOp::create(builder, loc, lhs, rhs).getResult()
                   : arith::MinSIOp::create(builder, loc, lhs, rhs).getResult();
  }
  llvm_unreachable("all kinds are handled");
}

Value dlc::neutral(OpBuilder &builder, Location loc, dlk::Combine kind, Type type) {
  Type element = getElementTypeOrSelf(type);
  TypedAttr value;
  if (auto floatType = dyn_cast<FloatType>(element)) {
    const llvm::fltSemantics &semantics = floatType.getFloatSemantics();
    APFloat number = kind == dlk::Combine::Add   ? APFloat::getZero(semantics)
                     : kind == dlk::Combine::Mul ? APFloat(semantics, 1)
                                                 : APFloat::getInf(semantics, kind == dlk::Combine::Max);
    value = builder.getFloatAttr(element, number);
  } else {
    unsigned bits = element.getIntOrFloatBitWidth();
    APInt number = kind == dlk::Combine::Add   ? APInt(bits, 0)
                   : kind == dlk::Combine::Mul ? APInt(bits, 1)
                   : kind == dlk::Combine::Max ? APInt::getSignedMinValue(bits)
                                               : APInt::getSignedMaxValue(bits);
    value = builder.getIntegerAttr(element, number);
  }
  if (auto vectorType = dyn_cast<VectorType>(type))
    value = DenseElementsAttr::get(vectorType, cast<Attribute>(value));
  return arith::ConstantOp::create(builder, loc, value);
}

Value dlc::combineLanes(OpBuilder &builder, Location loc, dlk::Combine kind, Value value) {
  auto type = dyn_cast<VectorType>(value.getType());
  if (!type)
    return value;
  // Halves: log2(width) operations in a fixed order.
  for (int64_t width = type.getNumElements() / 2; width >= 1; width /= 2) {
    if (width == 1) {
      Value low = vector::ExtractOp::create(builder, loc, value, 0);
      Value high = vector::ExtractOp::create(builder, loc, value, 1);
      return combine(builder, loc, kind, low, high);
    }
    auto lower = llvm::to_vector(llvm::seq<int64_t>(0, width));
    auto upper = llvm::to_vector(llvm::seq<int64_t>(width, 2 * width));
    Value low = vector::ShuffleOp::create(builder, loc, value, value, lower);
    Value high = vector::ShuffleOp::create(builder, loc, value, value, upper);
    value = combine(builder, loc, kind, low, high);
  }
  return value;
}
