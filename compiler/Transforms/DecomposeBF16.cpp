//===- DecomposeBF16.cpp - Sums of bf16 numbers are sums in f32 ----------------===//
// Eight bits of a bf16 are enough to hold a number, not to add many up.
//===----------------------------------------------------------------------===//
#include "Decompose.h"
#include "dlc/Dialect/DL/DL.h"

using namespace mlir;
using namespace dlc::dl;

static Type withElement(Type type, Type from, Type to) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.getElementType() == from ? Type(tensor.clone(to)) : type;
}

namespace {
/// The op in f32 between casts.
template <typename Op> struct SumInF32 : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Type bf16 = rewriter.getBF16Type(), f32 = rewriter.getF32Type();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (type.getElementType() != bf16)
      return rewriter.notifyMatchFailure(op, "is no sum of bf16 numbers");
    OperationState state(op.getLoc(), op->getName());
    for (Value operand : op->getOperands()) {
      Type wide = withElement(operand.getType(), bf16, f32);
      if (wide != operand.getType())
        operand = CastOp::create(rewriter, op.getLoc(), wide, operand);
      state.addOperands(operand);
    }
    state.addAttributes(op->getDiscardableAttrDictionary().getValue());
    state.propertiesAttr = op->getPropertiesAsAttribute();
    state.addTypes(type.clone(f32));
    Value sum = rewriter.create(state)->getResult(0);
    rewriter.replaceOpWithNewOp<CastOp>(op, type, sum);
    return success();
  }
};
} // namespace

void dlc::populateDecomposeBF16(RewritePatternSet &patterns) {
  patterns.add<SumInF32<MatmulOp>, SumInF32<Conv2DOp>, SumInF32<Conv2DInputGradientOp>,
               SumInF32<Conv2DWeightGradientOp>, SumInF32<ReduceSumOp>, SumInF32<ReduceMeanOp>,
               SumInF32<ReduceProdOp>, SumInF32<ScatterAddOp>, SumInF32<SumPool2DOp>,
               SumInF32<SumUnpool2DOp>>(patterns.getContext(), /*benefit=*/2);
}
