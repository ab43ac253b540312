//===- ScalarLowering.cpp - One element of an elementwise op ------------------===//
#include "dlc/Conversion/ScalarLowering.h"

#include "ScalarLoweringParts.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

Type dlc::scalarType(Type element) {
  if (element.isUnsignedInteger())
    return IntegerType::get(element.getContext(), element.getIntOrFloatBitWidth());
  return element;
}

bool dlc::hasScalarLowering(Operation *op) {
  return isa_and_present<DLDialect>(op->getDialect()) && op->hasTrait<OpTrait::Elementwise>();
}

static bool isUnsigned(Value tensor) {
  return cast<ShapedType>(tensor.getType()).getElementType().isUnsignedInteger();
}

//===- Integers and comparisons -----------------------------------------------===//

/// Towards zero. Division by zero gives 0 and the one quotient that overflows wraps, where the
/// machine would raise a signal: compiled code never ends the process.
static Value divideIntegers(ScalarBuilder &b, Value x, Value y, bool isUnsigned) {
  Value zero = b.constant(x, 0), one = b.constant(x, 1);
  Value isZero = b.equal(y, 0);
  if (isUnsigned) {
    Value quotient = arith::DivUIOp::create(b, x, b.select(isZero, one, y));
    return b.select(isZero, zero, quotient);
  }
  Value isMinusOne = b.equal(y, -1);
  Value divisor = b.select(arith::OrIOp::create(b, isZero, isMinusOne), one, y);
  Value quotient = arith::DivSIOp::create(b, x, divisor);
  return b.select(isZero, zero, b.select(isMinusOne, b.neg(x), quotient));
}

static Value lowerDiv(ScalarBuilder &b, DivOp op, Value x, Value y) {
  return b.isFloat(x) ? b.divide(x, y) : divideIntegers(b, x, y, isUnsigned(op.getLhs()));
}

Value dlc::lowerExtremum(ScalarBuilder &b, bool isMax, bool isUnsigned, Value x, Value y) {
  if (b.isFloat(x))
    return isMax ? arith::MaximumFOp::create(b, x, y).getResult()
                 : arith::MinimumFOp::create(b, x, y).getResult();
  if (isUnsigned)
    return isMax ? arith::MaxUIOp::create(b, x, y).getResult()
                 : arith::MinUIOp::create(b, x, y).getResult();
  return isMax ? arith::MaxSIOp::create(b, x, y).getResult()
               : arith::MinSIOp::create(b, x, y).getResult();
}

/// x itself where it is 0 or NaN.
static Value lowerSign(ScalarBuilder &b, SignOp op, Value x) {
  Value one = b.constant(x, 1), zero = b.constant(x, 0);
  if (b.isFloat(x))
    return b.select(b.greater(x, zero), one, b.select(b.greater(zero, x), b.constant(x, -1), x));
  if (isUnsigned(op.getOperand()))
    return arith::MinUIOp::create(b, x, one);
  return arith::MaxSIOp::create(b, arith::MinSIOp::create(b, x, one), b.constant(x, -1));
}

static Value lowerCompare(ScalarBuilder &b, CompareOp op, Value x, Value y) {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  struct Spellings {
    F onFloats;
    I onSigned, onUnsigned;
  };
  auto spellings = [&]() -> Spellings {
    switch (op.getPredicate()) {
    case Predicate::EQ:
      return {F::OEQ, I::eq, I::eq};
    case Predicate::NE:
      return {F::UNE, I::ne, I::ne};
    case Predicate::LT:
      return {F::OLT, I::slt, I::ult};
    case Predicate::LE:
      return {F::OLE, I::sle, I::ule};
    case Predicate::GT:
      return {F::OGT, I::sgt, I::ugt};
    case Predicate::GE:
      return {F::OGE, I::sge, I::uge};
    }
    llvm_unreachable("every predicate has a spelling");
  }();
  if (b.isFloat(x))
    return b.compare(spellings.onFloats, x, y);
  return b.compare(isUnsigned(op.getLhs()) ? spellings.onUnsigned : spellings.onSigned, x, y);
}

//===- Casts --------------------------------------------------------------------===//

/// A float outside the range of the integer type gives an unspecified value.
static Value lowerCast(ScalarBuilder &b, CastOp op, Value x) {
  Type source = cast<ShapedType>(op.getOperand().getType()).getElementType();
  Type target = cast<ShapedType>(op.getType()).getElementType();
  Type from = x.getType(), to = scalarType(target);
  bool fromUnsigned = source.isUnsignedInteger() || source.isInteger(1);
  unsigned fromWidth = from.getIntOrFloatBitWidth(), toWidth = to.getIntOrFloatBitWidth();
  if (source == target)
    return x;
  if (to.isInteger(1))
    return b.isFloat(x) ? b.compare(arith::CmpFPredicate::UNE, x, b.constant(x, 0))
                        : b.compare(arith::CmpIPredicate::ne, x, b.constant(x, 0));
  if (isa<FloatType>(to)) {
    if (!b.isFloat(x))
      return fromUnsigned ? arith::UIToFPOp::create(b, to, x).getResult()
                          : arith::SIToFPOp::create(b, to, x).getResult();
    if (to.isBF16() && from.isF64()) // what a library for f64 would have to be there for
      x = arith::TruncFOp::create(b, b.getF32Type(), x);
    return toWidth > fromWidth ? arith::ExtFOp::create(b, to, x).getResult()
                               : arith::TruncFOp::create(b, to, x).getResult();
  }
  if (b.isFloat(x)) {
    // Through i32 for u8: x86 converts floats to nothing narrower, and not to unsigned before
    // AVX-512.
    Type wide = toWidth < 32 ? b.getI32Type() : to;
    Value integer = arith::FPToSIOp::create(b, wide, x);
    return wide == to ? integer : arith::TruncIOp::create(b, to, integer).getResult();
  }
  if (toWidth < fromWidth)
    return arith::TruncIOp::create(b, to, x);
  return fromUnsigned ? arith::ExtUIOp::create(b, to, x).getResult()
                      : arith::ExtSIOp::create(b, to, x).getResult();
}

//===- All ops ------------------------------------------------------------------===//

Value dlc::lowerScalar(OpBuilder &builder, Operation *op, ValueRange scalars) {
  assert(hasScalarLowering(op) && scalars.size() == op->getNumOperands());
  ScalarBuilder b(op->getLoc(), builder);
  Value x = scalars[0];
  Value y = scalars.size() > 1 ? scalars[1] : Value();
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](CastOp op) { return lowerCast(b, op, x); })
      .Case([&](CompareOp op) { return lowerCompare(b, op, x, y); })
      .Case([&](SelectOp) { return b.select(x, y, scalars[2]); })
      .Case([&](NotOp) { return arith::XOrIOp::create(b, x, b.constant(x, 1)).getResult(); })
      .Case([&](AndOp) { return arith::AndIOp::create(b, x, y).getResult(); })
      .Case([&](OrOp) { return arith::OrIOp::create(b, x, y).getResult(); })
      .Case([&](NegOp) { return b.neg(x); })
      .Case([&](AbsOp op) { return isUnsigned(op.getOperand()) ? x : b.abs(x); })
      .Case([&](SignOp op) { return lowerSign(b, op, x); })
      .Case([&](AddOp) { return b.add(x, y); })
      .Case([&](SubOp) { return b.sub(x, y); })
      .Case([&](MulOp) { return b.mul(x, y); })
      .Case([&](DivOp op) { return lowerDiv(b, op, x, y); })
      .Case([&](PowOp op) { return lowerPow(b, op, x, y); })
      .Case([&](MinOp op) { return lowerExtremum(b, false, isUnsigned(op.getLhs()), x, y); })
      .Case([&](MaxOp op) { return lowerExtremum(b, true, isUnsigned(op.getLhs()), x, y); })
      .Default([&](Operation *op) { return lowerFunction(b, op, x, y); });
}
