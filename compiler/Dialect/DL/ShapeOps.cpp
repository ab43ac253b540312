//===- ShapeOps.cpp - Shapes of the ops that move elements -------------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

LogicalResult BroadcastOp::verify() {
  auto from = tensor(getOperand()), to = tensor(getResult());
  if (from.getElementType() != to.getElementType())
    return emitOpError("changes the element type from ")
           << from.getElementType() << " to " << to.getElementType();
  if (static_cast<int64_t>(getDims().size()) != from.getRank())
    return emitOpError("has ") << getDims().size() << " dims for an operand of rank "
                               << from.getRank();
  int64_t last = -1;
  for (auto [index, dim] : llvm::enumerate(getDims())) {
    if (dim <= last || dim >= to.getRank())
      return emitOpError("dims must increase strictly and be less than the result's rank ")
             << to.getRank() << ", got " << dim << " after " << last;
    if (from.getDimSize(index) != to.getDimSize(dim))
      return emitOpError("dimension ")
             << index << " of " << from << " has another size than dimension " << dim << " of "
             << to;
    last = dim;
  }
  return success();
}

LogicalResult ReshapeOp::verify() {
  auto from = tensor(getOperand()), to = tensor(getResult());
  if (from.getNumElements() != to.getNumElements())
    return emitOpError("cannot turn ") << from.getNumElements() << " elements of " << from
                                       << " into " << to.getNumElements() << " of " << to;
  return success();
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto type = tensor(adaptor.getOperand());
  auto permutation = adaptor.getPermutation();
  SmallVector<bool> seen(type.getRank(), false);
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation) {
    if (dim < 0 || dim >= type.getRank() || seen[dim])
      break;
    seen[dim] = true;
    shape.push_back(type.getDimSize(dim));
  }
  if (static_cast<int64_t>(shape.size()) != type.getRank() ||
      static_cast<int64_t>(permutation.size()) != type.getRank())
    return emitOptionalError(loc, "'dl.transpose' op needs a permutation of the ", type.getRank(),
                             " dimensions of ", type);
  types.push_back(type.clone(shape));
  return success();
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  auto type = tensor(adaptor.getOperand());
  size_t rank = type.getRank();
  auto starts = adaptor.getStarts(), limits = adaptor.getLimits(), strides = adaptor.getStrides();
  if (starts.size() != rank || limits.size() != rank || strides.size() != rank)
    return emitOptionalError(loc, "'dl.slice' op needs one start, limit and stride for each of the ",
                             rank, " dimensions of ", type);
  SmallVector<int64_t> shape;
  for (size_t i = 0; i < rank; ++i) {
    if (starts[i] < 0 || limits[i] > type.getDimSize(i) || starts[i] >= limits[i] || strides[i] < 1)
      return emitOptionalError(loc, "'dl.slice' op range from ", starts[i], " to ", limits[i],
                               " by ", strides[i], " is empty or outside dimension ", i, " of ",
                               type);
    shape.push_back((limits[i] - starts[i] + strides[i] - 1) / strides[i]);
  }
  types.push_back(type.clone(shape));
  return success();
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  auto type = tensor(adaptor.getOperand());
  size_t rank = type.getRank();
  auto low = adaptor.getLow(), high = adaptor.getHigh();
  if (low.size() != rank || high.size() != rank)
    return emitOptionalError(loc, "'dl.pad' op needs a low and a high amount for each of the ",
                             rank, " dimensions of ", type);
  SmallVector<int64_t> shape;
  for (size_t i = 0; i < rank; ++i) {
    if (low[i] < 0 || high[i] < 0)
      return emitOptionalError(loc, "'dl.pad' op amounts must not be negative, got ", low[i],
                               " and ", high[i], " for dimension ", i);
    shape.push_back(low[i] + type.getDimSize(i) + high[i]);
  }
  types.push_back(type.clone(shape));
  return success();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (adaptor.getOperands().empty())
    return emitOptionalError(loc, "'dl.concat' op needs at least one operand");
  auto first = tensor(adaptor.getOperands().front());
  int64_t axis = adaptor.getAxis();
  if (axis < 0 || axis >= first.getRank())
    return emitOptionalError(loc, "'dl.concat' op axis ", axis, " is outside [0, ",
                             first.getRank(), ")");
  SmallVector<int64_t> shape(first.getShape());
  for (Value operand : llvm::drop_begin(adaptor.getOperands())) {
    auto type = tensor(operand);
    bool fits = type.getRank() == first.getRank() && type.getElementType() == first.getElementType();
    for (int64_t i = 0; fits && i < first.getRank(); ++i)
      fits = i == axis || type.getDimSize(i) == first.getDimSize(i);
    if (!fits)
      return emitOptionalError(loc, "'dl.concat' op operands ", first, " and ", type,
                               " differ in more than axis ", axis);
    shape[axis] += type.getDimSize(axis);
  }
  types.push_back(first.clone(shape));
  return success();
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto table = tensor(adaptor.getTable()), indices = tensor(adaptor.getIndices());
  if (table.getRank() < 1)
    return emitOptionalError(loc, "'dl.gather' op needs a table with rows, got ", table);
  SmallVector<int64_t> shape(indices.getShape());
  llvm::append_range(shape, table.getShape().drop_front());
  types.push_back(table.clone(shape));
  return success();
}

LogicalResult ScatterAddOp::verify() {
  auto base = tensor(getBase()), indices = tensor(getIndices()), updates = tensor(getUpdates());
  if (base.getRank() < 1)
    return emitOpError("needs a base with rows, got ") << base;
  SmallVector<int64_t> shape(indices.getShape());
  llvm::append_range(shape, base.getShape().drop_front());
  if (updates != base.clone(shape))
    return emitOpError("needs updates of type ") << base.clone(shape) << ", got " << updates;
  return success();
}
