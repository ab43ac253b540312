//===- LinalgBuilder.h - Loops over tensors ---------------------*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTOLINALG_LINALGBUILDER_H
#define DLC_CONVERSION_DLTOLINALG_LINALGBUILDER_H

#include "../ScalarBuilder.h"
#include "mlir/IR/BuiltinTypes.h"

namespace dlc {

/// Builds linalg.generic ops from what they compute for one element.
class LinalgBuilder : public ScalarBuilder {
public:
  using ScalarBuilder::ScalarBuilder;
  using Dims = llvm::SmallVector<int64_t>;
  using Shape = llvm::ArrayRef<int64_t>;
  using Body = llvm::function_ref<Value(ScalarBuilder &, mlir::ValueRange)>;

  static mlir::RankedTensorType tensor(Value value) {
    return mlir::cast<mlir::RankedTensorType>(value.getType());
  }
  static Dims allDims(mlir::RankedTensorType type);
  /// All dimensions of `type` but `axes`.
  static Dims dimsWithout(mlir::RankedTensorType type, Shape axes);

  Value filled(mlir::RankedTensorType type, Value element);
  Value filled(mlir::RankedTensorType type, double value) {
    return filled(type, constant(type.getElementType(), value));
  }

  /// A tensor of `type` whose elements `body` computes from one element of each input; dimension i
  /// of input n runs with dimension dims[n][i] of the result.
  Value map(mlir::RankedTensorType type, mlir::ValueRange inputs, llvm::ArrayRef<Dims> dims,
            Body body);
  /// The same, where all inputs have the shape of the result.
  Value map(mlir::RankedTensorType type, mlir::ValueRange inputs, Body body);

  /// Folds `inputs` over the dimensions of `domain` that no element of `resultDims` names, starting
  /// from `initial`. `body` gets an element of each input and the value so far.
  Value fold(Value initial, Shape domain, const Dims &resultDims, mlir::ValueRange inputs,
             llvm::ArrayRef<Dims> dims, Body body);
  /// Folds over `axes` of `x`, which the result no longer has.
  Value foldAxes(Value x, Shape axes, Value initial, Body body);

  /// Of floats in f64 (see `sumType`), of integers in their own type; then rounded to x's type.
  Value sum(Value x, Shape axes, double scale = 1);
  Value maximum(Value x, Shape axes);
  /// The type that sums of `element` are kept in.
  mlir::Type sumType(mlir::Type element);
  /// Converts between floating-point types.
  Value convertTensor(Value x, mlir::Type element);

  /// The current position along `dim`, in the body of a map or fold.
  static Value index(ScalarBuilder &b, int64_t dim);
};

/// `a` converted to the floating-point type `to`.
mlir::Value convertFloat(ScalarBuilder &b, mlir::Value a, mlir::Type to);

} // namespace dlc
#endif
