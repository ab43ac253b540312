//===- GradientOps.cpp - What a gradient may be of ----------------------------===//
#include "dlc/Dialect/DL/GradientOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace dlc::dl;

#define GET_OP_CLASSES
#include "dlc/Dialect/DL/GradientOps.cpp.inc"

LogicalResult GradientOp::verifyRegions() {
  if (getOperandTypes() != getResultTypes())
    return emitOpError("has operands of types (") << getOperandTypes() << ") and gradients of types ("
                                                  << getResultTypes() << ")";
  if (getNames().size() != getNumOperands())
    return emitOpError("has ") << getNumOperands() << " operands and " << getNames().size() << " names";
  Block &body = getBody().front();
  if (body.getArgumentTypes() != getOperandTypes())
    return emitOpError("has operands of types (") << getOperandTypes() << ") and a region of arguments ("
                                                  << body.getArgumentTypes() << ")";
  if (!isa<GradientOfOp>(body.getTerminator()))
    return emitOpError("must end with 'dl.gradient_of', got '") << body.getTerminator()->getName() << "'";
  return success();
}
