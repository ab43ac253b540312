//===- BuiltinsElementwise.cpp - One element out for each one in ----------===//
#include "Builtins.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

template <typename OpTy> static Value emitUnary(Call &call) { return call.unary<OpTy>(call["x"]); }

template <typename OpTy> static Value emitNumberUnary(Call &call) {
  const Value &x = call["x"];
  if (!x.isFloatTensor() && !x.elementType().isSignlessInteger(32) &&
      !x.elementType().isSignlessInteger(64))
    return call.fail("x", "'" + call.builtin.name + "' does not apply to " + x.describe());
  return call.unary<OpTy>(x);
}

static Value emitLeakyRelu(Call &call) {
  return call.unary<dl::LeakyReluOp>(call["x"],
                                     call.builder().getF64FloatAttr(call.number("slope")));
}

static Value emitElu(Call &call) {
  return call.unary<dl::EluOp>(call["x"], call.builder().getF64FloatAttr(call.number("alpha")));
}

static Value emitGelu(Call &call) {
  bool tanh = call.keyword("approximate") == "tanh";
  return call.unary<dl::GeluOp>(call["x"], tanh ? call.builder().getUnitAttr() : mlir::UnitAttr());
}

static Value emitClamp(Call &call) {
  double low = call.number("low"), high = call.number("high");
  if (!(low <= high))
    return call.fail("low", "'clamp' needs low <= high, got " + call["low"].describe() + " and " +
                                call["high"].describe());
  return call.unary<dl::ClampOp>(call["x"], call.builder().getF64FloatAttr(low),
                                 call.builder().getF64FloatAttr(high));
}

static Value emitSquare(Call &call) {
  return call.emitter.binary("*", call["x"], call["x"], call.loc);
}

static Value emitMinimum(Call &call) {
  return call.emitter.binary("min", call["a"], call["b"], call.loc);
}

static Value emitMaximum(Call &call) {
  return call.emitter.binary("max", call["a"], call["b"], call.loc);
}

static Value emitPow(Call &call) {
  return call.emitter.binary("**", call["a"], call["b"], call.loc);
}

static Value emitCast(Call &call) {
  mlir::Type element = parseElement(call.keyword("type"), call.builder().getContext());
  return call.emitter.cast(call["x"], element, call.loc);
}

static Value emitWhere(Call &call) {
  Value condition = call["condition"], a = call["a"], b = call["b"];
  if (!condition.elementType().isInteger(1))
    return call.fail("condition",
                     "the condition of 'where' must be a bool tensor, got " + condition.describe());
  if (a.isNumber() && b.isNumber())
    return call.fail("a", "one of the choices of 'where' must be a tensor");
  if (!call.emitter.unify("where", a, b, call.loc))
    return {};
  // Bring all three to one shape: the choices repeat along the condition's dimensions and the other
  // way round.
  mlir::Type element = a.elementType();
  Value shaped =
      call.tensor(call.emitter.splat(0, call.builder().getI1Type(), a.shape(), call.loc), a.rows);
  if (!call.emitter.unify("where", condition, shaped, call.loc))
    return {};
  mlir::Value lhs = call.emitter.broadcastTo(a.tensor, condition.shape(), call.loc);
  mlir::Value rhs = call.emitter.broadcastTo(b.tensor, condition.shape(), call.loc);
  assert(a.elementType() == element && "unify keeps the type of two tensors");
  (void)element;
  return call.tensor(
      dl::SelectOp::create(call.builder(), call.location(), condition.tensor, lhs, rhs),
      condition.rows);
}

llvm::ArrayRef<Builtin> dlc::dsl::elementwiseBuiltins() {
  static const Param x{"x", ArgKind::FloatTensor};
  static const Param number{"x", ArgKind::Tensor};
  static const std::vector<Builtin> table = {
      {"relu", {x}, "max(x, 0)", emitUnary<dl::ReluOp>},
      {"leaky_relu",
       {x, {"slope", ArgKind::Number, "0.01"}},
       "x where x > 0, else slope * x",
       emitLeakyRelu},
      {"elu",
       {x, {"alpha", ArgKind::Number, "1.0"}},
       "x where x > 0, else alpha * (e^x - 1)",
       emitElu},
      {"gelu",
       {x, {"approximate", ArgKind::Keyword, "none", "none tanh"}},
       "x Phi(x), exactly or by the tanh approximation",
       emitGelu},
      {"silu", {x}, "x sigmoid(x)", emitUnary<dl::SiluOp>},
      {"sigmoid", {x}, "1 / (1 + e^-x)", emitUnary<dl::SigmoidOp>},
      {"tanh", {x}, "hyperbolic tangent", emitUnary<dl::TanhOp>},
      {"softplus", {x}, "log(1 + e^x)", emitUnary<dl::SoftplusOp>},
      {"exp", {x}, "e^x", emitUnary<dl::ExpOp>},
      {"log", {x}, "natural logarithm", emitUnary<dl::LogOp>},
      {"sqrt", {x}, "square root", emitUnary<dl::SqrtOp>},
      {"rsqrt", {x}, "1 / sqrt(x)", emitUnary<dl::RsqrtOp>},
      {"erf", {x}, "the error function", emitUnary<dl::ErfOp>},
      {"sin", {x}, "sine", emitUnary<dl::SinOp>},
      {"cos", {x}, "cosine", emitUnary<dl::CosOp>},
      {"square", {x}, "x * x", emitSquare},
      {"stop_gradient", {x}, "x, as a constant to differentiation", emitUnary<dl::StopGradientOp>},
      {"abs", {number}, "|x|", emitNumberUnary<dl::AbsOp>},
      {"sign", {number}, "-1, 0 or 1", emitNumberUnary<dl::SignOp>},
      {"clamp",
       {x, {"low", ArgKind::Number}, {"high", ArgKind::Number}},
       "min(max(x, low), high)",
       emitClamp},
      {"minimum",
       {{"a", ArgKind::TensorOrNumber}, {"b", ArgKind::TensorOrNumber}},
       "the smaller of two",
       emitMinimum},
      {"maximum",
       {{"a", ArgKind::TensorOrNumber}, {"b", ArgKind::TensorOrNumber}},
       "the larger of two",
       emitMaximum},
      {"pow", {{"a", ArgKind::TensorOrNumber}, {"b", ArgKind::TensorOrNumber}}, "a ** b", emitPow},
      {"where",
       {{"condition", ArgKind::Tensor},
        {"a", ArgKind::TensorOrNumber},
        {"b", ArgKind::TensorOrNumber}},
       "a where the condition holds, else b",
       emitWhere},
      {"cast",
       {{"x", ArgKind::Tensor}, {"type", ArgKind::Type}},
       "x with another element type; a float is cut off to an integer",
       emitCast},
  };
  return table;
}
