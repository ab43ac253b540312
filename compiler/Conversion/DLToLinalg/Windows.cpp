//===- Windows.cpp - Loops over windows of images -------------------------------===//
#include "Windows.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

/// `index` if `isInside`, else 0, which lies within every dimension.
static Position bounded(ScalarBuilder &b, Value index, Value isInside) {
  return {b.select(isInside, index, b.constant(index, 0)), isInside};
}

Position dlc::pixelOf(ScalarBuilder &b, const WindowAxis &axis, Value place, Value element) {
  Value pixel = b.add(b.scale(axis.stride, place), b.scale(axis.dilation, element));
  if (axis.low == 0 && axis.high == 0)
    return {pixel, {}};
  pixel = b.plus(pixel, -axis.low);
  // A negative number is large as an unsigned one.
  return bounded(b, pixel,
                 b.compare(arith::CmpIPredicate::ult, pixel, b.constant(pixel, axis.size)));
}

Position dlc::placeOf(ScalarBuilder &b, const WindowAxis &axis, Value pixel, Value element) {
  // place * stride = pixel + low - element * dilation
  Value distance = b.sub(b.plus(pixel, axis.low), b.scale(axis.dilation, element));
  Value stride = b.constant(distance, axis.stride);
  Value place = arith::DivUIOp::create(b, distance, stride);
  Value isInside = b.compare(arith::CmpIPredicate::ult, place, b.constant(place, axis.places()));
  if (axis.stride > 1)
    isInside =
        arith::AndIOp::create(b, isInside, b.equal(arith::RemUIOp::create(b, distance, stride), 0));
  return bounded(b, place, isInside);
}

Value dlc::selectInside(ScalarBuilder &b, const Position &y, const Position &x, Value value,
                        Value otherwise) {
  for (const Position *position : {&y, &x})
    if (position->isInside)
      value = b.select(position->isInside, value, otherwise);
  return value;
}

Value dlc::foldOver(LinalgBuilder &b, Value initial, ArrayRef<int64_t> domain,
                    llvm::function_ref<Value(ScalarBuilder &, Value)> body) {
  int64_t rank = LinalgBuilder::tensor(initial).getRank();
  // Nothing is read of it: it says how far the inner loops run.
  Value extent = tensor::EmptyOp::create(b, domain.drop_front(rank), b.getI8Type());
  LinalgBuilder::Dims inner = llvm::to_vector(llvm::seq<int64_t>(rank, domain.size()));
  return b.fold(initial, domain, llvm::to_vector(llvm::seq<int64_t>(0, rank)), extent, {inner},
                [&](ScalarBuilder &b, ValueRange elements) { return body(b, elements.back()); });
}

Value dlc::sumOver(LinalgBuilder &b, RankedTensorType type, ArrayRef<int64_t> domain,
                   llvm::function_ref<Value(ScalarBuilder &, Value)> body) {
  Type element = type.getElementType();
  Value zeros = b.filled(type.clone(b.sumType(element)), 0);
  return b.convertTensor(foldOver(b, zeros, domain, body), element);
}
