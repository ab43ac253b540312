//===- Windows.h - Windows of convolutions and pooling ----------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_WINDOWS_H
#define DLC_COMPILER_FRONTEND_ONNX_WINDOWS_H

#include "Node.h"

namespace dlc::importer {

/// The attributes kernel_shape, strides, dilations, pads, auto_pad and ceil_mode, for up to three spatial
/// dimensions. Images of one are given a height of 1.
struct SlidingWindow {
  int64_t spatial = 0;
  SmallVector<int64_t> kernel, strides, dilations, low, high;
  SmallVector<int64_t> declaredHigh; ///< without what ceil_mode adds

  /// Reads them for windows of that size over x [N, C, spatial…]; reports what does not fit.
  static mlir::FailureOr<SlidingWindow> read(Node &n, Value x, ArrayRef<int64_t> kernel);
  /// Reads all but the padding.
  static mlir::FailureOr<SlidingWindow> readPlain(Node &n, Value x, ArrayRef<int64_t> kernel);

  /// The two numbers that the dl ops take: those of height and width, also of a volume.
  SmallVector<int64_t> pair(ArrayRef<int64_t> values, int64_t otherwise) const;
  /// How many places along a dimension of that size the window has.
  int64_t placesAlong(int64_t dim, int64_t size) const;
  /// [N, C, W] to [N, C, 1, W].
  Value toImage(Emitter &b, Value x) const;
  Value fromImage(Emitter &b, Value x) const;
};

/// Windows that are taken apart into slices: more of them are no program.
inline constexpr int64_t kMostSlices = 1024;

/// [N, C, spatial…] of floating-point numbers with one to three spatial dimensions, or a report.
mlir::LogicalResult needImage(Node &n, Value x);

} // namespace dlc::importer
#endif
