//===- RandomToLinalg.cpp - Random tensors and dropout --------------------------===//
#include "Patterns.h"
#include "dlc/Conversion/ScalarLowering.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

/// The position of the current element in row-major order.
static Value linearIndex(ScalarBuilder &b, RankedTensorType type) {
  Value linear = arith::ConstantIndexOp::create(b, 0);
  for (auto [dim, size] : llvm::enumerate(type.getShape())) {
    linear = b.mul(linear, arith::ConstantIndexOp::create(b, size));
    linear = b.add(linear, LinalgBuilder::index(b, dim));
  }
  return arith::IndexCastOp::create(b, b.getI64Type(), linear);
}

template <typename Op>
static Value lowerDraw(Op op, typename Op::Adaptor adaptor, RankedTensorType type,
                       LinalgBuilder &b) {
  return b.map(type, {adaptor.getSeed(), adaptor.getCounter()}, {{}, {}},
               [&](ScalarBuilder &b, ValueRange elements) {
                 return lowerRandom(b, op, elements[0], elements[1], linearIndex(b, type));
               });
}

DLC_LOWER(RandomUniformOp) { return lowerDraw(op, adaptor, type, b); }
DLC_LOWER(RandomNormalOp) { return lowerDraw(op, adaptor, type, b); }

/// The uniform numbers are an op of the graph again, which is lowered in its turn.
DLC_LOWER(DropoutOp) {
  Value drawn = RandomUniformOp::create(b, op.getType(), op.getSeed(), op.getCounter(), 0.0, 1.0,
                                        op.getStream());
  return b.map(type, {drawn, adaptor.getOperand()}, [&](ScalarBuilder &b, ValueRange elements) {
    Value rate = b.constant(elements[0], op.getRate());
    Value isKept = b.compare(arith::CmpFPredicate::OGE, elements[0], rate);
    Value scaled = b.scale(1 / (1 - op.getRate()), elements[1]);
    return b.select(isKept, scaled, b.constant(scaled, 0));
  });
}

void dlc::populateRandomToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<RandomUniformOp, RandomNormalOp, DropoutOp>(patterns, converter);
}
