//===- Quantised.cpp - Numbers of few bits ----------------------------------===//
// x = scale (q - zero). Products are of whole numbers, which f64 holds exactly.
//===----------------------------------------------------------------------===//
#include "Operators.h"
#include "Products.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// A number, or one for each slice along `axis`, or for each block of `block` elements there, for all elements of x;
/// null after an error.
static Value spread(Node &n, Value parameter, Value x, int64_t axis, int64_t block) {
  Emitter &b = n.b;
  if (sizeOf(parameter) == 1 && rankOf(parameter) <= 1)
    return b.broadcastTo(b.reshape(parameter, {}), shapeOf(x));
  FailureOr<int64_t> along = n.axis(axis, rankOf(x));
  if (failed(along))
    return {};
  int64_t size = shapeOf(x)[*along];
  if (rankOf(parameter) == 1 && shapeOf(parameter)[0] == size && block == 0)
    return b.alongDim(parameter, *along, shapeOf(x));
  SmallVector<int64_t> blocks(shapeOf(x));
  if (block > 0)
    blocks[*along] = llvm::divideCeil(size, block);
  if (block <= 0 || shapeOf(parameter) != ArrayRef<int64_t>(blocks)) {
    (void)n.fail("scale or zero point " + describe(parameter) + " does not fit " + describe(x));
    return {};
  }
  // Each number stands for the elements of its block.
  SmallVector<int64_t> pairs, dims;
  for (int64_t dim = 0; dim < rankOf(x); ++dim) {
    dims.push_back(pairs.size());
    pairs.push_back(blocks[dim]);
    if (dim == *along)
      pairs.push_back(block);
  }
  Value repeated = b.make<dl::BroadcastOp>(RankedTensorType::get(pairs, elementOf(parameter)), parameter, dims);
  blocks[*along] *= block;
  return b.slice(b.reshape(repeated, blocks), *along, 0, size);
}

/// round(x) + zero, in the range of the type; for the numbers of few bits that there are, u8.
static Value saturate(Emitter &b, Value x, Value zero) {
  Value sum = b.add(b.round(x), zero);
  Value inside = b.make<dl::ClampOp>(sum.getType(), sum, b.getF64FloatAttr(0), b.getF64FloatAttr(255));
  return b.cast(inside, b.getIntegerType(8, /*isSigned=*/false));
}

static bool isU8(Value x) { return elementOf(x).isUnsignedInteger(8); }

/// The zero point (operand `index`; 0 where it has none) as floating-point numbers for all elements of x.
static Value zeroOf(Node &n, unsigned index, Value x, Type element, int64_t axis, int64_t block) {
  if (!n.has(index))
    return n.b.splat(n.b.withElement(x, element), 0);
  Value zero = n.input(index);
  return zero ? spread(n, n.b.cast(zero, element), x, axis, block) : Value();
}

static LogicalResult importQuantizeLinear(Node &n) {
  n.ignore({"saturate", "precision"}); // of types that are not there
  int64_t axis = n.integer("axis", 1), block = n.integer("block_size", 0), type = n.integer("output_dtype", 0);
  Value x = n.input(0), scale = x ? n.input(1) : Value(), point = scale && n.has(2) ? n.input(2) : Value();
  if (!scale || (n.has(2) && !point))
    return failure();
  Type wanted = type ? elementType(static_cast<int32_t>(type), n.b.getContext()) : Type();
  if ((type && (!wanted || !wanted.isUnsignedInteger(8))) || (point && !isU8(point)) || !isFloat(scale))
    return n.fail("there is no quantising to other types than uint8");
  Value factor = spread(n, scale, x, axis, block), zero = factor ? zeroOf(n, 2, x, elementOf(scale), axis, block) : Value();
  return zero ? n.give(saturate(n.b, n.b.div(n.b.cast(x, elementOf(scale)), factor), zero)) : failure();
}

static LogicalResult importDequantizeLinear(Node &n) {
  int64_t axis = n.integer("axis", 1), block = n.integer("block_size", 0), type = n.integer("output_dtype", 0);
  Value x = n.input(0), scale = x ? n.input(1) : Value();
  if (!scale || failed(n.needFloat(scale)))
    return failure();
  Type wanted = type ? elementType(static_cast<int32_t>(type), n.b.getContext()) : elementOf(scale);
  if (!wanted || isFloat(x))
    return n.fail("cannot make floating-point numbers of " + describe(x));
  Value factor = spread(n, scale, x, axis, block), zero = factor ? zeroOf(n, 2, x, elementOf(scale), axis, block) : Value();
  if (!zero)
    return failure();
  return n.give(n.b.cast(n.b.mul(n.b.sub(n.b.cast(x, elementOf(scale)), zero), factor), wanted));
}

/// The scale that takes [min, max], with 0 in it, to [0, 255], and where 0 lies then.
static LogicalResult importDynamicQuantizeLinear(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  Emitter &b = n.b;
  Value flat = b.reshape(x, {sizeOf(x)});
  Value high = b.reduce<dl::ReduceMaxOp>(flat, 0, false), low = b.reduce<dl::ReduceMinOp>(flat, 0, false);
  high = b.make<dl::MaxOp>(high, b.like(high, 0));
  low = b.make<dl::MinOp>(low, b.like(low, 0));
  Value scale = b.div(b.sub(high, low), 255.0);
  Value zero = saturate(b, b.div(b.neg(low), scale), b.like(low, 0));
  Value spreadZero = b.broadcastTo(b.cast(zero, elementOf(x)), shapeOf(x));
  if (failed(n.give(0, saturate(b, b.div(x, b.broadcastTo(scale, shapeOf(x))), spreadZero))) || failed(n.give(1, scale)))
    return failure();
  return n.give(2, zero);
}

//===- Products ---------------------------------------------------------------===//

/// Operand `index` less its zero point (operand `zeroAt`), as whole numbers in f64. Zero points of more than one
/// number lie along `axis`. Null after an error.
static Value centred(Node &n, unsigned index, unsigned zeroAt, int64_t axis) {
  Value x = n.input(index);
  if (!x)
    return {};
  if (isFloat(x) || isBool(x)) {
    (void)n.fail("there is no such operation on " + describe(x));
    return {};
  }
  Type wide = n.b.getF64Type();
  Value zero = zeroOf(n, zeroAt, x, wide, rankOf(x) ? std::max<int64_t>(axis, -rankOf(x)) : axis, 0);
  return zero ? n.b.sub(n.b.cast(x, wide), zero) : Value();
}

static LogicalResult importMatMulInteger(Node &n) {
  Value x = centred(n, 0, 2, -2), y = x ? centred(n, 1, 3, -1) : Value();
  Value product = y ? multiplyMatrices(n, x, y) : Value();
  return product ? n.give(n.b.cast(product, n.b.getI32Type())) : failure();
}

static LogicalResult importConvInteger(Node &n) {
  Value x = centred(n, 0, 2, 1), filter = x ? centred(n, 1, 3, 0) : Value();
  Value y = filter ? convolve(n, x, filter) : Value();
  return y ? n.give(n.b.cast(y, n.b.getI32Type())) : failure();
}

/// The whole numbers of a product whose operands have scales 1 and 4, in the scale 6 with the zero point 7. Scales
/// of an operand of more than one number lie along an axis of the product.
static LogicalResult giveRescaled(Node &n, Value product, int64_t firstAxis, int64_t secondAxis) {
  Value scales[3];
  int64_t axes[] = {firstAxis, secondAxis, 0};
  unsigned indices[] = {1, 4, 6};
  for (unsigned i = 0; i < 3; ++i) {
    Value scale = n.input(indices[i]);
    if (!scale || failed(n.needFloat(scale)))
      return failure();
    if (i == 2 && sizeOf(scale) != 1)
      return n.fail("a result with scales of its own for slices is not supported");
    scales[i] = spread(n, n.b.cast(scale, n.b.getF64Type()), product, axes[i], 0);
    if (!scales[i])
      return failure();
  }
  Value point = n.input(7);
  if (!point)
    return failure();
  if (!isU8(point))
    return n.fail("there is no quantising to other types than uint8");
  Value zero = zeroOf(n, 7, product, n.b.getF64Type(), 0, 0);
  if (!zero)
    return failure();
  Value factor = n.b.div(n.b.mul(scales[0], scales[1]), scales[2]);
  return n.give(saturate(n.b, n.b.mul(product, factor), zero));
}

static LogicalResult importQLinearMatMul(Node &n) {
  Value x = centred(n, 0, 2, -2), y = x ? centred(n, 3, 5, -1) : Value();
  Value product = y ? multiplyMatrices(n, x, y) : Value();
  return product ? giveRescaled(n, product, -std::min<int64_t>(2, rankOf(product)), -1) : failure();
}

static LogicalResult importQLinearConv(Node &n) {
  Value x = centred(n, 0, 2, 1), filter = x ? centred(n, 3, 5, 0) : Value();
  Value y = filter ? convolve(n, x, filter) : Value();
  if (!y)
    return failure();
  if (n.has(8)) {
    Value bias = n.input(8);
    if (!bias)
      return failure();
    if (shapeOf(bias) != shapeOf(y).slice(1, 1))
      return n.fail("a bias of " + describe(bias) + " does not fit " + describe(y));
    y = n.b.add(y, n.b.alongDim(n.b.cast(bias, n.b.getF64Type()), 1, shapeOf(y)));
  }
  return giveRescaled(n, y, 1, 1);
}

ArrayRef<Operator> importer::quantisedOperators() {
  static const Operator table[] = {
      {"ConvInteger", 10, importConvInteger},
      {"DequantizeLinear", 10, importDequantizeLinear},
      {"DynamicQuantizeLinear", 11, importDynamicQuantizeLinear},
      {"MatMulInteger", 10, importMatMulInteger},
      {"QLinearConv", 10, importQLinearConv},
      {"QLinearMatMul", 10, importQLinearMatMul},
      {"QuantizeLinear", 10, importQuantizeLinear},
  };
  return table;
}
