//===- AttentionParts.h - What attention is made of -------------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_ATTENTIONPARTS_H
#define DLC_DIALECT_DL_ATTENTIONPARTS_H

#include "dlc/Dialect/DL/Triangle.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::dl {

/// Builds attention and its derivative as matrix products and softmax. Both start from the same
/// probabilities, built by the same ops, which merging common subexpressions makes one.
///
/// In matrix products, what has H heads is regrouped to [B, G, H / G * T, ...]: the heads that share a
/// key are more rows of one product, and no key is repeated.
class AttentionParts : public mlir::ImplicitLocOpBuilder {
public:
  using Value = mlir::Value;

  struct Options {
    Value mask; ///< i1 [B, S]; null: all keys
    bool causal = false;
    double scale = 1;
  };

  AttentionParts(mlir::Location loc, mlir::OpBuilder &builder, Value query, Value key,
                 Options options);

  /// [B, H, T, ...] as [B, G, H / G * T, ...], and back.
  Value group(Value heads);
  Value ungroup(Value grouped);
  /// softmax(scale query key^T) where a query sees a key, 0 elsewhere: [B, H, T, S].
  Value probabilities();
  /// `triangle` is what a causal mask makes of the product.
  Value matmul(Value lhs, Value rhs, Triangle triangle, bool transposeLhs = false,
               bool transposeRhs = false);
  Value scaled(Value x, double factor);
  /// `x`, of which is known that it is zero, or sums up zeros, where a query does not see a key.
  Value zeroWhereHidden(Value x);

private:
  /// Whether each query sees each key, as i1 [B, H, T, S]; null where all see all.
  Value visible();
  /// Whether each row sees at least one key, whatever the mask holds.
  bool seesSomething() const;

  Value query, key;
  Options options;
  int64_t batch, heads, groups, queries, keys;
};

} // namespace dlc::dl
#endif
