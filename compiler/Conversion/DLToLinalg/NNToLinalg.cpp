//===- NNToLinalg.cpp - Softmax -------------------------------------------------===//
#include "Patterns.h"
#include "Softmax.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

SoftmaxParts dlc::buildSoftmaxParts(LinalgBuilder &b, Value x, int64_t axis) {
  auto type = LinalgBuilder::tensor(x);
  SoftmaxParts parts;
  parts.left = LinalgBuilder::dimsWithout(type, axis);
  parts.maximum = b.maximum(x, axis);
  parts.shifted =
      b.map(type, {x, parts.maximum}, {LinalgBuilder::allDims(type), parts.left},
            [](ScalarBuilder &b, ValueRange elements) { return b.sub(elements[0], elements[1]); });
  parts.powers = b.map(type, parts.shifted,
                       [](ScalarBuilder &b, ValueRange elements) { return b.exp(elements[0]); });
  parts.sum = b.sum(parts.powers, axis);
  return parts;
}

DLC_LOWER(SoftmaxOp) {
  SoftmaxParts parts = buildSoftmaxParts(b, adaptor.getOperand(), op.getAxis());
  return b.map(
      type, {parts.powers, parts.sum}, {LinalgBuilder::allDims(type), parts.left},
      [](ScalarBuilder &b, ValueRange elements) { return b.divide(elements[0], elements[1]); });
}

DLC_LOWER(LogSoftmaxOp) {
  SoftmaxParts parts = buildSoftmaxParts(b, adaptor.getOperand(), op.getAxis());
  return b.map(type, {parts.shifted, parts.sum}, {LinalgBuilder::allDims(type), parts.left},
               [](ScalarBuilder &b, ValueRange elements) {
                 return b.sub(elements[0], b.unary<math::LogOp>(elements[1]));
               });
}

DLC_LOWER(StopGradientOp) { return adaptor.getOperand(); }

DLC_LOWER(OneHotOp) {
  int64_t axis = type.getRank() - 1;
  LinalgBuilder::Dims rows = LinalgBuilder::dimsWithout(type, axis);
  return b.map(type, adaptor.getIndices(), rows, [&](ScalarBuilder &b, ValueRange elements) {
    Value position =
        arith::IndexCastOp::create(b, elements[0].getType(), LinalgBuilder::index(b, axis));
    Value isClass = b.compare(arith::CmpIPredicate::eq, position, elements[0]);
    return arith::UIToFPOp::create(b, type.getElementType(), isClass).getResult();
  });
}

void dlc::populateNNToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<SoftmaxOp, LogSoftmaxOp, StopGradientOp, OneHotOp>(patterns, converter);
}
