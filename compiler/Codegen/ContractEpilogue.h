//===- ContractEpilogue.h - What follows on a tile's sums -------*- C++ -*-===//
#ifndef DLC_CODEGEN_CONTRACTEPILOGUE_H
#define DLC_CODEGEN_CONTRACTEPILOGUE_H

#include "BodyEvaluator.h"
#include "ContractSums.h"
#include "ContractTile.h"

namespace dlc {

/// The region of a contraction, on the accumulators of one tile after the other.
class ContractEpilogue {
public:
  /// Accumulators are at most `tileRows` by `tileColumns` vectors of `lanes`.
  ContractEpilogue(mlir::OpBuilder &builder, const KernelView &kernel, const dlk::ContractShape &shape,
                   int64_t tileRows, int64_t tileColumns, int64_t lanes);

  /// What is needed once in a kernel.
  void allocate();
  /// Begins the part of the result that starts at `starts` and has `counts` indices.
  void begin(llvm::ArrayRef<mlir::Value> starts, llvm::ArrayRef<int64_t> counts) { sums.clear(starts, counts, lanes); }
  /// What the epilogue of `tile` reads and writes is on its way while the terms are added up: tiles of an image
  /// touch so many lines, far from each other, that the hardware foresees few of them.
  void prefetch(const Tile &tile, llvm::ArrayRef<TileIndex> indices);
  /// `indices` are those of the loops around `tile`; `accumulators` are its sums, row by row.
  void emit(const Tile &tile, llvm::ArrayRef<TileIndex> indices, llvm::ArrayRef<mlir::Value> accumulators);
  /// The indices of row `i` and column `j` of a tile but the innermost one.
  llvm::SmallVector<mlir::Value> outerIndices(const Tile &tile, llvm::ArrayRef<TileIndex> indices, mlir::Value i,
                                              int64_t j);

private:
  bool needsLoop() const;
  void emitLoop(const Tile &tile, llvm::ArrayRef<TileIndex> indices, llvm::ArrayRef<mlir::Value> accumulators);

  mlir::OpBuilder &builder;
  const KernelView &kernel;
  const dlk::ContractShape &shape;
  mlir::Location loc;
  int64_t tileRows, tileColumns, lanes;
  mlir::Value zero;
  mlir::Value waiting; // a tile's accumulators [rows, tile] before a long epilogue, or null
  ContractSums sums;
};

} // namespace dlc
#endif
