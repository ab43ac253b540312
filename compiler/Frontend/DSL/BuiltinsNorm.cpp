//===- BuiltinsNorm.cpp - Normalisation layers ----------------------------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

/// A parameter `<path>.<name>` of one number per channel, filled with `initializer`; null after an
/// error.
static mlir::Value channelVariable(Call &call, llvm::StringRef name, dl::Role role,
                                   int64_t channels, llvm::StringRef initializer) {
  Value init = Value::ofText(Value::Kind::Initializer, initializer, call.loc);
  auto type = mlir::RankedTensorType::get({channels}, call["x"].elementType());
  return call.emitter.variable(call.path + "." + name.str(), role, type, init, channels, channels,
                               call.loc);
}

/// `value` along dimension `dim` of a tensor of the shape of `like`.
static mlir::Value alongDim(Call &call, mlir::Value value, int64_t dim, mlir::Value like) {
  auto type = llvm::cast<mlir::RankedTensorType>(like.getType());
  if (type == value.getType())
    return value;
  return dl::BroadcastOp::create(call.builder(), call.location(), type, value,
                                 llvm::ArrayRef<int64_t>{dim});
}

/// y * weight + bias, one number of each for every index of dimension `dim`; null after an error.
static mlir::Value scaleAndShift(Call &call, mlir::Value y, int64_t dim, bool hasBias = true) {
  int64_t channels = llvm::cast<mlir::RankedTensorType>(y.getType()).getDimSize(dim);
  mlir::Value weight = channelVariable(call, "weight", dl::Role::Parameter, channels, "ones");
  if (!weight)
    return {};
  y = dl::MulOp::create(call.builder(), call.location(), y, alongDim(call, weight, dim, y));
  if (!hasBias)
    return y;
  mlir::Value bias = channelVariable(call, "bias", dl::Role::Parameter, channels, "zeros");
  if (!bias)
    return {};
  return dl::AddOp::create(call.builder(), call.location(), y, alongDim(call, bias, dim, y));
}

static std::optional<double> epsilon(Call &call) {
  double eps = call.number("eps");
  if (eps >= 0)
    return eps;
  call.fail("eps", "'eps' of '" + call.builtin.name + "' is at least 0, got " +
                       call["eps"].describe());
  return std::nullopt;
}

/// Checks that x has its features in a last dimension that is not the batch.
static bool hasFeatures(Call &call) {
  const Value &x = call["x"];
  if (x.rank() >= 1 && !x.rows.back())
    return true;
  call.failWithNotes("'" + call.builtin.name + "' normalises the features in the last dimension; " +
                         (x.rank() ? "that of " + x.describe() + " is the batch"
                                   : x.describe() + " has none"),
                     {"x"});
  return false;
}

static Value emitLayerNorm(Call &call) {
  const Value &x = call["x"];
  std::optional<double> eps = epsilon(call);
  if (!eps || !hasFeatures(call))
    return {};
  int64_t last = x.rank() - 1;
  auto normal = dl::NormalizeOp::create(call.builder(), call.location(), x.tensor, mlir::Value(),
                                        llvm::ArrayRef<int64_t>{last}, *eps);
  mlir::Value y = scaleAndShift(call, normal.getResult(), last);
  return y ? call.tensor(y, x.rows) : Value();
}

static Value emitRmsNorm(Call &call) {
  const Value &x = call["x"];
  std::optional<double> eps = epsilon(call);
  if (!eps || !hasFeatures(call))
    return {};
  int64_t last = x.rank() - 1;
  mlir::Value normal =
      dl::RmsNormalizeOp::create(call.builder(), call.location(), x.tensor,
                                 llvm::ArrayRef<int64_t>{last}, *eps);
  mlir::Value y = scaleAndShift(call, normal, last, /*hasBias=*/false);
  return y ? call.tensor(y, x.rows) : Value();
}

/// Checks for [batch, channels, …], of at least `rank` dimensions.
static bool hasChannels(Call &call, int64_t rank, llvm::StringRef wanted) {
  const Value &x = call["x"];
  bool good = x.rank() >= rank && llvm::all_of(llvm::drop_begin(x.rows), [](int64_t row) {
                return row == 0;
              });
  if (!good)
    call.failWithNotes("'" + call.builtin.name + "' needs " + wanted + ", got " + x.describe(),
                       {"x"});
  return good;
}

/// [N, C, …] normalised in groups of channels, each over its channels and all positions.
static Value emitInGroups(Call &call, int64_t groups) {
  const Value &x = call["x"];
  std::optional<double> eps = epsilon(call);
  if (!eps)
    return {};
  llvm::ArrayRef<int64_t> shape = x.shape();
  int64_t rest = x.type().getNumElements() / (shape[0] * groups);
  auto grouped = mlir::RankedTensorType::get({shape[0], groups, rest}, x.elementType());
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  mlir::Value value = dl::ReshapeOp::create(builder, loc, grouped, x.tensor);
  value = dl::NormalizeOp::create(builder, loc, value, mlir::Value(), llvm::ArrayRef<int64_t>{2},
                                  *eps)
              .getResult();
  value = dl::ReshapeOp::create(builder, loc, x.type(), value);
  mlir::Value y = scaleAndShift(call, value, 1);
  return y ? call.tensor(y, x.rows) : Value();
}

static Value emitGroupNorm(Call &call) {
  if (!hasChannels(call, 2, "[batch, channels, …]"))
    return {};
  int64_t groups = call.integer("groups"), channels = call["x"].shape()[1];
  if (groups < 1 || channels % groups)
    return call.fail("groups", "'group_norm' cannot divide " + llvm::Twine(channels) +
                                   " channels of " + call["x"].describe() + " into " +
                                   llvm::Twine(groups) + " groups");
  return emitInGroups(call, groups);
}

static Value emitInstanceNorm(Call &call) {
  if (!hasChannels(call, 3, "[batch, channels, positions…]"))
    return {};
  return emitInGroups(call, call["x"].shape()[1]);
}

/// (1 - momentum) old + momentum new
static Value runningAverage(Call &call, mlir::Value old, mlir::Value fresh, double momentum) {
  auto scaled = [&](mlir::Value value, double factor) -> mlir::Value {
    auto type = llvm::cast<mlir::RankedTensorType>(value.getType());
    mlir::Value number =
        call.emitter.splat(factor, type.getElementType(), type.getShape(), call.loc);
    return dl::MulOp::create(call.builder(), call.location(), value, number);
  };
  mlir::Value sum = dl::AddOp::create(call.builder(), call.location(), scaled(old, 1 - momentum),
                                      scaled(fresh, momentum));
  return call.tensor(sum, {0});
}

/// The number of values behind each statistic, as a scalar of x's element type, and the number of
/// valid rows; a null one where all rows are.
static std::pair<mlir::Value, mlir::Value> countValues(Call &call) {
  const Value &x = call["x"];
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  double positions = x.type().getNumElements() / (x.shape()[0] * x.shape()[1]);
  if (!x.rows[0])
    return {call.emitter.splat(positions * x.shape()[0], x.elementType(), {}, call.loc), {}};
  mlir::Value rows = call.emitter.scalar("n_valid", call.loc);
  if (x.rows[0] > 1)
    rows = dl::MulOp::create(
        builder, loc, rows, call.emitter.splat(x.rows[0], builder.getI64Type(), {}, call.loc));
  mlir::Value count = dl::CastOp::create(
      builder, loc, mlir::RankedTensorType::get({}, x.elementType()), rows);
  if (positions != 1)
    count = dl::MulOp::create(builder, loc, count,
                              call.emitter.splat(positions, x.elementType(), {}, call.loc));
  return {count, rows};
}

/// The statistics of the batch, which also move the running ones:
/// running = (1 - momentum) running + momentum batch, of the variance divided by n - 1 (of one value,
/// which has no such variance, by 1). Null after an error.
static mlir::Value normalizeBatch(Call &call, mlir::Value runningMean, mlir::Value runningVariance,
                                  double eps) {
  const Value &x = call["x"];
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  auto [count, rows] = countValues(call);
  llvm::SmallVector<int64_t> axes{0};
  llvm::append_range(axes, llvm::seq<int64_t>(2, x.rank()));
  auto normal =
      dl::NormalizeOp::create(builder, loc, x.tensor, rows, axes, eps);

  mlir::Value one = call.emitter.splat(1, x.elementType(), {}, call.loc);
  mlir::Value others = dl::SubOp::create(builder, loc, count, one);
  mlir::Value correction = dl::DivOp::create(builder, loc, count,
                                             dl::MaxOp::create(builder, loc, others, one));
  correction = call.emitter.broadcastTo(correction, {x.shape()[1]}, call.loc);
  mlir::Value unbiased = dl::MulOp::create(builder, loc, normal.getVariance(), correction);
  double momentum = call.number("momentum");
  Value nextMean = runningAverage(call, runningMean, normal.getMean(), momentum);
  Value nextVariance = runningAverage(call, runningVariance, unbiased, momentum);
  bool good = call.emitter.updateState(call.path + ".running_mean", nextMean, call.loc) &&
              call.emitter.updateState(call.path + ".running_var", nextVariance, call.loc);
  return good ? normal.getResult() : mlir::Value();
}

/// (x - running mean) / sqrt(running variance + eps)
static mlir::Value normalizeByRunning(Call &call, mlir::Value mean, mlir::Value variance,
                                      double eps) {
  const Value &x = call["x"];
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  mlir::Value shift = call.emitter.splat(eps, x.elementType(), {x.shape()[1]}, call.loc);
  mlir::Value inverse =
      dl::RsqrtOp::create(builder, loc, dl::AddOp::create(builder, loc, variance, shift));
  mlir::Value centred =
      dl::SubOp::create(builder, loc, x.tensor, alongDim(call, mean, 1, x.tensor));
  return dl::MulOp::create(builder, loc, centred, alongDim(call, inverse, 1, x.tensor));
}

/// A frozen batch norm is an inference one even in training: its statistics belong to its weights.
static Value emitBatchNorm(Call &call) {
  const Value &x = call["x"];
  std::optional<double> eps = epsilon(call);
  if (!eps || !hasChannels(call, 2, "[batch, channels] or [batch, channels, height, width]"))
    return {};
  double momentum = call.number("momentum");
  if (!(momentum >= 0 && momentum <= 1))
    return call.fail("momentum", "the momentum of 'batch_norm' is at least 0 and at most 1, got " +
                                     call["momentum"].describe());
  int64_t channels = x.shape()[1];
  mlir::Value mean = channelVariable(call, "running_mean", dl::Role::State, channels, "zeros");
  if (!mean)
    return {};
  mlir::Value variance = channelVariable(call, "running_var", dl::Role::State, channels, "ones");
  if (!variance)
    return {};
  bool isFrozen = call.emitter.isFrozen(call.path + ".weight") &&
                  call.emitter.isFrozen(call.path + ".bias");
  mlir::Value y = call.emitter.isTraining() && !isFrozen
                      ? normalizeBatch(call, mean, variance, *eps)
                      : normalizeByRunning(call, mean, variance, *eps);
  if (y)
    y = scaleAndShift(call, y, 1);
  return y ? call.tensor(y, x.rows) : Value();
}

llvm::ArrayRef<Builtin> dlc::dsl::normBuiltins() {
  static const Param x{"x", ArgKind::FloatTensor};
  static const Param eps{"eps", ArgKind::Number, "1e-5"};
  static const std::vector<Builtin> table = {
      {"layer_norm",
       {x, eps},
       "(x - mean) / sqrt(variance + eps) · weight + bias, over the last dimension; as in all norms weights begin at 1, "
       "biases at 0",
       emitLayerNorm,
       /*hasParameters=*/true},
      {"rms_norm",
       {x, eps},
       "x / sqrt(mean(x²) + eps) · weight, over the last dimension",
       emitRmsNorm,
       /*hasParameters=*/true},
      {"batch_norm",
       {x, {"momentum", ArgKind::Number, "0.1"}, eps},
       "each channel of [batch, channels, …] over the batch and all positions; its running "
       "statistics (momentum · new + (1 - momentum) · old) serve outside training and where the "
       "layer is frozen",
       emitBatchNorm,
       /*hasParameters=*/true},
      {"group_norm",
       {x, {"groups", ArgKind::Integer}, eps},
       "[batch, channels, …] over groups of channels and all positions",
       emitGroupNorm,
       /*hasParameters=*/true},
      {"instance_norm",
       {x, eps},
       "[batch, channels, positions…] over the positions of each channel",
       emitInstanceNorm,
       /*hasParameters=*/true},
  };
  return table;
}
