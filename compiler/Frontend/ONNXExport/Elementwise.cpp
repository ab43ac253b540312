//===- Elementwise.cpp - Elementwise ops in ONNX ----------------------------===//
#include "Writer.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;
using namespace dlc::dl;

/// The operator that an op is by itself; empty if it is none.
static StringRef sameOperator(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case([](NegOp) { return "Neg"; })
      .Case([](AbsOp) { return "Abs"; })
      .Case([](SignOp) { return "Sign"; })
      .Case([](ExpOp) { return "Exp"; })
      .Case([](LogOp) { return "Log"; })
      .Case([](SqrtOp) { return "Sqrt"; })
      .Case([](TanhOp) { return "Tanh"; })
      .Case([](SigmoidOp) { return "Sigmoid"; })
      .Case([](ErfOp) { return "Erf"; })
      .Case([](SinOp) { return "Sin"; })
      .Case([](CosOp) { return "Cos"; })
      .Case([](ReluOp) { return "Relu"; })
      .Case([](SoftplusOp) { return "Softplus"; })
      .Case([](NotOp) { return "Not"; })
      .Case([](AddOp) { return "Add"; })
      .Case([](SubOp) { return "Sub"; })
      .Case([](MulOp) { return "Mul"; })
      .Case([](DivOp) { return "Div"; })
      .Case([](PowOp) { return "Pow"; })
      .Case([](MinOp) { return "Min"; })
      .Case([](MaxOp) { return "Max"; })
      .Case([](AndOp) { return "And"; })
      .Case([](OrOp) { return "Or"; })
      .Case([](SelectOp) { return "Where"; })
      .Case([](StopGradientOp) { return "Identity"; })
      .Default([](Operation *) { return ""; });
}

static Writer::Name compare(Exported &e, CompareOp op) {
  switch (op.getPredicate()) {
  case Predicate::EQ:
    return e.w.node("Equal", e.operands);
  case Predicate::NE:
    return e.w.node("Not", {e.w.node("Equal", e.operands)});
  case Predicate::LT:
    return e.w.node("Less", e.operands);
  case Predicate::LE:
    return e.w.node("LessOrEqual", e.operands);
  case Predicate::GT:
    return e.w.node("Greater", e.operands);
  case Predicate::GE:
    return e.w.node("GreaterOrEqual", e.operands);
  }
  llvm_unreachable("every predicate has an operator");
}

/// As in ElementwiseOps.td; there is an operator only since version 20.
static Writer::Name gelu(Exported &e, GeluOp op) {
  Writer &w = e.w;
  Type element = typeOf(op.getOperand()).getElementType();
  const Writer::Name &x = e.operands[0];
  auto constant = [&](double value) { return w.scalar(element, value); };
  Writer::Name bend;
  if (op.getTanh()) {
    Writer::Name cube = w.node("Mul", {w.node("Mul", {x, x}), x});
    Writer::Name inner = w.node("Add", {x, w.node("Mul", {cube, constant(0.044715)})});
    bend = w.node("Tanh", {w.node("Mul", {inner, constant(std::sqrt(2 / M_PI))})});
  } else {
    bend = w.node("Erf", {w.node("Mul", {x, constant(std::sqrt(0.5))})});
  }
  Writer::Name half = w.node("Mul", {x, constant(0.5)});
  return w.node("Mul", {half, w.node("Add", {bend, constant(1)})});
}

bool exporter::exportElementwise(Exported &e) {
  Writer &w = e.w;
  if (StringRef same = sameOperator(e.op); !same.empty()) {
    e.results = {w.node(same, e.operands)};
    return true;
  }
  auto element = [&] { return typeOf(e.op->getResult(0)).getElementType(); };
  std::optional<Writer::Name> result =
      llvm::TypeSwitch<Operation *, std::optional<Writer::Name>>(e.op)
          .Case([&](RsqrtOp) { return w.node("Reciprocal", {w.node("Sqrt", e.operands)}); })
          .Case([&](SiluOp) { return w.node("Mul", {e.operands[0], w.node("Sigmoid", e.operands)}); })
          .Case([&](LeakyReluOp op) {
            return w.node("LeakyRelu", e.operands, {{"alpha", op.getSlope()}});
          })
          .Case([&](EluOp op) { return w.node("Elu", e.operands, {{"alpha", op.getAlpha()}}); })
          .Case([&](GeluOp op) { return gelu(e, op); })
          .Case([&](ClampOp op) {
            return w.node("Clip", {e.operands[0], w.scalar(element(), op.getLow()), w.scalar(element(), op.getHigh())});
          })
          .Case([&](CompareOp op) { return compare(e, op); })
          .Case([&](CastOp) { return w.node("Cast", e.operands, {{"to", int64_t(dataType(element()))}}); })
          .Default([](Operation *) { return std::nullopt; });
  if (!result)
    return false;
  e.results = {*result};
  return true;
}
