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

/// logits [rows…, C] and integer labels [rows…]; records that labels are below C.
static bool checkLabels(Call &call) {
  const Value &logits = call["logits"], &labels = call["label"];
  if (logits.rank() == 0 || labels.shape() != logits.shape().drop_back()) {
    call.failWithNotes("'" + call.builtin.name + "' needs logits [rows…, classes] and labels " +
                           "[rows…], got " + logits.describe() + " and " + labels.describe(),
                       {"logits", "label"});
    return false;
  }
  call.emitter.limitIndices(labels.tensor, logits.shape().back());
  return true;
}

static Value asIndices(Call &call, const Value &labels) {
  return labels.elementType().isUnsignedInteger()
             ? call.emitter.cast(labels, call.builder().getI32Type(), call.loc)
             : labels;
}

static Value emitSoftmaxCrossEntropy(Call &call) {
  const Value &logits = call["logits"], &labels = call["label"];
  llvm::ArrayRef<int64_t> rows = llvm::ArrayRef(logits.rows);
  if (labels.elementType().isInteger(1))
    return call.fail("label", "labels are integers or probabilities, got " + labels.describe());
  if (!labels.isFloatTensor()) {
    if (!checkLabels(call))
      return {};
    mlir::Value masked = call.emitter.maskRows(logits, logits.rank() - 1, -1e30, call.loc);
    Value indices = asIndices(call, labels);
    mlir::Value each =
        dl::SoftmaxCrossEntropyOp::create(call.builder(), call.location(), masked, indices.tensor);
    return meanOfAll(call, each, rows.drop_back());
  }
  if (labels.type() != logits.type() || logits.rank() == 0)
    return call.failWithNotes("'softmax_cross_entropy' with probabilities needs two tensors of "
                              "one shape, got " +
                                  logits.describe() + " and " + labels.describe(),
                              {"logits", "label"});
  mlir::Value each = dl::SoftmaxCrossEntropyDenseOp::create(call.builder(), call.location(),
                                                            logits.tensor, labels.tensor);
  return meanOfAll(call, each, rows.drop_back());
}

static Value emitAccuracy(Call &call) {
  const Value &logits = call["logits"];
  if (!checkLabels(call))
    return {};
  mlir::Value each =
      dl::AccuracyOp::create(call.builder(), call.location(), logits.tensor, call["label"].tensor);
  return meanOfAll(call, each, llvm::ArrayRef(logits.rows).drop_back());
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
  static const std::vector<Builtin> table = {
      {"softmax_cross_entropy",
       {logits, {"label", ArgKind::Tensor}},
       "mean of -log softmax(logits)[label]; labels are integers [rows…] or probabilities of "
       "logits' shape",
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
       {logits, {"label", ArgKind::IndexTensor}},
       "share of rows whose largest logit is the label's",
       emitAccuracy},
      {"binary_accuracy",
       {logits, target},
       "share of elements where logit > 0 agrees with target > 0.5",
       emitBinaryAccuracy},
  };
  return table;
}
