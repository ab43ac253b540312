//===- BuiltinsLayers.cpp - Layers, products and softmax ------------------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

static std::optional<int64_t> positive(Call &call, llvm::StringRef name) {
  int64_t value = call.integer(name);
  if (value >= 1 && value <= (int64_t(1) << 32))
    return value;
  call.fail(name, "argument '" + name + "' of '" + call.builtin.name +
                      "' must be at least 1, got " + llvm::Twine(value));
  return std::nullopt;
}

/// x [rows…, K] times matrix [K, N], or [N, K] if it is transposed: one product, in which all
/// dimensions of x but the last are rows.
static mlir::Value multiplyRows(Call &call, const Value &x, mlir::Value matrix, bool isTransposed) {
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  auto reshape = [&](mlir::Value value, llvm::ArrayRef<int64_t> shape) -> mlir::Value {
    auto type = mlir::RankedTensorType::get(shape, x.elementType());
    return type == value.getType() ? value : dl::ReshapeOp::create(builder, loc, type, value);
  };
  int64_t inner = x.shape().back();
  mlir::Value flat = reshape(x.tensor, {x.type().getNumElements() / inner, inner});
  mlir::Value result =
      dl::MatmulOp::create(builder, loc, flat, matrix, /*transpose_lhs=*/false, isTransposed);
  llvm::SmallVector<int64_t> shape(x.shape());
  shape.back() = llvm::cast<mlir::RankedTensorType>(result.getType()).getDimSize(1);
  return reshape(result, shape);
}

Value dlc::dsl::denseLayer(Call &call, const Value &x, llvm::StringRef prefix, int64_t units,
                           const Value &initializer, bool hasBias) {
  int64_t features = x.shape().back();
  mlir::Value weight = call.parameter(prefix + "weight", {features, units}, x.elementType(),
                                      initializer, features, units);
  if (!weight)
    return {};
  mlir::Value result = multiplyRows(call, x, weight, /*isTransposed=*/false);
  if (hasBias) {
    Value zeros = Value::ofText(Value::Kind::Initializer, "zeros", call.loc);
    mlir::Value bias =
        call.parameter(prefix + "bias", {units}, x.elementType(), zeros, features, units);
    if (!bias)
      return {};
    auto type = llvm::cast<mlir::RankedTensorType>(result.getType());
    result = dl::AddOp::create(call.builder(), call.location(), result,
                               call.emitter.broadcastTo(bias, type.getShape(), call.loc));
  }
  return call.tensor(result, x.rows);
}

static Value emitDense(Call &call) {
  const Value &x = call["x"];
  if (x.rank() < 2)
    return call.fail("x", "'dense' needs [rows…, features], got " + x.describe());
  std::optional<int64_t> units = positive(call, "units");
  if (!units)
    return {};
  if (x.rows.back())
    return call.failWithNotes(
        "'dense' mixes the last dimension, which is the batch in " + x.describe(), {"x"});
  return denseLayer(call, x, "", *units, call["init"], call.boolean("bias"));
}

static Value emitEmbedding(Call &call) {
  const Value &ids = call["ids"];
  std::optional<int64_t> vocabulary = positive(call, "vocabulary"), units = positive(call, "units");
  if (!vocabulary || !units)
    return {};
  mlir::Value table = call.parameter("weight", {*vocabulary, *units}, call.builder().getF32Type(),
                                     call["init"], *vocabulary, *units);
  if (!table)
    return {};
  call.emitter.limitIndices(ids.tensor, *vocabulary);
  llvm::SmallVector<int64_t> rows(ids.rows);
  rows.push_back(0);
  return call.tensor(dl::GatherOp::create(call.builder(), call.location(), table, ids.tensor),
                     rows);
}

static Value emitDropout(Call &call) {
  const Value &x = call["x"];
  double rate = call.number("rate");
  if (!(rate >= 0 && rate < 1))
    return call.fail("rate", "the rate of 'dropout' is at least 0 and below 1, got " +
                                 call["rate"].describe());
  if (!call.emitter.isTraining() || rate == 0)
    return x;
  mlir::Value seed = call.emitter.scalar("seed", call.loc);
  mlir::Value step = call.emitter.scalar("step", call.loc);
  mlir::OpBuilder &builder = call.builder();
  return call.tensor(dl::DropoutOp::create(builder, call.location(), x.tensor, seed, step,
                                           builder.getF64FloatAttr(rate),
                                           builder.getI64IntegerAttr(streamOf(call.path))),
                     x.rows);
}

/// Softmax along the batch sees the valid rows only. The filler is finite: a row of infinities
/// would give NaN.
template <typename OpTy> static Value emitSoftmax(Call &call) {
  const Value &x = call["x"];
  std::optional<int64_t> axis = call.axis("axis", x.rank());
  if (!axis)
    return {};
  mlir::Value masked = call.emitter.maskRows(x, *axis, -1e30, call.loc);
  return call.tensor(OpTy::create(call.builder(), call.location(), x.type(), masked,
                                  call.builder().getI64IntegerAttr(*axis)),
                     x.rows);
}

static Value emitMatmul(Call &call) {
  Value a = call["a"], b = call["b"];
  bool transposeA = call.boolean("transpose_a"), transposeB = call.boolean("transpose_b");
  auto mismatch = [&](const llvm::Twine &why) {
    return call.failWithNotes("'matmul' of " + a.describe() + " and " + b.describe() + why,
                              {"a", "b"});
  };
  if (a.rank() < 2 || b.rank() < 2)
    return mismatch("; both need at least 2 dimensions");
  if (a.elementType() != b.elementType())
    return mismatch("; both need the same element type");
  int64_t rankA = a.rank(), rankB = b.rank();
  int64_t m = rankA - (transposeA ? 1 : 2), ka = rankA - (transposeA ? 2 : 1);
  int64_t kb = rankB - (transposeB ? 1 : 2), n = rankB - (transposeB ? 2 : 1);
  if (a.shape()[ka] != b.shape()[kb])
    return mismatch("; the inner dimensions are " + llvm::Twine(a.shape()[ka]) + " and " +
                    llvm::Twine(b.shape()[kb]));

  // Summing over the batch leaves out the padding rows, on both sides since 0 * NaN is NaN.
  Value maskedA = call.tensor(call.emitter.maskRows(a, ka, 0, call.loc), a.rows);
  Value maskedB = call.tensor(call.emitter.maskRows(b, kb, 0, call.loc), b.rows);

  // One matrix for all is multiplied once, not repeated: tied weights, say.
  if (rankB == 2 && rankA > 2 && !transposeA) {
    llvm::SmallVector<int64_t> rows(a.rows);
    rows.back() = b.rows[n];
    return call.tensor(multiplyRows(call, maskedA, maskedB.tensor, transposeB), rows);
  }

  llvm::ArrayRef<int64_t> leadA = a.shape().drop_back(2), leadB = b.shape().drop_back(2);
  llvm::SmallVector<int64_t> lead(std::max(leadA.size(), leadB.size()), 1);
  llvm::SmallVector<int64_t> rows(lead.size(), 0);
  for (const Value *value : {&a, &b})
    for (int64_t i = 0; i < value->rank() - 2; ++i) {
      int64_t to = lead.size() - (value->rank() - 2) + i, size = value->shape()[i];
      if (size != 1 && lead[to] != 1 && lead[to] != size)
        return mismatch("; the leading dimensions do not match");
      lead[to] = std::max(lead[to], size);
      rows[to] = std::max(rows[to], value->rows[i]);
    }
  auto spread = [&](const Value &value) {
    llvm::SmallVector<int64_t> shape(lead);
    llvm::append_range(shape, value.shape().take_back(2));
    return call.emitter.broadcastTo(value.tensor, shape, call.loc);
  };
  mlir::Value lhs = spread(maskedA), rhs = spread(maskedB);
  rows.push_back(a.rows[m]);
  rows.push_back(b.rows[n]);
  return call.tensor(
      dl::MatmulOp::create(call.builder(), call.location(), lhs, rhs, transposeA, transposeB),
      rows);
}

llvm::ArrayRef<Builtin> dlc::dsl::layerBuiltins() {
  static const Param x{"x", ArgKind::FloatTensor};
  static const Param axis{"axis", ArgKind::Integer, "-1"};
  static const std::vector<Builtin> table = {
      {"dense",
       {x,
        {"units", ArgKind::Integer},
        {"bias", ArgKind::Boolean, "true"},
        {"init", ArgKind::Initializer, "glorot_uniform"}},
       "x · weight [in, units] + bias [units], which begins at 0, on the last dimension",
       emitDense,
       /*hasParameters=*/true},
      {"embedding",
       {{"ids", ArgKind::IndexTensor},
        {"vocabulary", ArgKind::Integer},
        {"units", ArgKind::Integer},
        {"init", ArgKind::Initializer, "normal(std = 1)"}},
       "rows of weight [vocabulary, units] by number",
       emitEmbedding,
       /*hasParameters=*/true},
      {"dropout",
       {x, {"rate", ArgKind::Number, "0.5"}},
       "in training, zeroes elements with probability `rate` and scales the others by 1 / (1 - "
       "rate)",
       emitDropout,
       /*hasParameters=*/false,
       /*drawsNumbers=*/true},
      {"softmax", {x, axis}, "e^x / sum(e^x) along an axis", emitSoftmax<dl::SoftmaxOp>},
      {"log_softmax", {x, axis}, "log(softmax(x))", emitSoftmax<dl::LogSoftmaxOp>},
      {"matmul",
       {{"a", ArgKind::FloatTensor},
        {"b", ArgKind::FloatTensor},
        {"transpose_a", ArgKind::Boolean, "false"},
        {"transpose_b", ArgKind::Boolean, "false"}},
       "matrix product of the last two dimensions",
       emitMatmul},
  };
  return table;
}
