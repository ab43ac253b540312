//===- ContractShape.h - The roles of a contraction's dimensions -*- C++ -*-===//
#ifndef DLC_DIALECT_DLK_CONTRACTSHAPE_H
#define DLC_DIALECT_DLK_CONTRACTSHAPE_H

#include "dlc/Dialect/DLK/DLK.h"

#include "mlir/IR/AffineMap.h"

namespace dlc::dlk {

/// constant + sum over d of coefficients[d] * d.
struct LinearIndex {
  llvm::SmallVector<int64_t> coefficients;
  int64_t constant = 0;
};

/// `expr` over `dims` dimensions; it must be linear.
LinearIndex linearIndex(mlir::AffineExpr expr, unsigned dims);

/// Terms count only where 0 <= index < size.
struct Window {
  LinearIndex index;
  int64_t size;

  /// Whether all terms with dimensions from `low` to `high`, both included, count.
  bool holds(llvm::ArrayRef<int64_t> low, llvm::ArrayRef<int64_t> high) const;
};

/// What the loops of a contraction need to know. Dimensions are numbered as its maps number them: those
/// of the result first, then the reductions.
struct ContractShape {
  explicit ContractShape(ContractOp op);

  unsigned results, dims;
  llvm::SmallVector<int64_t> extents; // of all dimensions
  /// Where an operand's element is in its memory.
  LinearIndex lhs, rhs;
  /// The result dimension that vectors run along: the innermost.
  unsigned vectorDim;
  /// The result dimension that only lhs has, and that which only rhs has, whose elements share the
  /// other's loads: a tile's rows and columns. The column dimension may be the vector dimension.
  std::optional<unsigned> rowDim;
  unsigned columnDim;
  llvm::SmallVector<Window, 2> windows;
  /// The first and the past-the-end index of the last reduction that an element needs, if not all.
  std::optional<std::pair<LinearIndex, LinearIndex>> range;

  bool isReduction(unsigned dim) const { return dim >= results; }
  bool isVectorOfColumns() const { return columnDim == vectorDim; }
  bool isLhsVector() const { return lhs.coefficients[vectorDim] != 0; }
  /// The reduction that a window limits: its last one, for whose loop all other indices are known.
  unsigned boundReduction(const Window &window) const;
  bool isTiled(unsigned dim) const { return dim == columnDim || (rowDim && dim == *rowDim); }
  /// Whether a window's limit differs between the rows or columns of a tile.
  bool dependsOnTile(const Window &window) const;
  bool dependsOnRows(const Window &window) const;
};

} // namespace dlc::dlk
#endif
