//===- ReductionToLinalg.cpp - Folding dimensions -------------------------------===//
#include "../ScalarLoweringParts.h"
#include "Patterns.h"
#include "dlc/Conversion/ScalarLowering.h"

#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

DLC_LOWER(ReduceSumOp) { return b.sum(adaptor.getOperand(), op.getAxes()); }

DLC_LOWER(ReduceMeanOp) {
  double count = static_cast<double>(op.getOperand().getType().getNumElements()) /
                 static_cast<double>(type.getNumElements());
  return b.sum(adaptor.getOperand(), op.getAxes(), 1 / count);
}

DLC_LOWER(ReduceProdOp) {
  Type element = type.getElementType(), wide = b.sumType(element);
  Value initial = b.filled(type.clone(wide), 1);
  Value product = b.foldAxes(
      adaptor.getOperand(), op.getAxes(), initial, [&](ScalarBuilder &b, ValueRange elements) {
        Value factor = b.isFloat(elements[0]) ? convertFloat(b, elements[0], wide) : elements[0];
        return b.mul(elements[1], factor);
      });
  return isa<FloatType>(element) ? b.convertTensor(product, element) : product;
}

/// The number that no element is below (of a maximum) or above.
static Value extreme(ScalarBuilder &b, Type element, bool isMax) {
  Type type = scalarType(element);
  if (isa<FloatType>(type)) {
    double infinity = std::numeric_limits<double>::infinity();
    return b.constant(type, isMax ? -infinity : infinity);
  }
  if (element.isUnsignedInteger())
    return b.integer(type, isMax ? 0 : -1); // -1 has all bits set
  unsigned width = type.getIntOrFloatBitWidth();
  return b.integer(type, isMax ? llvm::minIntN(width) : llvm::maxIntN(width));
}

/// `element` is the operand's own element type, which tells whether integers are signed.
static Value foldExtreme(LinalgBuilder &b, Value x, ArrayRef<int64_t> axes, RankedTensorType type,
                         Type element, bool isMax) {
  Value initial = b.filled(type, extreme(b, element, isMax));
  return b.foldAxes(x, axes, initial, [&](ScalarBuilder &b, ValueRange elements) {
    return lowerExtremum(b, isMax, element.isUnsignedInteger(), elements[0], elements[1]);
  });
}

DLC_LOWER(ReduceMaxOp) {
  return foldExtreme(b, adaptor.getOperand(), op.getAxes(), type, op.getType().getElementType(),
                     /*isMax=*/true);
}

DLC_LOWER(ReduceMinOp) {
  return foldExtreme(b, adaptor.getOperand(), op.getAxes(), type, op.getType().getElementType(),
                     /*isMax=*/false);
}

/// The least index of an element that equals the maximum. No element equals NaN: the index of a row
/// with one is the number of its elements.
DLC_LOWER(ArgmaxOp) {
  Value x = adaptor.getOperand();
  auto operand = LinalgBuilder::tensor(x);
  int64_t axis = op.getAxis();
  Value best = foldExtreme(b, x, axis, type.clone(operand.getElementType()),
                           op.getOperand().getType().getElementType(), /*isMax=*/true);
  double count = operand.getDimSize(axis);
  auto left = LinalgBuilder::dimsWithout(operand, axis);
  return b.fold(
      b.filled(type, count), operand.getShape(), left, {x, best},
      {LinalgBuilder::allDims(operand), left}, [&](ScalarBuilder &b, ValueRange elements) {
        Value isBest = b.isFloat(elements[0])
                           ? b.compare(arith::CmpFPredicate::OEQ, elements[0], elements[1])
                           : b.compare(arith::CmpIPredicate::eq, elements[0], elements[1]);
        Value index =
            arith::IndexCastOp::create(b, type.getElementType(), LinalgBuilder::index(b, axis));
        Value candidate = b.select(isBest, index, b.constant(index, count));
        return arith::MinSIOp::create(b, elements[2], candidate).getResult();
      });
}

void dlc::populateReductionToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<ReduceSumOp, ReduceMeanOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp, ArgmaxOp>(
      patterns, converter);
}
