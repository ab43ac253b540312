//===- Autodiff.h - Differentiation and optimizers --------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_AUTODIFF_H
#define DLC_AUTODIFF_AUTODIFF_H

#include "dlc/Dialect/DL/DL.h"

#include "mlir/Pass/Pass.h"

namespace dlc {

/// Attaches DifferentiableOpInterface to every op of the dl dialect.
void registerDifferentiableModels(mlir::DialectRegistry &registry);

#define GEN_PASS_DECL
#include "dlc/Autodiff/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "dlc/Autodiff/Passes.h.inc"

} // namespace dlc
#endif
