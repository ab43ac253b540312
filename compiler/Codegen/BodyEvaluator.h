//===- BodyEvaluator.h - A kernel's region at vector types ------*- C++ -*-===//
#ifndef DLC_CODEGEN_BODYEVALUATOR_H
#define DLC_CODEGEN_BODYEVALUATOR_H

#include "KernelView.h"

#include "llvm/ADT/DenseMap.h"

namespace dlc {

/// Neighbouring indices of the innermost dimension that are computed together.
struct Chunk {
  mlir::Value base;
  int64_t width; // 1: a scalar
};

/// Recreates a kernel's region, on demand, for some chunks of one row: what varies along the row as a
/// vector for each chunk, the rest once as a scalar.
class BodyEvaluator {
public:
  /// `outer` are the indices of all dimensions but the innermost.
  BodyEvaluator(mlir::OpBuilder &builder, const KernelView &kernel,
                llvm::ArrayRef<mlir::Value> outer, llvm::ArrayRef<Chunk> chunks);

  /// Declares the value of something that does not vary, such as a fold that is done.
  void set(mlir::Value value, mlir::Value scalar) { scalars[value] = scalar; }
  void setChunks(mlir::Value value, llvm::ArrayRef<mlir::Value> vectors);

  mlir::Value scalar(mlir::Value value);
  /// What varies, at a chunk. One chunk is done before the next is begun: fewer values wait in
  /// registers, and the processor overlaps chunks by itself.
  mlir::Value vector(mlir::Value value, size_t chunk);
  /// The scalar `value` in each lane of a chunk.
  mlir::Value splat(mlir::Value value, size_t chunk);
  /// What the region yields for an output, as a vector for a chunk.
  mlir::Value element(size_t output, size_t chunk);
  /// Computes the outputs that vary, or those that do not.
  void evaluate(bool varying);
  /// Writes them, but for those that are sums.
  void store(bool varying);
  /// Writes zeros in place of the outputs that have an innermost index.
  void storeZeros();
  /// Asks for what the chunks read and write of operands with at least `bytes`.
  void prefetch(int64_t bytes);
  /// Writes `value` as the elements of an output at a chunk.
  void storeChunk(size_t output, mlir::Value value, const Chunk &chunk);

private:
  llvm::SmallVector<mlir::Value> indicesAt(mlir::AffineMap map, mlir::Value innermost);
  mlir::Value load(int64_t input, const Chunk *chunk);
  mlir::Value gather(dlk::LoadOp load, const Chunk *chunk);
  mlir::Value fold(dlk::FoldOp fold);
  mlir::Value recreate(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands, int64_t width);

  mlir::OpBuilder &builder;
  const KernelView &kernel;
  llvm::SmallVector<mlir::Value> outer;
  llvm::SmallVector<Chunk> chunks;
  llvm::DenseMap<mlir::Value, mlir::Value> scalars;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<mlir::Value>> perChunk; // null: not yet
};

/// The operation of a fold on scalars or vectors, and its neutral element.
mlir::Value combine(mlir::OpBuilder &builder, mlir::Location loc, dlk::Combine kind,
                    mlir::Value lhs, mlir::Value rhs);
mlir::Value neutral(mlir::OpBuilder &builder, mlir::Location loc, dlk::Combine kind,
                    mlir::Type type);
/// Combines the lanes of a vector; a scalar is itself.
mlir::Value combineLanes(mlir::OpBuilder &builder, mlir::Location loc, dlk::Combine kind,
                         mlir::Value value);
/// `width` neighbouring elements of memory from `indices` on; a scalar for width 1.
mlir::Value loadLanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value memory,
                      mlir::ValueRange indices, int64_t width);
/// `value` with elements of `element`, a type at least as wide as its own.
mlir::Value widened(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                    mlir::Type element);
/// Writes a scalar, or the lanes of a vector side by side.
void storeLanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                mlir::Value memory, mlir::ValueRange indices);
/// `element` for width 1, else a vector of it.
mlir::Type atWidth(mlir::Type element, int64_t width);

} // namespace dlc
#endif
