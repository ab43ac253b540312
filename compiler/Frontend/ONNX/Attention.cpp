//===- Attention.cpp - Attention and positions ------------------------------===//
#include "Operators.h"

#include "llvm/ADT/Sequence.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using dl::Predicate;

namespace {
/// Query [B, H, T, D], key and value [B, G, S, D].
struct Heads {
  Value query, key, value;
  int64_t past = 0; ///< how many keys came before this query's block
  bool isFlat = false; ///< the operands were [B, T, H D]
};
} // namespace

/// [B, T, H D] to [B, H, T, D].
static Value split(Emitter &b, Value x, int64_t heads) {
  ArrayRef<int64_t> shape = shapeOf(x);
  return b.transpose(b.reshape(x, {shape[0], shape[1], heads, shape[2] / heads}), {0, 2, 1, 3});
}

static FailureOr<Heads> readHeads(Node &n) {
  int64_t queryHeads = n.integer("q_num_heads", 0), keyHeads = n.integer("kv_num_heads", 0);
  Heads heads;
  heads.query = n.input(0);
  heads.key = heads.query ? n.input(1) : Value();
  heads.value = heads.key ? n.input(2) : Value();
  if (!heads.value || failed(n.needFloat(heads.query)))
    return failure();
  Value *all[] = {&heads.query, &heads.key, &heads.value};
  heads.isFlat = rankOf(heads.query) == 3;
  for (Value *one : all) {
    int64_t count = one == &heads.query ? queryHeads : keyHeads;
    if (rankOf(*one) != (heads.isFlat ? 3 : 4) || elementOf(*one) != elementOf(heads.query) ||
        (heads.isFlat && (count < 1 || shapeOf(*one)[2] % count)))
      return n.fail("operand " + describe(*one) + " is not [batch, heads, length, size], nor [batch, length, heads size]");
    if (heads.isFlat)
      *one = split(n.b, *one, count);
  }
  for (auto [i, one] : {std::pair{4u, &heads.key}, {5u, &heads.value}}) {
    if (!n.has(i))
      continue;
    Value past = n.input(i);
    if (!past)
      return failure();
    if (rankOf(past) != 4 || elementOf(past) != elementOf(*one) || shapeOf(past)[0] != shapeOf(*one)[0] ||
        shapeOf(past)[1] != shapeOf(*one)[1] || shapeOf(past)[3] != shapeOf(*one)[3])
      return n.fail("a cache of " + describe(past) + " does not fit " + describe(*one));
    heads.past = shapeOf(past)[2];
    *one = n.b.concat({past, *one}, 2);
  }
  ArrayRef<int64_t> q = shapeOf(heads.query), k = shapeOf(heads.key), v = shapeOf(heads.value);
  if (q[0] != k[0] || k[0] != v[0] || q[3] != k[3] || k[1] != v[1] || k[2] != v[2] || k[1] == 0 || q[1] % k[1])
    return n.fail("query " + describe(heads.query) + ", key " + describe(heads.key) + " and value " +
                  describe(heads.value) + " do not fit together");
  return heads;
}

/// Each of G heads repeated, to be H.
static Value repeated(Emitter &b, Value x, int64_t heads) {
  SmallVector<int64_t> shape(shapeOf(x));
  if (shape[1] == heads)
    return x;
  SmallVector<int64_t> wide{shape[0], shape[1], heads / shape[1], shape[2], shape[3]};
  Value all = b.make<dl::BroadcastOp>(RankedTensorType::get(wide, elementOf(x)), x, ArrayRef<int64_t>{0, 1, 3, 4});
  return b.reshape(all, {shape[0], heads, shape[2], shape[3]});
}

/// What is added to the scores [B, H, T, S], -inf where a position is not seen; null if nothing is, or, with
/// `good` false, after an error.
static Value biasOf(Node &n, const Heads &heads, ArrayRef<int64_t> scores, bool &good) {
  Emitter &b = n.b;
  Type element = elementOf(heads.query);
  auto type = RankedTensorType::get(scores, element);
  Value none = b.splat(type, 0), hidden = b.splat(type, -HUGE_VAL), bias;
  auto add = [&](Value more) { bias = bias ? b.add(bias, more) : more; };
  good = false;
  if (n.has(3)) {
    Value mask = n.input(3);
    if (!mask)
      return {};
    if (rankOf(mask) && shapeOf(mask).back() < scores.back()) { // keys beyond the mask are not seen
      SmallVector<int64_t> low(rankOf(mask), 0), high(rankOf(mask), 0);
      high.back() = scores.back() - shapeOf(mask).back();
      mask = b.make<dl::PadOp>(mask, low, high, isBool(mask) ? 0.0 : -HUGE_VAL);
    }
    if ((!isBool(mask) && elementOf(mask) != element) ||
        broadcastShape(scores, shapeOf(mask)) != SmallVector<int64_t>(scores)) {
      (void)n.fail("a mask of " + describe(mask) + " does not fit scores of " + describe(scores));
      return {};
    }
    mask = b.broadcastTo(mask, scores);
    add(isBool(mask) ? b.select(mask, none, hidden) : mask);
  }
  Value lengths; // of the keys that count, [B, 1, 1, 1] as all scores
  Value query = b.alongDim(b.iota(scores[2], b.getI64Type()), 2, scores);
  Value key = b.alongDim(b.iota(scores[3], b.getI64Type()), 3, scores);
  if (n.has(6)) {
    Value given = n.input(6);
    if (!given)
      return {};
    if (shapeOf(given) != scores.take_front(1) || isFloat(given) || isBool(given)) {
      (void)n.fail("lengths are " + describe(given));
      return {};
    }
    lengths = b.alongDim(b.cast(given, b.getI64Type()), 0, scores);
    add(b.select(b.compare(Predicate::LT, key, lengths), none, hidden));
  }
  // Where the query stands among the keys.
  Value place = lengths ? b.add(query, b.sub(lengths, static_cast<double>(scores[2])))
                        : b.add(query, static_cast<double>(heads.past));
  if (n.integer("is_causal", 0))
    add(b.select(b.compare(Predicate::LE, key, place), none, hidden));
  int64_t left = n.integer("left_window_size", -1), right = n.integer("right_window_size", -1);
  if (left >= 0)
    add(b.select(b.compare(Predicate::LE, b.sub(place, key), static_cast<double>(left)), none, hidden));
  if (right >= 0)
    add(b.select(b.compare(Predicate::LE, b.sub(key, place), static_cast<double>(right)), none, hidden));
  good = true;
  return bias;
}

/// softmax(scale q k^T + bias) v. A query that sees nothing has the result 0.
static LogicalResult importAttention(Node &n) {
  n.ignore({"softmax_precision"}); // all is in the type of the operands
  double scale = n.number("scale", 0), softcap = n.number("softcap", 0);
  int64_t mode = n.integer("qk_matmul_output_mode", 0);
  FailureOr<Heads> heads = readHeads(n);
  if (failed(heads))
    return failure();
  Emitter &b = n.b;
  ArrayRef<int64_t> q = shapeOf(heads->query);
  if (scale == 0)
    scale = 1 / std::sqrt(static_cast<double>(q[3]));
  Value key = repeated(b, heads->key, q[1]), value = repeated(b, heads->value, q[1]);
  Value scores = b.mul(b.make<dl::MatmulOp>(heads->query, key, false, true), scale), shown = scores;
  if (softcap > 0) {
    scores = b.mul(b.make<dl::TanhOp>(b.div(scores, softcap)), softcap);
    shown = mode >= 1 ? scores : shown;
  }
  bool good;
  Value bias = biasOf(n, *heads, shapeOf(scores), good);
  if (!good)
    return failure();
  int64_t last = 3;
  Value sees;
  if (bias) {
    Value most = b.reduce<dl::ReduceMaxOp>(bias, last, true);
    sees = b.broadcastTo(b.compare(Predicate::NE, most, -HUGE_VAL), shapeOf(scores));
    scores = b.add(scores, bias);
    shown = mode >= 2 ? scores : shown;
    scores = b.select(sees, scores, b.like(scores, 0));
  }
  Value weights = b.make<dl::SoftmaxOp>(scores.getType(), scores, last);
  if (sees)
    weights = b.select(sees, weights, b.like(weights, 0));
  if (mode == 3)
    shown = weights;
  Value result = b.make<dl::MatmulOp>(weights, value);
  if (heads->isFlat)
    result = b.reshape(b.transpose(result, {0, 2, 1, 3}), {q[0], q[2], q[1] * shapeOf(value)[3]});
  if (failed(n.give(0, result)) || failed(n.give(1, heads->key)) || failed(n.give(2, heads->value)))
    return failure();
  return n.give(3, shown);
}

/// Su et al.: RoFormer, 2021: pairs of features turned by angles whose cosines and sines are given, for each
/// position or in caches [positions, size / 2] that position_ids choose from.
static LogicalResult importRotaryEmbedding(Node &n) {
  bool interleaved = n.integer("interleaved", 0);
  int64_t heads = n.integer("num_heads", 0), turned = n.integer("rotary_embedding_dim", 0);
  Value x = n.input(0), cosine = x ? n.input(1) : Value(), sine = cosine ? n.input(2) : Value();
  if (!sine || failed(n.needFloat(x)))
    return failure();
  Emitter &b = n.b;
  bool isFlat = rankOf(x) == 3;
  if ((rankOf(x) != 3 && rankOf(x) != 4) || (isFlat && (heads < 1 || shapeOf(x)[2] % heads)))
    return n.fail("cannot turn " + describe(x) + " with " + Twine(heads) + " heads");
  SmallVector<int64_t> original(shapeOf(x));
  // [B, T, H, D]
  x = isFlat ? b.reshape(x, {original[0], original[1], heads, original[2] / heads}) : b.transpose(x, {0, 2, 1, 3});
  int64_t batch = shapeOf(x)[0], length = shapeOf(x)[1], count = shapeOf(x)[2], size = shapeOf(x)[3];
  turned = turned ? turned : size;
  if (turned < 2 || turned > size || turned % 2)
    return n.fail("cannot turn " + Twine(turned) + " of " + Twine(size) + " features");
  int64_t half = turned / 2;
  if (n.has(3)) {
    Value positions = n.input(3);
    if (!positions)
      return failure();
    if (isFloat(positions) || isBool(positions) || rankOf(cosine) != 2 || cosine.getType() != sine.getType())
      return n.fail("caches " + describe(cosine) + " and positions " + describe(positions) + " do not fit");
    cosine = b.make<dl::GatherOp>(cosine, positions);
    sine = b.make<dl::GatherOp>(sine, positions);
  }
  SmallVector<int64_t> angles{batch, length, half};
  for (Value *value : {&cosine, &sine}) {
    if (elementOf(*value) != elementOf(x) || rankOf(*value) != 3 ||
        broadcastShape(angles, shapeOf(*value)) != angles)
      return n.fail("cosines or sines of " + describe(*value) + " do not fit " + describe(angles));
    *value = b.broadcastTo(b.reshape(b.broadcastTo(*value, angles), {batch, length, 1, half}), {batch, length, count, half});
  }
  Value first, second, pairs = b.slice(x, 3, 0, turned);
  if (interleaved) {
    first = b.slice(pairs, 3, 0, turned, 2);
    second = b.slice(pairs, 3, 1, turned, 2);
  } else {
    first = b.slice(pairs, 3, 0, half);
    second = b.slice(pairs, 3, half, turned);
  }
  Value real = b.sub(b.mul(cosine, first), b.mul(sine, second));
  Value imaginary = b.add(b.mul(sine, first), b.mul(cosine, second));
  Value result;
  if (interleaved) {
    SmallVector<int64_t> single{batch, length, count, half, 1};
    result = b.reshape(b.concat({b.reshape(real, single), b.reshape(imaginary, single)}, 4), shapeOf(pairs));
  } else {
    result = b.concat({real, imaginary}, 3);
  }
  if (turned < size)
    result = b.concat({result, b.slice(x, 3, turned, size)}, 3);
  return n.give(isFlat ? b.reshape(result, original) : b.transpose(result, {0, 2, 1, 3}));
}

ArrayRef<Operator> importer::attentionOperators() {
  static const Operator table[] = {
      {"Attention", 23, importAttention},
      {"RotaryEmbedding", 23, importRotaryEmbedding},
  };
  return table;
}
