//===- Registration.cpp - All rules of differentiation --------------------===//
#include "../Cotangents.h"
#include "dlc/Autodiff/Autodiff.h"

using namespace mlir;

void dlc::registerDifferentiableModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, dl::DLDialect *) {
    attachElementwiseRules(context);
    attachShapeRules(context);
    attachReductionRules(context);
    attachContractionRules(context);
    attachConvolutionRules(context);
    attachPoolingRules(context);
    attachAttentionRules(context);
    attachNNRules(context);
    attachNormRules(context);
    attachRandomRules(context);
    attachLossRules(context);
  });
}
