//===- ConvertDLToLinalg.cpp - The graph as linalg on tensors -------------------===//
#include "Patterns.h"
#include "dlc/Conversion/Passes.h"
#include "dlc/Conversion/ScalarLowering.h"

#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace dlc {
#define GEN_PASS_DEF_CONVERTDLTOLINALG
#include "dlc/Conversion/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// arith knows only signless integers.
struct SignlessTensors : TypeConverter {
  SignlessTensors() {
    addConversion([](Type type) { return type; });
    addConversion([](RankedTensorType type) -> Type {
      return type.clone(scalarType(type.getElementType()));
    });
  }
};

struct ConvertDLToLinalgPass : dlc::impl::ConvertDLToLinalgBase<ConvertDLToLinalgPass> {
  void runOnOperation() override {
    SignlessTensors converter;
    RewritePatternSet patterns(&getContext());
    populateCoreToLinalg(patterns, converter);
    populateElementwiseToLinalg(patterns, converter);
    populateShapeToLinalg(patterns, converter);
    populateIndexedToLinalg(patterns, converter);
    populateReductionToLinalg(patterns, converter);
    populateContractionToLinalg(patterns, converter);
    populateConvolutionToLinalg(patterns, converter);
    populatePoolingToLinalg(patterns, converter);
    populateAttentionToLinalg(patterns, converter);
    populateDynamicSliceToLinalg(patterns, converter);
    populateNNToLinalg(patterns, converter);
    populateNormToLinalg(patterns, converter);
    populateRandomToLinalg(patterns, converter);
    populateLossToLinalg(patterns, converter);
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns, converter);
    populateReturnOpTypeConversionPattern(patterns, converter);
    populateCallOpTypeConversionPattern(patterns, converter);

    ConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, linalg::LinalgDialect, math::MathDialect,
                           scf::SCFDialect, tensor::TensorDialect>();
    target.addIllegalDialect<DLDialect>();
    target.addLegalOp<VariableOp>();
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp op) {
      return converter.isSignatureLegal(op.getFunctionType()) && converter.isLegal(&op.getBody());
    });
    target.addDynamicallyLegalOp<func::ReturnOp, func::CallOp>(
        [&](Operation *op) { return converter.isLegal(op); });
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
