//===- CheckWindows.h - Errors of sliding windows ---------------*- C++ -*-===//
#ifndef DLC_LIB_DIALECT_DL_CHECKWINDOWS_H
#define DLC_LIB_DIALECT_DL_CHECKWINDOWS_H

#include "dlc/Dialect/DL/DL.h"

namespace dlc::dl {

/// The attributes of an op with windows, not verified yet.
struct WindowAttributes {
  llvm::ArrayRef<int64_t> window, strides, low, high, dilations;
};

/// Height and width of an image [N, C, H, W] with its windows.
WindowAxes makeAxes(mlir::RankedTensorType image, const WindowAttributes &attributes);

/// Reports, in the name of op `name`, what keeps the windows from sliding over `image`: another
/// rank than 4, attributes without two numbers in range, or a window larger than the padded image.
mlir::LogicalResult checkWindows(llvm::StringRef name, std::optional<mlir::Location> loc,
                                 mlir::RankedTensorType image, const WindowAttributes &attributes);

} // namespace dlc::dl
#endif
