//===- Random.cpp - Operators that draw random numbers ----------------------===//
#include "Graph.h"
#include "Operators.h"
#include "ShapeParts.h"

#include <random>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// Which elements a dropout with a seed of its own keeps: a number from [0, 1) for each, of 53 bits of two words
/// of the Mersenne Twister (Matsumoto, Nishimura, 1998), is not below the rate. So does NumPy, and so the
/// reference implementation of ONNX.
static Value seededMask(Emitter &b, Value x, double rate, int64_t seed) {
  std::mt19937 words(static_cast<uint32_t>(seed));
  SmallVector<bool> keeps;
  for (int64_t i = 0; i < sizeOf(x); ++i) {
    double high = static_cast<double>(words() >> 5), low = static_cast<double>(words() >> 6);
    keeps.push_back((high * 67108864 + low) / 9007199254740992 >= rate);
  }
  return b.constant(DenseElementsAttr::get(b.withElement(x, b.getI1Type()), keeps));
}

/// Drops in training, with this compiler's random numbers; or where the model asks for it, with those of its
/// seed if it has one. The mask tells what is kept.
static LogicalResult dropout(Node &n, Value x, double rate, bool asked, std::optional<int64_t> seed) {
  Emitter &b = n.b;
  Host &host = n.graph.getHost();
  if (!(rate >= 0 && rate < 1))
    return n.fail("the ratio is not in [0, 1)");
  if (rate == 0 || !(asked || host.isTraining())) {
    if (failed(n.give(x)))
      return failure();
    return n.give(1, b.splat(b.withElement(x, b.getI1Type()), 1));
  }
  // In training, a constant mask would drop the same elements in all steps.
  if (seed && !host.isTraining() && sizeOf(x) <= kMostIndices) {
    Value mask = seededMask(b, x, rate, *seed);
    if (failed(n.give(b.select(mask, b.mul(x, 1 / (1 - rate)), b.like(x, 0)))))
      return failure();
    return n.give(1, mask);
  }
  Value key = host.scalar("seed"), counter = host.scalar("step");
  FloatAttr part = b.getF64FloatAttr(rate);
  IntegerAttr stream = b.getI64IntegerAttr(n.graph.streamOf(n));
  if (failed(n.give(b.make<dl::DropoutOp>(x.getType(), x, key, counter, part, stream))))
    return failure();
  if (!n.wants(1))
    return success();
  Value numbers = b.make<dl::RandomUniformOp>(x.getType(), key, counter, b.getF64FloatAttr(0), b.getF64FloatAttr(1), stream);
  return n.give(1, b.compare(dl::Predicate::GE, numbers, rate));
}

static LogicalResult importDropout7(Node &n) {
  double rate = n.number("ratio", 0.5);
  if (n.version < 7)
    n.ignore({"is_test"});
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return dropout(n, x, rate, /*asked=*/false, std::nullopt);
}

/// The input `training_mode` says what an exporter wanted; a model that is trained drops all the same.
static LogicalResult importDropout(Node &n) {
  std::optional<int64_t> seed;
  if (n.hasAttribute("seed"))
    seed = n.integer("seed", 0);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  double rate = 0.5;
  if (n.has(1)) {
    FailureOr<SmallVector<double>> given = n.numbers(1, "the ratio");
    if (failed(given) || given->size() != 1)
      return failed(given) ? failure() : n.fail("the ratio is one number");
    rate = (*given)[0];
  }
  bool asked = false;
  if (n.has(2)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(2, "training_mode");
    if (failed(given) || given->size() != 1)
      return failed(given) ? failure() : n.fail("training_mode is one boolean");
    asked = (*given)[0];
  }
  return dropout(n, x, rate, asked, seed);
}

ArrayRef<Operator> importer::randomOperators() {
  static const Operator table[] = {
      {"Dropout", 6, importDropout7},
      {"Dropout", 12, importDropout},
  };
  return table;
}
