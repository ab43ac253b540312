//===- NormParts.cpp - What normalisation is made of --------------------------===//
#include "dlc/Dialect/DL/NormParts.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

Value NormParts::masked(Value x) {
  if (!validRows)
    return x;
  RankedTensorType shape = tensor(x);
  auto rows = RankedTensorType::get({shape.getDimSize(0)}, getI1Type());
  Value isValid = RowMaskOp::create(*this, rows, validRows);
  if (shape.getRank() > 1)
    isValid = BroadcastOp::create(*this, shape.clone(getI1Type()), isValid, ArrayRef<int64_t>{0});
  Value zero = ConstantOp::create(*this, shape, 0.0);
  return SelectOp::create(*this, isValid, x, zero);
}

Value NormParts::count() {
  double others = 1;
  SmallVector<int64_t> shape;
  for (int64_t dim : llvm::seq<int64_t>(0, type.getRank())) {
    bool isReduced = llvm::is_contained(axes, dim);
    if (!isReduced)
      shape.push_back(type.getDimSize(dim));
    else if (dim != 0 || !validRows)
      others *= type.getDimSize(dim);
  }
  auto statistic = type.clone(shape);
  if (!validRows)
    return ConstantOp::create(*this, statistic, others);
  auto scalar = RankedTensorType::get({}, type.getElementType());
  Value rows = CastOp::create(*this, scalar, validRows);
  if (others != 1)
    rows = MulOp::create(*this, rows, ConstantOp::create(*this, scalar, others));
  return shape.empty() ? rows : BroadcastOp::create(*this, statistic, rows, ArrayRef<int64_t>{});
}

Value NormParts::mean(Value x) {
  if (!validRows)
    return ReduceMeanOp::create(*this, x, axes);
  // A sum for each row first: then there are few numbers to mask.
  auto others = llvm::to_vector(llvm::make_filter_range(axes, [](int64_t axis) { return axis != 0; }));
  Value perRow = others.empty() ? x : ReduceSumOp::create(*this, x, others).getResult();
  Value sum = ReduceSumOp::create(*this, masked(perRow), ArrayRef<int64_t>{0});
  return DivOp::create(*this, sum, count());
}

Value NormParts::spread(Value statistic) {
  SmallVector<int64_t> dims;
  for (int64_t dim : llvm::seq<int64_t>(0, type.getRank()))
    if (!llvm::is_contained(axes, dim))
      dims.push_back(dim);
  return BroadcastOp::create(*this, type, statistic, dims);
}

Value NormParts::inverseDeviation(Value variance, double epsilon) {
  Value shift = ConstantOp::create(*this, tensor(variance), epsilon);
  return RsqrtOp::create(*this, AddOp::create(*this, variance, shift));
}
