//===- LayoutCost.h - What layouts cost -------------------------*- C++ -*-===//
#ifndef DLC_TRANSFORMS_LAYOUTCOST_H
#define DLC_TRANSFORMS_LAYOUTCOST_H

#include "Layout.h"

namespace dlc {

/// Predicts times, in nanoseconds on one thread, as far as they depend on layouts.
class LayoutCost {
public:
  explicit LayoutCost(int64_t lanes) : lanes(lanes) {}

  int64_t getLanes() const { return lanes; }
  /// The kernel of an op that works in `layout`.
  double ofKernel(mlir::Operation *op, const Layout &layout) const;
  /// Bringing an image from one layout into another.
  double ofConversion(mlir::RankedTensorType image, const Layout &from, const Layout &to) const;

private:
  int64_t lanes; // elements of a vector
};

} // namespace dlc
#endif
