//===- ShapeParts.h - Moving elements: what several families need -*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_SHAPEPARTS_H
#define DLC_COMPILER_FRONTEND_ONNX_SHAPEPARTS_H

#include "Emitter.h"

namespace dlc::importer {

/// So many indices of a program's own are no mistake yet.
inline constexpr int64_t kMostIndices = 1 << 24;

/// The slices `indices`, in that order, along an axis.
Value take(Emitter &b, Value x, int64_t axis, ArrayRef<int64_t> indices);

/// The elements of x, in rows [V, rest…], that `indices` [idx…] name: [idx…, rest…]. Negative indices
/// count from the end.
Value gatherRows(Emitter &b, Value rows, Value indices);

/// Negative indices, of a dimension of that size, counted from the front.
Value wrapIndices(Emitter &b, Value indices, int64_t size);

} // namespace dlc::importer
#endif
