//===- Initialisers.h - What variables hold before training -----*- C++ -*-===//
#ifndef DLC_AUTODIFF_INITIALISERS_H
#define DLC_AUTODIFF_INITIALISERS_H

#include "GraphBuilder.h"

namespace dlc {

/// The first value of a variable as a graph. Random ones are functions of `seed` and the variable's
/// name alone, so declaring another variable changes no value. Reports an initialiser of random
/// numbers for a tensor of integers.
mlir::FailureOr<mlir::Value> buildInitialValue(GraphBuilder &b, dl::VariableOp variable,
                                               mlir::Value seed);

} // namespace dlc
#endif
