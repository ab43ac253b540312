//===- ElementwiseToLinalg.cpp - All elementwise ops ----------------------------===//
#include "Patterns.h"
#include "dlc/Conversion/ScalarLowering.h"

using namespace mlir;
using namespace dlc;

namespace {
struct Elementwise : ConversionPattern {
  Elementwise(TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                                ConversionPatternRewriter &rewriter) const override {
    if (!hasScalarLowering(op))
      return rewriter.notifyMatchFailure(op, "is not elementwise");
    LinalgBuilder b(op->getLoc(), rewriter);
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op->getResult(0).getType()));
    rewriter.replaceOp(op, b.map(type, operands, [&](ScalarBuilder &b, ValueRange elements) {
      return lowerScalar(b, op, elements);
    }));
    return success();
  }
};
} // namespace

void dlc::populateElementwiseToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  patterns.add<Elementwise>(converter, patterns.getContext());
}
