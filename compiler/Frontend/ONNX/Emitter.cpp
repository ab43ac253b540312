//===- Emitter.cpp - Building graphs out of dl ops --------------------------===//
#include "Emitter.h"

#include "dlc/Dialect/DL/Evaluate.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

std::string importer::describe(ArrayRef<int64_t> shape) {
  std::string text = "[";
  for (auto [i, size] : llvm::enumerate(shape))
    text += (i ? ", " : "") + std::to_string(size);
  return text + "]";
}

std::string importer::describe(Value value) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  Type element = elementOf(value);
  if (element.isInteger(1))
    stream << "bool";
  else
    stream << element;
  return text + describe(shapeOf(value));
}

std::optional<SmallVector<int64_t>> importer::broadcastShape(ArrayRef<int64_t> a,
                                                             ArrayRef<int64_t> b) {
  if (a.size() < b.size())
    std::swap(a, b);
  SmallVector<int64_t> shape(a);
  size_t lead = a.size() - b.size();
  for (auto [i, size] : llvm::enumerate(b)) {
    int64_t &own = shape[lead + i];
    if (own != size && own != 1 && size != 1)
      return std::nullopt;
    if (own == 1)
      own = size;
  }
  return shape;
}

/// A constant, if all operands are; else what the op's own folder knows, or its result.
Value Emitter::fold(Operation *op) {
  auto type = mlir::cast<RankedTensorType>(op->getResult(0).getType());
  if (type.getNumElements() == 0 && !isa<dl::ConstantOp>(op)) {
    op->erase();
    return empty(type);
  }
  if (DenseElementsAttr value = dl::evaluate(op)) {
    // Repeated elements of weights' size stay an op, which costs nothing.
    bool isWeight = isa<dl::BroadcastOp>(op) && isa<FloatType>(value.getElementType());
    if (!isWeight || value.isSplat()) {
      op->erase();
      return constant(value);
    }
  }
  SmallVector<OpFoldResult> results;
  if (op->getNumOperands() && succeeded(op->fold(results)) && results.size() == 1)
    if (auto value = dyn_cast<Value>(results[0]); value && value != op->getResult(0)) {
      op->erase();
      return value;
    }
  return op->getResult(0);
}

Value Emitter::constant(DenseElementsAttr value) { return dl::ConstantOp::create(*this, value.getType(), value); }

Value Emitter::empty(RankedTensorType type) {
  return constant(DenseElementsAttr::get(type, ArrayRef<Attribute>()));
}

Value Emitter::integers(ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())}, getI64Type());
  return constant(DenseElementsAttr::get(type, values));
}

Value Emitter::splat(RankedTensorType type, double value) {
  Type element = type.getElementType();
  Attribute number;
  if (isa<FloatType>(element))
    number = FloatAttr::get(element, value);
  else
    number = IntegerAttr::get(element, APInt(element.getIntOrFloatBitWidth(),
                                             static_cast<uint64_t>(static_cast<int64_t>(value)),
                                             /*isSigned=*/false, /*implicitTrunc=*/true));
  return constant(DenseElementsAttr::get(type, number));
}

Value Emitter::numbers(ArrayRef<int64_t> shape, ArrayRef<double> values, Type element) {
  SmallVector<APFloat> rounded;
  for (double value : values) {
    bool losesInfo;
    rounded.emplace_back(value).convert(mlir::cast<FloatType>(element).getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
  }
  return constant(DenseElementsAttr::get(RankedTensorType::get(shape, element), rounded));
}

Value Emitter::scalar(double value, Type element) { return splat(RankedTensorType::get({}, element), value); }

Value Emitter::cast(Value value, Type element) {
  if (elementOf(value) == element)
    return value;
  return make<dl::CastOp>(withElement(value, element), value);
}

Value Emitter::reshape(Value value, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, elementOf(value));
  return type == value.getType() ? value : make<dl::ReshapeOp>(type, value);
}

Value Emitter::transpose(Value value, ArrayRef<int64_t> permutation) {
  if (llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size())))
    return value;
  return make<dl::TransposeOp>(value, permutation);
}

Value Emitter::moveDim(Value value, int64_t from, int64_t to) {
  SmallVector<int64_t> permutation;
  for (int64_t i = 0; i < rankOf(value); ++i)
    if (i != from)
      permutation.push_back(i);
  permutation.insert(permutation.begin() + to, from);
  return transpose(value, permutation);
}

Value Emitter::broadcastTo(Value value, ArrayRef<int64_t> shape) {
  if (shapeOf(value) == shape)
    return value;
  int64_t lead = static_cast<int64_t>(shape.size()) - rankOf(value);
  SmallVector<int64_t> kept, dims;
  for (auto [i, size] : llvm::enumerate(shapeOf(value)))
    if (size != 1 || shape[lead + i] == 1) {
      kept.push_back(size);
      dims.push_back(lead + i);
    }
  return make<dl::BroadcastOp>(RankedTensorType::get(shape, elementOf(value)), reshape(value, kept), dims);
}

Value Emitter::alongDim(Value value, int64_t dim, ArrayRef<int64_t> shape) {
  if (shapeOf(value) == shape)
    return value;
  return make<dl::BroadcastOp>(RankedTensorType::get(shape, elementOf(value)), value, ArrayRef<int64_t>{dim});
}

Value Emitter::slice(Value value, int64_t axis, int64_t start, int64_t limit, int64_t stride) {
  if (start >= limit) {
    SmallVector<int64_t> shape(shapeOf(value));
    shape[axis] = 0;
    return empty(RankedTensorType::get(shape, elementOf(value)));
  }
  SmallVector<int64_t> starts(rankOf(value), 0), limits(shapeOf(value)), strides(rankOf(value), 1);
  starts[axis] = start;
  limits[axis] = limit;
  strides[axis] = stride;
  return make<dl::SliceOp>(value, starts, limits, strides);
}

Value Emitter::concat(ArrayRef<Value> values, int64_t axis) {
  return values.size() == 1 ? values[0] : make<dl::ConcatOp>(ValueRange(values), axis);
}

Value Emitter::iota(int64_t count, Type element) {
  return make<dl::IotaOp>(RankedTensorType::get({count}, element), 0);
}

SmallVector<int64_t> Emitter::keptShape(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> kept(shape);
  for (int64_t axis : axes)
    kept[axis] = 1;
  return kept;
}

/// Through integers, where they hold x; larger numbers are whole, and NaN stays.
Value Emitter::floor(Value x) {
  Type integer = elementOf(x).isF64() ? getI64Type() : getI32Type();
  Value whole = cast(cast(x, integer), elementOf(x));
  Value below = select(compare(dl::Predicate::GT, whole, x), sub(whole, 1.0), whole);
  double limit = elementOf(x).isF64() ? 0x1p52 : 0x1p23;
  return select(compare(dl::Predicate::LT, make<dl::AbsOp>(x), limit), below, x);
}

Value Emitter::round(Value x) {
  Value low = floor(x), rest = sub(x, low), high = add(low, 1.0), half = mul(low, 0.5);
  Value isEven = compare(dl::Predicate::EQ, floor(half), half);
  Value rounded = select(compare(dl::Predicate::LT, rest, 0.5), low,
                         select(compare(dl::Predicate::GT, rest, 0.5), high, select(isEven, low, high)));
  // Infinite ones have no rest.
  return select(compare(dl::Predicate::EQ, low, x), x, rounded);
}
