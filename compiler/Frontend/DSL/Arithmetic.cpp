//===- Arithmetic.cpp - Operators, broadcasting and masks -----------------===//
#include "Emitter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

static mlir::RankedTensorType tensorType(llvm::ArrayRef<int64_t> shape, mlir::Type element) {
  return mlir::RankedTensorType::get(shape, element);
}

mlir::Value Emitter::splat(double value, mlir::Type element, llvm::ArrayRef<int64_t> shape,
                           Loc loc) {
  return dl::ConstantOp::create(builder, location(loc), tensorType(shape, element), value);
}

mlir::Value Emitter::broadcastTo(mlir::Value value, llvm::ArrayRef<int64_t> shape, Loc loc) {
  auto type = llvm::cast<mlir::RankedTensorType>(value.getType());
  if (type.getShape() == shape)
    return value;
  // Dimensions of size 1 that repeat are dropped first: dl.broadcast only adds dimensions.
  llvm::SmallVector<int64_t> kept, dims;
  int64_t offset = shape.size() - type.getRank();
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    if (size != shape[offset + i])
      continue;
    kept.push_back(size);
    dims.push_back(offset + i);
  }
  if (kept.size() != static_cast<size_t>(type.getRank()))
    value = dl::ReshapeOp::create(builder, location(loc), tensorType(kept, type.getElementType()),
                                  value);
  if (kept == shape)
    return value;
  return dl::BroadcastOp::create(builder, location(loc), tensorType(shape, type.getElementType()),
                                 value, dims);
}

static Note operandNote(const Value &value, llvm::StringRef side) {
  std::string name = value.name.empty() ? "the " + side.str() + " operand" : "'" + value.name + "'";
  return {value.loc, name + " is " + value.describe()};
}

bool Emitter::unify(llvm::StringRef op, Value &lhs, Value &rhs, Loc loc) {
  // A number takes the type of the tensor it meets.
  Value &number = lhs.isNumber() ? lhs : rhs;
  const Value &other = lhs.isNumber() ? rhs : lhs;
  if (number.isNumber() && other.isTensor()) {
    if (!fits(number, other.elementType())) {
      error(loc, "'" + op + "' of " + other.describe() + " and " + number.describe() +
                     (number.isInteger ? ", which is out of range; " : "; ") +
                     "convert the tensor with cast(…, f32) first");
      return false;
    }
    number = tensor(splat(number.number, other.elementType(), other.shape(), loc), other.rows, loc);
    return true;
  }
  if (!lhs.isTensor() || !rhs.isTensor()) {
    error(loc, "'" + op + "' does not apply to " + lhs.describe() + " and " + rhs.describe());
    return false;
  }
  if (lhs.elementType() != rhs.elementType()) {
    error(loc,
          "'" + op + "' of " + lhs.describe() + " and " + rhs.describe() +
              "; convert one to the other's type with cast()",
          {operandNote(lhs, "left"), operandNote(rhs, "right")});
    return false;
  }
  int64_t rank = std::max(lhs.rank(), rhs.rank());
  llvm::SmallVector<int64_t> shape(rank, 1), rows(rank, 0);
  for (const Value *value : {&lhs, &rhs})
    for (int64_t i = 0; i < value->rank(); ++i) {
      int64_t to = rank - value->rank() + i, size = value->shape()[i];
      if (size != 1 && shape[to] != 1 && shape[to] != size) {
        error(loc,
              "the shapes of '" + op + "' do not match: " + lhs.describeShape() + " and " +
                  rhs.describeShape(),
              {operandNote(lhs, "left"), operandNote(rhs, "right")});
        return false;
      }
      if (size != 1 || shape[to] == 1) {
        shape[to] = size;
        rows[to] = std::max(rows[to], value->rows[i]);
      }
    }
  for (Value *value : {&lhs, &rhs}) {
    Value unified = tensor(broadcastTo(value->tensor, shape, loc), rows, value->loc);
    unified.name = value->name;
    *value = unified;
  }
  return true;
}

/// x ** 2 and the like as the operations a person would write: exact, and cheap to differentiate.
static mlir::Value simplePower(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value x,
                               double exponent) {
  if (exponent == 1)
    return x;
  if (exponent == 2)
    return dl::MulOp::create(builder, loc, x.getType(), x, x);
  if (exponent == 0.5)
    return dl::SqrtOp::create(builder, loc, x.getType(), x);
  if (exponent == -0.5)
    return dl::RsqrtOp::create(builder, loc, x.getType(), x);
  return {};
}

Value Emitter::binary(llvm::StringRef op, const Value &left, const Value &right, Loc loc) {
  if (left.isPoison() || right.isPoison())
    return {};
  if (!left.isTensor() && !right.isTensor())
    return foldBinary(op, left, right, loc, model.diagnostics);

  mlir::Location place = location(loc);
  if (op == "**" && left.isFloatTensor() && right.isNumber())
    if (mlir::Value power = simplePower(builder, place, left.tensor, right.number))
      return tensor(power, left.rows, loc);

  Value lhs = left, rhs = right;
  if (!unify(op, lhs, rhs, loc))
    return {};
  mlir::Type element = lhs.elementType(), type = lhs.type();
  mlir::Value a = lhs.tensor, b = rhs.tensor, result;
  bool isLogical = op == "and" || op == "or";
  if (isLogical != element.isInteger(1)) {
    error(loc, "'" + op + "' does not apply to " + lhs.describe() + " and " + rhs.describe());
    return {};
  }
  auto predicate = llvm::StringSwitch<std::optional<dl::Predicate>>(op)
                       .Case("==", dl::Predicate::EQ)
                       .Case("!=", dl::Predicate::NE)
                       .Case("<", dl::Predicate::LT)
                       .Case("<=", dl::Predicate::LE)
                       .Case(">", dl::Predicate::GT)
                       .Case(">=", dl::Predicate::GE)
                       .Default(std::nullopt);
  // Whole numbers are for counting and indexing: what may leave their range asks for a float.
  bool isFloat = lhs.isFloatTensor();
  bool countable = op == "+" || op == "-" || op == "*" || op == "min" || op == "max";
  if (!isFloat && !isLogical && !predicate && (!countable || element.isUnsignedInteger())) {
    error(loc, "'" + op + "' does not apply to " + left.describe() + " and " + right.describe() +
                   "; convert with cast(…, f32) first");
    return {};
  }
  if (predicate)
    result = dl::CompareOp::create(builder, place, *predicate, a, b);
  else if (op == "+")
    result = dl::AddOp::create(builder, place, type, a, b);
  else if (op == "-")
    result = dl::SubOp::create(builder, place, type, a, b);
  else if (op == "*")
    result = dl::MulOp::create(builder, place, type, a, b);
  else if (op == "/")
    result = dl::DivOp::create(builder, place, type, a, b);
  else if (op == "**")
    result = dl::PowOp::create(builder, place, type, a, b);
  else if (op == "min")
    result = dl::MinOp::create(builder, place, type, a, b);
  else if (op == "max")
    result = dl::MaxOp::create(builder, place, type, a, b);
  else if (op == "and")
    result = dl::AndOp::create(builder, place, type, a, b);
  else if (op == "or")
    result = dl::OrOp::create(builder, place, type, a, b);
  if (!result) {
    error(loc, "'" + op + "' applies to numbers only, got " + left.describe() + " and " +
                   right.describe());
    return {};
  }
  return tensor(result, lhs.rows, loc);
}

Value Emitter::cast(const Value &value, mlir::Type element, Loc loc) {
  if (value.elementType() == element)
    return value;
  mlir::Value result =
      dl::CastOp::create(builder, location(loc), tensorType(value.shape(), element), value.tensor);
  return tensor(result, value.rows, loc);
}

mlir::Value Emitter::maskRows(const Value &value, llvm::ArrayRef<int64_t> axes, double fill,
                              Loc loc) {
  mlir::Value masked = value.tensor;
  for (int64_t axis : axes) {
    int64_t inner = value.rows[axis];
    if (inner == 0)
      continue;
    mlir::Value mask = dl::RowMaskOp::create(builder, location(loc),
                                             tensorType({model.batch}, builder.getI1Type()),
                                             scalar("n_valid", loc));
    if (inner > 1) {
      // The dimension is [batch, inner] in one: each row's mask stands for `inner` elements.
      mask = dl::BroadcastOp::create(builder, location(loc),
                                     tensorType({model.batch, inner}, builder.getI1Type()), mask,
                                     llvm::ArrayRef<int64_t>{0});
      mask = dl::ReshapeOp::create(builder, location(loc),
                                   tensorType({model.batch * inner}, builder.getI1Type()), mask);
    }
    if (value.rank() > 1)
      mask = dl::BroadcastOp::create(builder, location(loc),
                                     tensorType(value.shape(), builder.getI1Type()), mask,
                                     llvm::ArrayRef<int64_t>{axis});
    mlir::Value filler = splat(fill, value.elementType(), value.shape(), loc);
    // A choice, not a product: padding rows may hold NaN.
    masked = dl::SelectOp::create(builder, location(loc), mask, masked, filler);
  }
  return masked;
}

Value Emitter::mean(const Value &value, llvm::ArrayRef<int64_t> axes, Loc loc) {
  mlir::Location place = location(loc);
  llvm::SmallVector<int64_t> rows, shape;
  int64_t others = 1, batchAxes = 0;
  for (int64_t i = 0; i < value.rank(); ++i) {
    if (!llvm::is_contained(axes, i)) {
      rows.push_back(value.rows[i]);
      shape.push_back(value.shape()[i]);
    } else {
      batchAxes += value.rows[i] != 0;
      others *= value.rows[i] ? value.rows[i] : value.shape()[i];
    }
  }
  if (axes.empty())
    return value;
  if (batchAxes == 0)
    return tensor(dl::ReduceMeanOp::create(builder, place, value.tensor, axes), rows, loc);

  // sum over the valid rows / (n_valid * elements of a row)
  mlir::Value sum = dl::ReduceSumOp::create(builder, place, maskRows(value, axes, 0, loc), axes);
  mlir::Type element = value.elementType();
  mlir::Value valid =
      dl::CastOp::create(builder, place, tensorType({}, element), scalar("n_valid", loc));
  mlir::Value count = valid;
  for (; batchAxes > 1; --batchAxes)
    count = dl::MulOp::create(builder, place, valid.getType(), count, valid);
  if (others != 1)
    count =
        dl::MulOp::create(builder, place, valid.getType(), count, splat(others, element, {}, loc));
  count = broadcastTo(count, shape, loc);
  return tensor(dl::DivOp::create(builder, place, sum.getType(), sum, count), rows, loc);
}

Value Emitter::reshape(const Value &value, llvm::ArrayRef<int64_t> shape, Loc loc,
                       llvm::ArrayRef<int64_t> batchFactors) {
  llvm::SmallVector<int64_t> rows(shape.size(), 0);
  // A dimension of the batch stays one only if the elements before it stay those before it: find
  // the result's dimension where as many elements lie outside.
  int64_t before = 1;
  for (int64_t i = 0; i < value.rank(); before *= value.shape()[i++]) {
    if (!value.rows[i])
      continue;
    int64_t outside = 1, found = -1;
    for (auto [to, size] : llvm::enumerate(shape)) {
      bool candidate = outside == before && size % model.batch == 0;
      // With a batch of 1, dimensions of size 1 look alike: the text's own `batch` decides.
      if (candidate && (found < 0 || (!batchFactors.empty() && batchFactors[to])))
        found = to;
      outside *= size;
    }
    if (found < 0) {
      Value wanted = tensor(value.tensor, value.rows, value.loc);
      error(loc, "this reshape of " + wanted.describe() +
                     " would tear the batch apart; keep 'batch' as a dimension");
      return {};
    }
    rows[found] = shape[found] / model.batch;
  }
  if (shape == value.shape())
    return tensor(value.tensor, rows, loc);
  mlir::Value result = dl::ReshapeOp::create(builder, location(loc),
                                             tensorType(shape, value.elementType()), value.tensor);
  return tensor(result, rows, loc);
}
