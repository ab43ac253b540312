//===- ContractSums.h - Sums that an epilogue adds up -----------*- C++ -*-===//
#ifndef DLC_CODEGEN_CONTRACTSUMS_H
#define DLC_CODEGEN_CONTRACTSUMS_H

#include "BodyEvaluator.h"
#include "dlc/Dialect/DLK/ContractShape.h"

#include "llvm/ADT/MapVector.h"

namespace dlc {

/// The outputs of a contraction that are sums over dimensions of its result. Their memory is zero when a slice
/// begins; each tile adds up its own elements in registers, and adds that to memory.
class ContractSums {
public:
  ContractSums(mlir::OpBuilder &builder, const KernelView &kernel, const dlk::ContractShape &shape);

  /// Writes zeros for the part of the result that begins at `starts` and has `counts` indices.
  void clear(llvm::ArrayRef<mlir::Value> starts, llvm::ArrayRef<int64_t> counts, int64_t lanes);
  /// Takes the elements that `epilogue` computes at row `i` of a tile and, where columns are no vectors, its column
  /// `j`; `outer` are their indices but the innermost.
  void add(BodyEvaluator &epilogue, int64_t i, int64_t j, llvm::ArrayRef<mlir::Value> outer,
           llvm::ArrayRef<Chunk> chunks);
  /// Adds what was taken to memory. Each row of a tile can be done at once if sums differ between rows.
  void flush();
  bool differBetweenRows() const { return hasRow; }

private:
  llvm::SmallVector<mlir::Value> placeOf(size_t output, llvm::ArrayRef<mlir::Value> outer, mlir::Value innermost) const;

  struct Sum {
    mlir::Value value;
    llvm::SmallVector<mlir::Value> place;
    int64_t width;
  };
  mlir::OpBuilder &builder;
  const KernelView &kernel;
  const dlk::ContractShape &shape;
  llvm::SmallVector<size_t> outputs;
  bool hasRow = false, hasColumn = false; // whether sums differ between the rows of a tile, and its columns
  using Key = std::pair<std::pair<size_t, size_t>, std::pair<int64_t, int64_t>>; // output and chunk, row and column
  llvm::MapVector<Key, Sum> sums;
};

} // namespace dlc
#endif
