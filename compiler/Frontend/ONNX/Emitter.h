//===- Emitter.h - Building graphs out of dl ops ----------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_EMITTER_H
#define DLC_COMPILER_FRONTEND_ONNX_EMITTER_H

#include "dlc/Dialect/DL/DL.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::importer {

using mlir::ArrayRef;
using mlir::RankedTensorType;
using mlir::SmallVector;
using mlir::Type;
using mlir::Value;

inline RankedTensorType typeOf(Value value) { return mlir::cast<RankedTensorType>(value.getType()); }
inline ArrayRef<int64_t> shapeOf(Value value) { return typeOf(value).getShape(); }
inline Type elementOf(Value value) { return typeOf(value).getElementType(); }
inline int64_t rankOf(Value value) { return typeOf(value).getRank(); }
inline int64_t sizeOf(Value value) { return typeOf(value).getNumElements(); }
inline bool isFloat(Value value) { return mlir::isa<mlir::FloatType>(elementOf(value)); }
inline bool isBool(Value value) { return elementOf(value).isInteger(1); }

/// "f32[2, 3]"
std::string describe(Value value);
std::string describe(ArrayRef<int64_t> shape);

/// What NumPy's broadcasting makes of two shapes; none if they do not fit.
std::optional<SmallVector<int64_t>> broadcastShape(ArrayRef<int64_t> a, ArrayRef<int64_t> b);

/// Builds ops, folding those of constants. Callers have checked shapes and types.
class Emitter : public mlir::ImplicitLocOpBuilder {
public:
  explicit Emitter(mlir::MLIRContext *context)
      : ImplicitLocOpBuilder(mlir::UnknownLoc::get(context), context) {}

  /// Builds an op of one result.
  template <typename Op, typename... Args> Value make(Args &&...args) {
    return fold(Op::create(*this, std::forward<Args>(args)...));
  }

  Value constant(mlir::DenseElementsAttr value);
  Value empty(RankedTensorType type);        ///< of a type without elements
  Value integers(ArrayRef<int64_t> values); ///< i64[n]
  Value scalar(double value, Type element);
  Value splat(RankedTensorType type, double value);
  /// A constant of a floating-point type.
  Value numbers(ArrayRef<int64_t> shape, ArrayRef<double> values, Type element);
  /// A constant of the type of `value`.
  Value like(Value value, double number) { return splat(typeOf(value), number); }
  RankedTensorType withElement(Value value, Type element) {
    return RankedTensorType::get(shapeOf(value), element);
  }

  Value cast(Value value, Type element);
  Value reshape(Value value, ArrayRef<int64_t> shape);
  Value transpose(Value value, ArrayRef<int64_t> permutation);
  /// Moves dimension `from` to position `to`.
  Value moveDim(Value value, int64_t from, int64_t to);
  /// Repeats dimensions of size 1 and adds leading ones, as NumPy does.
  Value broadcastTo(Value value, ArrayRef<int64_t> shape);
  /// `value`, whose only dimension is `dim` of a tensor of that shape, along it.
  Value alongDim(Value value, int64_t dim, ArrayRef<int64_t> shape);
  Value slice(Value value, int64_t axis, int64_t start, int64_t limit, int64_t stride = 1);
  Value concat(ArrayRef<Value> values, int64_t axis);
  Value iota(int64_t count, Type element);
  /// With the axes as dimensions of size 1, if `keep`.
  template <typename Reduction> Value reduce(Value value, ArrayRef<int64_t> axes, bool keep) {
    if (axes.empty())
      return value;
    Value result = make<Reduction>(value, axes);
    return keep ? reshape(result, keptShape(shapeOf(value), axes)) : result;
  }
  static SmallVector<int64_t> keptShape(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes);

  Value add(Value a, Value b) { return make<dl::AddOp>(a, b); }
  Value sub(Value a, Value b) { return make<dl::SubOp>(a, b); }
  Value mul(Value a, Value b) { return make<dl::MulOp>(a, b); }
  Value div(Value a, Value b) { return make<dl::DivOp>(a, b); }
  Value add(Value a, double b) { return add(a, like(a, b)); }
  Value sub(Value a, double b) { return sub(a, like(a, b)); }
  Value mul(Value a, double b) { return mul(a, like(a, b)); }
  Value div(Value a, double b) { return div(a, like(a, b)); }
  Value neg(Value a) { return make<dl::NegOp>(a); }
  Value compare(dl::Predicate predicate, Value a, Value b) {
    return make<dl::CompareOp>(predicate, a, b);
  }
  Value compare(dl::Predicate predicate, Value a, double b) { return compare(predicate, a, like(a, b)); }
  Value select(Value condition, Value a, Value b) { return make<dl::SelectOp>(a.getType(), condition, a, b); }
  Value logicalNot(Value a) { return make<dl::NotOp>(a); }
  /// The largest whole number that is not above x.
  Value floor(Value x);
  /// The nearest whole number; halves go to the even neighbour.
  Value round(Value x);

private:
  Value fold(mlir::Operation *op);
};

} // namespace dlc::importer
#endif
