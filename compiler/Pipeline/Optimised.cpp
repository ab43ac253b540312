//===- Optimised.cpp - From steps to the LLVM dialect, fast code -------------===//
#include "dlc/Pipeline/Optimised.h"

#include "dlc/Codegen/Passes.h"
#include "dlc/Conversion/Passes.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace dlc;

/// The passes that choose layouts must choose alike.
template <typename Options> static Options layoutOptions(const KernelOptions &options) {
  Options layouts;
  layouts.lanes = options.vectorBits / 32;
  layouts.fmaPorts = options.fmaPorts;
  layouts.multipliesPairs = options.bf16 && options.dotsBF16;
  layouts.force = options.layout;
  return layouts;
}

void dlc::addStoreFilters(OpPassManager &pm, const KernelOptions &options) {
  pm.addPass(createStoreFilters(layoutOptions<StoreFiltersOptions>(options)));
}

void dlc::buildGroupPipeline(OpPassManager &pm, const KernelOptions &options) {
  OpPassManager &functions = pm.nest<func::FuncOp>();
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createDecomposeOps());
  functions.addPass(createCSEPass());
  functions.addPass(createAssignLayouts(layoutOptions<AssignLayoutsOptions>(options)));
  functions.addPass(createSplitReductions());
  functions.addPass(createCanonicalizerPass());
  // After decomposition: the loss and its gradient have the exponentials in common only now.
  functions.addPass(createCSEPass());
  functions.addPass(createMergeBatchDims());
  if (options.fuse)
    functions.addPass(createSinkReshapes());
  functions.addPass(createCSEPass());
  // Nothing that merges equal ops comes after these, until they are in groups.
  if (options.recomputedSegments > 0)
    functions.addPass(createRecomputeProducts());
  if (options.recomputedSegments > 1)
    functions.addPass(createRecomputeSegments({options.recomputedSegments}));
  FormGroupsOptions grouping;
  grouping.fuse = options.fuse;
  if (options.fuse)
    functions.addPass(createRecompute());
  functions.addPass(createFormGroups(grouping));
  if (options.bf16)
    functions.addPass(createStoreBF16());
  functions.addPass(createCSEPass());
}

static void addConversion(OpPassManager &pm, const KernelOptions &options) {
  ConvertDLToDLKOptions conversion;
  conversion.slices = options.slices;
  conversion.reuse = options.reuse;
  conversion.profile = options.profile;
  conversion.describe = options.describe;
  const StepCosts &costs = options.costs;
  conversion.flopsPerNanosecond = costs.flopsPerNanosecond;
  conversion.bytesPerNanosecond = costs.bytesPerNanosecond;
  conversion.ownBytes = costs.ownBytes;
  conversion.sharedBytesPerNanosecond = costs.sharedBytesPerNanosecond;
  conversion.memoryBytesPerNanosecond = costs.memoryBytesPerNanosecond;
  conversion.cachedBytes = costs.cachedBytes;
  conversion.sharedSpeedup = costs.sharedSpeedup;
  conversion.sharedThreads = costs.sharedThreads;
  conversion.barrierNanoseconds = costs.barrierNanoseconds;
  conversion.startNanoseconds = costs.startNanoseconds;
  conversion.meetingPerThread = costs.meetingPerThread;
  conversion.sliceNanoseconds = costs.sliceNanoseconds;
  conversion.threads = costs.threads;
  conversion.worthSplitting = costs.worthSplitting;
  conversion.flopsPerByte = costs.flopsPerByte;
  pm.addPass(createConvertDLToDLK(conversion));
}

void dlc::buildPlanPipeline(OpPassManager &pm, const KernelOptions &options) {
  buildGroupPipeline(pm, options);
  addConversion(pm, options);
}

void dlc::buildKernelPipeline(OpPassManager &pm, const KernelOptions &options) {
  addConversion(pm, options);
  pm.addPass(createMergeKernels());
  SelectTilesOptions tiles;
  tiles.vectorBits = options.vectorBits;
  tiles.vectorRegisters = options.vectorRegisters;
  tiles.fmaPorts = options.fmaPorts;
  pm.addPass(createSelectTiles(tiles));
  EmitKernelsOptions emission;
  emission.vectorBits = options.vectorBits;
  emission.vectorRegisters = options.vectorRegisters;
  emission.dotsBF16 = options.dotsBF16;
  // A function at a time, so that cores share them.
  OpPassManager &functions = pm.nest<func::FuncOp>();
  functions.addPass(createEmitKernels(emission));
  // Fewer operations first. There are no regions to simplify; from the bottom up patterns take two thirds of the time.
  functions.addPass(createCSEPass());
  functions.addPass(createCanonicalizerPass(GreedyRewriteConfig()
                                                .setUseTopDownTraversal(false)
                                                .setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled)));
  functions.addPass(createCSEPass());
  ExpandMathOptions math;
  math.roundsBF16 = options.dotsBF16;
  functions.addPass(createExpandMath(math));
  functions.addPass(createCSEPass());
}

void dlc::buildLLVMPipeline(OpPassManager &pm) {
  pm.addPass(createLowerStep());
  pm.addPass(createCallLibm());
  pm.addNestedPass<func::FuncOp>(createLowerLoops());
  pm.addPass(createLowerMemory());
  pm.addNestedPass<func::FuncOp>(createLowerBodies());
  pm.addPass(createLowerToLLVM());
}

void dlc::buildOptimisedPipeline(OpPassManager &pm, const KernelOptions &options) {
  buildGroupPipeline(pm, options);
  buildKernelPipeline(pm, options);
  buildLLVMPipeline(pm);
}
