//===- RegionBuilder.h - The element function of a kernel -------*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTODLK_REGIONBUILDER_H
#define DLC_CONVERSION_DLTODLK_REGIONBUILDER_H

#include "dlc/Dialect/DL/DL.h"
#include "dlc/Dialect/DLK/DLK.h"

#include <map>

namespace dlc {

/// For each dimension of a value whose size is not 1, the dimension of the iteration space.
using Dims = llvm::SmallVector<int64_t, 4>;

/// Translates ops of a group, on demand from what the group yields, to scalar arithmetic on the
/// element at the current indices of an iteration space. A value may be needed under several mappings
/// (once per row and once per column, say); each is translated on its own.
class RegionBuilder {
public:
  /// A value from outside the group that the region reads.
  struct Input {
    mlir::Value value;
    Dims dims;
    /// Instead of dims, where the region reads part of the value: indices into its own shape.
    std::optional<llvm::SmallVector<mlir::AffineExpr>> indices = std::nullopt;
  };

  /// `body` has one index argument for each of `sizes`; arguments for inputs are added as needed.
  RegionBuilder(dl::GroupOp group, mlir::Block &body, llvm::ArrayRef<int64_t> sizes,
                mlir::MLIRContext *context);

  /// Declares that `value` under `dims` is `element`, which the caller provides (a contraction's sum).
  void define(mlir::Value value, const Dims &dims, mlir::Value element);
  mlir::Value emit(mlir::Value value, const Dims &dims);
  /// The element as memory holds it.
  mlir::Value toStorage(mlir::Value element);

  llvm::ArrayRef<Input> inputs() const { return found; }
  double flopsPerElement() const { return flops; }

private:
  mlir::Value emitInput(Input input);
  mlir::Value emitSlice(dl::SliceOp op, const Dims &dims);
  mlir::Value emitOp(mlir::Operation *op, const Dims &dims);
  mlir::Value emitIndex(int64_t tensorDim, mlir::Value value, const Dims &dims);
  mlir::Value emitLinearIndex(mlir::Value value, const Dims &dims);

  dl::GroupOp group;
  mlir::Block &body;
  llvm::SmallVector<int64_t> sizes;
  mlir::OpBuilder builder;
  llvm::SmallVector<Input> found;
  std::map<std::pair<const void *, std::vector<int64_t>>, mlir::Value> known;
  double flops = 0;
};

/// ui8 and i1 are i8 in memory.
mlir::Type storageType(mlir::Type element);

} // namespace dlc
#endif
