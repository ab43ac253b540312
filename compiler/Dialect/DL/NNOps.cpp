//===- NNOps.cpp - Verifiers of neural-network and random ops -----------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

static LogicalResult verifyAxis(Operation *op, int64_t axis) {
  int64_t rank = cast<ShapedType>(op->getResult(0).getType()).getRank();
  if (axis < 0 || axis >= rank)
    return op->emitOpError("axis ") << axis << " is outside [0, " << rank << ")";
  return success();
}

LogicalResult SoftmaxOp::verify() { return verifyAxis(*this, getAxis()); }
LogicalResult LogSoftmaxOp::verify() { return verifyAxis(*this, getAxis()); }

LogicalResult DropoutOp::verify() {
  double rate = getRate();
  if (!(rate >= 0 && rate < 1))
    return emitOpError("rate ") << rate << " is outside [0, 1)";
  return success();
}

LogicalResult OneHotOp::verify() {
  auto indices = cast<ShapedType>(getIndices().getType()), result = cast<ShapedType>(getType());
  if (result.getRank() == 0 || result.getShape().drop_back() != indices.getShape())
    return emitOpError("needs a result with one dimension, the classes, after those of ")
           << indices << ", got " << result;
  return success();
}

LogicalResult RandomUniformOp::verify() {
  if (!(getLow() <= getHigh()))
    return emitOpError("low ") << getLow() << " is not at most high " << getHigh();
  return success();
}

LogicalResult RandomNormalOp::verify() {
  if (!(getStd() >= 0))
    return emitOpError("standard deviation ") << getStd() << " is negative";
  return success();
}
