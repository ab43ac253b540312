//===- ScalarLoweringParts.h - Parts of the scalar lowering -----*- C++ -*-===//
#ifndef DLC_CONVERSION_SCALARLOWERINGPARTS_H
#define DLC_CONVERSION_SCALARLOWERINGPARTS_H

#include "ScalarBuilder.h"
#include "dlc/Dialect/DL/DL.h"

namespace dlc {

/// The larger of two numbers or, without `isMax`, the smaller; NaN if either is.
mlir::Value lowerExtremum(ScalarBuilder &b, bool isMax, bool isUnsigned, mlir::Value x,
                          mlir::Value y);

mlir::Value lowerPow(ScalarBuilder &b, dl::PowOp op, mlir::Value x, mlir::Value y);

/// Mathematical functions, activations and elementwise losses; `y` is null for unary ops.
mlir::Value lowerFunction(ScalarBuilder &b, mlir::Operation *op, mlir::Value x, mlir::Value y);

} // namespace dlc
#endif
