//===- Evaluate.h - Ops on constants ----------------------------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_EVALUATE_H
#define DLC_DIALECT_DL_EVALUATE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

namespace dlc::dl {

/// Constants are folded up to this size, so that no tensor of a model's weights becomes part of the
/// program.
inline constexpr int64_t kMostFoldedBytes = 64 << 10;

/// The result of an op of the `dl` dialect with one result, all of whose operands are constants. Null
/// if the op is not one of those that shape arithmetic needs, or the result would be larger than
/// kMostFoldedBytes. Floating-point results are rounded to their type after each op.
mlir::DenseElementsAttr evaluate(mlir::Operation *op);

} // namespace dlc::dl
#endif
