//===- Contraction.cpp - Derivatives of sums of products ------------------===//
#include "../Cotangents.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// For C = A B: dA = g B^T, dB = A^T g (Giles: Collected Matrix Derivative Results, 2008, 2.2.2).
/// With A or B transposed, the transpose of that: the flags say how to read each factor, no data
/// moves.
static void backward(MatmulOp op, Value g, Cotangents &b) {
  Value lhs = op.getLhs(), rhs = op.getRhs();
  bool left = op.getTransposeLhs(), right = op.getTransposeRhs();
  auto product = [&](Value like, Value x, Value y, bool transposeX, bool transposeY) -> Value {
    return MatmulOp::create(b, like.getType(), x, y, transposeX, transposeY);
  };
  b.set(0, [&] {
    return left ? product(lhs, rhs, g, right, true) : product(lhs, g, rhs, false, !right);
  });
  b.set(1, [&] {
    return right ? product(rhs, g, lhs, true, left) : product(rhs, lhs, g, !left, false);
  });
}

void attachContractionRules(MLIRContext *context) { attachRules<MatmulOp>(context); }

} // namespace dlc
