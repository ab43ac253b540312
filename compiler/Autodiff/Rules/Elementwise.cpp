//===- Elementwise.cpp - Derivatives of elementwise ops -------------------===//
// g is the cotangent of the result y. Rules read y rather than the operand where they can: then the
// operand need not be kept for the backward pass. Without another source, formulas are those of
// Abramowitz, Stegun: Handbook of Mathematical Functions, 3.3 and 4.1 to 4.5.
//===----------------------------------------------------------------------===//
#include "../Cotangents.h"

#include "mlir/IR/Matchers.h"
#include <cmath>

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

//===- Arithmetic ---------------------------------------------------------===//

/// (-x)' = -1
static void backward(NegOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.neg(g); });
}

/// |x|' = sign(x); 0 at 0, the middle of the subdifferential.
static void backward(AbsOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, b.sign(op.getOperand())); });
}

/// d(a + b) = da + db
static void backward(AddOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return g; });
  b.set(1, [&] { return g; });
}

/// d(a - b) = da - db
static void backward(SubOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return g; });
  b.set(1, [&] { return b.neg(g); });
}

/// d(a b) = b da + a db
static void backward(MulOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, op.getRhs()); });
  b.set(1, [&] { return b.mul(g, op.getLhs()); });
}

/// d(a / b) = da / b - y db / b
static void backward(DivOp op, Value g, Cotangents &b) {
  Value quotient = b.div(g, op.getRhs());
  b.set(0, [&] { return quotient; });
  b.set(1, [&] { return b.neg(b.mul(quotient, op.getResult())); });
}

/// The value of a constant whose elements are all the same, also behind a broadcast.
static std::optional<double> splatValue(Value value) {
  if (auto broadcast = value.getDefiningOp<BroadcastOp>())
    value = broadcast.getOperand();
  SplatElementsAttr splat;
  if (!matchPattern(value, m_Constant(&splat)))
    return std::nullopt;
  return splat.getSplatValue<FloatAttr>().getValueAsDouble();
}

/// d(a^b) = b a^(b - 1) da + y log(a) db.
/// The first term is 0 where b = 0 (a may be 0 then), the second where a = 0 and b >= 0, as the
/// limits of a^b there do not depend on b.
static void backward(PowOp op, Value g, Cotangents &b) {
  Value base = op.getLhs(), exponent = op.getRhs();
  b.set(0, [&]() -> Value {
    std::optional<double> constant = splatValue(exponent);
    if (constant == 0.0)
      return b.zeros(g);
    if (constant == 2.0)
      return b.mul(b.mul(g, base), 2);
    if (constant)
      return b.mul(g, b.mul(b.pow(base, b.like(base, *constant - 1)), *constant));
    Value slope = b.mul(exponent, b.pow(base, b.add(exponent, -1.0)));
    Value isZero = b.compare(Predicate::EQ, exponent, 0);
    return b.mul(g, b.select(isZero, b.zeros(g), slope));
  });
  b.set(1, [&] {
    Value isZero = b.compare(Predicate::EQ, base, 0);
    Value noPole = b.compare(Predicate::GE, exponent, 0);
    Value isFlat = AndOp::create(b, isZero, noPole);
    // log(0) is infinite: its product with y = 0 must not be formed.
    Value slope = b.mul(op.getResult(), b.log(base));
    return b.mul(g, b.select(isFlat, b.zeros(g), slope));
  });
}

/// The larger (smaller) operand takes all of g; equal ones take half each, as in PyTorch, so that
/// the result does not depend on their order.
static void backwardChoice(Value lhs, Value rhs, Predicate isChosen, Value g, Cotangents &b) {
  auto share = [&](Value own, Value other) {
    Value tie = b.compare(Predicate::EQ, own, other);
    Value half = b.select(tie, b.mul(g, 0.5), b.zeros(g));
    return b.select(b.compare(isChosen, own, other), g, half);
  };
  b.set(0, [&] { return share(lhs, rhs); });
  b.set(1, [&] { return share(rhs, lhs); });
}
static void backward(MaxOp op, Value g, Cotangents &b) {
  backwardChoice(op.getLhs(), op.getRhs(), Predicate::GT, g, b);
}
static void backward(MinOp op, Value g, Cotangents &b) {
  backwardChoice(op.getLhs(), op.getRhs(), Predicate::LT, g, b);
}

/// The side that was chosen takes g.
static void backward(SelectOp op, Value g, Cotangents &b) {
  b.set(1, [&] { return b.select(op.getCondition(), g, b.zeros(g)); });
  b.set(2, [&] { return b.select(op.getCondition(), b.zeros(g), g); });
}

/// Between floating-point types: g in the operand's type. Others never have a cotangent.
static void backward(CastOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.cast(g, tensorType(op.getOperand()).getElementType()); });
}

//===- Functions ----------------------------------------------------------===//

/// (e^x)' = y
static void backward(ExpOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, op.getResult()); });
}

/// log(x)' = 1 / x
static void backward(LogOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.div(g, op.getOperand()); });
}

/// sqrt(x)' = 1 / (2 y); infinite at 0.
static void backward(SqrtOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.div(b.mul(g, 0.5), op.getResult()); });
}

/// (x^-1/2)' = -1/2 x^-3/2 = -y^3 / 2
static void backward(RsqrtOp op, Value g, Cotangents &b) {
  Value y = op.getResult();
  b.set(0, [&] { return b.mul(b.mul(g, -0.5), b.mul(y, b.square(y))); });
}

/// tanh(x)' = 1 - y^2
static void backward(TanhOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, b.sub(1, b.square(op.getResult()))); });
}

/// sigmoid(x)' = y (1 - y)
static void backward(SigmoidOp op, Value g, Cotangents &b) {
  Value y = op.getResult();
  b.set(0, [&] { return b.mul(g, b.mul(y, b.sub(1, y))); });
}

/// erf(x)' = 2 / sqrt(pi) e^(-x^2)   (Abramowitz, Stegun 7.1.1)
static void backward(ErfOp op, Value g, Cotangents &b) {
  Value bell = b.exp(b.neg(b.square(op.getOperand())));
  b.set(0, [&] { return b.mul(g, b.mul(bell, 2 / std::sqrt(M_PI))); });
}

/// sin(x)' = cos(x)
static void backward(SinOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, b.cos(op.getOperand())); });
}

/// cos(x)' = -sin(x)
static void backward(CosOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.neg(b.mul(g, b.sin(op.getOperand()))); });
}

//===- Activations --------------------------------------------------------===//

/// max(x, 0)' = 1 where y > 0, else 0 (at 0 too, as in PyTorch).
static void backward(ReluOp op, Value g, Cotangents &b) {
  Value isPositive = b.compare(Predicate::GT, op.getResult(), 0);
  b.set(0, [&] { return b.select(isPositive, g, b.zeros(g)); });
}

/// 1 where x > 0, else slope. y has the sign of x unless the slope is negative.
static void backward(LeakyReluOp op, Value g, Cotangents &b) {
  double slope = op.getSlope();
  Value deciding = slope >= 0 ? op.getResult() : op.getOperand();
  Value isPositive = b.compare(Predicate::GT, deciding, 0);
  b.set(0, [&] { return b.select(isPositive, g, b.mul(g, slope)); });
}

/// 1 where x > 0, else alpha e^x = y + alpha (Clevert et al.: ELUs, ICLR 2016, eq. 14).
/// y has the sign of x unless alpha is negative.
static void backward(EluOp op, Value g, Cotangents &b) {
  double alpha = op.getAlpha();
  Value deciding = alpha >= 0 ? op.getResult() : op.getOperand();
  Value isPositive = b.compare(Predicate::GT, deciding, 0);
  Value slope = b.add(op.getResult(), alpha);
  b.set(0, [&] { return b.select(isPositive, g, b.mul(g, slope)); });
}

/// (x s)' = s (1 + x (1 - s)) with s = sigmoid(x)
static void backward(SiluOp op, Value g, Cotangents &b) {
  Value x = op.getOperand(), s = b.sigmoid(x);
  Value slope = b.mul(s, b.add(b.mul(x, b.sub(1, s)), 1.0));
  b.set(0, [&] { return b.mul(g, slope); });
}

/// log(1 + e^x)' = sigmoid(x). Not 1 - e^-y, which cancels for large negative x.
static void backward(SoftplusOp op, Value g, Cotangents &b) {
  b.set(0, [&] { return b.mul(g, b.sigmoid(op.getOperand())); });
}

/// (x Phi(x))' = Phi(x) + x phi(x) with Phi(x) = (1 + erf(x / sqrt(2))) / 2 and
/// phi(x) = e^(-x^2 / 2) / sqrt(2 pi)   (Hendrycks, Gimpel 2016)
static Value exactGeluSlope(Value x, Cotangents &b) {
  Value erf = ErfOp::create(b, b.mul(x, std::sqrt(0.5)));
  Value distribution = b.mul(b.add(erf, 1.0), 0.5);
  Value density = b.mul(b.exp(b.mul(b.square(x), -0.5)), 1 / std::sqrt(2 * M_PI));
  return b.add(distribution, b.mul(x, density));
}

/// y = x (1 + t) / 2 with t = tanh(u), u = c (x + k x^3):
/// y' = (1 + t) / 2 + x (1 - t^2) u' / 2 with u' = c (1 + 3 k x^2)
static Value tanhGeluSlope(Value x, Cotangents &b) {
  const double c = std::sqrt(2 / M_PI), k = 0.044715;
  Value squared = b.square(x);
  Value inner = b.mul(b.mul(x, b.add(b.mul(squared, k), 1.0)), c);
  Value t = b.tanh(inner);
  Value innerSlope = b.mul(b.add(b.mul(squared, 3 * k), 1.0), c);
  Value outer = b.mul(b.mul(x, b.sub(1, b.square(t))), innerSlope);
  return b.mul(b.add(b.add(t, 1.0), outer), 0.5);
}

static void backward(GeluOp op, Value g, Cotangents &b) {
  Value x = op.getOperand();
  Value slope = op.getTanh() ? tanhGeluSlope(x, b) : exactGeluSlope(x, b);
  b.set(0, [&] { return b.mul(g, slope); });
}

/// 1 where low <= x <= high, else 0; the ends belong to the inside, as in PyTorch.
static void backward(ClampOp op, Value g, Cotangents &b) {
  Value x = op.getOperand();
  Value above = b.compare(Predicate::GE, x, op.getLow());
  Value below = b.compare(Predicate::LE, x, op.getHigh());
  Value isInside = AndOp::create(b, above, below);
  b.set(0, [&] { return b.select(isInside, g, b.zeros(g)); });
}

void attachElementwiseRules(MLIRContext *context) {
  attachRules<NegOp, AbsOp, AddOp, SubOp, MulOp, DivOp, PowOp, MinOp, MaxOp, SelectOp, CastOp>(
      context);
  attachRules<ExpOp, LogOp, SqrtOp, RsqrtOp, TanhOp, SigmoidOp, ErfOp, SinOp, CosOp>(context);
  attachRules<ReluOp, LeakyReluOp, EluOp, SiluOp, SoftplusOp, GeluOp, ClampOp>(context);
  attachZero<SignOp>(context);
  attachNonDifferentiable<CompareOp, NotOp, AndOp, OrOp>(context);
  // No operand, so nothing to differentiate.
  attachNonDifferentiable<ConstantOp, IotaOp, RowMaskOp>(context);
}

} // namespace dlc
