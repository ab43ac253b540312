//===- ReducedType.h - What reductions leave of a type ----------*- C++ -*-===//
#ifndef DLC_COMPILER_DIALECT_DL_REDUCEDTYPE_H
#define DLC_COMPILER_DIALECT_DL_REDUCEDTYPE_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"

namespace dlc::dl {

/// Appends the operand's type without `axes`, which must increase strictly and lie within its rank,
/// and with `element` as element type unless that is null.
mlir::LogicalResult inferReduced(llvm::StringRef name, std::optional<mlir::Location> loc,
                                 mlir::Value operand, llvm::ArrayRef<int64_t> axes,
                                 mlir::Type element, llvm::SmallVectorImpl<mlir::Type> &types);

} // namespace dlc::dl
#endif
