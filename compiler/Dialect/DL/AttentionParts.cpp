//===- AttentionParts.cpp - What attention is made of -------------------------===//
#include "dlc/Dialect/DL/AttentionParts.h"

using namespace mlir;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

AttentionParts::AttentionParts(Location loc, OpBuilder &builder, Value query, Value key,
                               Options options)
    : ImplicitLocOpBuilder(loc, builder), query(query), key(key), options(options) {
  ArrayRef<int64_t> from = tensor(query).getShape(), to = tensor(key).getShape();
  batch = from[0];
  heads = from[1];
  queries = from[2];
  groups = to[1];
  keys = to[2];
}

Value AttentionParts::group(Value x) {
  auto type = tensor(x).clone({batch, groups, heads / groups * queries, tensor(x).getDimSize(3)});
  return type == x.getType() ? x : Value(ReshapeOp::create(*this, type, x));
}

Value AttentionParts::ungroup(Value x) {
  auto type = tensor(x).clone({batch, heads, queries, tensor(x).getDimSize(3)});
  return type == x.getType() ? x : Value(ReshapeOp::create(*this, type, x));
}

Value AttentionParts::matmul(Value lhs, Value rhs, Triangle triangle, bool transposeLhs,
                             bool transposeRhs) {
  auto op = MatmulOp::create(*this, lhs, rhs, transposeLhs, transposeRhs);
  // The rows of several heads in one matrix begin anew at each head.
  if (options.causal && heads == groups)
    setTriangle(op, triangle);
  return op;
}

Value AttentionParts::scaled(Value x, double factor) {
  if (factor == 1)
    return x;
  return MulOp::create(*this, x, ConstantOp::create(*this, tensor(x), factor));
}

bool AttentionParts::seesSomething() const {
  return !options.mask && (!options.causal || keys >= queries);
}

Value AttentionParts::zeroWhereHidden(Value x) {
  if (options.causal && seesSomething())
    setTriangle(x.getDefiningOp(), Triangle::Result);
  return x;
}

Value AttentionParts::visible() {
  auto shape = RankedTensorType::get({batch, heads, queries, keys}, getI1Type());
  Value result;
  if (options.mask)
    result = BroadcastOp::create(*this, shape, options.mask, ArrayRef<int64_t>{0, 3});
  if (!options.causal)
    return result;
  auto positions = RankedTensorType::get({queries, keys}, getI32Type());
  Value last = AddOp::create(*this, IotaOp::create(*this, positions, 0),
                             ConstantOp::create(*this, positions, keys - queries));
  Value isPast = CompareOp::create(*this, Predicate::LE, IotaOp::create(*this, positions, 1), last);
  isPast = BroadcastOp::create(*this, shape, isPast, ArrayRef<int64_t>{2, 3});
  return result ? Value(AndOp::create(*this, result, isPast)) : isPast;
}

Value AttentionParts::probabilities() {
  Value scores = ungroup(matmul(group(query), key, Triangle::Result, false, /*transposeRhs=*/true));
  scores = scaled(scores, options.scale);
  Value isVisible = visible();
  if (!isVisible)
    return SoftmaxOp::create(*this, scores, 3);
  auto type = tensor(scores);
  // Finite, since a row of infinities would give NaN; so far below any score that its power is 0.
  Value hidden = ConstantOp::create(*this, type, -1e30);
  Value result = SoftmaxOp::create(*this, SelectOp::create(*this, isVisible, scores, hidden), 3);
  if (seesSomething())
    return zeroWhereHidden(result);
  // A row that sees nothing has equal powers everywhere instead.
  return SelectOp::create(*this, isVisible, result, ConstantOp::create(*this, type, 0.0));
}
