//===- ContractPanels.h - Factors copied for the micro-kernel ---*- C++ -*-===//
#ifndef DLC_CODEGEN_CONTRACTPANELS_H
#define DLC_CODEGEN_CONTRACTPANELS_H

#include "ContractTile.h"
#include "KernelView.h"

namespace dlc {

/// Copies of a contraction's factors on the thread's stack, in the order in which tiles read them: the
/// columns of some tiles, and the rows of some; of a long reduction a block at a time. Decides what is worth it.
class ContractPanels {
public:
  /// The operands are flat memory. Fewer vectors of columns than `tileColumns` may be left afterwards.
  ContractPanels(mlir::OpBuilder &builder, dlk::ContractOp op, const KernelView &kernel,
                 const dlk::ContractShape &shape, const VectorTarget &target, TileOperand lhs,
                 TileOperand rhs, int64_t tileRows, int64_t &tileColumns);

  bool holdColumns() const { return static_cast<bool>(columns); }
  /// Whether pairs of bf16 are multiplied, which lie side by side in panels alone.
  bool holdPairs() const { return inPairs; }
  /// How many tiles' columns are copied before their rows are: so many tiles share a copy of rows.
  int64_t tilesTogether() const { return together; }
  /// Whether rhs differs between the result's dimensions that are no columns.
  bool rhsHasOuter() const;

  /// How many rows are copied together; 0: none are.
  int64_t rowsTogether() const { return rows ? mostRows : 0; }
  /// The terms of a block of the reduction, and all of them; sums wait between blocks. 0: there are no blocks.
  int64_t blockTerms() const { return block; }
  int64_t allTerms() const { return shape.extents.back(); }
  /// Copies and tiles are from now on of the block of terms from `first` on.
  void setBlock(mlir::Value first) { blockStart = first; }

  /// Copies the columns of `tile`; `first` is the first column of the block it belongs to. Returns their sums,
  /// one of each vector, if they are wanted.
  llvm::SmallVector<mlir::Value> packColumns(const Tile &tile, llvm::ArrayRef<TileIndex> indices, mlir::Value first,
                                             bool wantsSums);
  /// Copies `count` rows.
  void packRows(mlir::Value first, int64_t count, llvm::ArrayRef<TileIndex> indices);

  /// What a tile reads, and the reductions that it walks then.
  TileOperand left();
  TileOperand right(const Tile &tile, mlir::Value first);
  const dlk::ContractShape &reductions() const { return walked; }

private:
  int64_t terms() const;
  /// The elements of a panel for each column or row.
  int64_t depth() const;
  bool isCompact(const dlk::LinearIndex &address) const;
  bool paysToPackColumns() const;
  bool areColumnsCrowded() const;
  bool paysToPackRows() const;
  int64_t chooseBlock() const;
  int64_t sizeOf(unsigned dim) const;
  mlir::Value addressOfBlock(const dlk::LinearIndex &address, llvm::ArrayRef<TileIndex> indices);
  mlir::Value makePanel(int64_t width);
  mlir::Value placeOfColumns(const Tile &tile, mlir::Value first);
  /// Copies `widths` lanes of each term, neighbours in memory, to neighbours. Adds them up if asked to.
  llvm::SmallVector<mlir::Value> copyLanes(const TileOperand &from, mlir::Value base, llvm::ArrayRef<int64_t> widths,
                                           mlir::Value to, mlir::Value first, bool wantsSums = false);

  mlir::OpBuilder &builder;
  const KernelView &kernel;
  const dlk::ContractShape &shape;
  dlk::ContractShape walked; // by tiles: pairs of terms, or a block of them, in place of all
  mlir::Location loc;
  mlir::Type element; // of the sums
  TileOperand lhs, rhs;
  int64_t lanes, tileRows, tileColumns, together = 1, mostRows = 0, block = 0;
  bool inPairs = false, isLhsPaired = false;
  /// Rows lie behind each other in their panel, so many elements apart; 0: side by side.
  int64_t rowStride = 0;
  mlir::Value zero, columns, rows; // panels, or null
  mlir::Value blockStart;          // the first term that is copied, if there are blocks
  mlir::Value rowStart;            // the first row that the panel has
  int64_t rowsHeld = 0;
};

} // namespace dlc
#endif
