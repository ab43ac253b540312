//===- Pooling.cpp - Maxima and means of windows ----------------------------===//
#include "Operators.h"
#include "ShapeParts.h"
#include "Windows.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// Whether the ops on two dimensions do not have such windows. These are sums or maxima of slices.
static bool isUnusual(const SlidingWindow &w) {
  return w.spatial == 3 || llvm::any_of(w.dilations, [](int64_t dilation) { return dilation != 1; });
}

/// The windows of a node whose kernel_shape they must have.
static FailureOr<SlidingWindow> readWindow(Node &n, Value x) {
  if (failed(needImage(n, x)))
    return failure();
  FailureOr<SlidingWindow> w = SlidingWindow::read(n, x, n.integers("kernel_shape"));
  if (failed(w))
    return failure();
  if (isUnusual(*w) && llvm::any_of(w->kernel, [](int64_t size) { return size > kMostSlices; }))
    return n.fail("volumes' or dilated windows of " + describe(w->kernel) + " are too large");
  return w;
}

/// Pixels of a window that are combined one by one.
static constexpr int64_t kMostSingle = 16;

/// What `count` elements along an axis, `dilation` apart, come to, for each place where they fit. Many are made of
/// spans of 1, 2, 4 and so on, each of two of the one before.
template <typename Op> static Value slideSpans(Emitter &b, Value x, int64_t axis, int64_t count, int64_t dilation) {
  int64_t places = shapeOf(x)[axis] - (count - 1) * dilation, done = 0;
  Value span = x, result;
  for (int64_t size = 1; size <= count; size *= 2) {
    if (size > 1) {
      int64_t length = shapeOf(span)[axis], step = size / 2 * dilation;
      span = b.make<Op>(b.slice(span, axis, 0, length - step), b.slice(span, axis, step, length));
    }
    if (!(count & size))
      continue;
    Value part = b.slice(span, axis, done * dilation, done * dilation + places);
    result = result ? b.make<Op>(result, part) : part;
    done += size;
  }
  return result;
}

/// What all pixels of each window come to, one dimension after the other. Padding has the value `neutral`.
template <typename Op> static Value slide(Emitter &b, Value x, const SlidingWindow &w, double neutral) {
  for (int64_t i = 0; i < w.spatial; ++i) {
    int64_t axis = 2 + i, places = w.placesAlong(i, shapeOf(x)[axis]);
    SmallVector<int64_t> low(rankOf(x), 0), high(rankOf(x), 0);
    low[axis] = w.low[i];
    high[axis] = w.high[i];
    Value padded = w.low[i] || w.high[i] ? b.make<dl::PadOp>(x, low, high, neutral) : x, result;
    if (w.kernel[i] > kMostSingle) {
      result = slideSpans<Op>(b, padded, axis, w.kernel[i], w.dilations[i]);
      x = b.slice(result, axis, 0, (places - 1) * w.strides[i] + 1, w.strides[i]);
      continue;
    }
    for (int64_t k = 0; k < w.kernel[i]; ++k) {
      int64_t start = k * w.dilations[i];
      Value pixel = b.slice(padded, axis, start, start + (places - 1) * w.strides[i] + 1, w.strides[i]);
      result = result ? b.make<Op>(result, pixel) : pixel;
    }
    x = result;
  }
  return x;
}

static Value sumWindows(Emitter &b, Value x, const SlidingWindow &w) {
  if (isUnusual(w))
    return slide<dl::AddOp>(b, x, w, 0);
  return w.fromImage(b, b.make<dl::SumPool2DOp>(w.toImage(b, x), w.pair(w.kernel, 1), w.pair(w.strides, 1),
                                                w.pair(w.low, 0), w.pair(w.high, 0)));
}

/// The place in row-major order of all of x (or with the last two dimensions turned) of each window's maximum,
/// which stands at `index`, i * window[1] + j, in its window.
static Value placesOfMaxima(Emitter &b, Value x, Value index, const SlidingWindow &w, bool columnsFirst) {
  Type element = b.getI64Type();
  Value image = w.toImage(b, x), at = b.cast(index, element);
  ArrayRef<int64_t> shape = shapeOf(at), size = shapeOf(image);
  SmallVector<int64_t> kernel = w.pair(w.kernel, 1), strides = w.pair(w.strides, 1), low = w.pair(w.low, 0);
  Value row = b.div(at, static_cast<double>(kernel[1]));
  Value column = b.sub(at, b.mul(row, static_cast<double>(kernel[1])));
  auto pixel = [&](Value within, int64_t dim) {
    Value start = b.sub(b.mul(b.iota(shape[2 + dim], element), static_cast<double>(strides[dim])), static_cast<double>(low[dim]));
    return b.add(within, b.alongDim(start, 2 + dim, shape));
  };
  row = pixel(row, 0);
  column = pixel(column, 1);
  Value place = columnsFirst ? b.add(b.mul(column, static_cast<double>(size[2])), row)
                             : b.add(b.mul(row, static_cast<double>(size[3])), column);
  Value plane = b.reshape(b.iota(size[0] * size[1], element), {size[0], size[1], 1, 1});
  return b.add(place, b.broadcastTo(b.mul(plane, static_cast<double>(size[2] * size[3])), shape));
}

static LogicalResult importMaxPool(Node &n) {
  bool columnsFirst = n.integer("storage_order", 0);
  Value x = n.input(0);
  FailureOr<SlidingWindow> w = readWindow(n, x);
  if (failed(w))
    return failure();
  int64_t area = 1;
  for (auto [i, size] : llvm::enumerate(w->kernel)) {
    area *= size;
    int64_t extent = w->dilations[i] * (size - 1) + 1;
    if (w->low[i] >= extent || w->high[i] >= extent + w->strides[i])
      return n.fail("a window holds no pixel: pads reach " + Twine(w->low[i]) + " and " + Twine(w->high[i]) +
                    " beyond the image");
  }
  if (isUnusual(*w)) {
    if (n.wants(1))
      return n.fail("the places of the maxima of volumes, or of dilated windows, are not there as a tensor");
    return n.give(slide<dl::MaxOp>(n.b, x, *w, -HUGE_VAL));
  }
  if (area > 256)
    return n.fail("windows of more than 256 pixels are not supported");
  auto pool = dl::MaxPool2DOp::create(n.b, w->toImage(n.b, x), w->pair(w->kernel, 1), w->pair(w->strides, 1),
                                      w->pair(w->low, 0), w->pair(w->high, 0));
  if (n.wants(1)) {
    Value places = placesOfMaxima(n.b, x, pool.getIndex(), *w, columnsFirst);
    if (failed(n.give(1, w->fromImage(n.b, places))))
      return failure();
  }
  return n.give(w->fromImage(n.b, pool.getValues()));
}

/// Each element where its index says, in images of the size that a pool with these windows takes, or of
/// `output_shape`: then indices are those of the former, from whose corner the rest is empty.
static LogicalResult importMaxUnpool(Node &n) {
  Value x = n.input(0), index = x ? n.input(1) : Value();
  if (!index || failed(needImage(n, x)))
    return failure();
  FailureOr<SlidingWindow> w = SlidingWindow::readPlain(n, x, n.integers("kernel_shape"));
  if (failed(w))
    return failure();
  SmallVector<int64_t> pads = n.integers("pads", SmallVector<int64_t>(2 * w->spatial, 0));
  if (static_cast<int64_t>(pads.size()) != 2 * w->spatial || shapeOf(index) != shapeOf(x) || !elementOf(index).isInteger(64))
    return n.fail("indices " + describe(index) + " or pads " + describe(pads) + " do not fit " + describe(x));
  SmallVector<int64_t> shape(shapeOf(x).take_front(2)), whole(shape);
  for (int64_t i = 0; i < w->spatial; ++i)
    shape.push_back((shapeOf(x)[2 + i] - 1) * w->strides[i] - pads[i] - pads[w->spatial + i] + w->kernel[i]);
  whole = shape;
  if (n.has(2)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(2, "the shape");
    if (failed(given))
      return failure();
    whole = *given;
  }
  bool fits = whole.size() == shape.size();
  int64_t count = 1;
  for (size_t i = 0; fits && i < shape.size(); ++i) {
    fits = shape[i] >= 1 && whole[i] >= shape[i] && whole[i] <= kMostElements / count;
    count *= fits ? whole[i] : 1;
  }
  if (!fits)
    return n.fail("cannot place " + describe(x) + " in images " + describe(whole));
  Emitter &b = n.b;
  int64_t size = RankedTensorType::get(shape, elementOf(x)).getNumElements();
  Value zeros = b.splat(RankedTensorType::get({size}, elementOf(x)), 0);
  Value placed = b.make<dl::ScatterAddOp>(zeros.getType(), zeros, b.reshape(index, {sizeOf(x)}), b.reshape(x, {sizeOf(x)}));
  placed = b.reshape(placed, shape);
  SmallVector<int64_t> low(shape.size(), 0), high;
  for (size_t i = 0; i < shape.size(); ++i)
    high.push_back(whole[i] - shape[i]);
  return n.give(whole == shape ? placed : b.make<dl::PadOp>(placed, low, high, 0.0));
}

/// How many pixels of each window count, along one spatial dimension.
static SmallVector<double> countAlong(const SlidingWindow &w, int64_t dim, int64_t size, bool countsPadding) {
  SmallVector<double> counts;
  int64_t first = countsPadding ? 0 : w.low[dim];
  int64_t last = countsPadding ? w.low[dim] + size + w.declaredHigh[dim] : w.low[dim] + size;
  for (int64_t place = 0; place < w.placesAlong(dim, size); ++place) {
    // How many of the window's pixels lie before a place.
    auto before = [&](int64_t end) {
      int64_t distance = std::max<int64_t>(end - place * w.strides[dim], 0);
      return std::min<int64_t>(llvm::divideCeil(distance, w.dilations[dim]), w.kernel[dim]);
    };
    counts.push_back(static_cast<double>(before(last) - before(first)));
  }
  return counts;
}

static LogicalResult importAveragePool(Node &n) {
  bool countsPadding = n.integer("count_include_pad", 0);
  Value x = n.input(0);
  FailureOr<SlidingWindow> w = readWindow(n, x);
  if (failed(w))
    return failure();
  Emitter &b = n.b;
  Value sums = sumWindows(b, x, *w);
  // 1 / count is a product of a factor for each dimension.
  double same = 1;
  for (int64_t dim = 0; dim < w->spatial; ++dim) {
    if (shapeOf(sums)[2 + dim] > kMostIndices)
      return n.fail("dimension " + Twine(2 + dim) + " of " + describe(x) + " is too long");
    SmallVector<double> counts = countAlong(*w, dim, shapeOf(x)[2 + dim], countsPadding);
    if (llvm::is_contained(counts, 0.0))
      return n.fail("a window holds no pixel");
    if (llvm::all_equal(counts)) {
      same /= counts[0];
      continue;
    }
    for (double &count : counts)
      count = 1 / count;
    Value factors = b.numbers({static_cast<int64_t>(counts.size())}, counts, elementOf(x));
    sums = b.mul(sums, b.alongDim(factors, 2 + dim, shapeOf(sums)));
  }
  return n.give(same == 1 ? sums : b.mul(sums, same));
}

template <bool isMax> static LogicalResult importGlobalPool(Node &n) {
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  if (rankOf(x) < 3)
    return n.fail("expected images, got " + describe(x));
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(2, rankOf(x)));
  return n.give(isMax ? n.b.reduce<dl::ReduceMaxOp>(x, axes, true) : n.b.reduce<dl::ReduceMeanOp>(x, axes, true));
}

/// (sum of |x|^p)^(1/p)
static LogicalResult importGlobalLpPool(Node &n) {
  int64_t p = n.integer("p", 2);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  if (rankOf(x) < 3 || p < 1)
    return n.fail("expected images and a power, got " + describe(x) + " and " + Twine(p));
  Emitter &b = n.b;
  Value size = b.make<dl::AbsOp>(x);
  Value powers = b.make<dl::PowOp>(size, b.like(size, static_cast<double>(p)));
  Value sum = b.reduce<dl::ReduceSumOp>(powers, llvm::to_vector(llvm::seq<int64_t>(2, rankOf(x))), true);
  return n.give(b.make<dl::PowOp>(sum, b.like(sum, 1.0 / static_cast<double>(p))));
}

static LogicalResult importLpPool(Node &n) {
  int64_t p = n.integer("p", 2);
  Value x = n.input(0);
  FailureOr<SlidingWindow> w = readWindow(n, x);
  if (failed(w))
    return failure();
  if (p < 1)
    return n.fail("p is " + Twine(p));
  Emitter &b = n.b;
  Value size = b.make<dl::AbsOp>(x);
  Value powers = p == 2 ? b.mul(x, x) : b.make<dl::PowOp>(size, b.like(size, static_cast<double>(p)));
  Value sums = sumWindows(b, powers, *w);
  return n.give(p == 2 ? b.make<dl::SqrtOp>(sums) : b.make<dl::PowOp>(sums, b.like(sums, 1.0 / static_cast<double>(p))));
}

/// x / (bias + alpha / size * sum of the squares of the channels around)^beta: Krizhevsky et al.: ImageNet
/// Classification with Deep Convolutional Neural Networks, 2012. The channels are the pixels of a window.
static LogicalResult importLRN(Node &n) {
  int64_t size = n.integer("size", 0);
  double alpha = n.number("alpha", 1e-4), beta = n.number("beta", 0.75), bias = n.number("bias", 1);
  Value x = n.input(0);
  if (failed(n.needFloat(x)))
    return failure();
  if (rankOf(x) < 2 || size < 1 || size > 1 << 16)
    return n.fail("cannot sum over " + Twine(size) + " channels of " + describe(x));
  Emitter &b = n.b;
  int64_t images = shapeOf(x)[0], channels = shapeOf(x)[1], low = (size - 1) / 2, high = size - 1 - low;
  Value squares = b.reshape(b.mul(x, x), {images, 1, channels, images * channels ? sizeOf(x) / (images * channels) : 0});
  Value sums = b.make<dl::SumPool2DOp>(squares, ArrayRef<int64_t>{size, 1}, ArrayRef<int64_t>{1, 1},
                                       ArrayRef<int64_t>{low, 0}, ArrayRef<int64_t>{high, 0});
  Value base = b.add(b.mul(b.reshape(sums, shapeOf(x)), alpha / static_cast<double>(size)), bias);
  return n.give(b.mul(x, b.make<dl::PowOp>(base, b.like(base, -beta))));
}

ArrayRef<Operator> importer::poolingOperators() {
  static const Operator table[] = {
      {"AveragePool", 1, importAveragePool},
      {"GlobalAveragePool", 1, importGlobalPool<false>},
      {"GlobalLpPool", 2, importGlobalLpPool},
      {"GlobalMaxPool", 1, importGlobalPool<true>},
      {"LRN", 1, importLRN},
      {"LpPool", 2, importLpPool},
      {"MaxPool", 1, importMaxPool},
      {"MaxUnpool", 9, importMaxUnpool},
  };
  return table;
}
