//===- Emitters.h - Loops for each kind of kernel ---------------*- C++ -*-===//
#ifndef DLC_CODEGEN_EMITTERS_H
#define DLC_CODEGEN_EMITTERS_H

#include "BodyEvaluator.h"

namespace dlc {

/// The parts of a target that shape the loops.
struct VectorTarget {
  int64_t vectorBits = 256;
  bool dotsBF16 = false; ///< has products of pairs of bf16
  int64_t vectorRegisters = 16;
  int64_t lanes(mlir::Type element) const {
    return std::max<int64_t>(1, vectorBits / std::max(8u, element.getIntOrFloatBitWidth()));
  }
};

/// Each replaces nothing: it builds the loops at the builder's place, the caller erases the op.
void emitRows(mlir::OpBuilder &builder, dlk::RowsOp op, const VectorTarget &target);
/// Emits a kernel that only turns matrices; false, without a trace, for any other.
bool emitTranspose(mlir::OpBuilder &builder, dlk::RowsOp op, const VectorTarget &target);
void emitColumns(mlir::OpBuilder &builder, dlk::ColumnsOp op, const VectorTarget &target);
void emitContract(mlir::OpBuilder &builder, dlk::ContractOp op, const VectorTarget &target);
void emitScatterAdd(mlir::OpBuilder &builder, dlk::ScatterAddOp op, const VectorTarget &target);

/// A loop from `first` over `length` by `step`; nothing if `length` is 0, no loop if it is `step`.
void forLoop(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value first, int64_t length,
             int64_t step, llvm::function_ref<void(mlir::Value)> emit);
/// Calls `emit` for each block of `size` of the indices [first, first + count), the last one shorter.
void forBlocks(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value first, int64_t count, int64_t size,
               llvm::function_ref<void(mlir::Value start, int64_t length)> emit);
/// Calls `emit` for vectors of `lanes` at most that cover the indices [first, first + count), wide ones first.
void forVectors(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value first, int64_t count, int64_t lanes,
                llvm::function_ref<void(mlir::Value base, int64_t width)> emit);
/// `value` + `offset`
mlir::Value plus(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value, int64_t offset);
/// Chunks of the given widths, one after another from `base`.
llvm::SmallVector<Chunk> chunksAt(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value base,
                                  llvm::ArrayRef<int64_t> widths);

} // namespace dlc
#endif
