//===- DynamicSliceToLinalg.cpp - Slices at run-time positions ------------------===//
#include "Patterns.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

/// `position`, an i64, as an index within [0, last].
static Value clampPosition(ScalarBuilder &b, Value position, int64_t last) {
  Value zero = b.constant(position, 0), end = b.constant(position, last);
  position = arith::MaxSIOp::create(b, zero, arith::MinSIOp::create(b, position, end));
  return arith::IndexCastOp::create(b, b.getIndexType(), position);
}

static SmallVector<Value> indices(ScalarBuilder &b, int64_t rank) {
  SmallVector<Value> place;
  for (int64_t dim = 0; dim < rank; ++dim)
    place.push_back(LinalgBuilder::index(b, dim));
  return place;
}

DLC_LOWER(DynamicSliceOp) {
  Value x = adaptor.getOperand();
  int64_t axis = op.getAxis();
  int64_t last = LinalgBuilder::tensor(x).getDimSize(axis) - type.getDimSize(axis);
  return b.map(type, adaptor.getPosition(), {{}}, [&](ScalarBuilder &b, ValueRange elements) {
    SmallVector<Value> place = indices(b, type.getRank());
    Value start = clampPosition(b, elements[0], last);
    place[axis] = arith::AddIOp::create(b, place[axis], start);
    return tensor::ExtractOp::create(b, x, place).getResult();
  });
}

DLC_LOWER(DynamicUpdateSliceOp) {
  Value update = adaptor.getUpdate();
  int64_t axis = op.getAxis();
  int64_t size = LinalgBuilder::tensor(update).getDimSize(axis);
  int64_t last = type.getDimSize(axis) - size;
  return b.map(type, {adaptor.getOperand(), adaptor.getPosition()},
               {LinalgBuilder::allDims(type), {}}, [&](ScalarBuilder &b, ValueRange elements) {
                 SmallVector<Value> place = indices(b, type.getRank());
                 Value start = clampPosition(b, elements[1], last);
                 // Elements before the update are far behind it as unsigned numbers.
                 Value offset = arith::SubIOp::create(b, place[axis], start);
                 Value isInside = b.compare(arith::CmpIPredicate::ult, offset,
                                            arith::ConstantIndexOp::create(b, size));
                 place[axis] = b.select(isInside, offset, arith::ConstantIndexOp::create(b, 0));
                 Value fresh = tensor::ExtractOp::create(b, update, place);
                 return b.select(isInside, fresh, elements[0]);
               });
}

void dlc::populateDynamicSliceToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<DynamicSliceOp, DynamicUpdateSliceOp>(patterns, converter);
}
