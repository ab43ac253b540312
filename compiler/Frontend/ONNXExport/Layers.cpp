//===- Layers.cpp - Softmax, normalisation and attention in ONNX ------------===//
#include "Writer.h"

#include "llvm/ADT/Sequence.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;
using namespace dlc::dl;

/// (x - mean) / sqrt(variance + epsilon), and both statistics without the axes.
static void normalize(Exported &e, NormalizeOp op) {
  Writer &w = e.w;
  Type element = typeOf(op.getOperand()).getElementType();
  Writer::Name mean = w.reduce("ReduceMean", e.operands[0], op.getAxes(), true);
  Writer::Name centred = w.node("Sub", {e.operands[0], mean});
  Writer::Name variance = w.reduce("ReduceMean", w.node("Mul", {centred, centred}), op.getAxes(), true);
  Writer::Name deviation = w.node("Sqrt", {w.node("Add", {variance, w.scalar(element, op.getEpsilon())})});
  e.results = {w.node("Div", {centred, deviation}), "", ""};
  if (!op.getMean().use_empty())
    e.results[1] = w.reshape(mean, e.batch.of(op.getMean()));
  if (!op.getVariance().use_empty())
    e.results[2] = w.reshape(variance, e.batch.of(op.getVariance()));
}

static Writer::Name rmsNormalize(Exported &e, RmsNormalizeOp op) {
  Writer &w = e.w;
  Type element = typeOf(op.getOperand()).getElementType();
  Writer::Name square = w.reduce("ReduceMean", w.node("Mul", {e.operands[0], e.operands[0]}), op.getAxes(), true);
  return w.node("Div", {e.operands[0], w.node("Sqrt", {w.node("Add", {square, w.scalar(element, op.getEpsilon())})})});
}

/// Which positions [T, S] see which, if no mask says otherwise.
static DenseElementsAttr causalMask(AttentionOp op) {
  int64_t queries = typeOf(op.getQuery()).getDimSize(2), keys = typeOf(op.getKey()).getDimSize(2);
  SmallVector<bool> sees;
  for (int64_t t = 0; t < queries; ++t)
    for (int64_t s = 0; s < keys; ++s)
      sees.push_back(s <= t + keys - queries);
  auto type = RankedTensorType::get({queries, keys}, IntegerType::get(op.getContext(), 1));
  return DenseElementsAttr::get(type, sees);
}

/// softmax(scale q k^T) v. A query that sees nothing has a result of 0: its weights are cleared.
static Writer::Name attention(Exported &e, AttentionOp op) {
  Writer &w = e.w;
  Sizes query = e.batch.of(op.getQuery()), key = e.batch.of(op.getKey());
  Type element = typeOf(op.getQuery()).getElementType();
  Size batch = query[0], heads = query[1], groups = key[1], keys = key[2], one{1, 0};
  auto repeated = [&](const Writer::Name &x, Size depth) {
    if (heads == groups)
      return x;
    Writer::Name wide = w.reshape(x, {batch, groups, one, keys, depth});
    wide = w.expand(wide, {batch, groups, Size{heads.fixed / groups.fixed, 0}, keys, depth});
    return w.reshape(wide, {batch, heads, keys, depth});
  };
  Writer::Name k = repeated(e.operands[1], key[3]);
  Writer::Name v = repeated(e.operands[2], e.batch.of(op.getValue())[3]);
  Writer::Name scores = w.node("MatMul", {e.operands[0], w.node("Transpose", {k}, {{"perm", ArrayRef<int64_t>{0, 1, 3, 2}}})});
  scores = w.node("Mul", {scores, w.scalar(element, op.getScale())});
  Writer::Name sees;
  if (op.getCausal())
    sees = w.constant(causalMask(op));
  if (op.getMask()) {
    Writer::Name mask = w.reshape(e.operands[3], {batch, one, one, keys});
    sees = sees.empty() ? mask : w.node("And", {sees, mask});
  }
  if (!sees.empty())
    scores = w.node("Where", {sees, scores, w.scalar(element, -1e30)});
  Writer::Name weights = w.node("Softmax", {scores}, {{"axis", int64_t(-1)}});
  if (!sees.empty())
    weights = w.node("Where", {sees, weights, w.scalar(element, 0)});
  return w.node("MatMul", {weights, v});
}

bool exporter::exportLayer(Exported &e) {
  if (auto op = dyn_cast<SoftmaxOp>(e.op)) {
    e.results = {e.w.node("Softmax", e.operands, {{"axis", int64_t(op.getAxis())}})};
  } else if (auto op = dyn_cast<LogSoftmaxOp>(e.op)) {
    e.results = {e.w.node("LogSoftmax", e.operands, {{"axis", int64_t(op.getAxis())}})};
  } else if (auto op = dyn_cast<NormalizeOp>(e.op)) {
    if (op.getNValid()) // statistics of a batch are of training
      return false;
    normalize(e, op);
  } else if (auto op = dyn_cast<RmsNormalizeOp>(e.op)) {
    e.results = {rmsNormalize(e, op)};
  } else if (auto op = dyn_cast<AttentionOp>(e.op)) {
    e.results = {attention(e, op)};
  } else {
    return false;
  }
  return true;
}
