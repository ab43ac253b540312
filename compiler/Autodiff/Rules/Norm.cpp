//===- Norm.cpp - Derivatives of normalisation ----------------------------===//
#include "../Cotangents.h"
#include "dlc/Dialect/DL/NormParts.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// With r = 1 / sqrt(variance + epsilon) and means over the n valid elements of the axes,
///   dx = r (g - mean(g) - y mean(g y)) + g_mean / n + g_variance 2 (x - mean) / n
/// (Ioffe, Szegedy: Batch Normalization, ICML 2015, section 3; Ba, Kiros, Hinton: Layer
/// Normalization, 2016). Padding rows have a result of 0, so no derivative: their g counts in no mean, and their dx is 0.
static void backward(NormalizeOp op, ValueRange cotangents, Cotangents &b) {
  b.set(0, [&] {
    NormParts parts(op.getLoc(), b, tensorType(op.getResult()), op.getAxes(), op.getNValid());
    Value y = op.getResult(), g = cotangents[0];
    Value inverse = parts.inverseDeviation(op.getVariance(), op.getEpsilon());
    Value slope = parts.spread(parts.mean(b.mul(g, y)));
    Value centred = b.sub(b.sub(g, parts.spread(parts.mean(g))), b.mul(y, slope));
    Value dx = b.mul(centred, parts.spread(inverse));
    if (!isZero(cotangents[1]))
      dx = b.add(dx, parts.spread(b.div(cotangents[1], parts.count())));
    if (!isZero(cotangents[2])) {
      // x - mean is y / r, whose padding rows are 0 already.
      Value share = b.div(b.mul(cotangents[2], 2), b.mul(inverse, parts.count()));
      dx = b.add(dx, b.mul(y, parts.spread(share)));
    }
    return parts.masked(dx);
  });
}

/// With r = 1 / sqrt(mean(x^2) + epsilon): dy_i / dx_j = r (d_ij - y_i y_j / n), so
/// dx = r (g - y mean(g y)) (Zhang, Sennrich: Root Mean Square Layer Normalization, NeurIPS 2019).
static void backward(RmsNormalizeOp op, Value g, Cotangents &b) {
  b.set(0, [&] {
    Value x = op.getOperand(), y = op.getResult();
    NormParts parts(op.getLoc(), b, tensorType(x), op.getAxes(), {});
    Value inverse = parts.inverseDeviation(parts.mean(b.square(x)), op.getEpsilon());
    Value slope = parts.spread(parts.mean(b.mul(g, y)));
    return b.mul(b.sub(g, b.mul(y, slope)), parts.spread(inverse));
  });
}

void attachNormRules(MLIRContext *context) { attachRules<NormalizeOp, RmsNormalizeOp>(context); }

} // namespace dlc
