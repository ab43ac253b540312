//===- Reference.cpp - The plainest way from graph to code ------------------===//
#include "dlc/Pipeline/Reference.h"

#include "dlc/Conversion/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void dlc::buildReferenceLoops(OpPassManager &pm) {
  pm.addPass(createConvertDLToLinalg());
  pm.addPass(createResultsToDestinations());
  pm.addPass(createCSEPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  // Callers pass dense tensors.
  bufferize.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  bufferization::buildBufferDeallocationPipeline(pm, {});
  // Frees each temporary after its last use instead of at the end of the step.
  pm.addNestedPass<func::FuncOp>(bufferization::createOptimizeAllocationLivenessPass());
  pm.addPass(createCopiesToLinalg());
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(createCSEPass());
}

void dlc::buildReferenceToLLVM(OpPassManager &pm) {
  pm.addPass(createOutlineLoops());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  // libm first: the LLVM dialect's log1p and expm1 lose the small values they are there for.
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions functions;
  functions.useBarePtrCallConv = true; // shapes are static: a pointer says all
  pm.addPass(createConvertFuncToLLVMPass(functions));
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCSEPass());
  pm.addPass(createReferenceEntries());
}

LogicalResult dlc::lowerReferenceLoops(ModuleOp module) {
  PassManager pm(module.getContext());
  buildReferenceLoops(pm);
  return pm.run(module);
}

LogicalResult dlc::lowerReference(ModuleOp module) {
  PassManager pm(module.getContext());
  buildReferenceLoops(pm);
  buildReferenceToLLVM(pm);
  return pm.run(module);
}

void dlc::registerReferencePipelines() {
  PassPipelineRegistration<>("dlc-reference-loops", "loops of the reference pipeline",
                             buildReferenceLoops);
  PassPipelineRegistration<>("dlc-reference", "the reference pipeline, to the LLVM dialect",
                             [](OpPassManager &pm) {
                               buildReferenceLoops(pm);
                               buildReferenceToLLVM(pm);
                             });
}
