//===- LossOps.cpp - Shapes of losses and metrics -------------------------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

/// One value per row of logits [rows…, C].
static LogicalResult inferRows(StringRef name, std::optional<Location> loc, Value logits,
                               Value labels, SmallVectorImpl<Type> &types) {
  auto type = cast<RankedTensorType>(logits.getType());
  if (type.getRank() < 1)
    return emitOptionalError(loc, "'", name, "' op needs logits with a class dimension, got ",
                             type);
  auto rows = type.clone(type.getShape().drop_back());
  if (labels && cast<RankedTensorType>(labels.getType()).getShape() != rows.getShape())
    return emitOptionalError(loc, "'", name, "' op needs one label for each row of ", type,
                             ", got ", labels.getType());
  types.push_back(rows);
  return success();
}

LogicalResult SoftmaxCrossEntropyOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                      Adaptor adaptor,
                                                      SmallVectorImpl<Type> &types) {
  return inferRows(getOperationName(), loc, adaptor.getLogits(), adaptor.getLabels(), types);
}

LogicalResult
SoftmaxCrossEntropyDenseOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferRows(getOperationName(), loc, adaptor.getLogits(), {}, types);
}

LogicalResult AccuracyOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferRows(getOperationName(), loc, adaptor.getLogits(), adaptor.getLabels(), types);
}
