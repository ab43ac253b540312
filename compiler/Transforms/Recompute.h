//===- Recompute.h - What is cheaper to compute again than to keep -*- C++ -*-===//
#ifndef DLC_TRANSFORMS_RECOMPUTE_H
#define DLC_TRANSFORMS_RECOMPUTE_H

#include "dlc/Dialect/DL/DL.h"

namespace dlc {

/// Whether `op` is elementwise and takes no more than an instruction or two for each element.
bool isCheap(mlir::Operation *op);

/// Whether memory holds `value` in any case: an argument, what another kind of kernel makes or reads,
/// and what several use and is not worth repeating.
bool isInMemory(mlir::Value value);

} // namespace dlc
#endif
