//===- CoreToLinalg.cpp - Constants, indices and masks --------------------------===//
#include "Patterns.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

DLC_LOWER(ConstantOp) {
  auto value = cast<TypedAttr>(op.getValue());
  if (value.getType() != type)
    value = cast<DenseElementsAttr>(value).bitcast(type.getElementType());
  return arith::ConstantOp::create(b, value);
}

/// An index as a number of `type`.
static Value fromIndex(ScalarBuilder &b, Value index, Type type) {
  if (!isa<FloatType>(type))
    return arith::IndexCastOp::create(b, type, index);
  Value integer = arith::IndexCastOp::create(b, b.getI64Type(), index);
  return arith::SIToFPOp::create(b, type, integer);
}

DLC_LOWER(IotaOp) {
  return b.map(type, {}, [&](ScalarBuilder &b, ValueRange) {
    return fromIndex(b, LinalgBuilder::index(b, op.getDimension()), type.getElementType());
  });
}

DLC_LOWER(RowMaskOp) {
  return b.map(type, adaptor.getNValid(), {{}}, [&](ScalarBuilder &b, ValueRange elements) {
    Value row = arith::IndexCastOp::create(b, b.getI64Type(), LinalgBuilder::index(b, 0));
    Value isValid = b.compare(arith::CmpIPredicate::slt, row, elements[0]);
    if (type.getElementType().isInteger(1))
      return isValid;
    return arith::UIToFPOp::create(b, type.getElementType(), isValid).getResult();
  });
}

void dlc::populateCoreToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<ConstantOp, IotaOp, RowMaskOp>(patterns, converter);
}
