//===- StepCost.h - The time that a step will take --------------*- C++ -*-===//
//
// The cost model of threads: arithmetic shares out among the threads that find slices; memory that
// the threads' caches hold together does not, memory behind them up to what it delivers to all.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_CONVERSION_STEPCOST_H
#define DLC_CONVERSION_STEPCOST_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace dlc {

/// The version of the rules that choose slices and threads by these figures, and layouts: results of one
/// model and one machine may differ from those of another version.
inline constexpr int64_t kCostVersion = 4;

/// A machine as the cost of a step sees it. The defaults are round figures of current server cores, of
/// which only the ratios matter for decisions.
struct StepCosts {
  double flopsPerNanosecond = 200;       ///< of one thread
  double bytesPerNanosecond = 150;       ///< of one thread, from its own cache
  double ownBytes = 1 << 20;             ///< what that holds
  double sharedBytesPerNanosecond = 100; ///< of one thread, from the cache that threads share
  double memoryBytesPerNanosecond = 30;  ///< of one thread, from memory
  double cachedBytes = 8 << 20;          ///< more than this comes from memory
  double sharedSpeedup = 1.5;            ///< of memory, from one thread to `sharedThreads`
  double sharedThreads = 2;
  double barrierNanoseconds = 500;       ///< two threads meet
  double startNanoseconds = 1000;        ///< two threads begin a step and end it
  double meetingPerThread = 100;         ///< ns that each thread beyond two adds to a barrier
  double sliceNanoseconds = 100;         ///< to begin a slice
  int64_t threads = 4;                   ///< of the machine, for which work is cut
  /// Below this much work (in FLOP) a kernel's threads wait longer for each other than they save;
  /// a byte counts as `flopsPerByte`.
  double worthSplitting = 0.35e6;
  double flopsPerByte = 3;
};

/// One kernel of a step.
struct KernelCost {
  double flops = 0, bytes = 0; ///< of all slices
  int64_t slices = 1;
  double largest = 1; ///< the part of the work that one slice is, but for a shorter last one
  bool meets = false; ///< whether the threads meet before it
};

/// Nanoseconds. `arithmetic` and `memory` are what each alone would take; `kernels` is what the kernels
/// take, each as long as the longer of its two.
struct StepTime {
  double arithmetic = 0, memory = 0, kernels = 0, barriers = 0, start = 0;
  double total() const { return kernels + barriers + start; }
};

/// One kernel on `threads` threads: no barriers, no start. `footprint` is the bytes of memory that a
/// step touches, `traffic` those that all its kernels read and write.
StepTime predictKernel(const KernelCost &kernel, const StepCosts &costs, int64_t threads,
                       double traffic, double footprint);
/// A step on `threads` threads. On one thread there is nothing to wait for.
StepTime predictStep(llvm::ArrayRef<KernelCost> kernels, const StepCosts &costs, int64_t threads,
                     double footprint);

} // namespace dlc
#endif
