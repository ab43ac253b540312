//===- PairProducts.h - Products of pairs of bf16 ---------------*- C++ -*-===//
#ifndef DLC_CODEGEN_PAIRPRODUCTS_H
#define DLC_CODEGEN_PAIRPRODUCTS_H

#include "ContractTile.h"

namespace dlc {

/// Whether a contraction may walk its last reduction two elements at a time: both factors are bf16, a
/// tile's columns are vectors, and no window cuts that reduction. `isLhsPaired` says whether pairs of
/// lhs lie side by side, as they are; else they must be copied first, as those of rhs always are.
bool canPair(dlk::ContractOp op, const dlk::ContractShape &shape, bool &isLhsPaired);

/// `shape` with pairs, an odd last element counting as one, in place of the last reduction's elements.
dlk::ContractShape pairedShape(const dlk::ContractShape &shape);

/// Copies the factors of a tile to `to`, from the element `first` on: for each step of the reductions
/// the pairs of all `vectors`, whose lanes are neighbours along `dim` in memory or `stride` apart. The
/// missing half of a last pair is zero. `base` is the address of the tile's first factor.
void emitPairs(mlir::OpBuilder &builder, mlir::Location loc, const dlk::ContractShape &shape,
               const TileOperand &from, mlir::Value base, llvm::ArrayRef<int64_t> widths,
               int64_t stride, mlir::Value to, mlir::Value first);

/// The pair of bf16 at `indices`, for each of `width` lanes.
mlir::Value loadPair(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value memory,
                     mlir::Value index, int64_t width);

/// sum[i] + lhs[2 i] rhs[2 i] + lhs[2 i + 1] rhs[2 i + 1]; a number is a vector of one lane.
mlir::Value multiplyPairs(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value sum,
                          mlir::Value lhs, mlir::Value rhs);

} // namespace dlc
#endif
