//===- AttentionToLinalg.cpp - Attention, row by row ----------------------------===//
#include "Patterns.h"

#include <limits>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// The op as loops over [B, H, T, S, D], without regrouping of heads or masks as tensors: another way
/// than that of the decomposition.
class AttentionLoops {
public:
  using Dims = LinalgBuilder::Dims;

  AttentionLoops(LinalgBuilder &b, AttentionOp op, Value query, Value key, Value mask)
      : b(b), op(op), query(query), mask(mask), shape(LinalgBuilder::tensor(query).getShape()) {
    auto keyShape = LinalgBuilder::tensor(key).getShape();
    keys = keyShape[2];
    sharers = shape[1] / keyShape[1];
    wide = b.sumType(LinalgBuilder::tensor(query).getElementType());
    scoreType = RankedTensorType::get({shape[0], shape[1], shape[2], keys}, wide);
  }

  /// x [B, G, S, D] with each head repeated for those that share it, [B, H, S, D], by ops of the
  /// graph that are lowered in their turn.
  Value repeatHeads(Value x) {
    if (sharers == 1)
      return x;
    auto type = LinalgBuilder::tensor(x);
    int64_t groups = type.getDimSize(1);
    auto wider = type.clone({shape[0], groups, sharers, keys, shape[3]});
    Value repeated = BroadcastOp::create(b, wider, x, ArrayRef<int64_t>{0, 1, 3, 4});
    return ReshapeOp::create(b, type.clone({shape[0], shape[1], keys, shape[3]}), repeated);
  }

  Value scores(Value key) {
    SmallVector<int64_t> domain{shape[0], shape[1], shape[2], keys, shape[3]};
    Value products =
        b.fold(b.filled(scoreType, 0), domain, {0, 1, 2, 3}, {query, key},
               {{0, 1, 2, 4}, {0, 1, 3, 4}}, [&](ScalarBuilder &b, ValueRange elements) {
                 Value product =
                     b.mul(convertFloat(b, elements[0], wide), convertFloat(b, elements[1], wide));
                 return b.add(elements[2], product);
               });
    // What is hidden is minus infinity, the neutral element of the maximum.
    return map({products}, {all}, [&](ScalarBuilder &b, ValueRange elements, Value isVisible) {
      Value hidden = b.constant(wide, -std::numeric_limits<double>::infinity());
      return b.select(isVisible, b.scale(op.getScale(), elements[0]), hidden);
    });
  }

  Value result(Value key, Value value) {
    Value scores = this->scores(repeatHeads(key));
    Value largest = b.maximum(scores, 3);
    Value powers = map({scores, largest}, {all, {0, 1, 2}},
                       [&](ScalarBuilder &b, ValueRange elements, Value isVisible) {
                         Value power = b.exp(b.sub(elements[0], elements[1]));
                         return b.select(isVisible, power, b.constant(wide, 0));
                       });
    Value sums = b.sum(powers, 3);
    auto type = LinalgBuilder::tensor(query).clone(wide);
    SmallVector<int64_t> domain{shape[0], shape[1], shape[2], shape[3], keys};
    Value total =
        b.fold(b.filled(type, 0), domain, all, {powers, repeatHeads(value)},
               {{0, 1, 2, 4}, {0, 1, 4, 3}}, [&](ScalarBuilder &b, ValueRange elements) {
                 Value product = b.mul(elements[0], convertFloat(b, elements[1], wide));
                 return b.add(elements[2], product);
               });
    return b.map(LinalgBuilder::tensor(query), {total, sums}, {all, {0, 1, 2}},
                 [&](ScalarBuilder &b, ValueRange elements) {
                   // Of a query that sees no key, both are 0.
                   Value zero = b.constant(wide, 0);
                   Value isNothing =
                       b.compare(arith::CmpFPredicate::OEQ, elements[1], zero);
                   Value quotient = b.divide(elements[0], elements[1]);
                   return convertFloat(b, b.select(isNothing, zero, quotient),
                                       LinalgBuilder::tensor(query).getElementType());
                 });
  }

private:
  /// A tensor over [B, H, T, S]; `body` also learns whether the query sees the key.
  Value map(SmallVector<Value> inputs, SmallVector<Dims> dims,
            llvm::function_ref<Value(ScalarBuilder &, ValueRange, Value)> body) {
    if (mask) {
      inputs.push_back(mask);
      dims.push_back({0, 3});
    }
    return b.map(scoreType, inputs, dims, [&](ScalarBuilder &b, ValueRange elements) {
      Value isVisible = mask ? elements.back() : b.integer(b.getI1Type(), 1);
      if (op.getCausal()) {
        Value last = arith::AddIOp::create(
            b, LinalgBuilder::index(b, 2),
            arith::ConstantIndexOp::create(b, keys - shape[2]));
        Value isPast =
            b.compare(arith::CmpIPredicate::sle, LinalgBuilder::index(b, 3), last);
        isVisible = arith::AndIOp::create(b, isVisible, isPast);
      }
      return body(b, elements, isVisible);
    });
  }

  LinalgBuilder &b;
  AttentionOp op;
  Value query, mask;
  ArrayRef<int64_t> shape;
  int64_t keys, sharers;
  Type wide;
  RankedTensorType scoreType;
  const Dims all{0, 1, 2, 3};
};
} // namespace

DLC_LOWER(AttentionOp) {
  AttentionLoops loops(b, op, adaptor.getQuery(), adaptor.getKey(), adaptor.getMask());
  return loops.result(adaptor.getKey(), adaptor.getValue());
}

void dlc::populateAttentionToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<AttentionOp>(patterns, converter);
}
