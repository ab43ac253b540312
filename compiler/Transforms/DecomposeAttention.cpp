//===- DecomposeAttention.cpp - Attention as matrix products and softmax ------===//
#include "Decompose.h"
#include "dlc/Dialect/DL/AttentionParts.h"

using namespace mlir;
using namespace dlc::dl;

namespace {
struct DecomposeAttention : OpRewritePattern<AttentionOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AttentionOp op, PatternRewriter &rewriter) const override {
    AttentionParts b(op.getLoc(), rewriter, op.getQuery(), op.getKey(),
                     {op.getMask(), op.getCausal(), op.getScale()});
    Value weights = b.group(b.probabilities());
    rewriter.replaceOp(op, b.ungroup(b.matmul(weights, op.getValue(), Triangle::Lower)));
    return success();
  }
};
} // namespace

void dlc::populateDecomposeAttention(RewritePatternSet &patterns) {
  patterns.add<DecomposeAttention>(patterns.getContext());
}
