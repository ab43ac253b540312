//===- PoolingToLinalg.cpp - Maxima and sums of windows -------------------------===//
#include "Patterns.h"
#include "Windows.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

/// [N, C, …, KH, KW]
static SmallVector<int64_t> withWindow(RankedTensorType type, const WindowAxes &axes) {
  SmallVector<int64_t> domain(type.getShape());
  domain.append({axes[0].window, axes[1].window});
  return domain;
}

/// The pixel under element (i, j) of the current window, and whether there is one.
struct Pixel {
  Position y, x;
  Value value;
};
static Pixel readPixel(ScalarBuilder &b, Value image, const WindowAxes &axes, Value i, Value j) {
  Pixel pixel;
  pixel.y = pixelOf(b, axes[0], LinalgBuilder::index(b, 2), i);
  pixel.x = pixelOf(b, axes[1], LinalgBuilder::index(b, 3), j);
  pixel.value =
      tensor::ExtractOp::create(b, image,
                                ValueRange{LinalgBuilder::index(b, 0), LinalgBuilder::index(b, 1),
                                           pixel.y.index, pixel.x.index});
  return pixel;
}

/// The element of `cotangent` at the place whose window has the current pixel under (i, j).
static Pixel readPlace(ScalarBuilder &b, Value pooled, const WindowAxes &axes) {
  Pixel place;
  place.y = placeOf(b, axes[0], LinalgBuilder::index(b, 2), LinalgBuilder::index(b, 4));
  place.x = placeOf(b, axes[1], LinalgBuilder::index(b, 3), LinalgBuilder::index(b, 5));
  place.value =
      tensor::ExtractOp::create(b, pooled,
                                ValueRange{LinalgBuilder::index(b, 0), LinalgBuilder::index(b, 1),
                                           place.y.index, place.x.index});
  return place;
}

static Value isNaN(ScalarBuilder &b, Value a) { return b.compare(arith::CmpFPredicate::UNO, a, a); }

/// The pixel of each window that `index`, an i8 tensor of unsigned numbers, names.
static Value buildSelect(LinalgBuilder &b, Value image, Value index, const WindowAxes &axes,
                         RankedTensorType type) {
  return b.map(type, index, [&](ScalarBuilder &b, ValueRange elements) {
    Value number = arith::IndexCastUIOp::create(b, b.getIndexType(), elements[0]);
    Value width = b.constant(number, axes[1].window);
    Value i = arith::DivUIOp::create(b, number, width);
    Value j = arith::RemUIOp::create(b, number, width);
    // Numbers of no element of the window name nothing.
    Value last = b.constant(i, axes[0].window - 1);
    Value isElement = b.compare(arith::CmpIPredicate::ule, i, last);
    Pixel pixel = readPixel(b, image, axes, b.select(isElement, i, last), j);
    Value zero = b.constant(pixel.value, 0);
    return b.select(isElement, selectInside(b, pixel.y, pixel.x, pixel.value, zero), zero);
  });
}

/// The number of the first maximum of each window. The fold carries the number of the best pixel so
/// far, -1 before there is one.
static Value buildIndex(LinalgBuilder &b, Value image, const WindowAxes &axes,
                        RankedTensorType pooled) {
  auto type = RankedTensorType::get(pooled.getShape(), b.getI32Type());
  Value index =
      foldOver(b, b.filled(type, -1), withWindow(pooled, axes), [&](ScalarBuilder &b, Value best) {
        Value i = LinalgBuilder::index(b, 4), j = LinalgBuilder::index(b, 5);
        Value number =
            arith::IndexCastOp::create(b, b.getI32Type(), b.add(b.scale(axes[1].window, i), j));
        Value isFirst = b.equal(best, -1);
        Value known =
            arith::IndexCastOp::create(b, b.getIndexType(), b.select(isFirst, number, best));
        Value width = b.constant(known, axes[1].window);
        Pixel winner = readPixel(b, image, axes, arith::DivUIOp::create(b, known, width),
                                 arith::RemUIOp::create(b, known, width));
        Pixel pixel = readPixel(b, image, axes, i, j);
        // The unordered comparison holds for a NaN on either side; the first one stays.
        Value isBetter = b.compare(arith::CmpFPredicate::UGT, pixel.value, winner.value);
        Value isSettled = isNaN(b, winner.value);
        Value wins =
            arith::OrIOp::create(b, isFirst, b.select(isSettled, b.constant(isFirst, 0), isBetter));
        return selectInside(b, pixel.y, pixel.x, b.select(wins, number, best), best);
      });
  return b.map(type.clone(b.getI8Type()), index, [](ScalarBuilder &b, ValueRange elements) {
    return arith::TruncIOp::create(b, b.getI8Type(), elements[0]).getResult();
  });
}

namespace {
struct LowerMaxPool2D : OpConversionPattern<MaxPool2DOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult matchAndRewrite(MaxPool2DOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    LinalgBuilder b(op.getLoc(), rewriter);
    WindowAxes axes = op.getWindowAxes();
    Value index = buildIndex(b, adaptor.getOperand(), axes, op.getPooledType());
    Value values = buildSelect(b, adaptor.getOperand(), index, axes, op.getPooledType());
    rewriter.replaceOp(op, {values, index});
    return success();
  }
};
} // namespace

DLC_LOWER(PoolSelectOp) {
  return buildSelect(b, adaptor.getOperand(), adaptor.getIndex(), op.getWindowAxes(), type);
}

/// Each pixel asks the windows that it is in whether they chose it.
DLC_LOWER(MaxUnpool2DOp) {
  WindowAxes axes = op.getWindowAxes();
  return sumOver(b, type, withWindow(type, axes), [&](ScalarBuilder &b, Value sum) {
    Pixel place = readPlace(b, adaptor.getCotangent(), axes);
    Value chosen = readPlace(b, adaptor.getIndex(), axes).value;
    Value number =
        b.add(b.scale(axes[1].window, LinalgBuilder::index(b, 4)), LinalgBuilder::index(b, 5));
    Value isChosen = b.compare(arith::CmpIPredicate::eq, chosen,
                               arith::IndexCastOp::create(b, b.getI8Type(), number));
    Value next = b.add(sum, convertFloat(b, place.value, sum.getType()));
    return selectInside(b, place.y, place.x, b.select(isChosen, next, sum), sum);
  });
}

DLC_LOWER(SumPool2DOp) {
  WindowAxes axes = op.getWindowAxes();
  return sumOver(b, type, withWindow(type, axes), [&](ScalarBuilder &b, Value sum) {
    Pixel pixel = readPixel(b, adaptor.getOperand(), axes, LinalgBuilder::index(b, 4),
                            LinalgBuilder::index(b, 5));
    Value next = b.add(sum, convertFloat(b, pixel.value, sum.getType()));
    return selectInside(b, pixel.y, pixel.x, next, sum);
  });
}

DLC_LOWER(SumUnpool2DOp) {
  WindowAxes axes = op.getWindowAxes();
  return sumOver(b, type, withWindow(type, axes), [&](ScalarBuilder &b, Value sum) {
    Pixel place = readPlace(b, adaptor.getCotangent(), axes);
    Value next = b.add(sum, convertFloat(b, place.value, sum.getType()));
    return selectInside(b, place.y, place.x, next, sum);
  });
}

void dlc::populatePoolingToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  patterns.add<LowerMaxPool2D>(converter, patterns.getContext());
  addToLinalg<PoolSelectOp, MaxUnpool2DOp, SumPool2DOp, SumUnpool2DOp>(patterns, converter);
}
