//===- Patterns.h - From each kind of op to linalg --------------*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTOLINALG_PATTERNS_H
#define DLC_CONVERSION_DLTOLINALG_PATTERNS_H

#include "LinalgBuilder.h"
#include "dlc/Dialect/DL/DL.h"
#include "mlir/Transforms/DialectConversion.h"

namespace dlc {

void populateCoreToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateElementwiseToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateShapeToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateIndexedToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateReductionToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateContractionToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateConvolutionToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populatePoolingToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateAttentionToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateDynamicSliceToLinalg(mlir::RewritePatternSet &patterns,
                                  mlir::TypeConverter &converter);
void populateNNToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateNormToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateRandomToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);
void populateLossToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter);

/// Replaces an op by the value that a specialisation of `lower` builds for it. The adaptor's
/// operands have converted types; the op still tells which integers are unsigned.
template <typename Op> struct ToLinalg : mlir::OpConversionPattern<Op> {
  using mlir::OpConversionPattern<Op>::OpConversionPattern;

  mlir::LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                      mlir::ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    auto type = mlir::cast<mlir::RankedTensorType>(
        this->getTypeConverter()->convertType(op->getResult(0).getType()));
    rewriter.replaceOp(op, lower(op, adaptor, type, b));
    return mlir::success();
  }

private:
  static mlir::Value lower(Op op, typename Op::Adaptor adaptor, mlir::RankedTensorType type,
                           LinalgBuilder &b);
};

template <typename... Ops>
void addToLinalg(mlir::RewritePatternSet &patterns, mlir::TypeConverter &converter) {
  patterns.add<ToLinalg<Ops>...>(converter, patterns.getContext());
}

} // namespace dlc

/// Heads the definition of how one op is lowered: `op`, `adaptor`, the converted result `type` and
/// the builder `b` are in scope.
#define DLC_LOWER(OP)                                                                              \
  template <>                                                                                      \
  mlir::Value dlc::ToLinalg<OP>::lower(OP op, OP::Adaptor adaptor, mlir::RankedTensorType type,    \
                                       LinalgBuilder &b)
#endif
