//===- DifferentiableOpInterface.h - What differentiation asks of an op -*- C++ -*-===//
#ifndef DLC_INTERFACES_DIFFERENTIABLEOPINTERFACE_H
#define DLC_INTERFACES_DIFFERENTIABLEOPINTERFACE_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "llvm/ADT/BitVector.h"

namespace dlc {

enum class Differentiability {
  /// The op has a rule.
  Differentiable,
  /// Constant between jumps, with a derivative that is defined to be zero everywhere. Rules may use
  /// such ops (|x|' = sign(x)), so differentiating those again passes through them.
  Zero,
  /// Chooses, counts or compares: nothing that depends on a derivative may hang on it alone.
  NonDifferentiable,
};

} // namespace dlc

#include "dlc/Interfaces/DifferentiableOpInterface.h.inc"

#endif
