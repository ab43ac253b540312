//===- MatMul.cpp - Products of matrices ------------------------------------===//
#include "Operators.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// numpy.matmul of floating-point tensors; null after an error.
static Value matmul(Node &n, Value x, Value y) {
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
  return n.give(matmul(n, x, y));
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

ArrayRef<Operator> importer::matMulOperators() {
  static const Operator table[] = {
      {"Gemm", 6, importGemm},
      {"MatMul", 1, importMatMul},
  };
  return table;
}
