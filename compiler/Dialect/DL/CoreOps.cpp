//===- CoreOps.cpp - Constants, variables and element types -----------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace dlc::dl;

//===- constant ---------------------------------------------------------------===//

void ConstantOp::build(OpBuilder &builder, OperationState &state, RankedTensorType type,
                       double value) {
  Attribute element;
  if (isa<FloatType>(type.getElementType()))
    element = FloatAttr::get(type.getElementType(), value);
  else
    element = IntegerAttr::get(type.getElementType(), static_cast<int64_t>(value));
  build(builder, state, type, cast<ElementsAttr>(DenseElementsAttr::get(type, element)));
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

//===- variable ---------------------------------------------------------------===//

LogicalResult VariableOp::verify() {
  // The numeric arguments that each initialiser must have.
  auto required =
      llvm::StringSwitch<std::optional<SmallVector<StringRef>>>(getInitializer())
          .Cases({"zeros", "ones", "stored"}, SmallVector<StringRef>{})
          .Case("constant", SmallVector<StringRef>{"value"})
          .Case("uniform", SmallVector<StringRef>{"low", "high"})
          .Cases({"normal", "truncated_normal"}, SmallVector<StringRef>{"mean", "std"})
          .Cases({"glorot_uniform", "glorot_normal"}, SmallVector<StringRef>{"fan_in", "fan_out"})
          .Cases({"he_uniform", "he_normal", "lecun_uniform", "lecun_normal"},
                 SmallVector<StringRef>{"fan_in"})
          .Case("orthogonal", SmallVector<StringRef>{"gain"})
          .Default(std::nullopt);
  if (!required)
    return emitOpError("has an unknown initialiser '") << getInitializer() << "'";
  for (StringRef name : *required) {
    Attribute value = getInitArgs() ? getInitArgs()->get(name) : Attribute();
    if (!isa_and_present<FloatAttr, IntegerAttr>(value))
      return emitOpError("initialiser '")
             << getInitializer() << "' needs the number '" << name << "'";
  }
  if (getInitializer() == "orthogonal" && getTensorType().getRank() < 2)
    return emitOpError("initialiser 'orthogonal' needs at least 2 dimensions, got ") << getType();
  if (getTrainable() && getRole() != Role::Parameter)
    return emitOpError("is trainable, which only a parameter can be");
  return success();
}

//===- cast -------------------------------------------------------------------===//

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getOperand().getType() == getType())
    return getOperand();
  auto splat = dyn_cast_if_present<SplatElementsAttr>(adaptor.getOperand());
  auto to = dyn_cast<FloatType>(getType().getElementType());
  if (!splat || !to)
    return {};
  Type from = splat.getElementType();
  APFloat value(0.0);
  if (isa<FloatType>(from)) {
    value = splat.getSplatValue<APFloat>();
  } else {
    APInt integer = splat.getSplatValue<APInt>();
    bool isSigned = !from.isUnsignedInteger() && !from.isInteger(1);
    value.convertFromAPInt(integer, isSigned, APFloat::rmNearestTiesToEven);
  }
  bool losesInfo;
  value.convert(to.getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
  return DenseElementsAttr::get(cast<ShapedType>(getType()), value);
}

//===- iota, row_mask ---------------------------------------------------------===//

LogicalResult IotaOp::verify() {
  int64_t rank = cast<ShapedType>(getType()).getRank();
  if (getDimension() < 0 || getDimension() >= rank)
    return emitOpError("dimension ") << getDimension() << " is outside [0, " << rank << ")";
  return success();
}

LogicalResult RowMaskOp::verify() {
  if (cast<ShapedType>(getType()).getRank() != 1)
    return emitOpError("result must have one dimension, the batch, but is ") << getType();
  return success();
}
