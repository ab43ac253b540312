//===- EpilogueSums.h - Sums that a contraction's epilogue can add up -*- C++ -*-===//
#ifndef DLC_TRANSFORMS_EPILOGUESUMS_H
#define DLC_TRANSFORMS_EPILOGUESUMS_H

#include "dlc/Dialect/DL/DL.h"

namespace dlc {

/// The axes of `op` that an epilogue can sum over, if its operand is computed, element by element, from the result
/// of a contraction of its shape; else none. They are neighbours, and neither the first dimension, of which slices
/// have parts, nor the last, along which vectors run.
llvm::SmallVector<int64_t> epilogueAxes(dl::ReduceSumOp op);

/// Whether `op` sums over nothing but `epilogueAxes`.
bool isEpilogueSum(mlir::Operation *op);

} // namespace dlc
#endif
