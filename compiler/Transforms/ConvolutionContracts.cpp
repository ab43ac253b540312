//===- ConvolutionContracts.cpp - Convolutions as contractions ----------------===//
// Each is a sum of products over affine indices of operands in memory; what lies in the padding is
// outside the operand and counts zero. Dimensions are named as in `dl.conv2d`: images n, channels c,
// filters o, pixels (h, w), places of windows (p, q), elements of windows (i, j).
//===----------------------------------------------------------------------===//
#include "Layout.h"

#include "mlir/IR/AffineMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// A gradient of filters sums a block of rows over all its tiles before the next block. Batch-innermost: rows of
// the cotangent that a tile of filters goes over, which stay in the first cache beside the image. Channels-last: all
// channels of image and cotangent, which stay in the second. Channel-blocked: a block of channels of each.
static constexpr int64_t kBlockBytes = 24 << 10, kTileFilters = 8, kPairBytes = 256 << 10, kBlockPairBytes = 128 << 10;

// Channels too few for the rows of a tile.
static constexpr int64_t kFewChannels = 5;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
/// Collects the dimensions of a contraction, results first, and builds it.
class Contraction {
public:
  Contraction(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  AffineExpr result(int64_t extent) {
    assert(reductions.empty() && "results come first");
    results.push_back(extent);
    return getAffineDimExpr(results.size() - 1, loc.getContext());
  }
  AffineExpr reduction(int64_t extent) {
    reductions.push_back(extent);
    return getAffineDimExpr(results.size() + reductions.size() - 1, loc.getContext());
  }
  AffineExpr number(int64_t value) { return getAffineConstantExpr(value, loc.getContext()); }

  Value build(Value lhs, ArrayRef<AffineExpr> left, Value rhs, ArrayRef<AffineExpr> right,
              int64_t blocked = 0) {
    unsigned dims = results.size() + reductions.size();
    return ContractOp::create(builder, loc, tensor(lhs).clone(results), lhs, rhs,
                              AffineMap::get(dims, 0, left, loc.getContext()),
                              AffineMap::get(dims, 0, right, loc.getContext()), reductions, blocked);
  }

private:
  OpBuilder &builder;
  Location loc;
  SmallVector<int64_t> results, reductions;
};

/// What the three convolutions have in common.
struct Sizes {
  template <typename Op>
  explicit Sizes(Op op)
      : height(op.getWindowAxes()[0]), width(op.getWindowAxes()[1]), groups(op.getGroups()) {
    auto image = op.getImageType(), output = op.getOutputType();
    images = image.getDimSize(0);
    channels = image.getDimSize(1) / groups;
    filters = output.getDimSize(1) / groups;
  }
  bool isDepthwise() const { return channels == 1 && filters == 1 && groups > 1; }
  /// Whether each place takes one pixel: in channels-last, rows of a matrix, once the others are left out.
  bool takesPixels() const {
    return groups == 1 && llvm::all_of(std::array{height, width}, [](const WindowAxis &axis) {
             return axis.window == 1 && axis.low == 0 && axis.high == 0;
           });
  }
  /// Whether each place takes one pixel, in order.
  bool isPointwise() const { return takesPixels() && height.stride == 1 && width.stride == 1; }

  /// The pixels that places take are all there are.
  void keepPlaces() {
    for (WindowAxis *axis : {&height, &width}) {
      axis->size = axis->places();
      axis->stride = 1;
    }
  }

  /// The pixels, which are the places, as one row.
  void mergeRows() {
    width.size *= height.size;
    height.size = 1;
  }

  int64_t images, channels, filters; // of one group
  WindowAxis height, width;
  int64_t groups;
};

/// The index of an image, or of a channel: in blocks it is two.
struct Index {
  AffineExpr block, inner;
};

/// Index lists of operands in the order of their layout.
SmallVector<AffineExpr> imageIndices(const Layout &layout, Index image, Index channel, AffineExpr row,
                                     AffineExpr column) {
  switch (layout.getKind()) {
  case Layout::BatchInnermost:
    return {image.block, channel.inner, row, column, image.inner};
  case Layout::ChannelBlocked:
    return {image.block, channel.block, row, column, channel.inner};
  default:
    return {image.block, row, column, channel.inner};
  }
}
} // namespace

static Value permuted(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> order) {
  return TransposeOp::create(builder, loc, value, order);
}

/// [.., n, ..] to [.., n stride, ..] with stride - 1 zeros after each element of dimension `dim`.
static Value spread(OpBuilder &builder, Location loc, Value value, int64_t dim, int64_t stride) {
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

/// Filters [o, c, i, j] as [o / b, b, c / b, b, i, j].
static Value inBlocks(OpBuilder &builder, Location loc, Value filter, int64_t block) {
  ArrayRef<int64_t> shape = tensor(filter).getShape();
  return reshaped(builder, loc, filter, {shape[0] / block, block, shape[1] / block, block, shape[2], shape[3]});
}

/// An image in channels-last, or a filter of one pixel, as a matrix of as many columns as its last dimension.
static Value asMatrix(OpBuilder &builder, Location loc, Value value, int64_t columns) {
  return reshaped(builder, loc, value, {tensor(value).getNumElements() / columns, columns});
}

/// The image of a convolution of single pixels in blocks of channels, or its result: tiles need not end with a row.
static Value inOneRow(OpBuilder &builder, Location loc, Value image, Sizes &sizes) {
  SmallVector<int64_t> shape(tensor(image).getShape());
  shape[3] *= shape[2];
  shape[2] = 1;
  sizes.mergeRows();
  return reshaped(builder, loc, image, shape);
}

/// The first elements of `value` along each dimension, as many as `shape` says.
static Value cutTo(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape) {
  if (tensor(value).getShape() == shape)
    return value;
  SmallVector<int64_t> zeros(shape.size(), 0), ones(shape.size(), 1);
  return SliceOp::create(builder, loc, value, zeros, shape, ones);
}

/// Whether a convolution of single pixels is of those that it takes alone: a copy of them, for a product of matrices.
/// With images innermost a stride costs nothing.
static bool leavesOutPixels(const Sizes &s, const Layout &layout) {
  return layout.getKind() != Layout::BatchInnermost && s.takesPixels() && !s.isPointwise();
}

/// The pixels of `image` that the places of such a convolution take; `sizes` become those of a convolution of these.
static Value takenPixels(OpBuilder &builder, Location loc, Value image, const Layout &layout, Sizes &sizes) {
  int64_t dim = layout.heightDim();
  ArrayRef<int64_t> ends = tensor(image).getShape();
  SmallVector<int64_t> starts(ends.size(), 0), strides(ends.size(), 1);
  strides[dim] = sizes.height.stride;
  strides[dim + 1] = sizes.width.stride;
  sizes.keepPlaces();
  return SliceOp::create(builder, loc, image, starts, ends, strides);
}

/// The adjoint: an image of `shape` that has `pixels` where places of a convolution of `sizes` take one, and zeros.
static Value amongZeros(OpBuilder &builder, Location loc, Value pixels, const Layout &layout, const Sizes &sizes,
                        ArrayRef<int64_t> shape) {
  pixels = spread(builder, loc, pixels, layout.heightDim(), sizes.height.stride);
  pixels = spread(builder, loc, pixels, layout.heightDim() + 1, sizes.width.stride);
  return cutTo(builder, loc, pixels, shape); // behind the last pixel there are zeros
}

/// A product of the matrices that a convolution of single pixels is in channels-last, in the given shape.
static Value multiply(OpBuilder &builder, Location loc, Value lhs, bool transposeLhs, Value rhs, bool transposeRhs,
                      ArrayRef<int64_t> shape) {
  Value product = MatmulOp::create(builder, loc, lhs, rhs, transposeLhs, transposeRhs);
  return reshaped(builder, loc, product, shape);
}

/// Whether the gradient of filters of one pixel is a product for each image and their sum: slices that share the
/// filters would each read all images, and that is more than the products of all images.
static bool isSummedByImage(const Sizes &s) {
  return s.images > 1 && s.height.size * s.width.size * (s.channels + s.filters) > 4 * s.channels * s.filters;
}

/// Pixel (or place) of element `at` of the window at `place`.
static AffineExpr pixel(const WindowAxis &axis, AffineExpr place, AffineExpr at) {
  return place * axis.stride + at * axis.dilation - axis.low;
}

bool dlc::isMatrixProduct(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(
          [](auto conv) { return Sizes(conv).takesPixels(); })
      .Default(false);
}

//===- Forward --------------------------------------------------------------------===//

Value dlc::buildConvolution(OpBuilder &builder, Conv2DOp op, const Layout &layout, Value input) {
  Location loc = op.getLoc();
  Sizes s(op);
  Value filter = op.getFilter();
  if (leavesOutPixels(s, layout))
    input = takenPixels(builder, loc, input, layout, s);
  Contraction b(builder, loc);
  auto output = layout.typeOf(op.getOutputType());
  bool isLast = layout.getKind() != Layout::BatchInnermost, isBlocked = layout.getKind() == Layout::ChannelBlocked;
  if (s.isPointwise() && layout.getKind() == Layout::ChannelsLast) {
    Value pixels = asMatrix(builder, loc, input, s.channels), filters = asMatrix(builder, loc, filter, s.channels);
    return multiply(builder, loc, pixels, /*transposeLhs=*/false, filters, /*transposeRhs=*/true, output.getShape());
  }
  if (s.isPointwise() && isBlocked)
    input = inOneRow(builder, loc, input, s);
  AffineExpr zero = b.number(0), g = zero;
  Index n{zero, zero}, c{zero, zero}, o{zero, zero};
  n.block = b.result(s.images / layout.imageBlock());
  if (isBlocked)
    o.block = b.result(s.filters / layout.channelBlock());
  // A group of one filter is a channel of the result.
  auto channelDims = [&] {
    if (s.groups > 1)
      g = b.result(s.groups);
    if (s.filters > 1 || s.groups == 1 || (isLast && !s.isDepthwise()))
      o.inner = b.result(isBlocked ? layout.channelBlock() : s.filters);
  };
  if (!isLast)
    channelDims();
  AffineExpr p = b.result(s.height.places()), q = b.result(s.width.places());
  if (isLast)
    channelDims();
  if (layout.getKind() == Layout::BatchInnermost)
    n.inner = b.result(layout.imageBlock());
  AffineExpr i, j;
  if (isBlocked)
    c.block = b.reduction(s.channels / layout.channelBlock());
  if (isLast) { // the channel's loop is the innermost: neighbours in memory
    i = b.reduction(s.height.window);
    j = b.reduction(s.width.window);
    c.inner = b.reduction(isBlocked ? layout.channelBlock() : s.channels);
  } else {
    c.inner = b.reduction(s.channels);
    i = b.reduction(s.height.window);
    j = b.reduction(s.width.window);
  }
  auto image = imageIndices(layout, n, {c.block, g * s.channels + c.inner}, pixel(s.height, p, i),
                            pixel(s.width, q, j));
  AffineExpr which = g * s.filters + o.inner;
  Value result;
  if (isBlocked) {
    Value blocks = permuted(builder, loc, inBlocks(builder, loc, filter, layout.channelBlock()), {0, 2, 4, 5, 3, 1});
    result = b.build(input, image, blocks, {o.block, c.block, i, j, c.inner, o.inner});
  } else if (isLast && s.isDepthwise()) { // both factors in vectors of channels
    result = b.build(permuted(builder, loc, filter, {1, 2, 3, 0}), {c.inner, i, j, g}, input, image);
  } else if (isLast) {
    result = b.build(input, image, permuted(builder, loc, filter, {2, 3, 1, 0}), {i, j, c.inner, which});
  } else {
    result = b.build(filter, {which, c.inner, i, j}, input, image);
  }
  return reshaped(builder, loc, result, output.getShape());
}

//===- Gradient of the input --------------------------------------------------------===//

namespace {
/// One spatial dimension of the gradient of the input: pixel h takes from place p through element i of
/// the window where h = p stride - low + i dilation.
struct Adjoint {
  WindowAxis axis;
  bool isPhased() const { return axis.stride > 1; }
  // Pixels h = stride h' + r: the places are p = h' + u for u of a range, with
  // i = r + low - stride u. (With a dilation as well, see `spread`.)
  int64_t firstShift() const {
    return llvm::divideCeilSigned(axis.low - axis.window + 1, axis.stride);
  }
  int64_t shifts() const {
    return llvm::divideFloorSigned(axis.stride - 1 + axis.low, axis.stride) - firstShift() + 1;
  }
  int64_t phasedSize() const { return llvm::divideCeil(axis.size, axis.stride); }
};
} // namespace

/// The gradient of an input of `shape`, in its layout, of a convolution like `op` of sizes `s`.
static Value buildAdjoint(OpBuilder &builder, Conv2DInputGradientOp op, const Layout &layout, Value cotangent, Sizes s,
                          ArrayRef<int64_t> shape) {
  Location loc = op.getLoc();
  if (layout.getKind() == Layout::ChannelsLast && s.isPointwise()) {
    Value places = asMatrix(builder, loc, cotangent, s.filters);
    Value filters = asMatrix(builder, loc, op.getFilter(), s.channels);
    return multiply(builder, loc, places, /*transposeLhs=*/false, filters, /*transposeRhs=*/false, shape);
  }
  bool isLast = layout.getKind() != Layout::BatchInnermost, isBlocked = layout.getKind() == Layout::ChannelBlocked;
  if (s.isPointwise() && isBlocked)
    cotangent = inOneRow(builder, loc, cotangent, s);
  Adjoint height{s.height}, width{s.width};
  int64_t rowDim = layout.heightDim();
  for (Adjoint *adjoint : {&height, &width})
    if (adjoint->axis.stride > 1 && adjoint->axis.dilation > 1) {
      // The cotangent of the same convolution with stride 1.
      cotangent = spread(builder, loc, cotangent, rowDim + (adjoint == &width),
                         adjoint->axis.stride);
      adjoint->axis.stride = 1;
    }

  Contraction b(builder, loc);
  AffineExpr zero = b.number(0), g = zero;
  Index n{zero, zero}, c{zero, zero}, o{zero, zero};
  n.block = b.result(s.images / layout.imageBlock());
  if (isBlocked)
    c.block = b.result(s.channels / layout.channelBlock());
  auto channelDims = [&] {
    if (s.groups > 1)
      g = b.result(s.groups);
    if (s.channels > 1 || s.groups == 1 || (isLast && !s.isDepthwise()))
      c.inner = b.result(isBlocked ? layout.channelBlock() : s.channels);
  };
  if (!isLast)
    channelDims();
  // Pixels, and within a stride the remainder.
  AffineExpr pixels[2], rests[2] = {zero, zero};
  const Adjoint adjoints[] = {height, width};
  for (auto [index, adjoint] : llvm::enumerate(adjoints)) {
    pixels[index] = b.result(adjoint.phasedSize());
    if (adjoint.isPhased())
      rests[index] = b.result(adjoint.axis.stride);
  }
  if (isLast)
    channelDims();
  if (layout.getKind() == Layout::BatchInnermost)
    n.inner = b.result(layout.imageBlock());
  AffineExpr places[2], elements[2];
  if (isBlocked)
    o.block = b.reduction(s.filters / layout.channelBlock());
  if (!isLast)
    o.inner = b.reduction(s.filters);
  for (auto [index, adjoint] : llvm::enumerate(adjoints)) {
    const WindowAxis &axis = adjoint.axis;
    if (adjoint.isPhased()) {
      AffineExpr shift = b.reduction(adjoint.shifts()) + adjoint.firstShift();
      places[index] = pixels[index] + shift;
      elements[index] = rests[index] + axis.low - shift * axis.stride;
    } else {
      elements[index] = b.reduction(axis.window);
      places[index] = pixels[index] + axis.low - elements[index] * axis.dilation;
    }
  }
  if (isLast)
    o.inner = b.reduction(isBlocked ? layout.channelBlock() : s.filters);
  AffineExpr which = g * s.filters + o.inner;
  auto image = imageIndices(layout, n, {o.block, which}, places[0], places[1]);
  Value filter = op.getFilter(), result;
  if (isBlocked) {
    Value blocks = permuted(builder, loc, inBlocks(builder, loc, filter, layout.channelBlock()), {2, 0, 4, 5, 1, 3});
    result = b.build(cotangent, image, blocks, {c.block, o.block, elements[0], elements[1], o.inner, c.inner});
  } else if (isLast && s.isDepthwise()) {
    result = b.build(permuted(builder, loc, filter, {1, 2, 3, 0}), {o.inner, elements[0], elements[1], g},
                     cotangent, image);
  } else if (isLast) {
    result = b.build(cotangent, image, permuted(builder, loc, filter, {2, 3, 0, 1}),
                     {elements[0], elements[1], which, c.inner});
  } else {
    result = b.build(filter, {which, c.inner, elements[0], elements[1]}, cotangent, image);
  }

  if (!height.isPhased() && !width.isPhased())
    return reshaped(builder, loc, result, shape);
  // A stride that does not divide the image leaves pixels too many.
  auto whole = llvm::to_vector(shape);
  whole[rowDim] = height.phasedSize() * height.axis.stride;
  whole[rowDim + 1] = width.phasedSize() * width.axis.stride;
  return cutTo(builder, loc, reshaped(builder, loc, result, whole), shape);
}

Value dlc::buildInputGradient(OpBuilder &builder, Conv2DInputGradientOp op, const Layout &layout, Value cotangent) {
  Sizes all(op);
  SmallVector<int64_t> shape = layout.shapeOf(op.getImageType().getShape());
  if (!leavesOutPixels(all, layout))
    return buildAdjoint(builder, op, layout, cotangent, all, shape);
  Sizes taken(all);
  taken.keepPlaces();
  SmallVector<int64_t> places(shape);
  places[layout.heightDim()] = taken.height.size;
  places[layout.heightDim() + 1] = taken.width.size;
  Value pixels = buildAdjoint(builder, op, layout, cotangent, taken, places);
  return amongZeros(builder, op.getLoc(), pixels, layout, all, shape);
}

//===- Gradient of the filters ------------------------------------------------------===//

/// The gradient of the filters of an image [n, h, w, c] of few channels, c, in channels-last: a row of the window is
/// w c neighbours in memory, which fill tiles where c would not. The image is padded, so that no window cuts them.
static bool hasLongRows(const Sizes &s) {
  return s.groups == 1 && s.channels <= kFewChannels && s.width.window > 1 && s.width.dilation == 1;
}

/// An image in channels-last with what lies in the padding left and right of it; a row of pixels is one dimension.
static Value withPaddedRows(OpBuilder &builder, Location loc, Value image, const Sizes &s) {
  int64_t needed = (s.width.places() - 1) * s.width.stride + s.width.window;
  int64_t right = std::max<int64_t>(0, needed - s.width.size - s.width.low);
  if (s.width.low > 0 || right > 0)
    image = PadOp::create(builder, loc, image, ArrayRef<int64_t>{0, 0, s.width.low, 0},
                          ArrayRef<int64_t>{0, 0, right, 0}, 0.0);
  ArrayRef<int64_t> shape = tensor(image).getShape();
  return reshaped(builder, loc, image, {shape[0], shape[1], shape[2] * shape[3]});
}

Value dlc::buildWeightGradient(OpBuilder &builder, Conv2DWeightGradientOp op, const Layout &layout,
                               Value input, Value cotangent) {
  Location loc = op.getLoc();
  Sizes s(op);
  if (leavesOutPixels(s, layout))
    input = takenPixels(builder, loc, input, layout, s);
  bool isLast = layout.getKind() != Layout::BatchInnermost, isBlocked = layout.getKind() == Layout::ChannelBlocked;
  bool isProduct = layout.getKind() == Layout::ChannelsLast && s.isPointwise();
  if (isProduct && isSummedByImage(s)) {
    // [n, p, o] and [n, p, c] to [n, o, c].
    int64_t places = s.height.size * s.width.size;
    Value left = reshaped(builder, loc, cotangent, {s.images, places, s.filters});
    Value right = reshaped(builder, loc, input, {s.images, places, s.channels});
    Value products = MatmulOp::create(builder, loc, left, right, /*transpose_lhs=*/true, /*transpose_rhs=*/false);
    Value sums = ReduceSumOp::create(builder, loc, products, ArrayRef<int64_t>{0});
    return reshaped(builder, loc, sums, op.getFilterType().getShape());
  }
  if (isProduct) {
    Value places = asMatrix(builder, loc, cotangent, s.filters), pixels = asMatrix(builder, loc, input, s.channels);
    return multiply(builder, loc, places, /*transposeLhs=*/true, pixels, /*transposeRhs=*/false,
                    op.getFilterType().getShape());
  }
  Contraction b(builder, loc);
  AffineExpr zero = b.number(0), g = zero, i, j;
  Index n{zero, zero}, c{zero, zero}, o{zero, zero};
  bool isDepthwise = isLast && s.isDepthwise();
  if (s.groups > 1 && !isDepthwise)
    g = b.result(s.groups);
  int64_t channels = s.channels, filters = s.filters;
  bool areRowsLong = layout.getKind() == Layout::ChannelsLast && hasLongRows(s);
  if (isBlocked) {
    o.block = b.result(s.filters / layout.channelBlock());
    c.block = b.result(s.channels / layout.channelBlock());
    channels = filters = layout.channelBlock();
  }
  if (!isLast) {
    o.inner = b.result(filters);
    c.inner = b.result(channels);
  }
  i = b.result(s.height.window);
  j = b.result(s.width.window * (areRowsLong ? channels : 1));
  if (isDepthwise)
    g = b.result(s.groups);
  else if (isLast && !areRowsLong)
    c.inner = b.result(channels);
  if (isLast && !isDepthwise)
    o.inner = b.result(filters);
  // Each lane of the images' vectors has a sum of its own, added up afterwards.
  if (layout.getKind() == Layout::BatchInnermost)
    n.inner = b.result(layout.imageBlock());

  int64_t bytes = tensor(input).getElementTypeBitWidth() / 8;
  int64_t rowBytes = s.width.places() * bytes * layout.imageBlock() * kTileFilters, most = kBlockBytes;
  if (isLast) {
    rowBytes = bytes * s.groups * (s.height.stride * s.width.size * channels + s.width.places() * filters);
    most = isBlocked ? kBlockPairBytes : kPairBytes;
  }
  int64_t rows = std::clamp<int64_t>(most / rowBytes, 1, s.height.places());
  int64_t blocks = llvm::divideCeil(s.height.places(), rows), blocked = 1;
  rows = llvm::divideCeil(s.height.places(), blocks);
  n.block = b.reduction(s.images / layout.imageBlock());
  AffineExpr p;
  // Where a window has one column, tiles run along its rows, and what cuts them must be constant.
  bool isColumn = s.width.window == 1 && s.height.window > 1;
  if (blocks > 1 && !isColumn) {
    AffineExpr block = b.reduction(blocks);
    p = block * rows + b.reduction(rows);
    blocked = 2;
  } else {
    p = b.reduction(s.height.places());
  }
  AffineExpr q = b.reduction(s.width.places());
  auto image = imageIndices(layout, n, {c.block, g * s.channels + c.inner}, pixel(s.height, p, i),
                            pixel(s.width, q, j));
  auto output = imageIndices(layout, n, {o.block, g * s.filters + o.inner}, p, q);
  ArrayRef<int64_t> filter = op.getFilterType().getShape();
  if (isDepthwise) // [i, j, g] to [g, 1, i, j]
    return reshaped(builder, loc,
                    permuted(builder, loc, b.build(cotangent, output, input, image), {2, 0, 1}),
                    filter);
  if (areRowsLong) { // [i, j c, o] to [o, c, i, j]
    AffineExpr element = q * (s.width.stride * channels) + j;
    Value sums = b.build(withPaddedRows(builder, loc, input, s), {n.block, pixel(s.height, p, i), element}, cotangent,
                         output, blocked);
    sums = reshaped(builder, loc, sums, {s.height.window, s.width.window, channels, filters});
    return permuted(builder, loc, sums, {3, 2, 0, 1});
  }
  if (isLast) {
    Value sums = b.build(input, image, cotangent, output, blocked);
    if (isBlocked) // [o / b, c / b, i, j, c, o]
      return reshaped(builder, loc, permuted(builder, loc, sums, {0, 5, 1, 4, 2, 3}), filter);
    // [(g,) i, j, c, o] to [o, c, i, j]
    if (s.groups == 1)
      return permuted(builder, loc, sums, {3, 2, 0, 1});
    return reshaped(builder, loc, permuted(builder, loc, sums, {0, 4, 3, 1, 2}), filter);
  }
  Value sums = b.build(cotangent, output, input, image, blocked);
  if (layout.getKind() == Layout::BatchInnermost)
    sums = ReduceSumOp::create(builder, loc, sums, ArrayRef<int64_t>{tensor(sums).getRank() - 1});
  return reshaped(builder, loc, sums, filter);
}
