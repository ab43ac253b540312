//===- Normalisation.cpp - Normalisation layers -----------------------------===//
#include "Graph.h"
#include "Operators.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// y * scale + bias, each of one number for every index of dimension `dim`.
static Value scaleAndShift(Emitter &b, Value y, Value scale, Value bias, int64_t dim) {
  y = b.mul(y, b.alongDim(scale, dim, shapeOf(y)));
  return bias ? b.add(y, b.alongDim(bias, dim, shapeOf(y))) : y;
}

//===- Batch norm -------------------------------------------------------------===//

namespace {
struct BatchNorm {
  Value x, scale, bias, mean, variance;
  double epsilon, momentum;
};
} // namespace

/// What the batch's own mean and variance give, and the running ones after it; or nulls after an error.
static LogicalResult normalizeBatch(Node &n, const BatchNorm &norm) {
  Emitter &b = n.b;
  Host &host = n.graph.getHost();
  SmallVector<int64_t> axes{0};
  llvm::append_range(axes, llvm::seq<int64_t>(2, rankOf(norm.x)));
  bool isHosted = host.isTraining();
  Value rows = isHosted ? host.scalar("n_valid") : Value();
  auto normal = dl::NormalizeOp::create(b, norm.x, rows, axes, norm.epsilon);
  auto average = [&](Value old, Value fresh) {
    return b.add(b.mul(old, norm.momentum), b.mul(fresh, 1 - norm.momentum));
  };
  Value mean = average(norm.mean, normal.getMean()), variance = average(norm.variance, normal.getVariance());
  if (isHosted && !n.graph.isRecomputing()) {
    host.update(n.graph.variableName(n.proto.input(3)), mean);
    host.update(n.graph.variableName(n.proto.input(4)), variance);
  }
  // The results after the third are the batch's own statistics, before version 14.
  Value y = scaleAndShift(b, normal.getResult(), norm.scale, norm.bias, 1);
  if (failed(n.give(0, y)) || failed(n.give(1, mean)) || failed(n.give(2, variance)))
    return failure();
  if (n.wants(3) || n.wants(4))
    return n.fail("the statistics of the batch are not there as tensors");
  return success();
}

/// Exported for inference, it stays so in training too, unless it is asked to learn; and where nothing
/// trains its scale, it has nothing to learn.
static LogicalResult importBatchNorm(Node &n) {
  bool trains = n.integer("training_mode", 0);
  BatchNorm norm;
  norm.epsilon = n.number("epsilon", 1e-5);
  norm.momentum = n.number("momentum", 0.9);
  if (n.integer("spatial", 1) != 1)
    return n.fail("statistics of each pixel are not supported");
  if (n.version < 7)
    n.ignore({"is_test"});
  if (n.version < 14)
    trains = n.outputCount() > 1 && n.wants(1);
  bool isWhole = n.inputCount() == 5;
  for (unsigned i : {3u, 4u})
    if (isWhole)
      n.graph.makeState(n.proto.input(i));
  Value *operands[] = {&norm.x, &norm.scale, &norm.bias, &norm.mean, &norm.variance};
  for (auto [i, operand] : llvm::enumerate(operands))
    if (!(*operand = n.input(i)))
      return failure();
  if (failed(n.needFloat(norm.x)))
    return failure();
  for (Value value : {norm.scale, norm.bias, norm.mean, norm.variance})
    if (rankOf(norm.x) < 2 || shapeOf(value) != shapeOf(norm.x).slice(1, 1) || elementOf(value) != elementOf(norm.x))
      return n.fail("statistics " + describe(value) + " do not fit " + describe(norm.x));
  Host &host = n.graph.getHost();
  if (host.isTraining()) {
    std::string name = n.graph.variableName(n.proto.input(1));
    bool isAsked = !name.empty() && host.trainsNorm(name);
    trains = (trains || isAsked) && !name.empty() && !host.isFrozen(name) &&
             !n.graph.variableName(n.proto.input(3)).empty() && !n.graph.variableName(n.proto.input(4)).empty();
  }
  if (trains)
    return normalizeBatch(n, norm);
  if (n.wants(1))
    return n.fail("in inference there is one result");
  Emitter &b = n.b;
  Value inverse = b.make<dl::RsqrtOp>(b.add(norm.variance, norm.epsilon));
  Value centred = b.sub(norm.x, b.alongDim(norm.mean, 1, shapeOf(norm.x)));
  Value y = b.mul(centred, b.alongDim(inverse, 1, shapeOf(norm.x)));
  return n.give(scaleAndShift(b, y, norm.scale, norm.bias, 1));
}

//===- Layer norm and RMS norm ------------------------------------------------===//

/// The axes from `axis` on; none after an error.
static FailureOr<SmallVector<int64_t>> lastAxes(Node &n, Value x) {
  FailureOr<int64_t> axis = n.axis(n.integer("axis", -1), rankOf(x));
  if (failed(axis))
    return failure();
  return llvm::to_vector(llvm::seq<int64_t>(*axis, rankOf(x)));
}

/// Broadcast to the shape of x; null after an error.
static Value fitted(Node &n, Value value, Value x) {
  if (elementOf(value) == elementOf(x) && broadcastShape(shapeOf(x), shapeOf(value)) == SmallVector<int64_t>(shapeOf(x)))
    return n.b.broadcastTo(value, shapeOf(x));
  (void)n.fail("scale or bias of " + describe(value) + " do not fit " + describe(x));
  return {};
}

/// y * scale (operand 1) + bias (operand 2, where there is one), broadcast.
static Value withScaleAndBias(Node &n, Value y) {
  Value scale = n.input(1);
  if (!scale || !(scale = fitted(n, scale, y)))
    return {};
  y = n.b.mul(y, scale);
  if (!n.has(2))
    return y;
  Value bias = n.input(2);
  if (!bias || !(bias = fitted(n, bias, y)))
    return {};
  return n.b.add(y, bias);
}

static LogicalResult importLayerNorm(Node &n) {
  n.ignore({"stash_type"}); // all is in the type of x
  double epsilon = n.number("epsilon", 1e-5);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = lastAxes(n, x);
  if (failed(axes))
    return failure();
  Emitter &b = n.b;
  auto normal = dl::NormalizeOp::create(b, x, Value(), *axes, epsilon);
  if (failed(n.give(0, withScaleAndBias(n, normal.getResult()))))
    return failure();
  SmallVector<int64_t> kept = Emitter::keptShape(shapeOf(x), *axes);
  if (n.wants(1) && failed(n.give(1, b.reshape(normal.getMean(), kept))))
    return failure();
  return n.wants(2) ? n.give(2, b.reshape(b.make<dl::RsqrtOp>(b.add(normal.getVariance(), epsilon)), kept)) : success();
}

static LogicalResult importRmsNorm(Node &n) {
  n.ignore({"stash_type"});
  double epsilon = n.number("epsilon", 1e-5);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = lastAxes(n, x);
  if (failed(axes))
    return failure();
  return n.give(withScaleAndBias(n, n.b.make<dl::RmsNormalizeOp>(x, *axes, epsilon)));
}

//===- Norms of groups of channels --------------------------------------------===//

/// [N, C, …] normalised in groups of channels, each over its channels and all positions.
static Value normalizeGroups(Emitter &b, Value x, int64_t groups, double epsilon) {
  int64_t images = shapeOf(x)[0];
  Value grouped = b.reshape(x, {images, groups, sizeOf(x) / (images * groups)});
  auto normal = dl::NormalizeOp::create(b, grouped, Value(), ArrayRef<int64_t>{2}, epsilon);
  return b.reshape(normal.getResult(), shapeOf(x));
}

/// Checks x [N, C, …] and reads scale and bias [size].
static LogicalResult readGroups(Node &n, Value x, int64_t groups, int64_t size, Value &scale, Value &bias) {
  scale = n.input(1);
  bias = scale ? n.input(2) : Value();
  if (!bias)
    return failure();
  for (Value value : {scale, bias})
    if (shapeOf(value) != ArrayRef<int64_t>{size} || elementOf(value) != elementOf(x))
      return n.fail("scale or bias of " + describe(value) + " do not fit " + describe(x));
  if (groups < 1 || shapeOf(x)[1] % groups || sizeOf(x) == 0)
    return n.fail("cannot divide the channels of " + describe(x) + " into " + Twine(groups) + " groups");
  return success();
}

static LogicalResult importInstanceNorm(Node &n) {
  double epsilon = n.number("epsilon", 1e-5);
  Value x = n.input(0), scale, bias;
  if (failed(n.needFloat(x)))
    return failure();
  if (rankOf(x) < 3)
    return n.fail("expected images, got " + describe(x));
  int64_t channels = shapeOf(x)[1];
  if (failed(readGroups(n, x, channels, channels, scale, bias)))
    return failure();
  return n.give(scaleAndShift(n.b, normalizeGroups(n.b, x, channels, epsilon), scale, bias, 1));
}

/// Scale and bias are of groups in version 18, of channels since version 21.
static LogicalResult importGroupNorm(Node &n) {
  n.ignore({"stash_type"});
  double epsilon = n.number("epsilon", 1e-5);
  int64_t groups = n.integer("num_groups", 0);
  Value x = n.input(0), scale, bias;
  if (failed(n.needFloat(x)))
    return failure();
  if (rankOf(x) < 3)
    return n.fail("expected images, got " + describe(x));
  int64_t channels = shapeOf(x)[1];
  bool isOfGroups = n.version < 21;
  if (failed(readGroups(n, x, groups, isOfGroups ? groups : channels, scale, bias)))
    return failure();
  auto ofChannels = [&](Value value) {
    if (!isOfGroups)
      return value;
    return n.b.reshape(n.b.alongDim(value, 0, {groups, channels / groups}), {channels});
  };
  return n.give(scaleAndShift(n.b, normalizeGroups(n.b, x, groups, epsilon), ofChannels(scale), ofChannels(bias), 1));
}

/// x / (|x|_p along an axis), 0 where that is 0.
static LogicalResult importLpNormalization(Node &n) {
  int64_t given = n.integer("axis", -1), p = n.integer("p", 2);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(axis))
    return failure();
  if (p != 1 && p != 2)
    return n.fail("p is " + Twine(p));
  Emitter &b = n.b;
  Value sum = b.reduce<dl::ReduceSumOp>(p == 1 ? b.make<dl::AbsOp>(x) : b.mul(x, x), *axis, true);
  Value norm = b.broadcastTo(p == 1 ? sum : b.make<dl::SqrtOp>(sum), shapeOf(x));
  Value isZero = b.compare(dl::Predicate::EQ, norm, 0);
  return n.give(b.select(isZero, b.like(x, 0), b.div(x, norm)));
}

/// (x - mean) / standard deviation over the axes.
static LogicalResult importMeanVarianceNormalization(Node &n) {
  SmallVector<int64_t> given = n.integers("axes", {0, 2, 3});
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = n.axes(given, rankOf(x));
  if (failed(axes))
    return failure();
  return n.give(dl::NormalizeOp::create(n.b, x, Value(), *axes, 1e-9).getResult());
}

ArrayRef<Operator> importer::normalisationOperators() {
  static const Operator table[] = {
      {"BatchNormalization", 6, importBatchNorm},
      {"GroupNormalization", 18, importGroupNorm},
      {"InstanceNormalization", 6, importInstanceNorm},
      {"LayerNormalization", 17, importLayerNorm},
      {"LpNormalization", 1, importLpNormalization},
      {"MeanVarianceNormalization", 9, importMeanVarianceNormalization},
      {"RMSNormalization", 23, importRmsNorm},
  };
  return table;
}
