//===- KernelView.h - What the emitters need to know of a kernel op -*- C++ -*-===//
#ifndef DLC_CODEGEN_KERNELVIEW_H
#define DLC_CODEGEN_KERNELVIEW_H

#include "dlc/Dialect/DLK/DLK.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace dlc {

/// A structured op seen uniformly: `dlk.rows`, `dlk.columns` or `dlk.contract`.
struct KernelView {
  explicit KernelView(dlk::RowsOp op);
  explicit KernelView(dlk::ColumnsOp op);
  explicit KernelView(dlk::ContractOp op);

  mlir::Operation *op;
  mlir::Location loc;
  mlir::Block *body;
  llvm::SmallVector<int64_t> sizes;
  llvm::SmallVector<mlir::Value> inputs, outputs;
  llvm::SmallVector<mlir::AffineMap> inputMaps, outputMaps;
  mlir::Value accumulator; // region argument for a contraction's sum, or null
  mlir::Value slice;
  int64_t splitDim, slices, chunk;

  unsigned rank() const { return sizes.size(); }
  mlir::Value innermostIndex() const { return body->getArgument(rank() - 1); }
  mlir::Value yielded(size_t output) const {
    return body->getTerminator()->getOperand(output);
  }
  /// The input that `argument` of the region is an element of, or -1.
  int64_t inputOf(mlir::Value argument) const;
  /// Whether a value of the region differs between the innermost indices of a row.
  bool isVarying(mlir::Value value) const { return varying.contains(value); }

  /// Whether output `index` holds sums over dimensions that its map leaves out; of a contraction only.
  bool isSum(size_t index) const {
    auto contract = mlir::dyn_cast<dlk::ContractOp>(op);
    return contract && contract.isSum(index);
  }

  /// Calls `emit` for the slice's part of the split dimension: its first index and its length, which is
  /// static. Twice, in the two arms of a branch, if the last slice is shorter than the others.
  void forSlice(mlir::OpBuilder &builder,
                llvm::function_ref<void(mlir::Value first, int64_t length)> emit) const;

private:
  template <typename Op> void fill(Op kernel, bool hasAccumulator);
  llvm::DenseSet<mlir::Value> varying;
};

/// Widths of vectors, powers of two and at most `lanes`, that add up to `length`, large ones first.
llvm::SmallVector<int64_t> cover(int64_t length, int64_t lanes);

} // namespace dlc
#endif
