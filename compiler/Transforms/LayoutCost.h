//===- LayoutCost.h - What layouts cost -------------------------*- C++ -*-===//
#ifndef DLC_TRANSFORMS_LAYOUTCOST_H
#define DLC_TRANSFORMS_LAYOUTCOST_H

#include "Layout.h"

namespace dlc {

/// What the times of kernels depend on.
struct LayoutTarget {
  int64_t lanes = 16;         ///< elements of a vector
  double fmaPorts = 2;        ///< fused multiply-adds of full width started a cycle
  bool multipliesPairs = false; ///< factors are bf16, and there are products of two of them a lane (AVX512-BF16)
};

/// Predicts times, in nanoseconds on one thread, as far as they depend on layouts.
class LayoutCost {
public:
  explicit LayoutCost(const LayoutTarget &target) : target(target) {}

  int64_t getLanes() const { return target.lanes; }
  /// The kernel of an op that works in `layout`.
  double ofKernel(mlir::Operation *op, const Layout &layout) const;
  /// Bringing an image from one layout into another.
  double ofConversion(mlir::RankedTensorType image, const Layout &from, const Layout &to) const;

private:
  LayoutTarget target;
};

} // namespace dlc
#endif
