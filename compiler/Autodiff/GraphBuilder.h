//===- GraphBuilder.h - Formulas as dl ops ----------------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_GRAPHBUILDER_H
#define DLC_AUTODIFF_GRAPHBUILDER_H

#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc {

inline mlir::RankedTensorType tensorType(mlir::Value value) {
  return mlir::cast<mlir::RankedTensorType>(value.getType());
}
inline bool isFloat(mlir::Value value) {
  auto type = mlir::dyn_cast<mlir::RankedTensorType>(value.getType());
  return type && mlir::isa<mlir::FloatType>(type.getElementType());
}

/// Builds dl ops with few words. Operands of one call have one type; a `double` stands for a
/// constant of the other operand's type.
struct GraphBuilder : mlir::ImplicitLocOpBuilder {
  using Value = mlir::Value;
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  Value splat(mlir::RankedTensorType type, double value) {
    return dl::ConstantOp::create(*this, type, value);
  }
  Value like(Value other, double value) { return splat(tensorType(other), value); }
  Value zeros(Value other) { return like(other, 0); }

  Value add(Value a, Value b) { return dl::AddOp::create(*this, a, b); }
  Value add(Value a, double b) { return add(a, like(a, b)); }
  Value sub(Value a, Value b) { return dl::SubOp::create(*this, a, b); }
  Value sub(double a, Value b) { return sub(like(b, a), b); }
  Value mul(Value a, Value b) { return dl::MulOp::create(*this, a, b); }
  Value mul(Value a, double b) { return mul(a, like(a, b)); }
  Value div(Value a, Value b) { return dl::DivOp::create(*this, a, b); }
  Value div(Value a, double b) { return div(a, like(a, b)); }
  Value pow(Value a, Value b) { return dl::PowOp::create(*this, a, b); }
  Value min(Value a, double b) { return dl::MinOp::create(*this, a, like(a, b)); }
  Value max(Value a, double b) { return dl::MaxOp::create(*this, a, like(a, b)); }
  Value neg(Value a) { return dl::NegOp::create(*this, a); }
  Value exp(Value a) { return dl::ExpOp::create(*this, a); }
  Value log(Value a) { return dl::LogOp::create(*this, a); }
  Value sqrt(Value a) { return dl::SqrtOp::create(*this, a); }
  Value sign(Value a) { return dl::SignOp::create(*this, a); }
  Value cos(Value a) { return dl::CosOp::create(*this, a); }
  Value sin(Value a) { return dl::SinOp::create(*this, a); }
  Value tanh(Value a) { return dl::TanhOp::create(*this, a); }
  Value sigmoid(Value a) { return dl::SigmoidOp::create(*this, a); }
  Value square(Value a) { return mul(a, a); }

  Value compare(dl::Predicate predicate, Value a, Value b) {
    return dl::CompareOp::create(*this, predicate, a, b);
  }
  Value compare(dl::Predicate predicate, Value a, double b) {
    return compare(predicate, a, like(a, b));
  }
  Value select(Value condition, Value a, Value b) {
    return dl::SelectOp::create(*this, condition, a, b);
  }

  Value reshape(Value a, llvm::ArrayRef<int64_t> shape) {
    return dl::ReshapeOp::create(*this, tensorType(a).clone(shape), a);
  }
  Value transpose(Value a, llvm::ArrayRef<int64_t> permutation) {
    return dl::TransposeOp::create(*this, a, permutation);
  }
  /// `a`, whose dimension i becomes dimension dims[i] of `shape`.
  Value broadcast(Value a, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> dims) {
    return dl::BroadcastOp::create(*this, tensorType(a).clone(shape), a, dims);
  }
  /// A scalar repeated to the shape of `other`.
  Value broadcastScalar(Value scalar, Value other) {
    return broadcast(scalar, tensorType(other).getShape(), {});
  }
  /// `a`, which lacks the dimensions `axes` of `other`, repeated along them.
  Value broadcastAlong(Value a, llvm::ArrayRef<int64_t> axes, Value other) {
    llvm::SmallVector<int64_t> dims;
    for (int64_t i = 0; i < tensorType(other).getRank(); ++i)
      if (!llvm::is_contained(axes, i))
        dims.push_back(i);
    return broadcast(a, tensorType(other).getShape(), dims);
  }
  Value reduceSum(Value a, llvm::ArrayRef<int64_t> axes) {
    return dl::ReduceSumOp::create(*this, a, axes);
  }
  Value sumOfAll(Value a) {
    auto axes = llvm::to_vector(llvm::seq<int64_t>(0, tensorType(a).getRank()));
    return axes.empty() ? a : reduceSum(a, axes);
  }
  /// `a` with the element type `element`.
  Value cast(Value a, mlir::Type element) {
    auto type = mlir::cast<mlir::RankedTensorType>(tensorType(a).clone(element));
    return type == a.getType() ? a : Value(dl::CastOp::create(*this, type, a));
  }
};

} // namespace dlc
#endif
