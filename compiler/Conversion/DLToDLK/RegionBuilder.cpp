//===- RegionBuilder.cpp - The element function of a kernel ------------------===//
#include "RegionBuilder.h"

#include "dlc/Conversion/ScalarLowering.h"
#include "dlc/Dialect/DL/CoreShape.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

Type dlc::storageType(Type element) {
  if (element.isUnsignedInteger(8) || element.isInteger(1))
    return IntegerType::get(element.getContext(), 8);
  return element;
}

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

RegionBuilder::RegionBuilder(GroupOp group, Block &body, ArrayRef<int64_t> sizes,
                             MLIRContext *context)
    : group(group), body(body), sizes(sizes), builder(context) {
  builder.setInsertionPointToEnd(&body);
}

static std::pair<const void *, std::vector<int64_t>> keyOf(Value value, const Dims &dims) {
  return {value.getAsOpaquePointer(), std::vector<int64_t>(dims.begin(), dims.end())};
}

void RegionBuilder::define(Value value, const Dims &dims, Value element) {
  known[keyOf(value, dims)] = element;
}

Value RegionBuilder::emit(Value value, const Dims &dims) {
  auto it = known.find(keyOf(value, dims));
  if (it != known.end())
    return it->second;
  Operation *op = value.getDefiningOp();
  bool isInside = op && group && op->getParentOp() == group.getOperation();
  Value element = isInside ? emitOp(op, dims) : emitInput({value, dims});
  known[keyOf(value, dims)] = element;
  return element;
}

Value RegionBuilder::emitInput(Input input) {
  Value value = input.value;
  Type element = tensor(value).getElementType();
  found.push_back(std::move(input));
  Value argument = body.addArgument(storageType(element), value.getLoc());
  if (!element.isInteger(1))
    return argument;
  Value zero = arith::ConstantOp::create(builder, value.getLoc(), builder.getI8IntegerAttr(0));
  return arith::CmpIOp::create(builder, value.getLoc(), arith::CmpIPredicate::ne, argument, zero);
}

/// Reads the sliced value where it is.
Value RegionBuilder::emitSlice(SliceOp op, const Dims &dims) {
  SmallVector<AffineExpr> indices;
  Value result = op.getResult();
  for (int64_t i = 0; i < tensor(result).getRank(); ++i) {
    AffineExpr index = builder.getAffineConstantExpr(op.getStarts()[i]);
    if (tensor(result).getDimSize(i) != 1)
      index = index + builder.getAffineDimExpr(dims[corePosition(result, i)]) * op.getStrides()[i];
    indices.push_back(index);
  }
  return emitInput({op.getOperand(), {}, std::move(indices)});
}

Value RegionBuilder::toStorage(Value element) {
  if (!element.getType().isInteger(1))
    return element;
  return arith::ExtUIOp::create(builder, element.getLoc(), builder.getI8Type(), element);
}

/// The index of `tensorDim` of `value`; 0 for a dimension of size 1.
Value RegionBuilder::emitIndex(int64_t tensorDim, Value value, const Dims &dims) {
  if (tensor(value).getDimSize(tensorDim) == 1)
    return arith::ConstantIndexOp::create(builder, value.getLoc(), 0);
  return body.getArgument(dims[corePosition(value, tensorDim)]);
}

Value RegionBuilder::emitLinearIndex(Value value, const Dims &dims) {
  Location loc = value.getLoc();
  Value linear = arith::ConstantIndexOp::create(builder, loc, 0);
  for (int64_t dim : dims) {
    Value size = arith::ConstantIndexOp::create(builder, loc, sizes[dim]);
    linear = arith::MulIOp::create(builder, loc, linear, size);
    linear = arith::AddIOp::create(builder, loc, linear, body.getArgument(dim));
  }
  return arith::IndexCastOp::create(builder, loc, builder.getI64Type(), linear);
}

static dlk::Combine combineOf(Operation *op) {
  return TypeSwitch<Operation *, dlk::Combine>(op)
      .Case<ReduceSumOp>([](auto) { return dlk::Combine::Add; })
      .Case<ReduceProdOp>([](auto) { return dlk::Combine::Mul; })
      .Case<ReduceMaxOp>([](auto) { return dlk::Combine::Max; })
      .Case<ReduceMinOp>([](auto) { return dlk::Combine::Min; });
}

Value RegionBuilder::emitOp(Operation *op, const Dims &dims) {
  Location loc = op->getLoc();
  Value result = op->getResult(0);
  Type type = scalarType(tensor(result).getElementType());
  auto fromIndex = [&](Value index) -> Value {
    if (!isa<FloatType>(type))
      return arith::IndexCastOp::create(builder, loc, type, index);
    Value integer = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
    return arith::SIToFPOp::create(builder, loc, type, integer);
  };
  if (auto constant = dyn_cast<ConstantOp>(op)) {
    auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
    if (!splat)
      return emitInput({result, dims});
    auto value = splat.getSplatValue<TypedAttr>();
    if (auto integer = dyn_cast<IntegerAttr>(value))
      value = builder.getIntegerAttr(type, integer.getValue());
    return arith::ConstantOp::create(builder, loc, value);
  }
  if (auto iota = dyn_cast<IotaOp>(op))
    return fromIndex(emitIndex(iota.getDimension(), result, dims));
  if (auto mask = dyn_cast<RowMaskOp>(op)) {
    Value row = arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                           emitIndex(0, result, dims));
    Value isValid = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, row,
                                          emit(mask.getNValid(), {}));
    return isa<FloatType>(type) ? arith::UIToFPOp::create(builder, loc, type, isValid).getResult()
                                : isValid;
  }
  if (auto broadcast = dyn_cast<BroadcastOp>(op))
    return emit(broadcast.getOperand(), Dims(operandDims(broadcast, dims)));
  if (auto slice = dyn_cast<SliceOp>(op))
    return emitSlice(slice, dims);
  if (isa<ReshapeOp>(op)) // only adds or drops dimensions of size 1
    return emit(op->getOperand(0), dims);
  if (isa<ReduceSumOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp>(op)) {
    Dims inner(dims);
    inner.push_back(sizes.size() - 1);
    flops += 1;
    return dlk::FoldOp::create(builder, loc, combineOf(op), emit(op->getOperand(0), inner));
  }
  if (isa<RandomUniformOp, RandomNormalOp>(op)) {
    flops += 60;
    Value index = emitLinearIndex(result, dims);
    return lowerRandom(builder, op, emit(op->getOperand(0), {}), emit(op->getOperand(1), {}), index);
  }
  assert(hasScalarLowering(op) && "an op without a kernel in a group");
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(emit(operand, dims));
  flops += isa<ExpOp, LogOp, TanhOp, ErfOp, GeluOp, SigmoidOp, SiluOp, SoftplusOp, SinOp, CosOp,
               PowOp, EluOp, BinaryCrossEntropyOp>(op)
               ? 20
               : (isa<DivOp, SqrtOp, RsqrtOp>(op) ? 5 : 1);
  return lowerScalar(builder, op, operands);
}
