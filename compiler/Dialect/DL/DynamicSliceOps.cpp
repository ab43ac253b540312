//===- DynamicSliceOps.cpp - Shapes of slices at run-time positions -----------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

LogicalResult DynamicSliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto type = cast<RankedTensorType>(adaptor.getOperand().getType());
  int64_t axis = adaptor.getAxis(), size = adaptor.getSize();
  if (axis < 0 || axis >= type.getRank())
    return emitOptionalError(loc, "'dl.dynamic_slice' op axis ", axis, " is outside [0, ",
                             type.getRank(), ")");
  if (size < 1 || size > type.getDimSize(axis))
    return emitOptionalError(loc, "'dl.dynamic_slice' op size ", size, " is outside [1, ",
                             type.getDimSize(axis), "], dimension ", axis, " of ", type);
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = size;
  types.push_back(type.clone(shape));
  return success();
}

LogicalResult DynamicUpdateSliceOp::verify() {
  auto type = cast<RankedTensorType>(getOperand().getType());
  auto update = cast<RankedTensorType>(getUpdate().getType());
  int64_t axis = getAxis();
  if (axis < 0 || axis >= type.getRank())
    return emitOpError("axis ") << axis << " is outside [0, " << type.getRank() << ")";
  bool fits = update.getRank() == type.getRank() &&
              update.getElementType() == type.getElementType();
  for (int64_t i = 0; fits && i < type.getRank(); ++i)
    fits = i == axis ? update.getDimSize(i) <= type.getDimSize(i)
                     : update.getDimSize(i) == type.getDimSize(i);
  if (!fits)
    return emitOpError("update ") << update << " is no part along axis " << axis << " of " << type;
  return success();
}
