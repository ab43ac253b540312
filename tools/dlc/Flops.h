//===- Flops.h - How much a graph computes ----------------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_FLOPS_H
#define DLC_TOOLS_DLC_FLOPS_H

#include "mlir/IR/BuiltinOps.h"
#include <vector>

namespace dlc::tool {

/// Floating-point operations of an op of the graph: two for each multiply-add of a contraction, one
/// for each element of anything else that computes, none for what only moves elements.
int64_t countFlops(mlir::Operation *op);
/// The same for all ops inside `root`.
int64_t countAllFlops(mlir::Operation *root);
/// What one step of training computes: all its phases, all batches that it sums up.
int64_t countStepFlops(mlir::ModuleOp module);

/// What one core of this machine computes at best, in GFLOP/s of f32 (f64 with `isDouble`):
/// independent fused multiply-adds on registers, measured for some milliseconds.
double measurePeakGflops(bool isDouble);

/// Fused multiply-adds of f32 in registers of one width, for some tenths of a millisecond.
struct FmaLoop {
  int bits;
  double flops; ///< of one call
  float (*run)(float seed);
};
/// A loop for each width that this CPU has, narrow registers first.
std::vector<FmaLoop> fmaLoops();

} // namespace dlc::tool
#endif
