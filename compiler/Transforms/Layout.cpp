//===- Layout.cpp - How the dimensions of images lie in memory ---------------===//
#include "Layout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

Value dlc::reshaped(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape) {
  if (tensor(value).getShape() == shape)
    return value;
  return ReshapeOp::create(builder, loc, tensor(value).clone(shape), value);
}

Value dlc::spread(OpBuilder &builder, Location loc, Value value, int64_t dim, int64_t stride) {
  if (stride == 1)
    return value;
  SmallVector<int64_t> split(tensor(value).getShape()), merged(split);
  split.insert(split.begin() + dim + 1, 1);
  merged[dim] *= stride;
  SmallVector<int64_t> low(split.size(), 0), high(split.size(), 0);
  high[dim + 1] = stride - 1;
  value = PadOp::create(builder, loc, reshaped(builder, loc, value, split), low, high, 0.0);
  return reshaped(builder, loc, value, merged);
}

static Value transpose(OpBuilder &builder, Location loc, Value value,
                       ArrayRef<int64_t> permutation) {
  if (llvm::is_sorted(permutation))
    return value;
  return TransposeOp::create(builder, loc, value, permutation);
}

SmallVector<int64_t, 2> Layout::dimsOf(int64_t dim) const {
  static constexpr int64_t channelsLast[] = {0, 3, 1, 2};
  switch (kind) {
  case BatchInnermost:
    return dim == 0 ? SmallVector<int64_t, 2>{0, 4} : SmallVector<int64_t, 2>{dim};
  case ChannelsLast:
    return {channelsLast[dim]};
  }
  llvm_unreachable("all layouts are handled");
}

SmallVector<int64_t> Layout::shapeOf(ArrayRef<int64_t> image) const {
  SmallVector<int64_t> shape(kind == BatchInnermost ? 5 : 4);
  for (int64_t dim = 0; dim < 4; ++dim)
    shape[dimsOf(dim)[0]] = image[dim];
  if (kind == BatchInnermost) {
    shape[0] = image[0] / block;
    shape[4] = block;
  }
  return shape;
}

Value Layout::toMemory(OpBuilder &builder, Location loc, Value image) const {
  auto all = llvm::to_vector(llvm::seq<int64_t>(0, 4));
  return broadcast(builder, loc, image, all, tensor(image));
}

Value Layout::toImage(OpBuilder &builder, Location loc, Value value,
                      RankedTensorType image) const {
  return reshaped(builder, loc, restoreKept(builder, loc, value, {}), image.getShape());
}

/// The dimensions in memory of the dimensions `dims` of an image, one after another.
static SmallVector<int64_t> expand(const Layout &layout, ArrayRef<int64_t> dims) {
  SmallVector<int64_t> all;
  for (int64_t dim : dims)
    llvm::append_range(all, layout.dimsOf(dim));
  return all;
}

/// The order that sorts `dims`.
static SmallVector<int64_t> sortingOrder(ArrayRef<int64_t> dims) {
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, dims.size()));
  llvm::sort(order, [&](int64_t a, int64_t b) { return dims[a] < dims[b]; });
  return order;
}

Value Layout::broadcast(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> dims,
                        RankedTensorType image) const {
  // The batch becomes two dimensions, then all go into their order in memory.
  SmallVector<int64_t> split;
  for (auto [dim, size] : llvm::zip_equal(dims, tensor(value).getShape())) {
    if (kind == BatchInnermost && dim == 0)
      split.append({size / block, block});
    else
      split.push_back(size);
  }
  SmallVector<int64_t> places = expand(*this, dims), order = sortingOrder(places);
  value = transpose(builder, loc, reshaped(builder, loc, value, split), order);
  llvm::sort(places);
  auto type = RankedTensorType::get(shapeOf(image.getShape()), tensor(value).getElementType());
  return value.getType() == type ? value : BroadcastOp::create(builder, loc, type, value, places);
}

Value Layout::restoreKept(OpBuilder &builder, Location loc, Value kept,
                          ArrayRef<int64_t> axes) const {
  SmallVector<int64_t> dims;
  for (int64_t dim = 0; dim < 4; ++dim)
    if (!llvm::is_contained(axes, dim))
      dims.push_back(dim);
  SmallVector<int64_t> places = expand(*this, dims);
  // places[i] is the i-th dimension wanted; its position among those kept is its rank.
  SmallVector<int64_t> permutation;
  for (int64_t place : places)
    permutation.push_back(llvm::count_if(places, [&](int64_t other) { return other < place; }));
  kept = transpose(builder, loc, kept, permutation);
  SmallVector<int64_t> shape(tensor(kept).getShape());
  if (kind == BatchInnermost && llvm::is_contained(dims, 0)) {
    shape[0] *= shape[1];
    shape.erase(shape.begin() + 1);
  }
  return reshaped(builder, loc, kept, shape);
}
