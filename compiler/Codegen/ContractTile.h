//===- ContractTile.h - The micro-kernel of a contraction -------*- C++ -*-===//
#ifndef DLC_CODEGEN_CONTRACTTILE_H
#define DLC_CODEGEN_CONTRACTTILE_H

#include "Emitters.h"

#include "dlc/Dialect/DLK/ContractShape.h"

namespace dlc {

/// An index that is known at run time, and perhaps at compile time too.
struct TileIndex {
  mlir::Value value;
  std::optional<int64_t> known;
};

/// Rows and columns of sums that are kept in registers while terms are added.
struct Tile {
  TileIndex row;
  int64_t rows = 1;
  /// Columns are single indices with vectors along another dimension, or vectors themselves.
  TileIndex column;
  llvm::SmallVector<Chunk> vectors; // one for each column
  /// Whether no window cuts any of its terms along its rows, or along its columns.
  bool areRowsWhole = true, areColumnsWhole = true;
  /// Whether its last row adds up the right-hand side alone.
  bool hasColumnSums = false;

  int64_t columns() const { return vectors.size(); }
};

/// Where an operand's elements are: flat memory, and the linear index of a term.
struct TileOperand {
  mlir::Value memory;
  dlk::LinearIndex address;
  mlir::Value base = {}; // added to the address, if set
};

/// `base` + `index` * `factor`
mlir::Value addScaled(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value base,
                      mlir::Value index, int64_t factor);
/// The address at those of `indices` that are set.
mlir::Value addressAt(mlir::OpBuilder &builder, mlir::Location loc,
                      const dlk::LinearIndex &address, llvm::ArrayRef<TileIndex> indices);

/// left * right + sum; `left` may be one number for all lanes.
mlir::Value multiplyAdd(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value left,
                        mlir::Value right, mlir::Value sum);

/// Emits the loops over reductions `first`… of one tile.
class TileEmitter {
public:
  /// `indices` has an entry for each dimension; those outside the tile and of outer loops are set.
  /// Factors narrower than `element`, the sums' type, are widened. With `inPairs` the last reduction
  /// counts pairs of bf16 that are neighbours in both operands.
  TileEmitter(mlir::OpBuilder &builder, mlir::Location loc, const dlk::ContractShape &shape,
              const TileOperand &lhs, const TileOperand &rhs, mlir::Type element,
              llvm::ArrayRef<TileIndex> indices, const Tile &tile, bool inPairs = false)
      : builder(builder), loc(loc), shape(shape), lhs(lhs), rhs(rhs), element(element),
        indices(indices), tile(tile), inPairs(inPairs) {}

  /// Adds all terms to `sums`, row by row.
  llvm::SmallVector<mlir::Value> emit(unsigned first, llvm::ArrayRef<mlir::Value> sums);

private:
  /// How far the walk has come: addresses of the tile's first element without and with what is known.
  struct Position {
    mlir::Value lhs, rhs;
    int64_t lhsOffset = 0, rhsOffset = 0;
    llvm::SmallVector<std::optional<int64_t>> known; // of the reductions
    llvm::BitVector rows, columns;                   // that take part
  };
  using Sums = llvm::SmallVector<mlir::Value>;

  Sums walk(unsigned dim, const Position &at, Sums sums);
  Sums walkKnown(unsigned dim, int64_t from, int64_t to, const Position &at, Sums sums);
  Sums walkLoop(unsigned dim, mlir::Value from, mlir::Value to, const Position &at, Sums sums);
  Sums multiply(const Position &at, Sums sums);
  Sums multiplyPaired(const Position &at, Sums sums);
  mlir::Value load(const TileOperand &operand, mlir::Value base, int64_t offset, int64_t width);
  /// The part of a reduction that windows of outer indices leave.
  std::pair<mlir::Value, mlir::Value> limits(unsigned dim,
                                             llvm::ArrayRef<const dlk::Window *> windows);
  /// The part of the last reduction that any element of the tile needs.
  std::pair<mlir::Value, mlir::Value> neededRange();
  /// The least or the largest that `index` is in the tile.
  mlir::Value extreme(const dlk::LinearIndex &index, bool largest);
  /// The rows and columns whose term at `dim` = `value` lies within the windows.
  void restrict(Position &at, unsigned dim, int64_t value,
                llvm::ArrayRef<const dlk::Window *> windows) const;
  bool isUnrolled(unsigned dim, int64_t length) const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  const dlk::ContractShape &shape;
  const TileOperand &lhs, &rhs;
  mlir::Type element;
  llvm::SmallVector<TileIndex> indices;
  const Tile &tile;
  bool inPairs;
};

} // namespace dlc
#endif
