//===- MatMul.cpp - Products of matrices ------------------------------------===//
#include "Operators.h"
#include "Products.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

Value importer::multiplyMatrices(Node &n, Value x, Value y) {
  Emitter &b = n.b;
  auto wrong = [&] {
    (void)n.fail("cannot multiply " + describe(x) + " by " + describe(y));
    return Value();
  };
  if (elementOf(x) != elementOf(y) || !rankOf(x) || !rankOf(y))
    return wrong();
  bool isRow = rankOf(x) == 1, isColumn = rankOf(y) == 1;
  Value lhs = isRow ? b.reshape(x, {1, sizeOf(x)}) : x;
  Value rhs = isColumn ? b.reshape(y, {sizeOf(y), 1}) : y;
  int64_t rows = shapeOf(lhs)[rankOf(lhs) - 2], inner = shapeOf(lhs).back(), columns = shapeOf(rhs).back();
  if (shapeOf(rhs)[rankOf(rhs) - 2] != inner)
    return wrong();
  std::optional<SmallVector<int64_t>> batch =
      broadcastShape(shapeOf(lhs).drop_back(2), shapeOf(rhs).drop_back(2));
  if (!batch)
    return wrong();
  SmallVector<int64_t> shape(*batch);
  Type element = elementOf(x);
  if (!isFloat(lhs)) { // whole numbers of up to 53 bits are exact in f64
    lhs = b.cast(lhs, b.getF64Type());
    rhs = b.cast(rhs, b.getF64Type());
  }
  Value product;
  if (rankOf(rhs) == 2) {
    // One matrix for all rows.
    int64_t all = rows;
    for (int64_t size : shapeOf(lhs).drop_back(2))
      all *= size;
    product = b.make<dl::MatmulOp>(b.reshape(lhs, {all, inner}), rhs);
  } else {
    auto extended = [&](Value value, int64_t m, int64_t k) {
      SmallVector<int64_t> full(*batch);
      full.append({m, k});
      return b.broadcastTo(value, full);
    };
    product = b.make<dl::MatmulOp>(extended(lhs, rows, inner), extended(rhs, inner, columns));
  }
  if (!isRow)
    shape.push_back(rows);
  if (!isColumn)
    shape.push_back(columns);
  return b.cast(b.reshape(product, shape), element);
}

static LogicalResult importMatMul(Node &n) {
  Value x = n.input(0), y = x ? n.input(1) : Value();
  if (!y)
    return failure();
  if (isBool(x))
    return n.fail("there is no such operation on " + describe(x));
  return n.give(multiplyMatrices(n, x, y));
}

/// alpha A B + beta C
static LogicalResult importGemm(Node &n) {
  double alpha = n.number("alpha", 1), beta = n.number("beta", 1);
  bool transposeA = n.integer("transA", 0), transposeB = n.integer("transB", 0);
  if (n.version < 7)
    n.ignore({"broadcast"}); // a bias that fits as it is need not be broadcast
  Value x = n.input(0), y = x ? n.input(1) : Value(), bias;
  if (!y || failed(n.needFloat(x)) || (n.has(2) && !(bias = n.input(2))))
    return failure();
  if (rankOf(x) != 2 || rankOf(y) != 2 || elementOf(x) != elementOf(y) ||
      shapeOf(x)[!transposeA] != shapeOf(y)[transposeB])
    return n.fail("cannot multiply " + describe(x) + (transposeA ? ", transposed, by " : " by ") + describe(y) +
                  (transposeB ? ", transposed" : ""));
  Emitter &b = n.b;
  SmallVector<int64_t> shape{shapeOf(x)[transposeA], shapeOf(y)[!transposeB]};
  Value result = b.make<dl::MatmulOp>(x, y, transposeA, transposeB);
  if (alpha != 1)
    result = b.mul(result, alpha);
  if (!bias || beta == 0)
    return n.give(result);
  if (elementOf(bias) != elementOf(x) || broadcastShape(shape, shapeOf(bias)) != shape)
    return n.fail("a bias of " + describe(bias) + " does not fit " + describe(result));
  if (beta != 1)
    bias = b.mul(bias, beta);
  return n.give(b.add(result, b.broadcastTo(bias, shape)));
}

/// Elimination unrolls: larger matrices are no program.
static constexpr int64_t kMostRows = 64;

/// The product of the pivots of Gauss's elimination, each the largest number of its column.
static LogicalResult importDet(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  int64_t size = rankOf(x) < 2 ? 0 : shapeOf(x).back();
  if (size < 1 || size > kMostRows || shapeOf(x)[rankOf(x) - 2] != size || !sizeOf(x))
    return n.fail("expected square matrices of up to " + Twine(kMostRows) + " rows, got " + describe(x));
  Emitter &b = n.b;
  int64_t count = sizeOf(x) / (size * size);
  Type element = elementOf(x);
  SmallVector<int64_t> batch(shapeOf(x).drop_back(2));
  Value matrix = b.reshape(x, {count, size, size}), product;
  for (int64_t left = size; left >= 1; --left) {
    SmallVector<int64_t> square{count, left, left};
    // [B, left]: 1 for the row of the pivot.
    Value column = b.reshape(b.slice(matrix, 2, 0, 1), {count, left});
    Value place = b.make<dl::ArgmaxOp>(b.make<dl::AbsOp>(column), 1);
    Value isPivot = b.make<dl::OneHotOp>(RankedTensorType::get({count, left}, element), place);
    Value spread = b.make<dl::BroadcastOp>(RankedTensorType::get(square, element), isPivot, ArrayRef<int64_t>{0, 1});
    Value chosen = b.compare(dl::Predicate::GT, spread, 0.5);
    Value row = b.reduce<dl::ReduceSumOp>(b.select(chosen, matrix, b.like(matrix, 0)), 1, true);
    Value pivot = b.reshape(b.slice(row, 2, 0, 1), {count});
    // To take the first row's place turns the sign, unless it is the first.
    Value isFirst = b.compare(dl::Predicate::GT, b.reshape(b.slice(isPivot, 1, 0, 1), {count}), 0.5);
    Value factor = b.select(isFirst, pivot, b.neg(pivot));
    product = product ? b.mul(product, factor) : factor;
    if (left == 1)
      break;
    Value first = b.broadcastTo(b.slice(matrix, 1, 0, 1), square);
    Value rest = b.slice(b.select(chosen, first, matrix), 1, 1, left);
    // A column of zeros needs no elimination: the product is 0.
    Value divisor = b.select(b.compare(dl::Predicate::NE, pivot, 0), pivot, b.like(pivot, 1));
    Value share = b.div(b.slice(rest, 2, 0, 1), b.alongDim(divisor, 0, {count, left - 1, 1}));
    SmallVector<int64_t> smaller{count, left - 1, left - 1};
    Value above = b.broadcastTo(b.slice(row, 2, 1, left), smaller);
    matrix = b.sub(b.slice(rest, 2, 1, left), b.mul(b.broadcastTo(share, smaller), above));
  }
  return n.give(b.reshape(product, batch));
}

ArrayRef<Operator> importer::matMulOperators() {
  static const Operator table[] = {
      {"Det", 11, importDet},
      {"Gemm", 6, importGemm},
      {"MatMul", 1, importMatMul},
  };
  return table;
}
