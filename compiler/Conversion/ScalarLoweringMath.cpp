//===- ScalarLoweringMath.cpp - Functions, activations and losses -------------===//
#include "ScalarLoweringParts.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

//===- pow ----------------------------------------------------------------------===//

/// The number that all elements of `value` are, where the graph shows it.
static std::optional<double> splatValue(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<BroadcastOp, ReshapeOp>(op))
      break;
    value = op->getOperand(0);
  }
  DenseFPElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) || !elements.isSplat())
    return std::nullopt;
  return elements.getSplatValue<APFloat>().convertToDouble();
}

/// x^n by squaring, n >= 1.
static Value integerPower(ScalarBuilder &b, Value x, unsigned n) {
  if (n == 1)
    return x;
  Value half = integerPower(b, x, n / 2);
  Value square = b.mul(half, half);
  return n % 2 ? b.mul(square, x) : square;
}

/// Small constant exponents, which models use most, need no call: squares, cubes, roots and their
/// reciprocals.
Value dlc::lowerPow(ScalarBuilder &b, PowOp op, Value x, Value y) {
  constexpr double kMostMultiplied = 8;
  if (std::optional<double> exponent = splatValue(op.getRhs())) {
    double size = std::abs(*exponent);
    Value power;
    if (size == 0)
      return b.constant(x, 1);
    if (size == 0.5)
      power = b.sqrt(x);
    else if (size == std::floor(size) && size <= kMostMultiplied)
      power = integerPower(b, x, static_cast<unsigned>(size));
    if (power)
      return *exponent < 0 ? b.reciprocal(power) : power;
  }
  return math::PowFOp::create(b, x, y);
}

//===- Activations ----------------------------------------------------------------===//

/// x Phi(x) = x / 2 (1 + erf(x / sqrt(2)))
static Value lowerGelu(ScalarBuilder &b, GeluOp op, Value x) {
  if (!op.getTanh())
    return b.mul(b.scale(0.5, x), b.plus(b.erf(b.scale(1 / llvm::numbers::sqrt2, x)), 1));
  constexpr double kSqrtTwoOverPi = 0.79788456080286535588;
  Value cube = b.mul(b.mul(x, x), x);
  Value inner = b.scale(kSqrtTwoOverPi, b.add(x, b.scale(0.044715, cube)));
  return b.mul(b.scale(0.5, x), b.plus(b.tanh(inner), 1));
}

static Value lowerElu(ScalarBuilder &b, EluOp op, Value x) {
  Value negative = b.scale(op.getAlpha(), b.unary<math::ExpM1Op>(x));
  return b.select(b.greater(x, b.constant(x, 0)), x, negative);
}

static Value lowerLeakyRelu(ScalarBuilder &b, LeakyReluOp op, Value x) {
  return b.select(b.greater(x, b.constant(x, 0)), x, b.scale(op.getSlope(), x));
}

//===- Losses -----------------------------------------------------------------------===//

static Value lowerHuber(ScalarBuilder &b, HuberOp op, Value x, Value y) {
  double delta = op.getDelta();
  Value d = b.sub(x, y);
  Value size = b.abs(d);
  Value near = b.mul(b.scale(0.5, d), d);
  Value far = b.scale(delta, b.plus(size, -0.5 * delta));
  Value isNear = b.compare(arith::CmpFPredicate::OLE, size, b.constant(d, delta));
  return b.select(isNear, near, far);
}

/// max(a, 0) - a b + log(1 + e^-|a|)
static Value lowerBinaryCrossEntropy(ScalarBuilder &b, Value logit, Value target) {
  Value linear = b.sub(b.atLeast(logit, 0), b.mul(logit, target));
  return b.add(linear, b.logOnePlusExpMinusAbs(logit));
}

//===- All ops ------------------------------------------------------------------===//

Value dlc::lowerFunction(ScalarBuilder &b, Operation *op, Value x, Value y) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](ExpOp) { return b.exp(x); })
      .Case([&](LogOp) { return b.unary<math::LogOp>(x); })
      .Case([&](SqrtOp) { return b.sqrt(x); })
      .Case([&](RsqrtOp) { return b.reciprocal(b.sqrt(x)); })
      .Case([&](TanhOp) { return b.tanh(x); })
      .Case([&](SigmoidOp) { return b.sigmoid(x); })
      .Case([&](ErfOp) { return b.erf(x); })
      .Case([&](SinOp) { return b.unary<math::SinOp>(x); })
      .Case([&](CosOp) { return b.unary<math::CosOp>(x); })
      .Case([&](ReluOp) { return b.atLeast(x, 0); })
      .Case([&](LeakyReluOp op) { return lowerLeakyRelu(b, op, x); })
      .Case([&](EluOp op) { return lowerElu(b, op, x); })
      .Case([&](SiluOp) { return b.mul(x, b.sigmoid(x)); })
      .Case([&](GeluOp op) { return lowerGelu(b, op, x); })
      .Case([&](SoftplusOp) { return b.add(b.atLeast(x, 0), b.logOnePlusExpMinusAbs(x)); })
      .Case([&](ClampOp op) { return b.atMost(b.atLeast(x, op.getLow()), op.getHigh()); })
      .Case([&](BinaryCrossEntropyOp) { return lowerBinaryCrossEntropy(b, x, y); })
      .Case([&](SquaredErrorOp) {
        Value d = b.sub(x, y);
        return b.mul(d, d);
      })
      .Case([&](AbsoluteErrorOp) { return b.abs(b.sub(x, y)); })
      .Case([&](HuberOp op) { return lowerHuber(b, op, x, y); })
      .Default(
          [](Operation *) -> Value { llvm_unreachable("an elementwise op without a lowering"); });
}
