//===- ScalarLowering.h - One element of an elementwise op ------*- C++ -*-===//
//
// The only place that says what an elementwise op computes. Both pipelines use it: the reference
// one inside the regions of linalg ops, the optimised one inside the regions of its kernels, where
// the arithmetic is cloned at vector type.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_CONVERSION_SCALARLOWERING_H
#define DLC_CONVERSION_SCALARLOWERING_H

#include "mlir/IR/Builders.h"

namespace dlc {

/// The type of one element in a register: `element`, with i8 for the unsigned ui8 because arith
/// knows only signless integers.
mlir::Type scalarType(mlir::Type element);

/// True for the elementwise ops of `dl`, which lowerScalar takes.
bool hasScalarLowering(mlir::Operation *op);

/// Emits the computation of one element of `op`'s result from one element of each operand (of
/// scalarType). Only ops of arith and math that are the same on vectors, and arith.constant.
mlir::Value lowerScalar(mlir::OpBuilder &builder, mlir::Operation *op, mlir::ValueRange scalars);

/// Emits the element at row-major position `index` of a dl.random_* op. All three operands are i64.
mlir::Value lowerRandom(mlir::OpBuilder &builder, mlir::Operation *op, mlir::Value seed,
                        mlir::Value counter, mlir::Value index);

} // namespace dlc
#endif
