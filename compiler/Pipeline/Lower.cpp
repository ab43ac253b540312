//===- Lower.cpp - The phases between the graph and the LLVM dialect --------===//
#include "dlc/Pipeline/Lower.h"

#include "dlc/Pipeline/MachineCosts.h"
#include "dlc/Pipeline/Optimised.h"
#include "dlc/Pipeline/Reference.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace dlc;

/// A phase that is a pipeline of passes.
static LoweringPhase makePhase(StringRef name, EmitKind kind,
                               std::function<void(OpPassManager &)> build) {
  return {name.str(), kind, [build](ModuleOp module) {
            PassManager passes(module.getContext());
            // Once a phase finds what a pass broke; after each pass it takes as long as the passes.
            passes.enableVerifier(false);
            build(passes);
            return success(succeeded(passes.run(module)) && succeeded(verify(module)));
          }};
}

KernelOptions dlc::getKernelOptions(const CompileOptions &options, const TargetModel &target) {
  KernelOptions kernels;
  kernels.vectorBits = target.vectorBits;
  kernels.vectorRegisters = target.vectorRegisters;
  kernels.fmaPorts = target.fmaPorts;
  kernels.slices = options.slices;
  kernels.layout = options.layout;
  kernels.bf16 = options.precision == Precision::BF16;
  kernels.dotsBF16 = target.hasBF16;
  kernels.profile = options.profile;
  kernels.describe = options.describe;
  kernels.costs = getStepCosts(target, options.machine);
  kernels.reuse = !options.debugNaN;
  kernels.fuse = options.fuse && !options.debugNaN;
  return kernels;
}

std::vector<LoweringPhase> dlc::getLoweringPhases(const CompileOptions &options,
                                                  const TargetModel &target,
                                                  int64_t recomputedSegments) {
  if (options.backend == Backend::Optimised) {
    KernelOptions kernels = getKernelOptions(options, target);
    kernels.recomputedSegments = recomputedSegments;
    auto build = [kernels](void (*pipeline)(OpPassManager &, const KernelOptions &)) {
      return [=](OpPassManager &passes) { pipeline(passes, kernels); };
    };
    return {makePhase("groups", EmitKind::Groups, build(buildGroupPipeline)),
            makePhase("kernels", EmitKind::Kernels, build(buildKernelPipeline)),
            makePhase("llvm", EmitKind::LLVM, buildLLVMPipeline)};
  }
  return {makePhase("reference", EmitKind::Reference, buildReferenceLoops),
          makePhase("llvm", EmitKind::LLVM, buildReferenceToLLVM)};
}
