//===- Triangle.h - Products of which half need not be computed -*- C++ -*-===//
#ifndef DLC_DIALECT_DL_TRIANGLE_H
#define DLC_DIALECT_DL_TRIANGLE_H

#include "dlc/Dialect/DL/DL.h"

namespace dlc::dl {

/// What is known of a product A B = C, A [M, K] as it is after a transposition that the op absorbs:
///   Result  C[i, j] counts only where j <= i + N - M, and may be anything finite elsewhere;
///   Lower   A[i, k] is 0 where k > i + K - M;
///   Upper   A[i, k] is 0 where k < i + K - M.
/// Causal attention has all three: its scores, their product with the values, and the gradients of keys and
/// values. And of other ops on the rows [.., M, N] between these, Result says that what lies right of the diagonal
/// changes nothing: an elementwise op's result is 0 there, and a reduction of the rows meets nothing but what is
/// neutral to it. An op without the attribute, or a pass that ignores it, computes everything.
enum class Triangle { None, Result, Lower, Upper };

inline constexpr llvm::StringLiteral kTriangleAttr = "dl.triangle";

void setTriangle(mlir::Operation *op, Triangle triangle);
Triangle getTriangle(mlir::Operation *op);

/// The part of the products that count: all of them, or those of a triangle.
double neededPart(MatmulOp op);
/// The part of a matrix's elements that do not lie right of the diagonal, which ends in its last corner.
double triangularPart(int64_t rows, int64_t columns);

} // namespace dlc::dl
#endif
