//===- NormToLinalg.cpp - Normalisation -----------------------------------------===//
#include "Patterns.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// Means over the axes of one tensor, over its valid rows if their number is given.
class Means {
public:
  using Dims = LinalgBuilder::Dims;
  using Term = llvm::function_ref<Value(ScalarBuilder &, ValueRange)>;

  Means(LinalgBuilder &b, RankedTensorType type, ArrayRef<int64_t> axes, Value validRows)
      : b(b), type(type), all(LinalgBuilder::allDims(type)),
        left(LinalgBuilder::dimsWithout(type, axes)), validRows(validRows) {
    wide = b.sumType(type.getElementType());
    for (int64_t axis : axes)
      if (axis != 0 || !validRows)
        fixedCount *= type.getDimSize(axis);
  }

  /// The mean, in f64, of what `term` makes of an element of each input; an input has the tensor's
  /// shape or that of a statistic.
  Value mean(ValueRange inputs, Term term) {
    SmallVector<int64_t> shape;
    for (int64_t dim : left)
      shape.push_back(type.getDimSize(dim));
    auto statistic = RankedTensorType::get(shape, wide);
    SmallVector<Value> operands(inputs);
    SmallVector<Dims> dims = dimsOf(inputs);
    addValidRows(operands, dims);
    Value sum = b.fold(b.filled(statistic, 0), type.getShape(), left, operands, dims,
                       [&](ScalarBuilder &b, ValueRange elements) {
                         Value value = ifValid(b, term(b, elements), elements);
                         return b.add(elements.back(), value);
                       });
    operands = {sum};
    dims = {LinalgBuilder::allDims(statistic)};
    addValidRows(operands, dims);
    return b.map(statistic, operands, dims, [&](ScalarBuilder &b, ValueRange elements) {
      Value count = b.constant(wide, fixedCount);
      if (validRows)
        count = b.mul(count, arith::SIToFPOp::create(b, wide, elements[1]));
      return b.divide(elements[0], count);
    });
  }

  /// A tensor of the full shape; `term` computes in f64, padding rows get 0.
  Value map(ValueRange inputs, Term term) {
    SmallVector<Value> operands(inputs);
    SmallVector<Dims> dims = dimsOf(inputs);
    addValidRows(operands, dims);
    return b.map(type, operands, dims, [&](ScalarBuilder &b, ValueRange elements) {
      Value value = term(b, elements);
      return convertFloat(b, validRows ? ifValidRow(b, value, elements.back()) : value,
                          type.getElementType());
    });
  }
  Value widen(ScalarBuilder &b, Value element) { return convertFloat(b, element, wide); }

private:
  SmallVector<Dims> dimsOf(ValueRange inputs) {
    return llvm::map_to_vector(inputs, [&](Value input) {
      return LinalgBuilder::tensor(input).getRank() == type.getRank() ? all : left;
    });
  }
  void addValidRows(SmallVector<Value> &operands, SmallVector<Dims> &dims) {
    if (!validRows)
      return;
    operands.push_back(validRows);
    dims.push_back({});
  }
  Value ifValid(ScalarBuilder &b, Value value, ValueRange elements) {
    return validRows ? ifValidRow(b, value, elements[elements.size() - 2]) : value;
  }
  static Value ifValidRow(ScalarBuilder &b, Value value, Value validRows) {
    Value row = arith::IndexCastOp::create(b, b.getI64Type(), LinalgBuilder::index(b, 0));
    Value isValid = b.compare(arith::CmpIPredicate::slt, row, validRows);
    return b.select(isValid, value, b.constant(value, 0));
  }

  LinalgBuilder &b;
  RankedTensorType type;
  Dims all, left;
  Value validRows;
  Type wide;
  double fixedCount = 1;
};

struct NormalizeToLinalg : OpConversionPattern<NormalizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(NormalizeOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    Value x = adaptor.getOperand();
    auto type = LinalgBuilder::tensor(x);
    Means means(b, type, op.getAxes(), adaptor.getNValid());
    auto centre = [&](ScalarBuilder &b, ValueRange elements) {
      return b.sub(means.widen(b, elements[0]), elements[1]);
    };
    Value mean = means.mean(x, [&](ScalarBuilder &b, ValueRange elements) {
      return means.widen(b, elements[0]);
    });
    Value variance = means.mean({x, mean}, [&](ScalarBuilder &b, ValueRange elements) {
      Value centred = centre(b, elements);
      return b.mul(centred, centred);
    });
    double epsilon = op.getEpsilon();
    Value result = means.map({x, mean, variance}, [&](ScalarBuilder &b, ValueRange elements) {
      return b.divide(centre(b, elements), b.sqrt(b.plus(elements[2], epsilon)));
    });
    rewriter.replaceOp(op, {result, b.convertTensor(mean, type.getElementType()),
                            b.convertTensor(variance, type.getElementType())});
    return success();
  }
};
} // namespace

DLC_LOWER(RmsNormalizeOp) {
  Value x = adaptor.getOperand();
  Means means(b, type, op.getAxes(), {});
  double epsilon = op.getEpsilon();
  Value squares = means.mean(x, [&](ScalarBuilder &b, ValueRange elements) {
    Value element = means.widen(b, elements[0]);
    return b.mul(element, element);
  });
  return means.map({x, squares}, [&](ScalarBuilder &b, ValueRange elements) {
    return b.divide(means.widen(b, elements[0]), b.sqrt(b.plus(elements[1], epsilon)));
  });
}

void dlc::populateNormToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<RmsNormalizeOp>(patterns, converter);
  patterns.add<NormalizeToLinalg>(converter, patterns.getContext());
}
