//===- LowerBodies.cpp - What functions hold, in the LLVM dialect ---------------===//
// A function at a time, so that cores share them; LowerToLLVM does the functions themselves.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"
#include "dlrt/dlrt.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
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
/// Where the field of a call that a view starts from lies in it.
size_t fieldOf(dlk::Space space) {
  switch (space) {
  case dlk::Space::Parameters:
    return offsetof(dlrt_call, parameters);
  case dlk::Space::State:
    return offsetof(dlrt_call, state);
  case dlk::Space::Optimizer:
    return offsetof(dlrt_call, optimizer);
  case dlk::Space::Gradients:
    return offsetof(dlrt_call, gradients);
  case dlk::Space::Workspace:
    return offsetof(dlrt_call, workspace);
  case dlk::Space::Inputs:
    return offsetof(dlrt_call, inputs);
  case dlk::Space::Targets:
    return offsetof(dlrt_call, targets);
  case dlk::Space::Outputs:
    return offsetof(dlrt_call, outputs);
  case dlk::Space::Seed:
    return offsetof(dlrt_call, seed);
  case dlk::Space::Step:
    return offsetof(dlrt_call, step);
  case dlk::Space::Valid:
    return offsetof(dlrt_call, n_valid);
  case dlk::Space::LrScale:
    return offsetof(dlrt_call, lr_scale);
  case dlk::Space::TotalSteps:
    return offsetof(dlrt_call, total_steps);
  }
  llvm_unreachable("all spaces are handled");
}

struct LowerView : ConvertOpToLLVMPattern<dlk::ViewOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(dlk::ViewOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto pointer = LLVM::LLVMPointerType::get(rewriter.getContext());
    auto advance = [&](Value base, int64_t bytes) -> Value {
      return LLVM::GEPOp::create(rewriter, loc, pointer, rewriter.getI8Type(), base,
                                 ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(bytes)});
    };
    auto load = [&](Value from) -> Value {
      return LLVM::LoadOp::create(rewriter, loc, pointer, from);
    };
    dlk::Space space = op.getSpace();
    Value memory = advance(adaptor.getCall(), fieldOf(space));
    if (space <= dlk::Space::Workspace) {
      Value offset = LLVM::ConstantOp::create(rewriter, loc, rewriter.getI64Type(),
                                              rewriter.getI64IntegerAttr(op.getOffset()));
      if (Value shift = adaptor.getShift())
        offset = LLVM::AddOp::create(rewriter, loc, offset, shift);
      memory = LLVM::GEPOp::create(rewriter, loc, pointer, rewriter.getI8Type(), load(memory), ValueRange{offset});
    }
    else if (space <= dlk::Space::Outputs)
      memory = load(advance(load(memory), op.getIndex() * static_cast<int64_t>(sizeof(void *))));
    Value descriptor =
        MemRefDescriptor::fromStaticShape(rewriter, loc, *getTypeConverter(), op.getType(), memory);
    rewriter.replaceOp(op, descriptor);
    return success();
  }
};

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
    LowerToLLVMOptions options(context);
    options.useBarePtrCallConv = true;
    converter = std::make_unique<LLVMTypeConverter>(context, options);
    RewritePatternSet lowerings(context);
    lowerings.add<LowerView, LowerDotPairs>(*converter);
    arith::populateArithToLLVMConversionPatterns(*converter, lowerings);
    cf::populateControlFlowToLLVMConversionPatterns(*converter, lowerings);
    populateFinalizeMemRefToLLVMConversionPatterns(*converter, lowerings);
    populateMathToLLVMConversionPatterns(*converter, lowerings);
    populateVectorToLLVMConversionPatterns(*converter, lowerings);
    patterns = std::move(lowerings);
    return success();
  }

  void runOnOperation() override {
    LLVMConversionTarget target(getContext());
    target.addLegalDialect<func::FuncDialect>();
    if (failed(applyPartialConversion(getOperation(), target, patterns)))
      signalPassFailure();
  }

  std::shared_ptr<LLVMTypeConverter> converter;
  FrozenRewritePatternSet patterns;
};
} // namespace
