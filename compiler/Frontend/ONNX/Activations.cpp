//===- Activations.cpp - Activations and softmax ----------------------------===//
#include "Operators.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using dl::Predicate;

template <typename Op> static LogicalResult importUnary(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.make<Op>(x));
}

static LogicalResult importRelu(Node &n) {
  Value x = n.input(0);
  if (!x)
    return failure();
  if (isBool(x))
    return n.fail("there is no such operation on " + describe(x));
  return n.give(isFloat(x) ? n.b.make<dl::ReluOp>(x) : n.b.make<dl::MaxOp>(x, n.b.like(x, 0)));
}

static LogicalResult importLeakyRelu(Node &n) {
  double slope = n.number("alpha", 0.01);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.make<dl::LeakyReluOp>(x.getType(), x, n.b.getF64FloatAttr(slope)));
}

/// x > 0 ? positive(x) : negative(x)
static Value piecewise(Emitter &b, Value x, Value positive, Value negative) {
  return b.select(b.compare(Predicate::GT, x, 0), positive, negative);
}

static LogicalResult importElu(Node &n) {
  double alpha = n.number("alpha", 1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.make<dl::EluOp>(x.getType(), x, n.b.getF64FloatAttr(alpha)));
}

/// max(0, x) + min(0, alpha (e^(x / alpha) - 1))
static LogicalResult importCelu(Node &n) {
  double alpha = n.number("alpha", 1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  if (alpha == 0)
    return n.fail("alpha is 0");
  Value negative = n.b.mul(n.b.sub(n.b.make<dl::ExpOp>(n.b.div(x, alpha)), 1.0), alpha);
  return n.give(piecewise(n.b, x, x, negative));
}

/// Klambauer et al.: Self-Normalizing Neural Networks, 2017.
static LogicalResult importSelu(Node &n) {
  double alpha = n.number("alpha", 1.67326319217681884765625), gamma = n.number("gamma", 1.05070102214813232421875);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  Value y = n.b.make<dl::EluOp>(x.getType(), x, n.b.getF64FloatAttr(alpha));
  return n.give(n.b.mul(y, gamma));
}

static LogicalResult importGelu(Node &n) {
  std::string kind = n.text("approximate", "none");
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  if (kind != "none" && kind != "tanh")
    return n.fail("approximate is '" + kind + "'");
  return n.give(n.b.make<dl::GeluOp>(x.getType(), x, kind == "tanh" ? n.b.getUnitAttr() : UnitAttr()));
}

static LogicalResult importPRelu(Node &n) {
  Value x = n.input(0), slope = x ? n.input(1) : Value();
  if (!slope || failed(n.needFloat(x)))
    return failure();
  SmallVector<int64_t> channels(std::max<int64_t>(rankOf(x) - 1, 0), 1);
  channels.insert(channels.begin(), sizeOf(slope));
  if (n.version < 7 && rankOf(x) > 1 && sizeOf(slope) == shapeOf(x)[1]) // one for each channel, of any shape
    slope = n.b.reshape(slope, channels);
  if (elementOf(slope) != elementOf(x) || broadcastShape(shapeOf(x), shapeOf(slope)) != SmallVector<int64_t>(shapeOf(x)))
    return n.fail("a slope of " + describe(slope) + " does not fit " + describe(x));
  slope = n.b.broadcastTo(slope, shapeOf(x));
  return n.give(piecewise(n.b, x, x, n.b.mul(x, slope)));
}

/// min(max(alpha x + beta, 0), 1)
static Value hardSigmoid(Emitter &b, Value x, double alpha, double beta) {
  Value line = b.add(b.mul(x, alpha), beta);
  return b.make<dl::ClampOp>(x.getType(), line, b.getF64FloatAttr(0), b.getF64FloatAttr(1));
}

static LogicalResult importHardSigmoid(Node &n) {
  double alpha = n.number("alpha", 0.2), beta = n.number("beta", 0.5);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(hardSigmoid(n.b, x, alpha, beta));
}

static LogicalResult importHardSwish(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.mul(x, hardSigmoid(n.b, x, 1.0 / 6, 0.5)));
}

static LogicalResult importMish(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.mul(x, n.b.make<dl::TanhOp>(n.b.make<dl::SoftplusOp>(x))));
}

static LogicalResult importSwish(Node &n) {
  double alpha = n.number("alpha", 1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.mul(x, n.b.make<dl::SigmoidOp>(n.b.mul(x, alpha))));
}

static LogicalResult importSoftsign(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.div(x, n.b.add(n.b.make<dl::AbsOp>(x), 1.0)));
}

static LogicalResult importThresholdedRelu(Node &n) {
  double alpha = n.number("alpha", 1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  return n.give(n.b.select(n.b.compare(Predicate::GT, x, alpha), x, n.b.like(x, 0)));
}

static LogicalResult importShrink(Node &n) {
  double bias = n.number("bias", 0), lambda = n.number("lambd", 0.5);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  Value inner = n.b.select(n.b.compare(Predicate::GT, x, lambda), n.b.sub(x, bias), n.b.like(x, 0));
  return n.give(n.b.select(n.b.compare(Predicate::LT, x, -lambda), n.b.add(x, bias), inner));
}

//===- Softmax ----------------------------------------------------------------===//

template <typename Op> static LogicalResult importSoftmax(Node &n) {
  int64_t given = n.integer("axis", -1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(axis))
    return failure();
  return n.give(n.b.make<Op>(x.getType(), x, *axis));
}

/// Before version 13, all dimensions from `axis` on were one.
static Value flattenFrom(Node &n, Value x) {
  int64_t given = n.integer("axis", 1), rank = rankOf(x);
  if (given == rank) // of a vector, say: rows of one element
    return n.b.reshape(x, {sizeOf(x), 1});
  FailureOr<int64_t> axis = n.axis(given, rank);
  if (failed(axis))
    return {};
  int64_t rows = 1;
  for (int64_t i = 0; i < *axis; ++i)
    rows *= shapeOf(x)[i];
  return n.b.reshape(x, {rows, rows ? sizeOf(x) / rows : 0});
}

template <typename Op> static LogicalResult importSoftmax1(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  Value flat = flattenFrom(n, x);
  if (!flat)
    return failure();
  return n.give(n.b.reshape(n.b.make<Op>(flat.getType(), flat, int64_t(1)), shapeOf(x)));
}

/// 1 at the first maximum along the axis, else 0.
static Value hardmax(Emitter &b, Value x, int64_t axis) {
  int64_t count = shapeOf(x)[axis];
  Value index = b.make<dl::ArgmaxOp>(x, axis);
  Value hot = b.make<dl::OneHotOp>(
      RankedTensorType::get(llvm::to_vector(llvm::concat<const int64_t>(shapeOf(index), ArrayRef<int64_t>{count})),
                            elementOf(x)),
      index);
  return b.moveDim(hot, rankOf(x) - 1, axis);
}

static LogicalResult importHardmax(Node &n) {
  int64_t given = n.integer("axis", -1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  return failed(axis) ? failure() : n.give(hardmax(n.b, x, *axis));
}

static LogicalResult importHardmax1(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  Value flat = flattenFrom(n, x);
  return flat ? n.give(n.b.reshape(hardmax(n.b, flat, 1), shapeOf(x))) : failure();
}

ArrayRef<Operator> importer::activationOperators() {
  static const Operator table[] = {
      {"Celu", 12, importCelu},
      {"Elu", 6, importElu},
      {"Gelu", 20, importGelu},
      {"HardSigmoid", 6, importHardSigmoid},
      {"HardSwish", 14, importHardSwish},
      {"Hardmax", 1, importHardmax1},
      {"Hardmax", 13, importHardmax},
      {"LeakyRelu", 6, importLeakyRelu},
      {"LogSoftmax", 1, importSoftmax1<dl::LogSoftmaxOp>},
      {"LogSoftmax", 13, importSoftmax<dl::LogSoftmaxOp>},
      {"Mish", 18, importMish},
      {"PRelu", 6, importPRelu},
      {"Relu", 6, importRelu},
      {"Selu", 6, importSelu},
      {"Shrink", 9, importShrink},
      {"Sigmoid", 6, importUnary<dl::SigmoidOp>},
      {"Softmax", 1, importSoftmax1<dl::SoftmaxOp>},
      {"Softmax", 13, importSoftmax<dl::SoftmaxOp>},
      {"Softplus", 1, importUnary<dl::SoftplusOp>},
      {"Softsign", 1, importSoftsign},
      {"Swish", 24, importSwish},
      {"ThresholdedRelu", 10, importThresholdedRelu},
  };
  return table;
}
