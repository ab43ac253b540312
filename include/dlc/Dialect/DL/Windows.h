//===- Windows.h - Windows that slide over images ---------------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_WINDOWS_H
#define DLC_DIALECT_DL_WINDOWS_H

#include "mlir/IR/BuiltinTypes.h"
#include <array>

namespace dlc::dl {

/// One spatial dimension of a convolution or pooling: element i of the window at place p covers
/// pixel p * stride - low + i * dilation of an image of `size` pixels, padded by `low` before and
/// `high` after it.
struct WindowAxis {
  int64_t size, window, stride, low, high, dilation;

  int64_t padded() const { return low + size + high; }
  /// From the first to the last pixel that one window covers.
  int64_t extent() const { return dilation * (window - 1) + 1; }
  /// The number of places, positive if the window fits the padded image.
  int64_t places() const { return (padded() - extent()) / stride + 1; }
  /// The elements [first, second) of the window at `place` that cover a pixel, none if they are
  /// equal.
  std::pair<int64_t, int64_t> inside(int64_t place) const;
};

/// Height and width.
using WindowAxes = std::array<WindowAxis, 2>;

} // namespace dlc::dl
#endif
