//===- ElementwiseOps.cpp - Inference and folding of elementwise ops ---------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace mlir;
using namespace dlc::dl;

//===- Types --------------------------------------------------------------------===//

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto shape = cast<ShapedType>(adaptor.getLhs().getType());
  types.push_back(RankedTensorType::get(shape.getShape(), IntegerType::get(context, 1)));
  return success();
}

LogicalResult ClampOp::verify() {
  if (!(getLow() <= getHigh()))
    return emitOpError("low ") << getLow() << " is not at most high " << getHigh();
  return success();
}

//===- Folding --------------------------------------------------------------------
// Only what is exact: x * 0 is not 0 where x may be NaN or infinite, and x + 0 turns -0 into 0, so
// the neutral element of addition is -0 and x - 0 is x.

static bool isSplat(Attribute attribute, double value) {
  auto splat = dyn_cast_if_present<SplatElementsAttr>(attribute);
  if (!splat)
    return false;
  if (isa<FloatType>(splat.getElementType())) {
    APFloat element = splat.getSplatValue<APFloat>();
    APFloat wanted(value);
    bool losesInfo;
    wanted.convert(element.getSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
    return element.compare(wanted) == APFloat::cmpEqual;
  }
  return splat.getSplatValue<APInt>().getSExtValue() == static_cast<int64_t>(value);
}

static Attribute foldSplats(Attribute lhs, Attribute rhs,
                            llvm::function_ref<APFloat(APFloat, APFloat)> fold) {
  auto a = dyn_cast_if_present<SplatElementsAttr>(lhs);
  auto b = dyn_cast_if_present<SplatElementsAttr>(rhs);
  if (!a || !b || !isa<FloatType>(a.getElementType()))
    return {};
  return DenseElementsAttr::get(a.getType(),
                                fold(a.getSplatValue<APFloat>(), b.getSplatValue<APFloat>()));
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  bool isInteger = !isa<FloatType>(cast<ShapedType>(getType()).getElementType());
  if (isInteger && isSplat(adaptor.getRhs(), 0))
    return getLhs();
  return foldSplats(adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, APFloat b) { return a + b; });
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 0))
    return getLhs();
  return foldSplats(adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, APFloat b) { return a - b; });
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 1))
    return getLhs();
  if (isSplat(adaptor.getLhs(), 1))
    return getRhs();
  return foldSplats(adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, APFloat b) { return a * b; });
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 1))
    return getLhs();
  return foldSplats(adaptor.getLhs(), adaptor.getRhs(), [](APFloat a, APFloat b) { return a / b; });
}

OpFoldResult PowOp::fold(FoldAdaptor adaptor) {
  if (isSplat(adaptor.getRhs(), 1))
    return getLhs();
  return {};
}

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getOperand().getDefiningOp<NegOp>())
    return inner.getOperand();
  return {};
}
