//===- NormParts.h - What normalisation is made of --------------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_NORMPARTS_H
#define DLC_DIALECT_DL_NORMPARTS_H

#include "dlc/Dialect/DL/DL.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::dl {

/// Builds what the decomposition of a normalisation and its derivative have in common, as the same
/// ops on the same values, so that merging common subexpressions finds them.
class NormParts : public mlir::ImplicitLocOpBuilder {
public:
  using Value = mlir::Value;

  /// Statistics over `axes` of tensors of `type`, over the first `validRows` rows unless that is
  /// null.
  NormParts(mlir::Location loc, mlir::OpBuilder &builder, mlir::RankedTensorType type,
            llvm::ArrayRef<int64_t> axes, Value validRows)
      : ImplicitLocOpBuilder(loc, builder), type(type), axes(axes), validRows(validRows) {}

  /// `x` with 0 in the padding rows. By choice, not by product: these may hold NaN.
  Value masked(Value x);
  /// The mean of x over the axes, over the valid rows if they are among them.
  Value mean(Value x);
  /// A statistic repeated along the axes.
  Value spread(Value statistic);
  /// The number of valid elements, as a tensor of statistics.
  Value count();
  /// 1 / sqrt(variance + epsilon)
  Value inverseDeviation(Value variance, double epsilon);

private:
  mlir::RankedTensorType type;
  llvm::SmallVector<int64_t> axes;
  Value validRows;
};

} // namespace dlc::dl
#endif
