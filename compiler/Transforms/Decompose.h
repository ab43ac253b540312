//===- Decompose.h - Patterns of dl-decompose-ops, by theme -----*- C++ -*-===//
#ifndef DLC_COMPILER_TRANSFORMS_DECOMPOSE_H
#define DLC_COMPILER_TRANSFORMS_DECOMPOSE_H

#include "mlir/IR/PatternMatch.h"

namespace dlc {

void populateDecomposeAttention(mlir::RewritePatternSet &patterns);
void populateDecomposeDynamicSlices(mlir::RewritePatternSet &patterns);
/// For sums of bf16 numbers.
void populateDecomposeBF16(mlir::RewritePatternSet &patterns);
void populateDecomposeNorms(mlir::RewritePatternSet &patterns);

} // namespace dlc
#endif
