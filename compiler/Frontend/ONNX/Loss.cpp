//===- Loss.cpp - Losses as operators ---------------------------------------===//
#include "Operators.h"
#include "ShapeParts.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using dl::Predicate;

namespace {
/// Scores [N, C, d…] and labels [N, d…], with a weight for each class.
struct Judged {
  Value scores, labels, weights;
  std::optional<int64_t> ignored;
  std::string reduction;
};
} // namespace

static FailureOr<Judged> readJudged(Node &n) {
  Judged judged;
  judged.reduction = n.text("reduction", "mean");
  if (n.hasAttribute("ignore_index"))
    judged.ignored = n.integer("ignore_index", 0);
  judged.scores = n.input(0);
  judged.labels = judged.scores ? n.input(1) : Value();
  if (!judged.labels || failed(n.needFloat(judged.scores)))
    return failure();
  SmallVector<int64_t> shape(shapeOf(judged.scores));
  if (shape.size() >= 2)
    shape.erase(shape.begin() + 1);
  bool isIndex = elementOf(judged.labels).isInteger(32) || elementOf(judged.labels).isInteger(64);
  if (rankOf(judged.scores) < 2 || !isIndex || shapeOf(judged.labels) != ArrayRef<int64_t>(shape))
    return n.fail("labels " + describe(judged.labels) + " do not fit scores " + describe(judged.scores));
  if (judged.reduction != "mean" && judged.reduction != "sum" && judged.reduction != "none")
    return n.fail("reduction is '" + judged.reduction + "'");
  if (!n.has(2))
    return judged;
  judged.weights = n.input(2);
  if (!judged.weights)
    return failure();
  if (shapeOf(judged.weights) != shapeOf(judged.scores).slice(1, 1) || elementOf(judged.weights) != elementOf(judged.scores))
    return n.fail("weights " + describe(judged.weights) + " do not fit scores " + describe(judged.scores));
  return judged;
}

/// The weight of each label: that of its class, 0 where it is ignored, else 1.
static Value weightOf(Emitter &b, const Judged &judged) {
  Type element = elementOf(judged.scores);
  Value weight = judged.weights ? b.make<dl::GatherOp>(judged.weights, judged.labels)
                                : b.splat(b.withElement(judged.labels, element), 1);
  if (!judged.ignored)
    return weight;
  Value isIgnored = b.compare(Predicate::EQ, judged.labels, static_cast<double>(*judged.ignored));
  return b.select(isIgnored, b.like(weight, 0), weight);
}

/// The losses of the elements, weighted and reduced; a mean is weighted, too.
static LogicalResult giveReduced(Node &n, const Judged &judged, Value loss) {
  Emitter &b = n.b;
  bool isPlain = !judged.weights && !judged.ignored;
  Value weight = weightOf(b, judged);
  // An ignored element has no loss, even if what it has is not finite.
  if (!isPlain)
    loss = b.select(b.compare(Predicate::EQ, weight, 0), b.like(loss, 0), b.mul(loss, weight));
  if (judged.reduction == "none")
    return n.give(loss);
  SmallVector<int64_t> all = llvm::to_vector(llvm::seq<int64_t>(0, rankOf(loss)));
  if (judged.reduction == "mean" && isPlain)
    return n.give(b.reduce<dl::ReduceMeanOp>(loss, all, false));
  Value sum = b.reduce<dl::ReduceSumOp>(loss, all, false);
  if (judged.reduction == "sum")
    return n.give(sum);
  return n.give(b.div(sum, b.reduce<dl::ReduceSumOp>(weight, all, false)));
}

/// -scores[label], for scores that are logarithms of probabilities.
static LogicalResult importNegativeLogLikelihood(Node &n) {
  FailureOr<Judged> judged = readJudged(n);
  if (failed(judged))
    return failure();
  Emitter &b = n.b;
  Value rows = b.moveDim(judged->scores, 1, rankOf(judged->scores) - 1);
  Value classes = b.alongDim(b.iota(shapeOf(rows).back(), elementOf(judged->labels)), rankOf(rows) - 1, shapeOf(rows));
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, rankOf(judged->labels)));
  Value labels = b.make<dl::BroadcastOp>(b.withElement(rows, elementOf(judged->labels)), judged->labels, dims);
  Value isLabel = b.compare(Predicate::EQ, classes, labels);
  Value score = b.reduce<dl::ReduceSumOp>(b.select(isLabel, rows, b.like(rows, 0)), rankOf(rows) - 1, false);
  return giveReduced(n, *judged, b.neg(score));
}

static LogicalResult importSoftmaxCrossEntropy(Node &n) {
  FailureOr<Judged> judged = readJudged(n);
  if (failed(judged))
    return failure();
  Emitter &b = n.b;
  Value rows = b.moveDim(judged->scores, 1, rankOf(judged->scores) - 1);
  if (n.wants(1) && failed(n.give(1, b.make<dl::LogSoftmaxOp>(judged->scores.getType(), judged->scores, int64_t(1)))))
    return failure();
  // A label outside has the loss that no class is right; what is ignored gets a weight of 0.
  return giveReduced(n, *judged, b.make<dl::SoftmaxCrossEntropyOp>(rows, judged->labels));
}

ArrayRef<Operator> importer::lossOperators() {
  static const Operator table[] = {
      {"NegativeLogLikelihoodLoss", 12, importNegativeLogLikelihood},
      {"SoftmaxCrossEntropyLoss", 12, importSoftmaxCrossEntropy},
  };
  return table;
}
