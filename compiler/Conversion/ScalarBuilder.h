//===- ScalarBuilder.h - Short names for arithmetic -------------*- C++ -*-===//
//
// So that a lowering reads like its formula. Nothing here sets fast-math flags: a NaN must show.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_CONVERSION_SCALARBUILDER_H
#define DLC_CONVERSION_SCALARBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc {

class ScalarBuilder : public mlir::ImplicitLocOpBuilder {
public:
  using Value = mlir::Value;
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  static bool isFloat(Value a) { return mlir::isa<mlir::FloatType>(a.getType()); }

  /// `value` at the type of `like`.
  Value constant(Value like, double value) { return constant(like.getType(), value); }
  Value constant(mlir::Type type, double value) {
    if (mlir::isa<mlir::FloatType>(type))
      return mlir::arith::ConstantOp::create(*this, getFloatAttr(type, value));
    return integer(type, static_cast<int64_t>(value));
  }
  Value integer(mlir::Type type, int64_t value) {
    unsigned width =
        type.isIndex() ? mlir::IndexType::kInternalStorageBitWidth : type.getIntOrFloatBitWidth();
    llvm::APInt bits(width, value, /*isSigned=*/true, /*implicitTrunc=*/true);
    return mlir::arith::ConstantOp::create(*this, getIntegerAttr(type, bits));
  }

  Value add(Value a, Value b) { return pick<mlir::arith::AddFOp, mlir::arith::AddIOp>(a, b); }
  Value sub(Value a, Value b) { return pick<mlir::arith::SubFOp, mlir::arith::SubIOp>(a, b); }
  Value mul(Value a, Value b) { return pick<mlir::arith::MulFOp, mlir::arith::MulIOp>(a, b); }
  Value divide(Value a, Value b) { return mlir::arith::DivFOp::create(*this, a, b); }
  Value neg(Value a) {
    if (isFloat(a))
      return mlir::arith::NegFOp::create(*this, a);
    return sub(integer(a.getType(), 0), a);
  }
  Value abs(Value a) {
    if (isFloat(a))
      return mlir::math::AbsFOp::create(*this, a);
    return mlir::arith::MaxSIOp::create(*this, a, neg(a));
  }
  Value scale(double factor, Value a) { return mul(constant(a, factor), a); }
  Value plus(Value a, double b) { return add(a, constant(a, b)); }

  Value compare(mlir::arith::CmpFPredicate predicate, Value a, Value b) {
    return mlir::arith::CmpFOp::create(*this, predicate, a, b);
  }
  Value compare(mlir::arith::CmpIPredicate predicate, Value a, Value b) {
    return mlir::arith::CmpIOp::create(*this, predicate, a, b);
  }
  Value greater(Value a, Value b) { return compare(mlir::arith::CmpFPredicate::OGT, a, b); }
  Value equal(Value a, int64_t b) {
    return compare(mlir::arith::CmpIPredicate::eq, a, integer(a.getType(), b));
  }
  Value select(Value condition, Value a, Value b) {
    return mlir::arith::SelectOp::create(*this, condition, a, b);
  }
  /// max(a, low) that gives `a` where it is NaN: one instruction on x86, unlike arith.maximumf.
  Value atLeast(Value a, double low) {
    Value bound = constant(a, low);
    return select(greater(bound, a), bound, a);
  }
  Value atMost(Value a, double high) {
    Value bound = constant(a, high);
    return select(greater(a, bound), bound, a);
  }

  template <typename Op> Value unary(Value a) { return Op::create(*this, a); }
  Value exp(Value a) { return unary<mlir::math::ExpOp>(a); }
  Value sqrt(Value a) { return unary<mlir::math::SqrtOp>(a); }
  Value tanh(Value a) { return unary<mlir::math::TanhOp>(a); }
  Value erf(Value a) { return unary<mlir::math::ErfOp>(a); }
  Value reciprocal(Value a) { return divide(constant(a, 1), a); }
  /// e^-x overflows to infinity for very negative x, whose reciprocal is the limit 0.
  Value sigmoid(Value a) { return reciprocal(plus(exp(neg(a)), 1)); }
  /// log(1 + e^-|x|), which neither overflows nor loses the small values.
  Value logOnePlusExpMinusAbs(Value a) { return unary<mlir::math::Log1pOp>(exp(neg(abs(a)))); }

private:
  template <typename FloatOp, typename IntOp> Value pick(Value a, Value b) {
    if (isFloat(a))
      return FloatOp::create(*this, a, b);
    return IntOp::create(*this, a, b);
  }
};

} // namespace dlc
#endif
