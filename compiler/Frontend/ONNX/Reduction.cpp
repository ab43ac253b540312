//===- Reduction.cpp - Fewer elements out than in ---------------------------===//
#include "Operators.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

namespace {
/// What a reduction reduces, and over which axes.
struct Reduction {
  Value x;
  SmallVector<int64_t> axes;
  bool keep;
};
} // namespace

/// The axes are an input since version 18 (of ReduceSum since 13), before they were an attribute. Without
/// any, all are meant, or none with `noop_with_empty_axes`.
static FailureOr<Reduction> readReduction(Node &n, int64_t axesAreInputSince) {
  Reduction result;
  result.keep = n.integer("keepdims", 1);
  bool noop = n.integer("noop_with_empty_axes", 0);
  result.x = n.input(0);
  if (!result.x)
    return failure();
  SmallVector<int64_t> given;
  if (n.version >= axesAreInputSince) {
    if (n.has(1)) {
      FailureOr<SmallVector<int64_t>> axes = n.integers(1, "the list of axes");
      if (failed(axes))
        return failure();
      given = *axes;
    }
  } else {
    given = n.integers("axes");
  }
  FailureOr<SmallVector<int64_t>> axes = n.axes(given, rankOf(result.x));
  if (failed(axes))
    return failure();
  result.axes = *axes;
  if (result.axes.empty() && !noop)
    result.axes = llvm::to_vector(llvm::seq<int64_t>(0, rankOf(result.x)));
  return result;
}

template <typename Op> static Value plain(Emitter &b, const Reduction &r) {
  if (isBool(r.x)) // as numbers
    return b.cast(b.reduce<Op>(b.cast(r.x, b.getI32Type()), r.axes, r.keep), b.getI1Type());
  return b.reduce<Op>(r.x, r.axes, r.keep);
}

static Value sum(Emitter &b, const Reduction &r) { return b.reduce<dl::ReduceSumOp>(r.x, r.axes, r.keep); }

static Value mean(Emitter &b, const Reduction &r) {
  if (isFloat(r.x))
    return b.reduce<dl::ReduceMeanOp>(r.x, r.axes, r.keep);
  int64_t count = 1;
  for (int64_t axis : r.axes)
    count *= shapeOf(r.x)[axis];
  return b.div(sum(b, r), static_cast<double>(count));
}

static Value sumOfSquares(Emitter &b, const Reduction &r) { return sum(b, {b.mul(r.x, r.x), r.axes, r.keep}); }
static Value sumOfSizes(Emitter &b, const Reduction &r) { return sum(b, {b.make<dl::AbsOp>(r.x), r.axes, r.keep}); }

/// Of integers, through floating-point numbers.
static Value root(Emitter &b, const Reduction &r) {
  Value squares = sumOfSquares(b, r);
  if (isFloat(r.x))
    return b.make<dl::SqrtOp>(squares);
  return b.cast(b.make<dl::SqrtOp>(b.cast(squares, b.getF64Type())), elementOf(r.x));
}

static Value logSum(Emitter &b, const Reduction &r) { return b.make<dl::LogOp>(sum(b, r)); }

/// m + log(sum(e^(x - m))), m the maximum where it is finite.
static Value logSumExp(Emitter &b, const Reduction &r) {
  Value top = b.reduce<dl::ReduceMaxOp>(r.x, r.axes, true);
  Value isFinite = b.compare(dl::Predicate::LT, b.make<dl::AbsOp>(top), HUGE_VAL);
  top = b.select(isFinite, top, b.like(top, 0));
  Value powers = b.make<dl::ExpOp>(b.sub(r.x, b.broadcastTo(top, shapeOf(r.x))));
  Value result = b.make<dl::LogOp>(sum(b, {powers, r.axes, true}));
  result = b.add(result, top);
  return r.keep ? result : b.reshape(result, shapeOf(sum(b, r)));
}

template <Value (*reduce)(Emitter &, const Reduction &), int64_t axesAreInputSince = 18, bool needsFloat = false>
static LogicalResult importReduction(Node &n) {
  FailureOr<Reduction> reduction = readReduction(n, axesAreInputSince);
  if (failed(reduction) || (needsFloat && failed(n.needFloat(reduction->x))))
    return failure();
  bool takesBool = reduce == plain<dl::ReduceMaxOp> || reduce == plain<dl::ReduceMinOp>;
  if (isBool(reduction->x) && !takesBool)
    return n.fail("there is no such operation on " + describe(reduction->x));
  return n.give(reduce(n.b, *reduction));
}

//===- Indices ----------------------------------------------------------------===//

template <bool isMax> static LogicalResult importArgExtremum(Node &n) {
  int64_t given = n.integer("axis", 0);
  bool keep = n.integer("keepdims", 1), last = n.integer("select_last_index", 0);
  Value x = n.input(0);
  if (!x)
    return failure();
  if (isBool(x))
    return n.fail("there is no such operation on " + describe(x));
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(axis))
    return failure();
  Emitter &b = n.b;
  int64_t count = shapeOf(x)[*axis];
  SmallVector<int64_t> kept = Emitter::keptShape(shapeOf(x), *axis);
  Value key = x;
  if (!isMax)
    key = elementOf(x).isUnsignedInteger() ? b.neg(b.cast(x, b.getI32Type())) : b.neg(x);
  if (last) {
    // The first of the places that are turned around.
    Value top = b.broadcastTo(b.reduce<dl::ReduceMaxOp>(key, *axis, true), shapeOf(x));
    Value place = b.alongDim(b.iota(count, b.getI64Type()), *axis, shapeOf(x));
    Value places = b.select(b.compare(dl::Predicate::EQ, key, top), place, b.like(place, 0));
    return n.give(b.reduce<dl::ReduceMaxOp>(places, *axis, keep));
  }
  Value index = b.cast(b.make<dl::ArgmaxOp>(key, *axis), b.getI64Type());
  return n.give(keep ? b.reshape(index, kept) : index);
}

//===- Running sums and products ----------------------------------------------===//

namespace {
/// A running sum or product along an axis, of the elements before each one, or after it.
struct Running {
  Value x;
  int64_t axis;
  bool isExclusive, isReverse;

  /// [n, n]: whether element i (row) counts for result k (column).
  Value counts(Emitter &b) const {
    int64_t count = shapeOf(x)[axis];
    Value rows = b.alongDim(b.iota(count, b.getI32Type()), 0, {count, count});
    Value columns = b.alongDim(b.iota(count, b.getI32Type()), 1, {count, count});
    auto predicate = isReverse ? (isExclusive ? dl::Predicate::GT : dl::Predicate::GE)
                               : (isExclusive ? dl::Predicate::LT : dl::Predicate::LE);
    return b.compare(predicate, rows, columns);
  }
};
} // namespace

static FailureOr<Running> readRunning(Node &n) {
  Running r;
  r.isExclusive = n.integer("exclusive", 0);
  r.isReverse = n.integer("reverse", 0);
  r.x = n.input(0);
  FailureOr<SmallVector<int64_t>> given = n.integers(1, "the axis");
  if (!r.x || failed(given))
    return failure();
  if (given->size() != 1 || isBool(r.x))
    return n.fail("expected one axis of a tensor of numbers");
  FailureOr<int64_t> axis = n.axis((*given)[0], rankOf(r.x));
  if (failed(axis))
    return failure();
  r.axis = *axis;
  return r;
}

/// As a product with a triangle of ones.
static LogicalResult importCumSum(Node &n) {
  FailureOr<Running> r = readRunning(n);
  if (failed(r))
    return failure();
  Emitter &b = n.b;
  int64_t count = shapeOf(r->x)[r->axis], last = rankOf(r->x) - 1;
  Type element = isFloat(r->x) ? elementOf(r->x) : Type(b.getF64Type());
  Value moved = b.moveDim(b.cast(r->x, element), r->axis, last);
  SmallVector<int64_t> shape(shapeOf(moved));
  Value flat = b.reshape(moved, {count ? sizeOf(r->x) / count : 0, count});
  Value sums = b.make<dl::MatmulOp>(flat, b.cast(r->counts(b), element));
  return n.give(b.cast(b.moveDim(b.reshape(sums, shape), last, r->axis), elementOf(r->x)));
}

/// Takes n^2 factors a row, so rows are not long.
static LogicalResult importCumProd(Node &n) {
  FailureOr<Running> r = readRunning(n);
  if (failed(r))
    return failure();
  Emitter &b = n.b;
  int64_t count = shapeOf(r->x)[r->axis], last = rankOf(r->x) - 1;
  if (count < 1 || count > 1024)
    return n.fail("dimension " + Twine(r->axis) + " of " + describe(r->x) + " is empty or too long");
  Value moved = b.moveDim(r->x, r->axis, last);
  SmallVector<int64_t> shape(shapeOf(moved));
  int64_t rows = sizeOf(r->x) / count;
  auto type = RankedTensorType::get({rows, count, count}, elementOf(r->x));
  Value factors = b.make<dl::BroadcastOp>(type, b.reshape(moved, {rows, count}), ArrayRef<int64_t>{0, 1});
  Value counts = b.broadcastTo(r->counts(b), {rows, count, count});
  Value products = b.make<dl::ReduceProdOp>(b.select(counts, factors, b.like(factors, 1)), ArrayRef<int64_t>{1});
  return n.give(b.moveDim(b.reshape(products, shape), last, r->axis));
}

ArrayRef<Operator> importer::reductionOperators() {
  static const Operator table[] = {
      {"ArgMax", 1, importArgExtremum<true>},
      {"ArgMin", 1, importArgExtremum<false>},
      {"CumProd", 26, importCumProd},
      {"CumSum", 11, importCumSum},
      {"ReduceL1", 1, importReduction<sumOfSizes>},
      {"ReduceL2", 1, importReduction<root>},
      {"ReduceLogSum", 1, importReduction<logSum, 18, true>},
      {"ReduceLogSumExp", 1, importReduction<logSumExp, 18, true>},
      {"ReduceMax", 1, importReduction<plain<dl::ReduceMaxOp>>},
      {"ReduceMean", 1, importReduction<mean>},
      {"ReduceMin", 1, importReduction<plain<dl::ReduceMinOp>>},
      {"ReduceProd", 1, importReduction<plain<dl::ReduceProdOp>>},
      {"ReduceSum", 1, importReduction<sum, 13>},
      {"ReduceSumSquare", 1, importReduction<sumOfSquares>},
  };
  return table;
}
