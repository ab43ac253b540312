//===- CoreShape.h - Shapes without dimensions of size 1 --------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_CORESHAPE_H
#define DLC_DIALECT_DL_CORESHAPE_H

#include "dlc/Dialect/DL/DL.h"

namespace dlc::dl {

/// A shape without its dimensions of size 1: what a kernel loops over.
llvm::SmallVector<int64_t> coreShape(mlir::Value value);

/// Where dimension `dim` of `value` is in its core shape; `dim` has another size than 1.
int64_t corePosition(mlir::Value value, int64_t dim);

/// The dimensions of an iteration space that the operand of `op` has, where its result has `dims`: one
/// for each dimension of the core shape.
llvm::SmallVector<int64_t> operandDims(BroadcastOp op, llvm::ArrayRef<int64_t> dims);

} // namespace dlc::dl
#endif
