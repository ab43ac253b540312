//===- DL.cpp - The dl dialect ----------------------------------------------===//
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Dialect/DL/GradientOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc::dl;

#include "dlc/Dialect/DL/DLDialect.cpp.inc"
#include "dlc/Dialect/DL/DLEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dlc/Dialect/DL/DLAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dlc/Dialect/DL/DLOps.cpp.inc"

void DLDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dlc/Dialect/DL/DLAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dlc/Dialect/DL/DLOps.cpp.inc"
      >();
  addOperations<GradientOp, GradientOfOp>();
}

Operation *DLDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                          Location loc) {
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return ConstantOp::create(builder, loc, type, elements);
  return nullptr;
}
