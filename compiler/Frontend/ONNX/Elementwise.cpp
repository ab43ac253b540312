//===- Elementwise.cpp - Arithmetic, comparison and logic -------------------===//
#include "Graph.h"
#include "Operators.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using dl::Predicate;

//===- Two operands and more --------------------------------------------------===//

/// Two operands of one type, broadcast; nulls after an error.
static std::pair<Value, Value> operands(Node &n) {
  Value a = n.input(0), b = a ? n.input(1) : Value();
  if (!a || !b)
    return {};
  if (elementOf(a) != elementOf(b)) {
    (void)n.fail("operands " + describe(a) + " and " + describe(b) + " differ in type");
    return {};
  }
  if (n.version < 7 && n.integer("broadcast", 0)) {
    // The second operand's dimensions are those of the first from `axis` on.
    FailureOr<int64_t> axis = n.axis(n.integer("axis", rankOf(a) - rankOf(b)), rankOf(a) + 1);
    if (failed(axis) || *axis + rankOf(b) > rankOf(a)) {
      (void)n.fail("operands " + describe(a) + " and " + describe(b) + " do not fit together");
      return {};
    }
    SmallVector<int64_t> shape(shapeOf(b));
    shape.append(rankOf(a) - *axis - rankOf(b), 1);
    b = n.b.reshape(b, shape);
  }
  Value both[] = {a, b};
  if (failed(n.broadcast(both)))
    return {};
  return {both[0], both[1]};
}

template <typename Op> static LogicalResult importBinary(Node &n) {
  auto [x, y] = operands(n);
  if (!x)
    return failure();
  if (isBool(x))
    return n.fail("there is no arithmetic on " + describe(x));
  return n.give(n.b.make<Op>(x, y));
}

template <typename Op> static LogicalResult importLogical(Node &n) {
  auto [x, y] = operands(n);
  if (!x)
    return failure();
  if (!isBool(x))
    return n.fail("logic is of booleans, got " + describe(x));
  return n.give(n.b.make<Op>(x, y));
}

static LogicalResult importXor(Node &n) {
  auto [x, y] = operands(n);
  if (!x)
    return failure();
  if (!isBool(x))
    return n.fail("logic is of booleans, got " + describe(x));
  return n.give(n.b.make<dl::OrOp>(n.b.make<dl::AndOp>(x, n.b.logicalNot(y)),
                                   n.b.make<dl::AndOp>(n.b.logicalNot(x), y)));
}

template <Predicate predicate> static LogicalResult importCompare(Node &n) {
  auto [x, y] = operands(n);
  if (!x)
    return failure();
  if (isBool(x)) { // as numbers
    x = n.b.cast(x, n.b.getI32Type());
    y = n.b.cast(y, n.b.getI32Type());
  }
  return n.give(n.b.compare(predicate, x, y));
}

/// Of operands of any number.
template <typename Op> static LogicalResult importVariadic(Node &n) {
  FailureOr<SmallVector<Value>> values = n.inputs();
  if (failed(values) || failed(n.broadcast(*values)))
    return failure();
  if (isBool((*values)[0]))
    return n.fail("there is no arithmetic on " + describe((*values)[0]));
  Value result = (*values)[0];
  for (Value value : ArrayRef<Value>(*values).drop_front()) {
    if (value.getType() != result.getType())
      return n.fail("operands " + describe(result) + " and " + describe(value) + " differ in type");
    result = n.b.make<Op>(result, value);
  }
  return n.give(result);
}

static LogicalResult importMean(Node &n) {
  FailureOr<SmallVector<Value>> values = n.inputs();
  if (failed(values) || failed(n.broadcast(*values)) || failed(n.needFloat((*values)[0])))
    return failure();
  Value sum = (*values)[0];
  for (Value value : ArrayRef<Value>(*values).drop_front()) {
    if (value.getType() != sum.getType())
      return n.fail("operands " + describe(sum) + " and " + describe(value) + " differ in type");
    sum = n.b.add(sum, value);
  }
  return n.give(n.b.div(sum, static_cast<double>(values->size())));
}

/// x^n for a small whole n, of numbers of either sign and of integers; null where n is another number.
static Value wholePower(Node &n, Value x) {
  std::string reason;
  DenseElementsAttr exponent = n.has(1) ? n.graph.constant(n.proto.input(1), reason) : DenseElementsAttr();
  if (!exponent || exponent.getNumElements() != 1)
    return {};
  FailureOr<SmallVector<double>> power = n.numbers(1, "the exponent");
  if (failed(power) || (*power)[0] < 1 || (*power)[0] > 4 || (*power)[0] != std::floor((*power)[0]))
    return {};
  std::optional<SmallVector<int64_t>> shape = broadcastShape(shapeOf(x), exponent.getType().getShape());
  if (!shape)
    return {};
  Value result = x;
  for (int i = 1; i < (*power)[0]; ++i)
    result = n.b.mul(result, x);
  return n.b.broadcastTo(result, *shape);
}

static LogicalResult importPow(Node &n) {
  Value x = n.input(0);
  if (!x)
    return failure();
  if (Value result = wholePower(n, x))
    return n.give(result);
  Value y = n.input(1);
  if (!y)
    return failure();
  Value both[] = {x, y};
  if (failed(n.broadcast(both)))
    return failure();
  // Integers through floating-point numbers of enough digits.
  Type element = elementOf(x), wide = isFloat(x) ? element : Type(n.b.getF64Type());
  Value result = n.b.make<dl::PowOp>(n.b.cast(both[0], wide), n.b.cast(both[1], wide));
  if (!isFloat(x)) { // to the nearest, as pow is not exact
    Value half = n.b.like(result, 0.5);
    result = n.b.add(result, n.b.select(n.b.compare(Predicate::LT, result, 0), n.b.neg(half), half));
  }
  return n.give(n.b.cast(result, element));
}

/// a - b floor(a / b), with the sign of b; or with the sign of a, if `fmod`.
static LogicalResult importMod(Node &n) {
  bool isC = n.integer("fmod", 0);
  auto [x, y] = operands(n);
  if (!x)
    return failure();
  Emitter &b = n.b;
  Value quotient = b.div(x, y);
  if (isFloat(x)) {
    Value size = b.floor(b.make<dl::AbsOp>(quotient));
    quotient = b.mul(b.make<dl::SignOp>(quotient), size);
  }
  Value rest = b.sub(x, b.mul(quotient, y));
  if (isC || elementOf(x).isUnsignedInteger())
    return n.give(rest);
  Value zero = b.like(rest, 0);
  Value differs = b.make<dl::AndOp>(
      b.compare(Predicate::NE, rest, zero),
      b.compare(Predicate::LT, b.mul(b.make<dl::SignOp>(rest), b.make<dl::SignOp>(y)), zero));
  return n.give(b.select(differs, b.add(rest, y), rest));
}

static LogicalResult importWhere(Node &n) {
  Value condition = n.input(0), x = condition ? n.input(1) : Value(), y = x ? n.input(2) : Value();
  if (!y)
    return failure();
  if (!isBool(condition) || elementOf(x) != elementOf(y))
    return n.fail("expected booleans and two tensors of one type, got " + describe(condition) + ", " + describe(x) +
                  " and " + describe(y));
  Value all[] = {condition, x, y};
  if (failed(n.broadcast(all)))
    return failure();
  return n.give(n.b.select(all[0], all[1], all[2]));
}

//===- One operand ------------------------------------------------------------===//

template <typename Op> static LogicalResult importUnary(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.make<Op>(x));
}

template <typename Op> static LogicalResult importNumeric(Node &n) {
  Value x = n.input(0);
  if (!x)
    return failure();
  if (isBool(x))
    return n.fail("there is no such operation on " + describe(x));
  return n.give(n.b.make<Op>(x));
}

static LogicalResult importNot(Node &n) {
  Value x = n.input(0);
  if (!x)
    return failure();
  return isBool(x) ? n.give(n.b.logicalNot(x)) : n.fail("logic is of booleans, got " + describe(x));
}

/// An expression in one floating-point tensor.
template <Value (*compute)(Emitter &, Value)> static LogicalResult importExpression(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(compute(n.b, x));
}

static Value reciprocal(Emitter &b, Value x) { return b.div(b.like(x, 1), x); }
static Value floorOf(Emitter &b, Value x) { return b.floor(x); }
static Value ceilOf(Emitter &b, Value x) { return b.neg(b.floor(b.neg(x))); }
static Value tangent(Emitter &b, Value x) { return b.div(b.make<dl::SinOp>(x), b.make<dl::CosOp>(x)); }

static Value roundToEven(Emitter &b, Value x) { return b.round(x); }

/// (e^x - e^-x) / 2; near 0, where that cancels, by its series.
static Value sinh(Emitter &b, Value x) {
  Value large = b.mul(b.sub(b.make<dl::ExpOp>(x), b.make<dl::ExpOp>(b.neg(x))), 0.5);
  Value square = b.mul(x, x);
  Value series = b.mul(x, b.add(b.mul(square, b.add(b.mul(square, 1.0 / 120), 1.0 / 6)), 1.0));
  return b.select(b.compare(Predicate::LT, b.make<dl::AbsOp>(x), 0.125), series, large);
}

static Value cosh(Emitter &b, Value x) {
  return b.mul(b.add(b.make<dl::ExpOp>(x), b.make<dl::ExpOp>(b.neg(x))), 0.5);
}

/// sign(x) log(|x| + sqrt(x^2 + 1))
static Value asinh(Emitter &b, Value x) {
  Value size = b.make<dl::AbsOp>(x);
  Value root = b.make<dl::SqrtOp>(b.add(b.mul(x, x), 1.0));
  return b.mul(b.make<dl::SignOp>(x), b.make<dl::LogOp>(b.add(size, root)));
}

static Value acosh(Emitter &b, Value x) {
  return b.make<dl::LogOp>(b.add(x, b.make<dl::SqrtOp>(b.sub(b.mul(x, x), 1.0))));
}

static Value atanh(Emitter &b, Value x) {
  Value one = b.like(x, 1);
  return b.mul(b.make<dl::LogOp>(b.div(b.add(one, x), b.sub(one, x))), 0.5);
}

/// Of numbers in [-1, 1]: half the angle twice, tan(a / 2) = tan(a) / (1 + sqrt(1 + tan(a)^2)), then the series,
/// whose terms fall by a factor of 25.
static Value arctangentOfSmall(Emitter &b, Value x) {
  for (int halvings = 0; halvings < 2; ++halvings)
    x = b.div(x, b.add(b.make<dl::SqrtOp>(b.add(b.mul(x, x), 1.0)), 1.0));
  Value square = b.mul(x, x), series = b.like(x, 0);
  for (int term = elementOf(x).isF64() ? 11 : 5; term >= 0; --term)
    series = b.add(b.mul(series, square), (term % 2 ? -4.0 : 4.0) / (2 * term + 1));
  return b.mul(series, x);
}

static Value arctangent(Emitter &b, Value x) {
  // Both ways are computed everywhere: neither may divide by 0.
  Value isLarge = b.compare(Predicate::GT, b.make<dl::AbsOp>(x), 1);
  Value inverse = b.div(b.like(x, 1), b.select(isLarge, x, b.like(x, 1)));
  Value angle = arctangentOfSmall(b, b.select(isLarge, inverse, x));
  return b.select(isLarge, b.sub(b.mul(b.make<dl::SignOp>(x), M_PI_2), angle), angle);
}

/// The angle in a triangle whose opposite side is x and whose hypotenuse is 1.
static Value arcsine(Emitter &b, Value x) {
  Value one = b.like(x, 1);
  return arctangent(b, b.div(x, b.make<dl::SqrtOp>(b.mul(b.sub(one, x), b.add(one, x)))));
}

static Value arccosine(Emitter &b, Value x) { return b.sub(b.like(x, M_PI_2), arcsine(b, x)); }

static LogicalResult importIsNaN(Node &n) {
  Value x = n.input(0);
  return failed(n.needFloat(x)) ? failure() : n.give(n.b.compare(Predicate::NE, x, x));
}

static LogicalResult importIsInf(Node &n) {
  bool positive = n.integer("detect_positive", 1), negative = n.integer("detect_negative", 1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  Value above = n.b.compare(Predicate::EQ, x, HUGE_VAL), below = n.b.compare(Predicate::EQ, x, -HUGE_VAL);
  if (positive && negative)
    return n.give(n.b.make<dl::OrOp>(above, below));
  Value none = n.b.splat(n.b.withElement(x, n.b.getI1Type()), 0);
  return n.give(positive ? above : negative ? below : none);
}

/// The element type that attribute `to` names; null after an error.
static Type targetType(Node &n, int64_t to) {
  Type element = elementType(static_cast<int32_t>(to), n.b.getContext());
  if (!element)
    (void)n.fail("there are no tensors of " + dataTypeName(static_cast<int32_t>(to)));
  return element;
}

static LogicalResult importCast(Node &n) {
  n.ignore({"saturate", "round_mode"}); // of types with 8 bits
  Type element = targetType(n, n.integer("to", 0));
  Value x = element ? n.input(0) : Value();
  return x ? n.give(n.b.cast(x, element)) : failure();
}

static LogicalResult importCastLike(Node &n) {
  n.ignore({"saturate", "round_mode"});
  Value x = n.input(0), like = x ? n.input(1) : Value();
  return like ? n.give(n.b.cast(x, elementOf(like))) : failure();
}

/// Limits that are missing do not limit.
static LogicalResult clip(Node &n, Value x, Value low, Value high) {
  for (auto [limit, isLow] : {std::pair{low, true}, {high, false}}) {
    if (!limit)
      continue;
    if (sizeOf(limit) != 1 || elementOf(limit) != elementOf(x))
      return n.fail("a limit of " + describe(x) + " is " + describe(limit));
    Value all = n.b.broadcastTo(n.b.reshape(limit, {}), shapeOf(x));
    x = isLow ? n.b.make<dl::MaxOp>(x, all) : n.b.make<dl::MinOp>(x, all);
  }
  return n.give(x);
}

static LogicalResult importClip(Node &n) {
  Value x = n.input(0), low, high;
  if (!x || (n.has(1) && !(low = n.input(1))) || (n.has(2) && !(high = n.input(2))))
    return failure();
  return clip(n, x, low, high);
}

static LogicalResult importClip6(Node &n) {
  std::optional<double> low, high;
  if (n.hasAttribute("min"))
    low = n.number("min", 0);
  if (n.hasAttribute("max"))
    high = n.number("max", 0);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return clip(n, x, low ? n.b.scalar(*low, elementOf(x)) : Value(), high ? n.b.scalar(*high, elementOf(x)) : Value());
}

static LogicalResult importIdentity(Node &n) {
  Graph::Tensor *x = n.graph.operand(n, 0);
  if (!x)
    return failure();
  return x->value ? n.give(x->value) : n.graph.defineTensor(n, 0, *x);
}

ArrayRef<Operator> importer::elementwiseOperators() {
  static const Operator table[] = {
      {"Abs", 1, importNumeric<dl::AbsOp>},
      {"Acos", 7, importExpression<arccosine>},
      {"Acosh", 9, importExpression<acosh>},
      {"Add", 6, importBinary<dl::AddOp>},
      {"And", 6, importLogical<dl::AndOp>},
      {"Asin", 7, importExpression<arcsine>},
      {"Asinh", 9, importExpression<asinh>},
      {"Atan", 7, importExpression<arctangent>},
      {"Atanh", 9, importExpression<atanh>},
      {"Cast", 6, importCast},
      {"CastLike", 15, importCastLike},
      {"Ceil", 6, importExpression<ceilOf>},
      {"Clip", 6, importClip6},
      {"Clip", 11, importClip},
      {"Cos", 7, importUnary<dl::CosOp>},
      {"Cosh", 9, importExpression<cosh>},
      {"Div", 6, importBinary<dl::DivOp>},
      {"Equal", 6, importCompare<Predicate::EQ>},
      {"Erf", 9, importUnary<dl::ErfOp>},
      {"Exp", 6, importUnary<dl::ExpOp>},
      {"Floor", 6, importExpression<floorOf>},
      {"Greater", 6, importCompare<Predicate::GT>},
      {"GreaterOrEqual", 12, importCompare<Predicate::GE>},
      {"Identity", 1, importIdentity},
      {"IsInf", 10, importIsInf},
      {"IsNaN", 9, importIsNaN},
      {"Less", 6, importCompare<Predicate::LT>},
      {"LessOrEqual", 12, importCompare<Predicate::LE>},
      {"Log", 6, importUnary<dl::LogOp>},
      {"Max", 6, importVariadic<dl::MaxOp>},
      {"Mean", 6, importMean},
      {"Min", 6, importVariadic<dl::MinOp>},
      {"Mod", 10, importMod},
      {"Mul", 6, importBinary<dl::MulOp>},
      {"Neg", 6, importNumeric<dl::NegOp>},
      {"Not", 1, importNot},
      {"Or", 6, importLogical<dl::OrOp>},
      {"Pow", 6, importPow},
      {"Reciprocal", 6, importExpression<reciprocal>},
      {"Round", 11, importExpression<roundToEven>},
      {"Sign", 9, importNumeric<dl::SignOp>},
      {"Sin", 7, importUnary<dl::SinOp>},
      {"Sinh", 9, importExpression<sinh>},
      {"Sqrt", 6, importUnary<dl::SqrtOp>},
      {"Sub", 6, importBinary<dl::SubOp>},
      {"Sum", 6, importVariadic<dl::AddOp>},
      {"Tan", 7, importExpression<tangent>},
      {"Tanh", 6, importUnary<dl::TanhOp>},
      {"Where", 9, importWhere},
      {"Xor", 6, importXor},
  };
  return table;
}
