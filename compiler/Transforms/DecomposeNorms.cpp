//===- DecomposeNorms.cpp - Normalisation as reductions and elementwise ops ---===//
#include "Decompose.h"
#include "dlc/Dialect/DL/NormParts.h"

using namespace mlir;
using namespace dlc::dl;

namespace {
/// In two passes over x, mean and then variance: E(x^2) - E(x)^2 would cancel where the mean is large
/// beside the deviation.
struct DecomposeNormalize : OpRewritePattern<NormalizeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(NormalizeOp op, PatternRewriter &rewriter) const override {
    Value x = op.getOperand();
    NormParts b(op.getLoc(), rewriter, cast<RankedTensorType>(x.getType()), op.getAxes(),
                op.getNValid());
    Value mean = b.mean(x);
    Value centred = SubOp::create(b, x, b.spread(mean));
    Value variance = b.mean(MulOp::create(b, centred, centred));
    Value inverse = b.inverseDeviation(variance, op.getEpsilon());
    Value result = b.masked(MulOp::create(b, centred, b.spread(inverse)));
    rewriter.replaceOp(op, {result, mean, variance});
    return success();
  }
};

struct DecomposeRmsNormalize : OpRewritePattern<RmsNormalizeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(RmsNormalizeOp op, PatternRewriter &rewriter) const override {
    Value x = op.getOperand();
    NormParts b(op.getLoc(), rewriter, cast<RankedTensorType>(x.getType()), op.getAxes(), {});
    Value inverse = b.inverseDeviation(b.mean(MulOp::create(b, x, x)), op.getEpsilon());
    rewriter.replaceOpWithNewOp<MulOp>(op, x, b.spread(inverse));
    return success();
  }
};
} // namespace

void dlc::populateDecomposeNorms(RewritePatternSet &patterns) {
  patterns.add<DecomposeNormalize, DecomposeRmsNormalize>(patterns.getContext());
}
