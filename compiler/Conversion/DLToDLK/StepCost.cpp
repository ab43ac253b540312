//===- StepCost.cpp - The time that a step will take ------------------------===//
#include "dlc/Conversion/StepCost.h"

#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace dlc;

/// How much faster memory becomes when `threads` threads use it.
static double memorySpeedup(const StepCosts &costs, int64_t threads) {
  double further = std::max(costs.sharedThreads - 1, 1.0);
  double reached = std::min((threads - 1) / further, 1.0);
  return 1 + (costs.sharedSpeedup - 1) * reached;
}

StepTime dlc::predictKernel(const KernelCost &kernel, const StepCosts &costs, int64_t threads,
                            double traffic, double footprint) {
  int64_t busy = std::clamp<int64_t>(threads, 1, kernel.slices);
  // Of the thread that has most slices.
  double share = std::min(llvm::divideCeil(kernel.slices, busy) * kernel.largest, 1.0);
  // What one step leaves behind in the caches is there for the next; but not in a thread's own if it is
  // too much for it, nor if another thread may have written it: kernels are cut in different ways.
  bool isOwn = footprint <= costs.ownBytes && threads == 1;
  double rate = footprint > costs.cachedBytes ? costs.memoryBytesPerNanosecond
                : isOwn                       ? costs.bytesPerNanosecond
                                              : costs.sharedBytesPerNanosecond;
  double speedup = traffic > costs.cachedBytes ? memorySpeedup(costs, busy) : 1;
  StepTime time;
  time.arithmetic = kernel.flops * share / costs.flopsPerNanosecond;
  time.memory = kernel.bytes / (rate * speedup);
  time.kernels = std::max(time.arithmetic, time.memory);
  return time;
}

StepTime dlc::predictStep(llvm::ArrayRef<KernelCost> kernels, const StepCosts &costs,
                          int64_t threads, double footprint) {
  double traffic = 0;
  int64_t most = 1;
  for (const KernelCost &kernel : kernels) {
    traffic += kernel.bytes;
    most = std::max(most, kernel.slices);
  }
  // The runtime wakes no thread that would find nothing to do.
  threads = std::min(threads, most);
  StepTime step;
  double further = costs.meetingPerThread * (threads - 2);
  if (threads > 1)
    step.start = costs.startNanoseconds + 2 * further;
  for (const KernelCost &kernel : kernels) {
    StepTime time = predictKernel(kernel, costs, threads, traffic, footprint);
    step.arithmetic += time.arithmetic;
    step.memory += time.memory;
    step.kernels += time.kernels;
    if (kernel.meets && threads > 1)
      step.barriers += costs.barrierNanoseconds + further;
  }
  return step;
}
