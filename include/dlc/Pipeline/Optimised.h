//===- Optimised.h - From steps to the LLVM dialect, fast code --*- C++ -*-===//
#ifndef DLC_PIPELINE_OPTIMISED_H
#define DLC_PIPELINE_OPTIMISED_H

#include "dlc/Conversion/StepCost.h"

#include "mlir/Pass/PassManager.h"

#include <string>

namespace dlc {

/// What the optimised pipeline needs to know of the target and of the user's wishes.
struct KernelOptions {
  int64_t vectorBits = 256;
  int64_t vectorRegisters = 16;
  double fmaPorts = 2;  ///< fused multiply-adds of full width started a cycle
  int64_t slices = 0;   ///< pieces that the work of a kernel is cut into, at most; 0: as many as pay
  std::string layout;   ///< of all images, as `dl-assign-layouts` takes it; empty: chosen by cost
  bool bf16 = false;    ///< in memory between kernels
  bool dotsBF16 = false; ///< the target has products of pairs of bf16 (AVX512-BF16)
  bool fuse = true;     ///< several ops in one kernel
  bool profile = false; ///< note the time that each kernel of a step takes
  bool describe = false; ///< leave what is known of each kernel at its step
  StepCosts costs;      ///< of threads, by which work is cut
  /// Into which the forward pass is cut to save memory; of one, only products much larger than their factors are
  /// computed twice; 0: nothing is.
  int64_t recomputedSegments = 0;
  bool reuse = true;    ///< values that are not alive at once share memory
};

/// Decides in which order filters lie in memory, as the group pipeline will read them.
void addStoreFilters(mlir::OpPassManager &pm, const KernelOptions &options);
/// From the functions that `dl-build-steps` makes to groups (`--emit=groups`). Variables must have
/// their offsets before the next phase.
void buildGroupPipeline(mlir::OpPassManager &pm, const KernelOptions &options);
/// As far as it is known how much memory each function needs.
void buildPlanPipeline(mlir::OpPassManager &pm, const KernelOptions &options);
/// From groups to kernels: loops over vectors (`--emit=kernels`).
void buildKernelPipeline(mlir::OpPassManager &pm, const KernelOptions &options);
/// From kernels to the LLVM dialect.
void buildLLVMPipeline(mlir::OpPassManager &pm);
/// All three.
void buildOptimisedPipeline(mlir::OpPassManager &pm, const KernelOptions &options);

} // namespace dlc
#endif
