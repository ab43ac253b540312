//===- dlc-opt.cpp - mlir-opt with dlc's dialects and passes ------------------===//
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Codegen/Passes.h"
#include "dlc/Conversion/Passes.h"
#include "dlc/Pipeline/Compiler.h"
#include "dlc/Pipeline/Reference.h"
#include "dlc/Transforms/Passes.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  dlc::registerDialects(registry);
  mlir::registerAllPasses();
  dlc::registerAutodiffPasses();
  dlc::registerCodegenPasses();
  dlc::registerConversionPasses();
  dlc::registerTransformsPasses();
  dlc::registerReferencePipelines();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "optimizer of the dlc compiler\n", registry));
}
