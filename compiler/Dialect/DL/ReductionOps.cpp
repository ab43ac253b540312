//===- ReductionOps.cpp - Shapes of reductions --------------------------------===//
#include "ReducedType.h"
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

LogicalResult dlc::dl::inferReduced(StringRef name, std::optional<Location> loc, Value operand,
                                    ArrayRef<int64_t> axes, Type element,
                                    SmallVectorImpl<Type> &types) {
  auto type = cast<RankedTensorType>(operand.getType());
  int64_t last = -1;
  for (int64_t axis : axes) {
    if (axis <= last || axis >= type.getRank())
      return emitOptionalError(loc, "'", name, "' op axes must increase strictly and be less than ",
                               type.getRank(), ", the rank of ", type, ", got ", axis);
    last = axis;
  }
  SmallVector<int64_t> shape;
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (!llvm::is_contained(axes, i))
      shape.push_back(type.getDimSize(i));
  types.push_back(RankedTensorType::get(shape, element ? element : type.getElementType()));
  return success();
}

#define DLC_REDUCTION(OP)                                                                          \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,  \
                                     SmallVectorImpl<Type> &types) {                               \
    return inferReduced(getOperationName(), loc, adaptor.getOperand(), adaptor.getAxes(), {},      \
                        types);                                                                    \
  }                                                                                                \
  OpFoldResult OP::fold(FoldAdaptor) {                                                             \
    return getAxes().empty() ? OpFoldResult(getOperand()) : OpFoldResult();                        \
  }
DLC_REDUCTION(ReduceSumOp)
DLC_REDUCTION(ReduceMeanOp)
DLC_REDUCTION(ReduceMaxOp)
DLC_REDUCTION(ReduceMinOp)
DLC_REDUCTION(ReduceProdOp)
#undef DLC_REDUCTION

LogicalResult ArgmaxOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  int64_t axis = adaptor.getAxis();
  return inferReduced(getOperationName(), loc, adaptor.getOperand(), axis,
                      IntegerType::get(context, 32), types);
}
