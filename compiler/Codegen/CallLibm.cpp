//===- CallLibm.cpp - Functions that have no polynomial ------------------------===//
// f64 is there to check gradients, where accuracy comes before speed. A model without such functions
// is not even looked through.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"

#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/PassManager.h"

namespace dlc {
#define GEN_PASS_DEF_CALLLIBM
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;

/// Whether an operation is an instruction of every processor that we know.
static bool isInstruction(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp, math::FloorOp, math::FmaOp,
             math::RoundEvenOp, math::SqrtOp, math::TruncOp>(op);
}

namespace {
struct CallLibmPass : dlc::impl::CallLibmBase<CallLibmPass> {
  void runOnOperation() override {
    WalkResult walk = getOperation().walk([](Operation *op) {
      bool isCall = isa<math::MathDialect>(op->getDialect()) && !isInstruction(op);
      return isCall ? WalkResult::interrupt() : WalkResult::advance();
    });
    if (!walk.wasInterrupted())
      return;
    OpPassManager passes(ModuleOp::getOperationName());
    // What LLVM has an intrinsic for first.
    passes.addNestedPass<func::FuncOp>(createConvertMathToLLVMPass());
    passes.addPass(createConvertMathToLibmPass());
    if (failed(runPipeline(passes, getOperation())))
      signalPassFailure();
  }
};
} // namespace
