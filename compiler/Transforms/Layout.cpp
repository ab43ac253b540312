//===- Layout.cpp - How the dimensions of images lie in memory ---------------===//
#include "Layout.h"

#include "dlc/Transforms/LayoutNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
struct NamedKind {
  StringLiteral name;
  Layout::Kind kind;
};
} // namespace

static constexpr NamedKind kNamed[] = {{"batch-innermost", Layout::BatchInnermost},
                                       {"channels-last", Layout::ChannelsLast},
                                       {"channel-blocked", Layout::ChannelBlocked}};

bool dlc::isLayoutName(StringRef name) {
  return llvm::any_of(kNamed, [&](const NamedKind &named) { return named.name == name; });
}

std::string dlc::layoutNames() {
  std::string text;
  for (auto [index, named] : llvm::enumerate(kNamed))
    text += (index == 0 ? "" : index + 1 == std::size(kNamed) ? " or " : ", ") + named.name.str();
  return text;
}

FailureOr<std::optional<Layout>> dlc::parseLayout(StringRef name, int64_t lanes) {
  if (name.empty())
    return std::optional<Layout>();
  auto *named = llvm::find_if(kNamed, [&](const NamedKind &named) { return named.name == name; });
  if (named == std::end(kNamed))
    return failure();
  return std::optional(Layout(named->kind, lanes));
}

Value dlc::reshaped(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape) {
  if (tensor(value).getShape() == shape)
    return value;
  return ReshapeOp::create(builder, loc, tensor(value).clone(shape), value);
}

/// The dimensions of `value` in another order; those of size 1 move without any element doing so.
static Value transposed(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> permutation) {
  if (llvm::is_sorted(permutation))
    return value;
  SmallVector<int64_t> moved, shape;
  for (int64_t dim : permutation) {
    shape.push_back(tensor(value).getDimSize(dim));
    if (shape.back() != 1)
      moved.push_back(dim);
  }
  if (llvm::is_sorted(moved))
    return reshaped(builder, loc, value, shape);
  return TransposeOp::create(builder, loc, value, permutation);
}

SmallVector<int64_t, 2> Layout::dimsOf(int64_t dim) const {
  static constexpr int64_t channelsLast[] = {0, 3, 1, 2};
  if (isBlocked(dim))
    return {dim, 4};
  return {kind == ChannelsLast ? channelsLast[dim] : dim};
}

SmallVector<int64_t> Layout::shapeOf(ArrayRef<int64_t> image) const {
  bool hasBlocks = kind == BatchInnermost || kind == ChannelBlocked;
  SmallVector<int64_t> shape(hasBlocks ? 5 : 4);
  for (int64_t dim = 0; dim < 4; ++dim)
    shape[dimsOf(dim)[0]] = isBlocked(dim) ? image[dim] / block() : image[dim];
  if (hasBlocks)
    shape[4] = block();
  return shape;
}

ArrayRef<int64_t> Layout::order() const {
  static constexpr int64_t rowMajor[] = {0, 1, 2, 3, 4, 5}, batchInnermost[] = {0, 2, 3, 4, 5, 1},
                           channelsLast[] = {0, 1, 4, 5, 2, 3}, channelBlocked[] = {0, 1, 2, 4, 5, 3};
  switch (kind) {
  case RowMajor:
    return rowMajor;
  case BatchInnermost:
    return batchInnermost;
  case ChannelsLast:
    return channelsLast;
  case ChannelBlocked:
    return channelBlocked;
  }
  llvm_unreachable("all layouts are handled");
}

SmallVector<int64_t, 6> Layout::extents(const Layout &a, const Layout &b, ArrayRef<int64_t> image) {
  int64_t images = std::max(a.images, b.images), channels = std::max(a.channels, b.channels);
  return {image[0] / images, images, image[1] / channels, channels, image[2], image[3]};
}

Value Layout::convert(OpBuilder &builder, Location loc, Value value, const Layout &from,
                      RankedTensorType image) const {
  if (from == *this)
    return value;
  SmallVector<int64_t, 6> sizes = extents(*this, from, image.getShape());
  SmallVector<int64_t> before, after, split, permutation;
  for (auto [layout, dims] : {std::pair(&from, &before), std::pair(this, &after)})
    for (int64_t dim : layout->order())
      if ((dim != 1 && dim != 3) || sizes[dim] > 1)
        dims->push_back(dim);
  for (int64_t dim : before)
    split.push_back(sizes[dim]);
  for (int64_t dim : after)
    permutation.push_back(llvm::find(before, dim) - before.begin());
  value = transposed(builder, loc, reshaped(builder, loc, value, split), permutation);
  return reshaped(builder, loc, value, shapeOf(image.getShape()));
}

bool Layout::hasOrderOf(const Layout &other, RankedTensorType image) const {
  SmallVector<int64_t, 6> sizes = extents(*this, other, image.getShape());
  auto moves = [&](int64_t dim) { return sizes[dim] != 1; };
  return llvm::equal(llvm::make_filter_range(order(), moves),
                     llvm::make_filter_range(other.order(), moves));
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
  // What comes in blocks becomes two dimensions, then all go into their order in memory.
  SmallVector<int64_t> split;
  for (auto [dim, size] : llvm::zip_equal(dims, tensor(value).getShape())) {
    if (isBlocked(dim))
      split.append({size / block(), block()});
    else
      split.push_back(size);
  }
  SmallVector<int64_t> places = expand(*this, dims), order = sortingOrder(places);
  value = transposed(builder, loc, reshaped(builder, loc, value, split), order);
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
  kept = transposed(builder, loc, kept, permutation);
  SmallVector<int64_t> shape;
  const int64_t *size = tensor(kept).getShape().begin();
  for (int64_t dim : dims) {
    shape.push_back(*size++);
    if (isBlocked(dim))
      shape.back() *= *size++;
  }
  return reshaped(builder, loc, kept, shape);
}
