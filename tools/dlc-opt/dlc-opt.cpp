//===- dlc-opt.cpp - mlir-opt with dlc's dialects and passes ------------------===//
#include "dlc/Dialect/DL/DL.h"
#ifdef DLC_HAS_DIALECTDLK
#include "dlc/Dialect/DLK/DLK.h"
#endif
#ifdef DLC_HAS_AUTODIFF
#include "dlc/Autodiff/Autodiff.h"
#endif
#ifdef DLC_HAS_TRANSFORMS
#include "dlc/Transforms/Passes.h"
#endif
#ifdef DLC_HAS_CONVERSION
#include "dlc/Conversion/Passes.h"
#endif
#ifdef DLC_HAS_CODEGEN
#include "dlc/Codegen/Passes.h"
#endif
#ifdef DLC_HAS_PIPELINE
#include "dlc/Pipeline/Reference.h"
#endif

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();

  registry.insert<dlc::dl::DLDialect>();
#ifdef DLC_HAS_DIALECTDLK
  registry.insert<dlc::dlk::DLKDialect>();
#endif
#ifdef DLC_HAS_AUTODIFF
  dlc::registerDifferentiableModels(registry);
  dlc::registerAutodiffPasses();
#endif
#ifdef DLC_HAS_TRANSFORMS
  dlc::registerTransformsPasses();
#endif
#ifdef DLC_HAS_CONVERSION
  dlc::registerConversionPasses();
#endif
#ifdef DLC_HAS_CODEGEN
  dlc::registerCodegenPasses();
#endif
#ifdef DLC_HAS_PIPELINE
  dlc::registerReferencePipelines();
#endif
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "optimizer of the dlc compiler\n", registry));
}
