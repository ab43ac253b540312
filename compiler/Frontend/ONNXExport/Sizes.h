//===- Sizes.h - Dimensions that count rows of a batch ----------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNXEXPORT_SIZES_H
#define DLC_COMPILER_FRONTEND_ONNXEXPORT_SIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace dlc::exporter {

/// A dimension or a position in one: a number, or `rows` times the batch.
struct Size {
  int64_t fixed = 0; ///< what it is for the module that is exported
  int64_t rows = 0;  ///< 0: it does not depend on the batch

  bool isFixed() const { return rows == 0; }
  bool operator==(const Size &other) const { return fixed == other.fixed && rows == other.rows; }
};
using Sizes = llvm::SmallVector<Size>;

/// Which sizes of a function count rows. They are told from others that happen to be equal by comparison with
/// a twin: the same function of the same model for a batch of another size.
class BatchSizes {
public:
  /// Without a twin, all sizes are fixed.
  BatchSizes(mlir::func::FuncOp function, mlir::func::FuncOp twin, int64_t batch, int64_t twinBatch);

  /// Why the function cannot be written for any batch; empty if it can. And where.
  llvm::StringRef obstacle() const { return reason; }
  mlir::Location place() const { return where; }
  bool isOpen() const { return twinBatch != 0; }

  /// The dimensions of an operand or result.
  Sizes of(mlir::Value value) const;
  /// The numbers of an attribute of an op: positions in its operand's dimensions.
  Sizes of(mlir::Operation *op, llvm::StringRef attribute) const;

private:
  bool fail(mlir::Location loc, const llvm::Twine &text);
  bool pair(mlir::Value value, mlir::Value other);
  bool pair(mlir::Operation *op, mlir::Operation *other);
  bool pairAttributes(mlir::Operation *op, mlir::Operation *other);
  bool isProportional(int64_t size, int64_t other) const;
  Size sizeOf(int64_t size, int64_t other) const;

  int64_t batch, twinBatch = 0; ///< 0: there is no twin
  llvm::DenseMap<mlir::Value, mlir::Value> twins;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> twinOps;
  std::string reason;
  mlir::Location where;
};

/// Of a constant that is the same all along a dimension, one part of size 1; null if it is not.
mlir::DenseElementsAttr partAlong(mlir::DenseElementsAttr value, int64_t dim);

} // namespace dlc::exporter
#endif
