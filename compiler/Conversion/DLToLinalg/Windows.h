//===- Windows.h - Loops over windows of images -----------------*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTOLINALG_WINDOWS_H
#define DLC_CONVERSION_DLTOLINALG_WINDOWS_H

#include "LinalgBuilder.h"
#include "dlc/Dialect/DL/Windows.h"

namespace dlc {

/// A position along one dimension that is only sometimes within it.
struct Position {
  mlir::Value index;    ///< within bounds even where `isInside` does not hold
  mlir::Value isInside; ///< null: always
};

/// The pixel under element `element` of the window at `place`.
Position pixelOf(ScalarBuilder &b, const dl::WindowAxis &axis, mlir::Value place,
                 mlir::Value element);
/// The place whose window has `pixel` under its element `element`, if there is one.
Position placeOf(ScalarBuilder &b, const dl::WindowAxis &axis, mlir::Value pixel,
                 mlir::Value element);

/// `value` where both positions are inside, else `otherwise`.
mlir::Value selectInside(ScalarBuilder &b, const Position &y, const Position &x, mlir::Value value,
                         mlir::Value otherwise);

/// Sums in f64 over the last dimensions of `domain`, rounded to the element type of `type`, whose
/// shape is that of the first ones. `body` gets the sum so far and gives the next one; dimensions
/// of the domain are read with LinalgBuilder::index.
mlir::Value sumOver(LinalgBuilder &b, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> domain,
                    llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value sum)> body);
/// The same for any type of what is folded, from `initial`.
mlir::Value foldOver(LinalgBuilder &b, mlir::Value initial, llvm::ArrayRef<int64_t> domain,
                     llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value last)> body);

} // namespace dlc
#endif
