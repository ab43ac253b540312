//===- ShapeToLinalg.cpp - Moving elements --------------------------------------===//
#include "Patterns.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static Value first(ScalarBuilder &, ValueRange elements) { return elements[0]; }

DLC_LOWER(BroadcastOp) {
  return b.map(type, adaptor.getOperand(), LinalgBuilder::Dims(op.getDims()), first);
}

DLC_LOWER(TransposeOp) {
  LinalgBuilder::Dims inverse(type.getRank());
  for (auto [index, dim] : llvm::enumerate(op.getPermutation()))
    inverse[dim] = index;
  return b.map(type, adaptor.getOperand(), inverse, first);
}

/// All dimensions of a tensor of this rank in one; none where there are none.
static SmallVector<ReassociationIndices> oneGroup(int64_t rank) {
  if (rank == 0)
    return {};
  return {llvm::to_vector(llvm::seq<int64_t>(0, rank))};
}

/// Through the tensor with one dimension, which any shape flattens to.
DLC_LOWER(ReshapeOp) {
  Value value = adaptor.getOperand();
  auto from = LinalgBuilder::tensor(value);
  auto flat = RankedTensorType::get({from.getNumElements()}, from.getElementType());
  if (from.getRank() == 0)
    value = tensor::ExpandShapeOp::create(b, flat, value, oneGroup(0));
  else if (from.getRank() > 1)
    value = tensor::CollapseShapeOp::create(b, flat, value, oneGroup(from.getRank()));
  if (type.getRank() == 0)
    return tensor::CollapseShapeOp::create(b, type, value, oneGroup(0));
  if (type.getRank() > 1)
    return tensor::ExpandShapeOp::create(b, type, value, oneGroup(type.getRank()));
  return value;
}

static SmallVector<OpFoldResult> numbers(OpBuilder &b, ArrayRef<int64_t> values) {
  return getAsIndexOpFoldResult(b.getContext(), values);
}

/// `target` with `value` at `offsets`.
static Value insert(LinalgBuilder &b, Value value, Value target, ArrayRef<int64_t> offsets) {
  auto shape = LinalgBuilder::tensor(value).getShape();
  SmallVector<int64_t> ones(shape.size(), 1);
  return tensor::InsertSliceOp::create(b, value, target, numbers(b, offsets), numbers(b, shape),
                                       numbers(b, ones));
}

DLC_LOWER(SliceOp) {
  return tensor::ExtractSliceOp::create(b, type, adaptor.getOperand(), numbers(b, op.getStarts()),
                                        numbers(b, type.getShape()), numbers(b, op.getStrides()));
}

DLC_LOWER(PadOp) {
  return insert(b, adaptor.getOperand(), b.filled(type, op.getValue()), op.getLow());
}

DLC_LOWER(ConcatOp) {
  Value result = tensor::EmptyOp::create(b, type.getShape(), type.getElementType());
  SmallVector<int64_t> offsets(type.getRank(), 0);
  for (Value operand : adaptor.getOperands()) {
    result = insert(b, operand, result, offsets);
    offsets[op.getAxis()] += LinalgBuilder::tensor(operand).getDimSize(op.getAxis());
  }
  return result;
}

void dlc::populateShapeToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<BroadcastOp, TransposeOp, ReshapeOp, SliceOp, PadOp, ConcatOp>(patterns, converter);
}
