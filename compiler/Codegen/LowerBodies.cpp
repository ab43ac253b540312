//===- LowerBodies.cpp - What functions hold, in the LLVM dialect ---------------===//
// A function at a time, so that cores share them; LowerToLLVM does the functions themselves.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace dlc {
#define GEN_PASS_DEF_LOWERBODIES
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

namespace {
struct LowerDotPairs : ConvertOpToLLVMPattern<dlk::DotPairsOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(dlk::DotPairsOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    int64_t bits = 32 * cast<VectorType>(op.getType()).getNumElements();
    auto name = rewriter.getStringAttr("llvm.x86.avx512bf16.dpbf16ps." + Twine(bits));
    rewriter.replaceOpWithNewOp<LLVM::CallIntrinsicOp>(
        op, getTypeConverter()->convertType(op.getType()), name,
        ValueRange{adaptor.getSum(), adaptor.getLhs(), adaptor.getRhs()});
    return success();
  }
};

struct LowerBodiesPass : dlc::impl::LowerBodiesBase<LowerBodiesPass> {
  LogicalResult initialize(MLIRContext *context) override {
    converter = std::make_unique<LLVMTypeConverter>(context);
    RewritePatternSet lowerings(context);
    lowerings.add<LowerDotPairs>(*converter);
    arith::populateArithToLLVMConversionPatterns(*converter, lowerings);
    cf::populateControlFlowToLLVMConversionPatterns(*converter, lowerings);
    populateMathToLLVMConversionPatterns(*converter, lowerings);
    populateVectorToLLVMConversionPatterns(*converter, lowerings);
    patterns = std::move(lowerings);
    return success();
  }

  void runOnOperation() override {
    LLVMConversionTarget target(getContext());
    target.addLegalDialect<func::FuncDialect>();
    ConversionConfig config;
    config.allowPatternRollback = false; // all patterns finish what they begin
    if (failed(applyPartialConversion(getOperation(), target, patterns, config)))
      signalPassFailure();
  }

  std::shared_ptr<LLVMTypeConverter> converter;
  FrozenRewritePatternSet patterns;
};
} // namespace
