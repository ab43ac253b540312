//===- BuiltinsAttention.cpp - Attention ----------------------------------===//
#include "Builtins.h"

#include "dlc/Dialect/DL/AttentionParts.h"
#include <cmath>

using namespace dlc::dsl;
namespace dl = dlc::dl;

namespace {
/// What an attention layer is asked for, checked.
struct Heads {
  int64_t count, keyCount, width; ///< heads, heads of keys and values, features of one
};
} // namespace

static bool isSequence(const Value &x) {
  return x.rank() == 3 && !x.rows[1] && !x.rows[2];
}

static std::optional<Heads> checkHeads(Call &call) {
  const Value &x = call["x"];
  int64_t features = x.shape().back(), count = call.integer("heads");
  if (count < 1 || features % count) {
    call.fail("heads", "'attention' cannot divide the " + llvm::Twine(features) + " features of " +
                           x.describe() + " among " + llvm::Twine(count) + " heads");
    return std::nullopt;
  }
  int64_t keyCount = call.has("kv_heads") ? call.integer("kv_heads") : count;
  if (keyCount < 1 || count % keyCount) {
    call.fail("kv_heads", "'attention' cannot share " + llvm::Twine(keyCount) +
                              " heads of keys and values among " + llvm::Twine(count) + " heads");
    return std::nullopt;
  }
  return Heads{count, keyCount, features / count};
}

/// Checks x, kv and mask; false after an error.
static bool checkOperands(Call &call) {
  const Value &x = call["x"];
  if (!isSequence(x)) {
    call.failWithNotes("'attention' needs [batch, positions, features], got " + x.describe(),
                       {"x"});
    return false;
  }
  const Value &source = call.has("kv") ? call["kv"] : x;
  if (!isSequence(source) || source.shape()[0] != x.shape()[0] ||
      source.elementType() != x.elementType()) {
    call.failWithNotes("'attention' needs a 'kv' of [batch, positions, features] like 'x', got " +
                           source.describe() + " for " + x.describe(),
                       {"x", "kv"});
    return false;
  }
  if (!call.has("mask"))
    return true;
  const Value &mask = call["mask"];
  if (!mask.elementType().isInteger(1) || mask.shape() != source.shape().drop_back()) {
    call.failWithNotes("the mask of 'attention' is a bool tensor [batch, positions] with true where "
                       "there is something to see, got " +
                           mask.describe() + " for " + source.describe() +
                           (mask.elementType().isInteger(1) ? "" : "; compare with '!= 0' first"),
                       {"mask"});
    return false;
  }
  return true;
}

/// [batch, T, heads * width] to [batch, heads, T, width].
static mlir::Value splitHeads(Call &call, const Value &x, int64_t heads) {
  llvm::ArrayRef<int64_t> shape = x.shape();
  auto type = x.type().clone({shape[0], shape[1], heads, shape[2] / heads});
  mlir::Value split = dl::ReshapeOp::create(call.builder(), call.location(), type, x.tensor);
  return dl::TransposeOp::create(call.builder(), call.location(), split,
                                 llvm::ArrayRef<int64_t>{0, 2, 1, 3});
}

/// [batch, heads, T, width] to [batch, T, heads * width].
static Value joinHeads(Call &call, mlir::Value value, llvm::ArrayRef<int64_t> rows) {
  mlir::Value turned = dl::TransposeOp::create(call.builder(), call.location(), value,
                                               llvm::ArrayRef<int64_t>{0, 2, 1, 3});
  auto type = llvm::cast<mlir::RankedTensorType>(turned.getType());
  llvm::ArrayRef<int64_t> shape = type.getShape();
  mlir::Value joined =
      dl::ReshapeOp::create(call.builder(), call.location(),
                            type.clone({shape[0], shape[1], shape[2] * shape[3]}), turned);
  return call.tensor(joined, rows);
}

/// Attention whose probabilities are dropped at random, so it is built from its parts.
static mlir::Value attendWithDropout(Call &call, mlir::Value query, mlir::Value key,
                                     mlir::Value value, const dl::AttentionParts::Options &options,
                                     double rate) {
  mlir::OpBuilder &builder = call.builder();
  dl::AttentionParts parts(call.location(), builder, query, key, options);
  mlir::Value weights = parts.probabilities();
  mlir::Value seed = call.emitter.scalar("seed", call.loc);
  mlir::Value step = call.emitter.scalar("step", call.loc);
  weights = dl::DropoutOp::create(builder, call.location(), weights, seed, step,
                                  builder.getF64FloatAttr(rate),
                                  builder.getI64IntegerAttr(streamOf(call.path)));
  return parts.ungroup(parts.matmul(parts.group(weights), value, dl::Triangle::Lower));
}

/// One position of [batch, G, 1, width] put into the cache `<path>.<name>` of all positions.
static mlir::Value remember(Call &call, llvm::StringRef name, mlir::Value fresh, int64_t length,
                            mlir::Value position) {
  auto type = llvm::cast<mlir::RankedTensorType>(fresh.getType());
  llvm::SmallVector<int64_t> shape(type.getShape());
  shape[2] = length;
  Value zeros = Value::ofText(Value::Kind::Initializer, "zeros", call.loc);
  std::string path = call.path + "." + name.str();
  mlir::Value cache = call.emitter.variable(path, dl::Role::State, type.clone(shape), zeros, 1, 1,
                                            call.loc, /*isPersistent=*/false);
  if (!cache)
    return {};
  cache = dl::DynamicUpdateSliceOp::create(call.builder(), call.location(), cache, fresh, position,
                                           /*axis=*/2);
  llvm::SmallVector<int64_t> rows(4, 0);
  return call.emitter.updateState(path, call.tensor(cache, rows), call.loc) ? cache : mlir::Value();
}

/// [batch, length] of i1: the positions up to this call's.
static mlir::Value upToNow(Call &call, int64_t batch, int64_t length, mlir::Value position) {
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  auto type = mlir::RankedTensorType::get({length}, builder.getI64Type());
  mlir::Value isPast = dl::CompareOp::create(
      builder, loc, dl::Predicate::LE, dl::IotaOp::create(builder, loc, type, 0),
      dl::BroadcastOp::create(builder, loc, type, position, llvm::ArrayRef<int64_t>{}));
  return dl::BroadcastOp::create(builder, loc,
                                 mlir::RankedTensorType::get({batch, length}, builder.getI1Type()),
                                 isPast, llvm::ArrayRef<int64_t>{1});
}

/// In `decode`: the query of one position against the keys and values of all calls so far; null
/// after an error.
static mlir::Value attendToPast(Call &call, mlir::Value query, mlir::Value key, mlir::Value value,
                                double scale) {
  auto known = call.emitter.attentionLengths().find(call.path);
  if (known == call.emitter.attentionLengths().end()) {
    call.emitter.error(call.loc, "there is no attention '" + call.path +
                                     "' outside 'decode', whose positions would say how many to "
                                     "remember");
    return {};
  }
  int64_t length = known->second;
  mlir::Value position = call.emitter.decodePosition(call.loc);
  if (!position)
    return {};
  key = remember(call, "keys", key, length, position);
  value = key ? remember(call, "values", value, length, position) : mlir::Value();
  if (!value)
    return {};
  int64_t batch = llvm::cast<mlir::RankedTensorType>(query.getType()).getDimSize(0);
  return dl::AttentionOp::create(call.builder(), call.location(), query, key, value,
                                 upToNow(call, batch, length, position), /*causal=*/false,
                                 scale);
}

/// What a self-attention in `decode` must be; false after an error.
static bool checkDecoding(Call &call) {
  const Value &x = call["x"];
  if (!call.boolean("causal")) {
    call.emitter.error(call.loc, "attention in 'decode' must be causal: later positions are not "
                                 "there yet");
    return false;
  }
  if (x.shape()[1] != 1) {
    call.failWithNotes("'decode' takes one position a call, got " + x.describe(), {"x"});
    return false;
  }
  if (call.has("mask")) {
    call.fail("mask", "attention in 'decode' sees all positions so far and takes no mask");
    return false;
  }
  return true;
}

static Value emitAttention(Call &call) {
  const Value &x = call["x"];
  double dropout = call.number("dropout");
  if (!(dropout >= 0 && dropout < 1))
    return call.fail("dropout", "the dropout of 'attention' is at least 0 and below 1, got " +
                                    call["dropout"].describe());
  if (!checkOperands(call))
    return {};
  std::optional<Heads> heads = checkHeads(call);
  if (!heads)
    return {};
  bool isSelf = !call.has("kv"), usesCache = isSelf && call.emitter.isDecoding();
  if (usesCache && !checkDecoding(call))
    return {};
  if (isSelf && !usesCache)
    call.emitter.attentionLengths()[call.path] = x.shape()[1];
  const Value &source = isSelf ? x : call["kv"];
  const Value &init = call["init"];
  int64_t features = x.shape().back();
  Value q = denseLayer(call, x, "q.", features, init, /*hasBias=*/true);
  Value k = denseLayer(call, source, "k.", heads->keyCount * heads->width, init, true);
  Value v = denseLayer(call, source, "v.", heads->keyCount * heads->width, init, true);
  if (q.isPoison() || k.isPoison() || v.isPoison())
    return {};
  mlir::Value query = splitHeads(call, q, heads->count);
  mlir::Value key = splitHeads(call, k, heads->keyCount);
  mlir::Value value = splitHeads(call, v, heads->keyCount);

  mlir::Value mask = call.has("mask") ? call["mask"].tensor : mlir::Value();
  bool isCausal = call.boolean("causal");
  double scale = 1 / std::sqrt(static_cast<double>(heads->width));
  mlir::Value seen;
  if (usesCache)
    seen = attendToPast(call, query, key, value, scale);
  else if (dropout > 0 && call.emitter.isTraining())
    seen = attendWithDropout(call, query, key, value, {mask, isCausal, scale}, dropout);
  else
    seen = dl::AttentionOp::create(call.builder(), call.location(), query, key, value, mask,
                                   isCausal, scale);
  return seen ? denseLayer(call, joinHeads(call, seen, x.rows), "o.", features, init, true)
              : Value();
}

/// x + weight[position], one row for each position.
static Value emitPositionEmbedding(Call &call) {
  const Value &x = call["x"];
  int64_t length = call.integer("length");
  if (!isSequence(x))
    return call.failWithNotes("'position_embedding' needs [batch, positions, features], got " +
                                  x.describe(),
                              {"x"});
  int64_t positions = x.shape()[1], features = x.shape()[2];
  if (length < positions)
    return call.fail("length", "a sequence of " + llvm::Twine(positions) +
                                   " positions is longer than the table of " +
                                   llvm::Twine(length));
  if (call.emitter.isDecoding() && positions != 1)
    return call.failWithNotes("'decode' takes one position a call, got " + x.describe(), {"x"});
  mlir::Value table = call.parameter("weight", {length, features}, x.elementType(), call["init"],
                                     length, features);
  if (!table)
    return {};
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  mlir::Value rows = table;
  if (call.emitter.isDecoding()) {
    mlir::Value position = call.emitter.decodePosition(call.loc);
    if (!position)
      return {};
    rows = dl::DynamicSliceOp::create(builder, loc, table, position, /*axis=*/0, /*size=*/1);
  } else if (positions < length) {
    rows = dl::SliceOp::create(builder, loc, table, llvm::ArrayRef<int64_t>{0, 0},
                               llvm::ArrayRef<int64_t>{positions, features},
                               llvm::ArrayRef<int64_t>{1, 1});
  }
  mlir::Value wide = call.emitter.broadcastTo(rows, x.shape(), call.loc);
  return call.tensor(dl::AddOp::create(builder, loc, x.tensor, wide), x.rows);
}

llvm::ArrayRef<Builtin> dlc::dsl::attentionBuiltins() {
  static const std::vector<Builtin> table = {
      {"attention",
       {{"x", ArgKind::FloatTensor},
        {"heads", ArgKind::Integer},
        {"causal", ArgKind::Boolean, "false"},
        {"kv", ArgKind::FloatTensor, "none"},
        {"mask", ArgKind::Tensor, "none"},
        {"kv_heads", ArgKind::Integer, "none"},
        {"dropout", ArgKind::Number, "0"},
        {"init", ArgKind::Initializer, "glorot_uniform"}},
       "softmax(q kᵀ / √width) v of each head, between dense layers q, k, v and o with biases, on [batch, "
       "positions, features]; keys and values come from `kv` (by default x), `kv_heads` of them are "
       "shared by the heads; `mask` [batch, positions] is false where there is nothing to see",
       emitAttention,
       /*hasParameters=*/true,
       /*drawsNumbers=*/true},
      {"position_embedding",
       {{"x", ArgKind::FloatTensor},
        {"length", ArgKind::Integer},
        {"init", ArgKind::Initializer, "normal(std = 0.02)"}},
       "x [batch, positions, features] + weight [length, features] at each position",
       emitPositionEmbedding,
       /*hasParameters=*/true},
  };
  return table;
}
