//===- Volumes.h - Convolutions of three spatial dimensions -----*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_VOLUMES_H
#define DLC_COMPILER_FRONTEND_ONNX_VOLUMES_H

#include "Windows.h"

namespace dlc::importer {

/// x [N, C, D, H, W] and filter [O, C/groups, KD, KH, KW] give [N, O, OD, OH, OW].
Value convolveVolume(Emitter &b, Value x, Value filter, const SlidingWindow &w, int64_t groups);

/// The adjoint of the former in x: y [N, O, OD, OH, OW] gives volumes of `shape`, [N, C, D, H, W].
Value spreadVolume(Emitter &b, Value y, Value filter, const SlidingWindow &w, int64_t groups, ArrayRef<int64_t> shape);

} // namespace dlc::importer
#endif
