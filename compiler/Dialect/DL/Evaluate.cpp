//===- Evaluate.cpp - Ops on constants ----------------------------------------===//
// What importers fold while they read a model: shape arithmetic, and the constants around it. The ops'
// own folders stay cheap, as they run in every pass.
//===----------------------------------------------------------------------===//
#include "dlc/Dialect/DL/Evaluate.h"

#include "dlc/Dialect/DL/DL.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace dlc::dl;

namespace {

/// A tensor of integers or of floating-point numbers, in row-major order.
struct Numbers {
  RankedTensorType type;
  SmallVector<int64_t> integers;
  SmallVector<double> reals;

  explicit Numbers(RankedTensorType type) : type(type) {
    if (isReal())
      reals.resize(type.getNumElements());
    else
      integers.resize(type.getNumElements());
  }
  bool isReal() const { return isa<FloatType>(type.getElementType()); }
  int64_t size() const { return type.getNumElements(); }
  void copy(int64_t to, const Numbers &from, int64_t index) {
    if (isReal())
      reals[to] = from.reals[index];
    else
      integers[to] = from.integers[index];
  }
};

} // namespace

static bool isUnsigned(Type element) {
  return element.isUnsignedInteger() || element.isInteger(1);
}

static Numbers read(DenseElementsAttr attribute) {
  Numbers numbers(cast<RankedTensorType>(attribute.getType()));
  Type element = numbers.type.getElementType();
  if (numbers.isReal())
    for (auto [to, from] : llvm::zip_equal(numbers.reals, attribute.getValues<APFloat>())) {
      APFloat value = from;
      bool losesInfo;
      value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
      to = value.convertToDouble();
    }
  else
    for (auto [to, from] : llvm::zip_equal(numbers.integers, attribute.getValues<APInt>()))
      to = isUnsigned(element) ? static_cast<int64_t>(from.getZExtValue()) : from.getSExtValue();
  return numbers;
}

/// Equal elements become a splat, which folders know.
static DenseElementsAttr write(const Numbers &numbers) {
  Type element = numbers.type.getElementType();
  SmallVector<Attribute> values;
  bool isSplat = numbers.size() > 0;
  auto bits = [](double value) { return llvm::bit_cast<uint64_t>(value); };
  for (int64_t i = 1; i < numbers.size() && isSplat; ++i)
    isSplat = numbers.isReal() ? bits(numbers.reals[i]) == bits(numbers.reals[0])
                               : numbers.integers[i] == numbers.integers[0];
  int64_t count = isSplat ? 1 : numbers.size();
  if (auto type = dyn_cast<FloatType>(element)) {
    SmallVector<APFloat> reals;
    for (int64_t i = 0; i < count; ++i) {
      APFloat value(numbers.reals[i]);
      bool losesInfo;
      value.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
      reals.push_back(value);
    }
    return DenseElementsAttr::get(numbers.type, reals);
  }
  unsigned width = element.getIntOrFloatBitWidth();
  SmallVector<APInt> integers;
  for (int64_t i = 0; i < count; ++i)
    integers.push_back(APInt(64, static_cast<uint64_t>(numbers.integers[i])).trunc(width));
  return DenseElementsAttr::get(numbers.type, integers);
}

//===- Elementwise ------------------------------------------------------------===//

template <typename T> static bool compare(Predicate predicate, T a, T b) {
  switch (predicate) {
  case Predicate::EQ:
    return a == b;
  case Predicate::NE:
    return a != b;
  case Predicate::LT:
    return a < b;
  case Predicate::LE:
    return a <= b;
  case Predicate::GT:
    return a > b;
  case Predicate::GE:
    return a >= b;
  }
  llvm_unreachable("every predicate is compared");
}

/// NaN if either is.
static double extremum(bool isMax, double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return NAN;
  return isMax ? std::max(a, b) : std::min(a, b);
}

static std::optional<double> evaluateReal(Operation *op, ArrayRef<double> x) {
  return llvm::TypeSwitch<Operation *, std::optional<double>>(op)
      .Case([&](AddOp) { return x[0] + x[1]; })
      .Case([&](SubOp) { return x[0] - x[1]; })
      .Case([&](MulOp) { return x[0] * x[1]; })
      .Case([&](DivOp) { return x[0] / x[1]; })
      .Case([&](PowOp) { return std::pow(x[0], x[1]); })
      .Case([&](MinOp) { return extremum(false, x[0], x[1]); })
      .Case([&](MaxOp) { return extremum(true, x[0], x[1]); })
      .Case([&](NegOp) { return -x[0]; })
      .Case([&](AbsOp) { return std::fabs(x[0]); })
      .Case([&](SqrtOp) { return std::sqrt(x[0]); })
      .Case([&](ExpOp) { return std::exp(x[0]); })
      .Case([&](LogOp) { return std::log(x[0]); })
      .Case([&](SinOp) { return std::sin(x[0]); })
      .Case([&](CosOp) { return std::cos(x[0]); })
      .Case([&](ReluOp) { return extremum(true, x[0], 0); })
      .Default([](Operation *) { return std::nullopt; });
}

/// Wraps as two's complement does; division as `dl.div` describes it.
static std::optional<int64_t> evaluateInteger(Operation *op, ArrayRef<int64_t> x) {
  auto wrap = [](uint64_t value) { return static_cast<int64_t>(value); };
  auto u = [&](unsigned i) { return static_cast<uint64_t>(x[i]); };
  return llvm::TypeSwitch<Operation *, std::optional<int64_t>>(op)
      .Case([&](AddOp) { return wrap(u(0) + u(1)); })
      .Case([&](SubOp) { return wrap(u(0) - u(1)); })
      .Case([&](MulOp) { return wrap(u(0) * u(1)); })
      .Case([&](DivOp) {
        return x[1] == 0 ? 0 : x[1] == -1 ? wrap(-u(0)) : x[0] / x[1];
      })
      .Case([&](MinOp) { return std::min(x[0], x[1]); })
      .Case([&](MaxOp) { return std::max(x[0], x[1]); })
      .Case([&](NegOp) { return wrap(-u(0)); })
      .Case([&](AbsOp) { return x[0] < 0 ? wrap(-u(0)) : x[0]; })
      .Case([&](SignOp) { return (x[0] > 0) - (x[0] < 0); })
      .Case([&](AndOp) { return x[0] & x[1]; })
      .Case([&](OrOp) { return x[0] | x[1]; })
      .Case([&](NotOp) { return !x[0]; })
      .Default([](Operation *) { return std::nullopt; });
}

static int64_t narrow(int64_t value, Type element) {
  APInt bits = APInt(64, static_cast<uint64_t>(value)).trunc(element.getIntOrFloatBitWidth());
  return isUnsigned(element) ? static_cast<int64_t>(bits.getZExtValue()) : bits.getSExtValue();
}

static double round(double value, Type element) {
  return element.isF64() ? value : static_cast<double>(static_cast<float>(value));
}

static void evaluateCast(const Numbers &from, Numbers &to) {
  Type element = to.type.getElementType();
  for (int64_t i = 0; i < to.size(); ++i) {
    if (to.isReal())
      to.reals[i] = round(from.isReal() ? from.reals[i] : from.integers[i], element);
    else if (element.isInteger(1))
      to.integers[i] = from.isReal() ? from.reals[i] != 0 : from.integers[i] != 0;
    else if (!from.isReal())
      to.integers[i] = narrow(from.integers[i], element);
    else if (std::fabs(from.reals[i]) < 0x1p63) // outside, as for NaN, the result is not specified
      to.integers[i] = narrow(static_cast<int64_t>(from.reals[i]), element);
  }
}

static bool evaluateElementwise(Operation *op, ArrayRef<Numbers> operands, Numbers &result) {
  if (isa<CastOp>(op)) {
    evaluateCast(operands[0], result);
    return true;
  }
  for (int64_t i = 0; i < result.size(); ++i) {
    if (auto comparison = dyn_cast<CompareOp>(op)) {
      result.integers[i] =
          operands[0].isReal()
              ? compare(comparison.getPredicate(), operands[0].reals[i], operands[1].reals[i])
              : compare(comparison.getPredicate(), operands[0].integers[i], operands[1].integers[i]);
      continue;
    }
    if (isa<SelectOp>(op)) {
      result.copy(i, operands[0].integers[i] ? operands[1] : operands[2], i);
      continue;
    }
    if (result.isReal()) {
      SmallVector<double, 2> x;
      for (const Numbers &operand : operands)
        x.push_back(operand.reals[i]);
      std::optional<double> value = evaluateReal(op, x);
      if (!value)
        return false;
      result.reals[i] = round(*value, result.type.getElementType());
    } else {
      SmallVector<int64_t, 2> x;
      for (const Numbers &operand : operands)
        x.push_back(operand.integers[i]);
      std::optional<int64_t> value = evaluateInteger(op, x);
      if (!value)
        return false;
      result.integers[i] = narrow(*value, result.type.getElementType());
    }
  }
  return true;
}

//===- Moving elements --------------------------------------------------------===//

static SmallVector<int64_t> stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// Calls `visit` with each index of a tensor of that shape, in row-major order.
static void forEachIndex(ArrayRef<int64_t> shape,
                         llvm::function_ref<void(int64_t, ArrayRef<int64_t>)> visit) {
  SmallVector<int64_t> index(shape.size(), 0);
  int64_t count = ShapedType::getNumElements(shape);
  for (int64_t i = 0; i < count; ++i) {
    visit(i, index);
    for (size_t dim = shape.size(); dim-- > 0;) {
      if (++index[dim] < shape[dim])
        break;
      index[dim] = 0;
    }
  }
}

/// result[index] = operand[sum of (index[i] * steps[i]) + start]
static void copyStrided(const Numbers &from, Numbers &to, int64_t start, ArrayRef<int64_t> steps) {
  forEachIndex(to.type.getShape(), [&](int64_t i, ArrayRef<int64_t> index) {
    int64_t place = start;
    for (auto [position, step] : llvm::zip_equal(index, steps))
      place += position * step;
    to.copy(i, from, place);
  });
}

static void evaluateGather(const Numbers &table, const Numbers &indices, Numbers &result) {
  int64_t rows = table.type.getDimSize(0), width = rows ? table.size() / rows : 0;
  for (int64_t i = 0; i < indices.size(); ++i)
    for (int64_t j = 0; j < width; ++j) {
      int64_t row = indices.integers[i];
      if (row >= 0 && row < rows)
        result.copy(i * width + j, table, row * width + j);
    }
}

static void evaluateConcat(ConcatOp op, ArrayRef<Numbers> operands, Numbers &result) {
  SmallVector<int64_t> strides = stridesOf(result.type.getShape());
  int64_t start = 0;
  for (const Numbers &operand : operands) {
    forEachIndex(operand.type.getShape(), [&](int64_t i, ArrayRef<int64_t> index) {
      int64_t place = start;
      for (auto [position, stride] : llvm::zip_equal(index, strides))
        place += position * stride;
      result.copy(place, operand, i);
    });
    start += operand.type.getDimSize(op.getAxis()) * strides[op.getAxis()];
  }
}

//===- Reductions -------------------------------------------------------------===//

template <typename T>
static void reduce(ArrayRef<T> from, ArrayRef<int64_t> shape, ArrayRef<int64_t> axes, MutableArrayRef<T> to,
                   T neutral, llvm::function_ref<T(T, T)> combine) {
  SmallVector<int64_t> kept;
  for (int64_t dim = 0; dim < static_cast<int64_t>(shape.size()); ++dim)
    if (!llvm::is_contained(axes, dim))
      kept.push_back(dim);
  llvm::fill(to, neutral);
  forEachIndex(shape, [&](int64_t i, ArrayRef<int64_t> index) {
    int64_t place = 0;
    for (int64_t dim : kept)
      place = place * shape[dim] + index[dim];
    to[place] = combine(to[place], from[i]);
  });
}

static bool evaluateReduction(Operation *op, ArrayRef<int64_t> axes, const Numbers &from, Numbers &to) {
  ArrayRef<int64_t> shape = from.type.getShape();
  bool isMax = isa<ReduceMaxOp>(op), isExtremum = isMax || isa<ReduceMinOp>(op);
  bool isSum = isa<ReduceSumOp>(op);
  if (to.isReal()) {
    reduce<double>(from.reals, shape, axes, to.reals,
                   isExtremum ? (isMax ? -HUGE_VAL : HUGE_VAL) : isSum ? 0 : 1,
                   [&](double a, double b) {
                     return isExtremum ? extremum(isMax, a, b) : isSum ? a + b : a * b;
                   });
    for (double &value : to.reals)
      value = round(value, to.type.getElementType());
    return true;
  }
  reduce<int64_t>(from.integers, shape, axes, to.integers,
                  isExtremum ? (isMax ? INT64_MIN : INT64_MAX) : isSum ? 0 : 1,
                  [&](int64_t a, int64_t b) {
                    if (isExtremum)
                      return isMax ? std::max(a, b) : std::min(a, b);
                    uint64_t x = a, y = b;
                    return static_cast<int64_t>(isSum ? x + y : x * y);
                  });
  for (int64_t &value : to.integers)
    value = narrow(value, to.type.getElementType());
  return true;
}

//===- evaluate ---------------------------------------------------------------===//

static bool evaluateInto(Operation *op, ArrayRef<Numbers> x, Numbers &result) {
  if (op->hasTrait<OpTrait::Elementwise>())
    return evaluateElementwise(op, x, result);
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([&](ReshapeOp) {
        for (int64_t i = 0; i < result.size(); ++i)
          result.copy(i, x[0], i);
        return true;
      })
      .Case([&](BroadcastOp broadcast) {
        SmallVector<int64_t> own = stridesOf(x[0].type.getShape()), steps(result.type.getRank(), 0);
        for (auto [dim, stride] : llvm::zip_equal(broadcast.getDims(), own))
          steps[dim] = stride;
        copyStrided(x[0], result, 0, steps);
        return true;
      })
      .Case([&](TransposeOp transpose) {
        SmallVector<int64_t> own = stridesOf(x[0].type.getShape()), steps;
        for (int64_t dim : transpose.getPermutation())
          steps.push_back(own[dim]);
        copyStrided(x[0], result, 0, steps);
        return true;
      })
      .Case([&](SliceOp slice) {
        SmallVector<int64_t> steps = stridesOf(x[0].type.getShape());
        int64_t start = 0;
        for (size_t i = 0; i < steps.size(); ++i) {
          start += slice.getStarts()[i] * steps[i];
          steps[i] *= slice.getStrides()[i];
        }
        copyStrided(x[0], result, start, steps);
        return true;
      })
      .Case([&](ConcatOp concat) {
        evaluateConcat(concat, x, result);
        return true;
      })
      .Case([&](GatherOp) {
        evaluateGather(x[0], x[1], result);
        return true;
      })
      .Case([&](IotaOp iota) {
        forEachIndex(result.type.getShape(), [&](int64_t i, ArrayRef<int64_t> index) {
          if (result.isReal())
            result.reals[i] = static_cast<double>(index[iota.getDimension()]);
          else
            result.integers[i] = index[iota.getDimension()];
        });
        return true;
      })
      .Case<ReduceSumOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp>(
          [&](auto reduction) { return evaluateReduction(op, reduction.getAxes(), x[0], result); })
      .Default([](Operation *) { return false; });
}

DenseElementsAttr dlc::dl::evaluate(Operation *op) {
  if (op->getNumResults() != 1 || isa<ConstantOp>(op))
    return {};
  auto isSmall = [](RankedTensorType type) {
    return type && type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8) <=
                       kMostFoldedBytes;
  };
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!isSmall(type))
    return {};
  SmallVector<Numbers> operands;
  for (Value operand : op->getOperands()) {
    DenseElementsAttr attribute;
    if (!matchPattern(operand, m_Constant(&attribute)) ||
        !isSmall(dyn_cast<RankedTensorType>(attribute.getType())))
      return {};
    operands.push_back(read(attribute));
  }
  Numbers result(type);
  if (!evaluateInto(op, operands, result))
    return {};
  return write(result);
}
