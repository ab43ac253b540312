//===- Indexing.cpp - Elements that indices choose --------------------------===//
#include "Graph.h"
#include "Operators.h"
#include "ShapeParts.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using dl::Predicate;

Value importer::wrapIndices(Emitter &b, Value indices, int64_t size) {
  Value isNegative = b.compare(Predicate::LT, indices, 0);
  return b.select(isNegative, b.add(indices, static_cast<double>(size)), indices);
}

Value importer::gatherRows(Emitter &b, Value rows, Value indices) {
  return b.make<dl::GatherOp>(rows, wrapIndices(b, indices, shapeOf(rows)[0]));
}

Value importer::take(Emitter &b, Value x, int64_t axis, ArrayRef<int64_t> indices) {
  Value rows = b.moveDim(x, axis, 0);
  return b.moveDim(b.make<dl::GatherOp>(rows, b.integers(indices)), 0, axis);
}

static bool isIndex(Value value) { return elementOf(value).isInteger(32) || elementOf(value).isInteger(64); }

//===- Gather -----------------------------------------------------------------===//

static LogicalResult importGather(Node &n) {
  int64_t given = n.integer("axis", 0);
  Value x = n.input(0), indices = x ? n.input(1) : Value();
  if (!indices)
    return failure();
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(axis))
    return failure();
  if (!isIndex(indices))
    return n.fail("indices are " + describe(indices));
  n.graph.limitIndices(indices, shapeOf(x)[*axis]);
  Value result = gatherRows(n.b, n.b.moveDim(x, *axis, 0), indices);
  // [idx…, before…, after…] to [before…, idx…, after…]
  SmallVector<int64_t> permutation;
  int64_t count = rankOf(indices);
  llvm::append_range(permutation, llvm::seq<int64_t>(count, count + *axis));
  llvm::append_range(permutation, llvm::seq<int64_t>(0, count));
  llvm::append_range(permutation, llvm::seq<int64_t>(count + *axis, rankOf(result)));
  return n.give(n.b.transpose(result, permutation));
}

/// The place in row-major order of the element of `like` whose index along `axis` is `indices`.
static Value placeOf(Emitter &b, Value indices, ArrayRef<int64_t> shape, int64_t axis) {
  Value place;
  int64_t stride = 1;
  for (int64_t dim = shape.size(); dim-- > 0;) {
    Value index = dim == axis ? wrapIndices(b, indices, shape[dim])
                              : b.alongDim(b.iota(shapeOf(indices)[dim], elementOf(indices)), dim, shapeOf(indices));
    index = b.mul(index, static_cast<double>(stride));
    place = place ? b.add(place, index) : index;
    stride *= shape[dim];
  }
  return place;
}

/// Checks x and indices that name, along an axis, elements of x.
static FailureOr<int64_t> elementAxis(Node &n, Value x, Value indices) {
  FailureOr<int64_t> axis = n.axis(n.integer("axis", 0), rankOf(x));
  if (failed(axis))
    return failure();
  bool fits = rankOf(x) == rankOf(indices) && isIndex(indices);
  for (int64_t dim = 0; fits && dim < rankOf(x); ++dim)
    fits = dim == *axis || shapeOf(indices)[dim] <= shapeOf(x)[dim];
  if (!fits)
    return n.fail("indices " + describe(indices) + " do not fit " + describe(x));
  n.graph.limitIndices(indices, shapeOf(x)[*axis]);
  return *axis;
}

static LogicalResult importGatherElements(Node &n) {
  Value x = n.input(0), indices = x ? n.input(1) : Value();
  FailureOr<int64_t> axis = indices ? elementAxis(n, x, indices) : FailureOr<int64_t>();
  if (failed(axis))
    return failure();
  Value place = placeOf(n.b, indices, shapeOf(x), *axis);
  return n.give(n.b.make<dl::GatherOp>(n.b.reshape(x, {sizeOf(x)}), place));
}

/// The last dimension of indices [idx…, k] names places in k dimensions after the first `batch` ones of a
/// tensor of that shape: rows of it, if these dimensions are made one. Null after an error.
static Value rowOf(Node &n, Value indices, ArrayRef<int64_t> shape, int64_t batch) {
  Emitter &b = n.b;
  int64_t depth = rankOf(indices) ? shapeOf(indices).back() : 0, rank = shape.size();
  bool fits = rankOf(indices) > batch && sizeOf(indices) > 0 && isIndex(indices) && batch >= 0 && depth >= 1 && batch + depth <= rank &&
              shapeOf(indices).take_front(batch) == shape.take_front(std::min<int64_t>(batch, rank));
  if (!fits) {
    (void)n.fail("indices " + describe(indices) + " do not fit a tensor of shape " + describe(shape));
    return {};
  }
  // Of several dimensions, the largest is the limit of all: no index that has its place is refused.
  n.graph.limitIndices(indices, *llvm::max_element(shape.slice(batch, depth)));
  Value row;
  int64_t stride = 1, last = rankOf(indices) - 1;
  SmallVector<int64_t> outer(shapeOf(indices).drop_back());
  for (int64_t i = batch + depth; i-- > 0;) {
    Value index = i >= batch ? wrapIndices(b, b.reshape(b.slice(indices, last, i - batch, i - batch + 1), outer), shape[i])
                             : b.alongDim(b.iota(outer[i], elementOf(indices)), i, outer);
    index = b.mul(index, static_cast<double>(stride));
    row = row ? b.add(row, index) : index;
    stride *= shape[i];
  }
  return row;
}

/// x with its first `count` dimensions made one.
static Value asRows(Emitter &b, Value x, int64_t count) {
  SmallVector<int64_t> shape{1};
  for (auto [i, size] : llvm::enumerate(shapeOf(x)))
    if (static_cast<int64_t>(i) < count)
      shape[0] *= size;
    else
      shape.push_back(size);
  return b.reshape(x, shape);
}

static LogicalResult importGatherND(Node &n) {
  int64_t batch = n.integer("batch_dims", 0);
  Value x = n.input(0), indices = x ? n.input(1) : Value();
  Value row = indices ? rowOf(n, indices, shapeOf(x), batch) : Value();
  if (!row)
    return failure();
  return n.give(n.b.make<dl::GatherOp>(asRows(n.b, x, batch + shapeOf(indices).back()), row));
}

/// The slices along an axis, or the elements of all, whose condition is true.
static LogicalResult importCompress(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> condition = n.integers(1, "the condition");
  if (!x || failed(condition))
    return failure();
  int64_t axis = 0;
  if (n.hasAttribute("axis")) {
    FailureOr<int64_t> given = n.axis(n.integer("axis", 0), rankOf(x));
    if (failed(given))
      return failure();
    axis = *given;
  } else {
    x = n.b.reshape(x, {sizeOf(x)});
  }
  if (static_cast<int64_t>(condition->size()) > shapeOf(x)[axis])
    return n.fail("a condition for " + Twine(condition->size()) + " elements does not fit " + describe(x));
  SmallVector<int64_t> chosen;
  for (auto [i, isTrue] : llvm::enumerate(*condition))
    if (isTrue)
      chosen.push_back(i);
  return n.give(take(n.b, x, axis, chosen));
}

/// The first elements of each sequence, as many as its length, in reverse.
static LogicalResult importReverseSequence(Node &n) {
  int64_t batch = n.integer("batch_axis", 1), time = n.integer("time_axis", 0);
  Value x = n.input(0), lengths = x ? n.input(1) : Value();
  if (!lengths)
    return failure();
  if (rankOf(x) < 2 || batch + time != 1 || batch * time != 0 || !elementOf(lengths).isInteger(64) ||
      shapeOf(lengths) != shapeOf(x).slice(batch, 1))
    return n.fail("lengths " + describe(lengths) + " along axis " + Twine(batch) + " do not fit " + describe(x));
  Emitter &b = n.b;
  SmallVector<int64_t> shape(shapeOf(x).take_front(2)); // of places
  Value step = b.alongDim(b.iota(shape[time], b.getI64Type()), time, shape), length = b.alongDim(lengths, batch, shape);
  Value turned = b.select(b.compare(Predicate::LT, step, length), b.sub(b.sub(length, 1.0), step), step);
  Value row = b.alongDim(b.iota(shape[batch], b.getI64Type()), batch, shape);
  Value place = time == 0 ? b.add(b.mul(turned, static_cast<double>(shape[1])), row)
                          : b.add(b.mul(row, static_cast<double>(shape[1])), turned);
  SmallVector<int64_t> rows{shape[0] * shape[1]};
  llvm::append_range(rows, shapeOf(x).drop_front(2));
  return n.give(b.make<dl::GatherOp>(b.reshape(x, rows), place));
}

//===- Scatter ----------------------------------------------------------------===//

/// base [V, rest…] combined, in order, with those of the updates that `place` names for each of its rows.
template <typename Op> static FailureOr<Value> combine(Node &n, Value base, Value place, Value updates) {
  Emitter &b = n.b;
  DenseElementsAttr known;
  if (!matchPattern(place, m_Constant(&known)))
    return n.fail("the indices of a reduction other than a sum are not known when the model is compiled");
  int64_t rows = shapeOf(base)[0], count = known.getNumElements();
  if (rows > kMostIndices || count > kMostIndices)
    return n.fail("there are too many rows or updates");
  std::vector<SmallVector<int64_t, 1>> updatesOf(rows);
  size_t most = 0;
  for (auto [i, index] : llvm::enumerate(known.getValues<APInt>())) {
    int64_t row = index.getSExtValue();
    if (row < 0 || row >= rows)
      return n.fail("index " + Twine(row) + " is outside the " + Twine(rows) + " rows");
    updatesOf[row].push_back(i);
    most = std::max(most, updatesOf[row].size());
  }
  SmallVector<int64_t> flat{count};
  llvm::append_range(flat, shapeOf(base).drop_front());
  updates = b.reshape(updates, flat);
  for (size_t round = 0; round < most; ++round) {
    SmallVector<int64_t> chosen;
    SmallVector<bool> isThere;
    for (const auto &own : updatesOf) {
      isThere.push_back(round < own.size());
      chosen.push_back(isThere.back() ? own[round] : 0);
    }
    Value mask = b.constant(DenseElementsAttr::get(RankedTensorType::get({rows}, b.getI1Type()), isThere));
    Value combined = b.make<Op>(base, take(b, updates, 0, chosen));
    base = b.select(b.alongDim(mask, 0, shapeOf(base)), combined, base);
  }
  return base;
}

/// rows [V, rest…] with updates [idx…, rest…] put, or added, where `place` [idx…] names.
static LogicalResult scatter(Node &n, Value rows, Value place, Value updates, StringRef reduction,
                             ArrayRef<int64_t> shape) {
  Emitter &b = n.b;
  Type element = elementOf(rows);
  if (elementOf(updates) != element)
    return n.fail("updates of " + describe(updates) + " do not fit " + describe(rows));
  if (reduction == "mul" || reduction == "max" || reduction == "min") {
    FailureOr<Value> result = reduction == "mul"   ? combine<dl::MulOp>(n, rows, place, updates)
                              : reduction == "max" ? combine<dl::MaxOp>(n, rows, place, updates)
                                                   : combine<dl::MinOp>(n, rows, place, updates);
    return failed(result) ? failure() : n.give(b.reshape(*result, shape));
  }
  // Sums are of floating-point numbers; f64 holds 32-bit integers, and more.
  Type wide = isFloat(rows) ? element : Type(b.getF64Type());
  Value base = b.cast(rows, wide), values = b.cast(updates, wide);
  if (reduction == "add")
    return n.give(b.reshape(b.cast(b.make<dl::ScatterAddOp>(base.getType(), base, place, values), element), shape));
  if (reduction != "none")
    return n.fail("reduction is '" + reduction + "'");
  // Where anything is put, that, which no two indices may name.
  Value zeros = b.like(base, 0);
  Value counts = b.make<dl::ScatterAddOp>(base.getType(), zeros, place, b.like(values, 1));
  Value put = b.make<dl::ScatterAddOp>(base.getType(), zeros, place, values);
  Value result = b.select(b.compare(Predicate::GT, counts, 0), put, base);
  return n.give(b.reshape(b.cast(result, element), shape));
}

/// Operand 1; as a constant where it is known, which reductions other than sums need.
static Value scatterIndices(Node &n, StringRef reduction) {
  std::string reason;
  bool wantsKnown = reduction != "add" && reduction != "none";
  if (DenseElementsAttr known = wantsKnown && n.has(1) ? n.graph.constant(n.proto.input(1), reason) : DenseElementsAttr())
    return n.b.constant(known);
  return n.input(1);
}

static LogicalResult importScatterElements(Node &n) {
  std::string reduction = n.text("reduction", "none");
  Value x = n.input(0), indices = x ? scatterIndices(n, reduction) : Value(), updates = indices ? n.input(2) : Value();
  FailureOr<int64_t> axis = updates ? elementAxis(n, x, indices) : FailureOr<int64_t>();
  if (failed(axis))
    return failure();
  if (shapeOf(updates) != shapeOf(indices))
    return n.fail("updates " + describe(updates) + " do not fit indices " + describe(indices));
  Value place = placeOf(n.b, indices, shapeOf(x), *axis);
  return scatter(n, n.b.reshape(x, {sizeOf(x)}), place, updates, reduction, shapeOf(x));
}

static LogicalResult importScatterND(Node &n) {
  std::string reduction = n.text("reduction", "none");
  Value x = n.input(0), indices = x ? scatterIndices(n, reduction) : Value(), updates = indices ? n.input(2) : Value();
  Value row = updates ? rowOf(n, indices, shapeOf(x), 0) : Value();
  if (!row)
    return failure();
  SmallVector<int64_t> expected(shapeOf(indices).drop_back());
  llvm::append_range(expected, shapeOf(x).drop_front(shapeOf(indices).back()));
  if (shapeOf(updates) != ArrayRef<int64_t>(expected))
    return n.fail("updates " + describe(updates) + " do not fit indices " + describe(indices));
  return scatter(n, asRows(n.b, x, shapeOf(indices).back()), row, updates, reduction, shapeOf(x));
}

//===- One-hot, top k ---------------------------------------------------------===//

static LogicalResult importOneHot(Node &n) {
  int64_t given = n.integer("axis", -1);
  Value indices = n.input(0), values = indices ? n.input(2) : Value();
  FailureOr<SmallVector<double>> depth = n.numbers(1, "the depth");
  if (!values || failed(depth))
    return failure();
  if (depth->size() != 1 || !((*depth)[0] >= 1 && (*depth)[0] < 0x1p31) || sizeOf(values) != 2 || rankOf(values) != 1)
    return n.fail("expected a depth and two values");
  int64_t classes = static_cast<int64_t>((*depth)[0]), rank = rankOf(indices);
  FailureOr<int64_t> axis = n.axis(given, rank + 1);
  if (failed(axis))
    return failure();
  Emitter &b = n.b;
  indices = wrapIndices(b, b.cast(indices, b.getI64Type()), classes);
  SmallVector<int64_t> shape(shapeOf(indices));
  shape.push_back(classes);
  Value hot = b.make<dl::OneHotOp>(RankedTensorType::get(shape, b.getF32Type()), indices);
  hot = b.moveDim(hot, rank, *axis);
  auto value = [&](int64_t which) {
    return b.broadcastTo(b.reshape(b.slice(values, 0, which, which + 1), {}), shapeOf(hot));
  };
  return n.give(b.select(b.compare(Predicate::GT, hot, 0.5), value(1), value(0)));
}

/// Each element's rank among those of its row: how many come before it. The k of the lowest rank are the
/// result. Takes n^2 comparisons a row, so rows are not long.
static LogicalResult importTopK(Node &n) {
  int64_t given = n.integer("axis", -1);
  bool largest = n.integer("largest", 1);
  n.integer("sorted", 1); // what is sorted is in any order, too
  Value x = n.input(0);
  if (!x)
    return failure();
  FailureOr<SmallVector<int64_t>> count = SmallVector<int64_t>{n.integer("k", 0)};
  if (n.version >= 10)
    count = n.integers(1, "k");
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(count) || failed(axis))
    return failure();
  int64_t size = shapeOf(x)[*axis], k = count->size() == 1 ? (*count)[0] : 0;
  if (k < 1 || k > size || size > 1024 || isBool(x))
    return n.fail("cannot take " + Twine(k) + " of dimension " + Twine(*axis) + " of " + describe(x));
  Emitter &b = n.b;
  Value rows = b.moveDim(x, *axis, rankOf(x) - 1);
  SmallVector<int64_t> outer(shapeOf(rows).drop_back()), square(outer);
  square.append({size, size});
  int64_t rank = rankOf(x);
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  auto spread = [&](Value value, bool isOther, ArrayRef<int64_t> shape) {
    SmallVector<int64_t> to(dims);
    to.back() = rank - 1 + isOther;
    return b.make<dl::BroadcastOp>(RankedTensorType::get(shape, elementOf(value)), value, to);
  };
  // [.., i, j]: whether element j comes before element i.
  Value own = spread(rows, false, square), other = spread(rows, true, square);
  Value isBetter = b.compare(largest ? Predicate::GT : Predicate::LT, other, own);
  Value place = b.iota(size, b.getI64Type());
  Value isEarlier = b.compare(Predicate::LT, b.alongDim(place, rank, square), b.alongDim(place, rank - 1, square));
  Value comesFirst = b.make<dl::OrOp>(
      isBetter, b.make<dl::AndOp>(b.compare(Predicate::EQ, other, own), isEarlier));
  Value order = b.make<dl::ReduceSumOp>(b.cast(comesFirst, b.getI64Type()), rank);
  // [.., i, r]: whether element i has rank r.
  SmallVector<int64_t> chosen(outer);
  chosen.append({size, k});
  Value hasRank = b.compare(Predicate::EQ, spread(order, false, chosen),
                            b.alongDim(b.iota(k, b.getI64Type()), rank, chosen));
  auto pick = [&](Value values) {
    Value all = spread(values, false, chosen);
    Value picked = b.make<dl::ReduceSumOp>(b.select(hasRank, all, b.like(all, 0)), rank - 1);
    return b.moveDim(picked, rank - 1, *axis);
  };
  if (failed(n.give(0, pick(rows))))
    return failure();
  return n.give(1, pick(b.alongDim(place, rank - 1, shapeOf(rows))));
}

ArrayRef<Operator> importer::indexingOperators() {
  static const Operator table[] = {
      {"Compress", 9, importCompress},
      {"Gather", 1, importGather},
      {"GatherElements", 11, importGatherElements},
      {"GatherND", 11, importGatherND},
      {"OneHot", 9, importOneHot},
      {"ReverseSequence", 10, importReverseSequence},
      {"Scatter", 9, importScatterElements},
      {"ScatterElements", 11, importScatterElements},
      {"ScatterND", 11, importScatterND},
      {"TopK", 1, importTopK},
  };
  return table;
}
