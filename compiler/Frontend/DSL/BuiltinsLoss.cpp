//===- BuiltinsLoss.cpp - Losses and metrics ------------------------------===//
//
// Each is the mean over the valid elements of an operation that keeps one figure a row or element.
//
//===----------------------------------------------------------------------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

static Value meanOfAll(Call &call, mlir::Value each, llvm::ArrayRef<int64_t> rows) {
  Value value = call.tensor(each, rows);
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, value.rank()));
  return call.emitter.mean(value, axes, call.loc);
}

/// The label that `ignore_index` says counts as none.
static std::optional<int64_t> ignoredLabel(Call &call) {
  if (!call.has("ignore_index"))
    return std::nullopt;
  return call.integer("ignore_index");
}

/// The mean over the valid rows whose label is not `ignored`, if there is one; 0 if there are none
/// such.
static Value meanOfCounted(Call &call, mlir::Value each, const Value &labels,
                           std::optional<int64_t> ignored) {
  if (!ignored)
    return meanOfAll(call, each, labels.rows);
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  Emitter &emitter = call.emitter;
  auto type = llvm::cast<mlir::RankedTensorType>(each.getType());
  auto number = [&](double value, mlir::Type element, llvm::ArrayRef<int64_t> shape) {
    return emitter.splat(value, element, shape, call.loc);
  };
  mlir::Value counts = dl::CompareOp::create(
      builder, loc, dl::Predicate::NE, labels.tensor,
      number(*ignored, labels.elementType(), labels.shape()));
  // By choice: what no label belongs to may be NaN.
  mlir::Value kept = dl::SelectOp::create(builder, loc, counts, each,
                                          number(0, type.getElementType(), type.getShape()));
  mlir::Value ones = dl::CastOp::create(builder, loc, type, counts);
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  auto total = [&](mlir::Value value) -> mlir::Value {
    value = emitter.maskRows(call.tensor(value, labels.rows), axes, 0, call.loc);
    return axes.empty() ? value : dl::ReduceSumOp::create(builder, loc, value, axes);
  };
  mlir::Value count = total(ones);
  mlir::Value divisor =
      dl::MaxOp::create(builder, loc, count, number(1, type.getElementType(), {}));
  Value mean = call.tensor(dl::DivOp::create(builder, loc, total(kept), divisor), {});
  mean.weight = count;
  return mean;
}

/// logits [rows…, C] and integer labels [rows…]; records that labels are below C.
static bool checkLabels(Call &call, std::optional<int64_t> ignored) {
  const Value &logits = call["logits"], &labels = call["label"];
  if (logits.rank() == 0 || labels.shape() != logits.shape().drop_back()) {
    call.failWithNotes("'" + call.builtin.name + "' needs logits [rows…, classes] and labels " +
                           "[rows…], got " + logits.describe() + " and " + labels.describe(),
                       {"logits", "label"});
    return false;
  }
  if (ignored && !fits(call["ignore_index"], labels.elementType())) {
    call.fail("ignore_index", labels.describe() + " cannot hold " + llvm::Twine(*ignored));
    return false;
  }
  call.emitter.limitIndices(labels.tensor, logits.shape().back(), ignored.value_or(0));
  return true;
}

static Value asIndices(Call &call, const Value &labels) {
  return labels.elementType().isUnsignedInteger()
             ? call.emitter.cast(labels, call.builder().getI32Type(), call.loc)
             : labels;
}

/// (1 - smoothing) target + smoothing / C (Szegedy et al.: Rethinking the Inception Architecture,
/// 2016).
static mlir::Value smoothed(Call &call, mlir::Value target, double smoothing) {
  auto type = llvm::cast<mlir::RankedTensorType>(target.getType());
  auto number = [&](double value) {
    return call.emitter.splat(value, type.getElementType(), type.getShape(), call.loc);
  };
  target = dl::MulOp::create(call.builder(), call.location(), target, number(1 - smoothing));
  return dl::AddOp::create(call.builder(), call.location(), target,
                           number(smoothing / type.getShape().back()));
}

/// The mean cross entropy with integer labels.
static Value crossEntropy(Call &call, double smoothing) {
  const Value &logits = call["logits"];
  std::optional<int64_t> ignored = ignoredLabel(call);
  if (!checkLabels(call, ignored))
    return {};
  mlir::Value masked = call.emitter.maskRows(logits, logits.rank() - 1, -1e30, call.loc);
  Value indices = asIndices(call, call["label"]);
  mlir::Value each;
  if (smoothing == 0) {
    each = dl::SoftmaxCrossEntropyOp::create(call.builder(), call.location(), masked,
                                             indices.tensor);
  } else {
    mlir::Value target =
        dl::OneHotOp::create(call.builder(), call.location(), logits.type(), indices.tensor);
    each = dl::SoftmaxCrossEntropyDenseOp::create(call.builder(), call.location(), masked,
                                                  smoothed(call, target, smoothing));
  }
  return meanOfCounted(call, each, call["label"], ignored);
}

static Value emitSoftmaxCrossEntropy(Call &call) {
  const Value &logits = call["logits"], &labels = call["label"];
  llvm::ArrayRef<int64_t> rows = llvm::ArrayRef(logits.rows);
  double smoothing = call.number("label_smoothing");
  if (!(smoothing >= 0 && smoothing < 1))
    return call.fail("label_smoothing", "the label smoothing is at least 0 and below 1, got " +
                                            call["label_smoothing"].describe());
  if (labels.elementType().isInteger(1))
    return call.fail("label", "labels are integers or probabilities, got " + labels.describe());
  if (!labels.isFloatTensor())
    return crossEntropy(call, smoothing);
  if (call.has("ignore_index"))
    return call.fail("ignore_index", "'ignore_index' is for integer labels, got " +
                                         labels.describe());
  if (labels.type() != logits.type() || logits.rank() == 0)
    return call.failWithNotes("'softmax_cross_entropy' with probabilities needs two tensors of "
                              "one shape, got " +
                                  logits.describe() + " and " + labels.describe(),
                              {"logits", "label"});
  mlir::Value target = labels.tensor;
  if (smoothing != 0)
    target = smoothed(call, target, smoothing);
  mlir::Value each = dl::SoftmaxCrossEntropyDenseOp::create(call.builder(), call.location(),
                                                            logits.tensor, target);
  return meanOfAll(call, each, rows.drop_back());
}

/// e^(mean cross entropy), of which the sums of an epoch keep the mean.
static Value emitPerplexity(Call &call) {
  Value mean = crossEntropy(call, /*smoothing=*/0);
  if (mean.isPoison())
    return {};
  Value value = call.tensor(dl::ExpOp::create(call.builder(), call.location(), mean.tensor), {});
  value.weight = mean.weight;
  value.logarithm = mean.tensor;
  return value;
}

static Value emitAccuracy(Call &call) {
  const Value &logits = call["logits"];
  std::optional<int64_t> ignored = ignoredLabel(call);
  if (!checkLabels(call, ignored))
    return {};
  mlir::Value each =
      dl::AccuracyOp::create(call.builder(), call.location(), logits.tensor, call["label"].tensor);
  return meanOfCounted(call, each, call["label"], ignored);
}

/// 1 for each row in which fewer than k classes come before the label's: those that are not at most
/// its logit (so that a NaN comes before all), and those that equal it and have a smaller index.
static Value emitTopKAccuracy(Call &call) {
  const Value &logits = call["logits"], &labels = call["label"];
  int64_t k = call.integer("k");
  std::optional<int64_t> ignored = ignoredLabel(call);
  if (!checkLabels(call, ignored))
    return {};
  int64_t classes = logits.shape().back(), axis = logits.rank() - 1;
  if (k < 1 || k > classes)
    return call.fail("k", "'k' is at least 1 and at most the number of classes, " +
                              llvm::Twine(classes) + ", got " + llvm::Twine(k));
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  auto dims = llvm::to_vector(llvm::seq<int64_t>(0, axis));
  auto alongRows = [&](mlir::Value rows) -> mlir::Value {
    auto type = logits.type().clone(mlir::getElementTypeOrSelf(rows.getType()));
    return dl::BroadcastOp::create(builder, loc, type, rows, dims);
  };
  auto asNumber = [&](mlir::Value condition) -> mlir::Value {
    return dl::CastOp::create(builder, loc, logits.type(), condition);
  };
  mlir::Value label = alongRows(labels.tensor);
  mlir::Value index = dl::IotaOp::create(builder, loc, label.getType(), axis);
  mlir::Value isLabel = dl::CompareOp::create(builder, loc, dl::Predicate::EQ, index, label);
  mlir::Value zero = call.emitter.splat(0, logits.elementType(), logits.shape(), call.loc);
  mlir::Value picked = dl::ReduceSumOp::create(
      builder, loc, dl::SelectOp::create(builder, loc, isLabel, logits.tensor, zero),
      llvm::ArrayRef<int64_t>{axis});
  mlir::Value own = alongRows(picked);
  mlir::Value isAtMost =
      dl::CompareOp::create(builder, loc, dl::Predicate::LE, logits.tensor, own);
  mlir::Value isEqual = dl::CompareOp::create(builder, loc, dl::Predicate::EQ, logits.tensor, own);
  mlir::Value isBefore = dl::CompareOp::create(builder, loc, dl::Predicate::LT, index, label);
  mlir::Value comesFirst = dl::OrOp::create(
      builder, loc, dl::NotOp::create(builder, loc, isAtMost),
      dl::AndOp::create(builder, loc, isEqual, isBefore));
  mlir::Value count = dl::ReduceSumOp::create(builder, loc, asNumber(comesFirst),
                                              llvm::ArrayRef<int64_t>{axis});
  auto rowType = llvm::cast<mlir::RankedTensorType>(count.getType());
  mlir::Value limit =
      call.emitter.splat(k, rowType.getElementType(), rowType.getShape(), call.loc);
  mlir::Value isRight = dl::CompareOp::create(builder, loc, dl::Predicate::LT, count, limit);
  return meanOfCounted(call, dl::CastOp::create(builder, loc, rowType, isRight), labels, ignored);
}

/// Both operands of an elementwise loss have one shape: NumPy's broadcasting of [batch, 1] against
/// [batch] would quietly compare every row with every other.
static bool checkPair(Call &call, llvm::StringRef first, llvm::StringRef second) {
  const Value &a = call[first], &b = call[second];
  if (a.type() == b.type())
    return true;
  call.failWithNotes("'" + call.builtin.name + "' needs two tensors of one shape and type, got " +
                         a.describe() + " and " + b.describe(),
                     {first, second});
  return false;
}

template <typename OpTy> static Value emitElementwise(Call &call) {
  llvm::StringRef first = call.builtin.params[0].name, second = call.builtin.params[1].name;
  if (!checkPair(call, first, second))
    return {};
  mlir::Value each = OpTy::create(call.builder(), call.location(), call[first].type(),
                                  call[first].tensor, call[second].tensor);
  return meanOfAll(call, each, call[first].rows);
}

static Value emitHuber(Call &call) {
  if (!checkPair(call, "prediction", "target"))
    return {};
  if (!(call.number("delta") > 0))
    return call.fail("delta", "'huber' needs delta > 0, got " + call["delta"].describe());
  const Value &prediction = call["prediction"];
  mlir::Value each = dl::HuberOp::create(call.builder(), call.location(), prediction.type(),
                                         prediction.tensor, call["target"].tensor,
                                         call.builder().getF64FloatAttr(call.number("delta")));
  return meanOfAll(call, each, prediction.rows);
}

/// 1 where (logit > 0) == (target > 0.5).
static Value emitBinaryAccuracy(Call &call) {
  if (!checkPair(call, "logits", "target"))
    return {};
  Emitter &emitter = call.emitter;
  Value said = emitter.binary(">", call["logits"], Value::ofInteger(0, call.loc), call.loc);
  Value truth = emitter.binary(">", call["target"], Value::ofNumber(0.5, call.loc), call.loc);
  mlir::Type element = call["logits"].elementType();
  Value right = emitter.binary("==", emitter.cast(said, element, call.loc),
                               emitter.cast(truth, element, call.loc), call.loc);
  Value each = emitter.cast(right, element, call.loc);
  return meanOfAll(call, each.tensor, each.rows);
}

llvm::ArrayRef<Builtin> dlc::dsl::lossBuiltins() {
  static const Param logits{"logits", ArgKind::FloatTensor};
  static const Param prediction{"prediction", ArgKind::FloatTensor};
  static const Param target{"target", ArgKind::FloatTensor};
  static const Param label{"label", ArgKind::IndexTensor};
  static const Param ignored{"ignore_index", ArgKind::Integer, "none"};
  static const std::vector<Builtin> table = {
      {"softmax_cross_entropy",
       {logits,
        {"label", ArgKind::Tensor},
        {"label_smoothing", ArgKind::Number, "0"},
        ignored},
       "mean of -log softmax(logits)[label]; labels are integers [rows…] or probabilities of "
       "logits' shape; rows whose label is `ignore_index` do not count",
       emitSoftmaxCrossEntropy},
      {"binary_cross_entropy",
       {logits, target},
       "mean over logits and targets in [0, 1] of one shape",
       emitElementwise<dl::BinaryCrossEntropyOp>},
      {"mean_squared_error",
       {prediction, target},
       "mean of (prediction - target)^2",
       emitElementwise<dl::SquaredErrorOp>},
      {"mean_absolute_error",
       {prediction, target},
       "mean of |prediction - target|",
       emitElementwise<dl::AbsoluteErrorOp>},
      {"huber",
       {prediction, target, {"delta", ArgKind::Number, "1.0"}},
       "mean of d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2)",
       emitHuber},
      {"accuracy",
       {logits, label, ignored},
       "share of rows whose largest logit is the label's",
       emitAccuracy},
      {"top_k_accuracy",
       {logits, label, {"k", ArgKind::Integer}, ignored},
       "share of rows in which the label's logit is among the k largest",
       emitTopKAccuracy},
      {"perplexity",
       {logits, label, ignored},
       "e^(mean of -log softmax(logits)[label]); as a metric, of the mean over the epoch",
       emitPerplexity},
      {"binary_accuracy",
       {logits, target},
       "share of elements where logit > 0 agrees with target > 0.5",
       emitBinaryAccuracy},
  };
  return table;
}
