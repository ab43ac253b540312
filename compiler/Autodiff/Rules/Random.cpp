//===- Random.cpp - Random numbers have no derivative ---------------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// Functions of a seed and a counter, which are integers. To differentiate with respect to the
/// parameters of a distribution, scale and shift a draw: mean + std * z.
void attachRandomRules(MLIRContext *context) {
  attachNonDifferentiable<RandomUniformOp, RandomNormalOp>(context);
}

} // namespace dlc
