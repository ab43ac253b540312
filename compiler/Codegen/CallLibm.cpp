//===- CallLibm.cpp - Functions that have no polynomial ------------------------===//
// f64 is there to check gradients, where accuracy comes before speed. Few functions have any: a schedule's cosine, say.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"

#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/DialectConversion.h"

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

static bool mustCall(func::FuncOp function) {
  WalkResult walk = function.walk([](Operation *op) {
    bool isCall = isa<math::MathDialect>(op->getDialect()) && !isInstruction(op);
    return isCall ? WalkResult::interrupt() : WalkResult::advance();
  });
  return walk.wasInterrupted();
}

namespace {
struct CallLibmPass : dlc::impl::CallLibmBase<CallLibmPass> {
  void runOnOperation() override {
    SmallVector<Operation *> callers;
    OpPassManager intrinsics(func::FuncOp::getOperationName());
    intrinsics.addPass(createConvertMathToLLVMPass());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (!mustCall(function))
        continue;
      callers.push_back(function);
      // What LLVM has an intrinsic for first.
      if (failed(runPipeline(intrinsics, function)))
        return signalPassFailure();
    }
    if (callers.empty())
      return;
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, func::FuncDialect, vector::VectorDialect, LLVM::LLVMDialect>();
    target.addIllegalDialect<math::MathDialect>();
    if (failed(applyPartialConversion(callers, target, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
