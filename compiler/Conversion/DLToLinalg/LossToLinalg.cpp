//===- LossToLinalg.cpp - Losses and metrics of rows ----------------------------===//
#include "Patterns.h"
#include "Softmax.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

/// log(sum(e^x)) - x[label], of which the second is the sum of what a comparison with the label
/// picks: a label outside [0, C) picks nothing.
DLC_LOWER(SoftmaxCrossEntropyOp) {
  Value logits = adaptor.getLogits();
  auto logitsType = LinalgBuilder::tensor(logits);
  int64_t axis = logitsType.getRank() - 1;
  SoftmaxParts parts = buildSoftmaxParts(b, logits, axis);
  auto all = LinalgBuilder::allDims(logitsType);
  Value picked = b.map(logitsType, {adaptor.getLabels(), logits}, {parts.left, all},
                       [&](ScalarBuilder &b, ValueRange elements) {
                         Value position = arith::IndexCastOp::create(b, elements[0].getType(),
                                                                     LinalgBuilder::index(b, axis));
                         Value isLabel = b.compare(arith::CmpIPredicate::eq, position, elements[0]);
                         return b.select(isLabel, elements[1], b.constant(elements[1], 0));
                       });
  // The maximum is subtracted from the picked logit first: both may be large, their difference not.
  return b.map(type, {parts.sum, parts.maximum, b.sum(picked, axis)},
               [](ScalarBuilder &b, ValueRange elements) {
                 Value distance = b.sub(elements[1], elements[2]);
                 return b.add(b.unary<math::LogOp>(elements[0]), distance);
               });
}

DLC_LOWER(SoftmaxCrossEntropyDenseOp) {
  auto logitsType = LinalgBuilder::tensor(adaptor.getLogits());
  int64_t axis = logitsType.getRank() - 1;
  SoftmaxParts parts = buildSoftmaxParts(b, adaptor.getLogits(), axis);
  auto all = LinalgBuilder::allDims(logitsType);
  Value terms = b.map(logitsType, {parts.shifted, parts.sum, adaptor.getTargets()},
                      {all, parts.left, all}, [](ScalarBuilder &b, ValueRange elements) {
                        Value logSum = b.unary<math::LogOp>(elements[1]);
                        return b.mul(elements[2], b.sub(logSum, elements[0]));
                      });
  return b.sum(terms, axis);
}

/// The index of the maximum is an op of the graph again, which is lowered in its turn.
DLC_LOWER(AccuracyOp) {
  int64_t axis = LinalgBuilder::tensor(adaptor.getLogits()).getRank() - 1;
  Value best = ArgmaxOp::create(b, op.getLogits(), axis);
  return b.map(type, {best, adaptor.getLabels()}, [&](ScalarBuilder &b, ValueRange elements) {
    Value label = elements[1], wide = elements[0];
    if (label.getType() != wide.getType())
      wide = arith::ExtSIOp::create(b, label.getType(), wide);
    Value isRight = b.compare(arith::CmpIPredicate::eq, wide, label);
    return arith::UIToFPOp::create(b, type.getElementType(), isRight).getResult();
  });
}

void dlc::populateLossToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<SoftmaxCrossEntropyOp, SoftmaxCrossEntropyDenseOp, AccuracyOp>(patterns, converter);
}
