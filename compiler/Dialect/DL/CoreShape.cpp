//===- CoreShape.cpp - Shapes without dimensions of size 1 -------------------===//
#include "dlc/Dialect/DL/CoreShape.h"

using namespace mlir;
using namespace dlc::dl;

static bool hasExtent(int64_t size) { return size != 1; }

SmallVector<int64_t> dlc::dl::coreShape(Value value) {
  return llvm::to_vector(
      llvm::make_filter_range(cast<RankedTensorType>(value.getType()).getShape(), hasExtent));
}

int64_t dlc::dl::corePosition(Value value, int64_t dim) {
  auto shape = cast<RankedTensorType>(value.getType()).getShape();
  return llvm::count_if(shape.take_front(dim), hasExtent);
}

SmallVector<int64_t> dlc::dl::operandDims(BroadcastOp op, ArrayRef<int64_t> dims) {
  auto shape = cast<RankedTensorType>(op.getType()).getShape();
  SmallVector<int64_t> inner;
  for (int64_t dim : op.getDims())
    if (hasExtent(shape[dim]))
      inner.push_back(dims[corePosition(op.getResult(), dim)]);
  return inner;
}
