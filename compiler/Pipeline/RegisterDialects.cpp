//===- RegisterDialects.cpp - The dialects of all phases --------------------===//
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Dialect/DLK/DLK.h"
#include "dlc/Pipeline/Compiler.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"

void dlc::registerDialects(mlir::DialectRegistry &registry) {
  // Registering is a name and a function for each dialect; only those that are used get loaded.
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<dl::DLDialect, dlk::DLKDialect>();
  registerDifferentiableModels(registry);
  registerTranslations(registry);
}
