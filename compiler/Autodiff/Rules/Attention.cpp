//===- Attention.cpp - Derivative of attention ----------------------------===//
#include "../Cotangents.h"
#include "dlc/Dialect/DL/AttentionParts.h"

using namespace mlir;
using namespace dlc::dl;

namespace dlc {

/// y = P v, P = softmax(S), S = scale q k^T: with dP = g v^T,
///   dS = P (dP - sum(dP P)) of each row, dq = scale dS k, dk = scale dS^T q, dv = P^T g
/// (Vaswani et al. 2017; as in Dao et al.: FlashAttention, NeurIPS 2022, appendix B.2). P is computed
/// again rather than kept, as 0 where a query does not see a key, which makes dS 0 there.
static void backward(AttentionOp op, Value g, Cotangents &b) {
  AttentionParts parts(op.getLoc(), b, op.getQuery(), op.getKey(),
                       {op.getMask(), op.getCausal(), op.getScale()});
  Value probabilities = parts.probabilities();
  b.set(2, [&] {
    return parts.matmul(parts.group(probabilities), parts.group(g), Triangle::Upper,
                        /*transposeLhs=*/true);
  });
  auto scoreCotangent = [&] {
    Value slope =
        parts.ungroup(parts.matmul(parts.group(g), op.getValue(), Triangle::Result, false,
                                   /*transposeRhs=*/true));
    Value rows = parts.zeroWhereHidden(b.reduceSum(b.mul(slope, probabilities), 3));
    Value sum = b.broadcastAlong(rows, 3, slope);
    Value scores = parts.zeroWhereHidden(b.mul(probabilities, b.sub(slope, sum)));
    return parts.group(parts.zeroWhereHidden(parts.scaled(scores, op.getScale())));
  };
  b.set(0, [&] { return parts.ungroup(parts.matmul(scoreCotangent(), op.getKey(), Triangle::Lower)); });
  b.set(1, [&] {
    return parts.matmul(scoreCotangent(), parts.group(op.getQuery()), Triangle::Upper,
                        /*transposeLhs=*/true);
  });
}

void attachAttentionRules(MLIRContext *context) { attachRules<AttentionOp>(context); }

} // namespace dlc
