//===- Pooling.cpp - Maxima and means of windows ----------------------------===//
#include "Operators.h"
#include "ShapeParts.h"
#include "Windows.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// The windows of a node whose kernel_shape they must have.
static FailureOr<SlidingWindow> readWindow(Node &n, Value x) {
  if (failed(needImage(n, x)))
    return failure();
  FailureOr<SlidingWindow> w = SlidingWindow::read(n, x, n.integers("kernel_shape"));
  if (failed(w))
    return failure();
  if (llvm::any_of(w->dilations, [](int64_t dilation) { return dilation != 1; }))
    return n.fail("dilated windows are not supported");
  return w;
}

static LogicalResult importMaxPool(Node &n) {
  n.ignore({"storage_order"}); // of the second result
  Value x = n.input(0);
  FailureOr<SlidingWindow> w = readWindow(n, x);
  if (failed(w))
    return failure();
  if (n.wants(1))
    return n.fail("the places of the maxima are not there as a tensor");
  int64_t area = 1;
  for (auto [i, size] : llvm::enumerate(w->kernel)) {
    area *= size;
    if (w->low[i] >= size || w->high[i] >= size + w->strides[i])
      return n.fail("a window holds no pixel: pads reach " + Twine(w->low[i]) + " and " + Twine(w->high[i]) +
                    " beyond the image");
  }
  if (area > 256)
    return n.fail("windows of more than 256 pixels are not supported");
  auto pool = dl::MaxPool2DOp::create(n.b, w->toImage(n.b, x), w->pair(w->kernel, 1), w->pair(w->strides, 1),
                                      w->pair(w->low, 0), w->pair(w->high, 0));
  return n.give(w->fromImage(n.b, pool.getValues()));
}

/// How many pixels of each window count, along one spatial dimension.
static SmallVector<double> countAlong(const SlidingWindow &w, int64_t dim, int64_t size, bool countsPadding) {
  SmallVector<double> counts;
  int64_t padded = w.low[dim] + size + w.high[dim];
  int64_t first = countsPadding ? 0 : w.low[dim];
  int64_t last = countsPadding ? w.low[dim] + size + w.declaredHigh[dim] : w.low[dim] + size;
  for (int64_t start = 0; start + w.kernel[dim] <= padded; start += w.strides[dim])
    counts.push_back(static_cast<double>(std::max<int64_t>(std::min(start + w.kernel[dim], last) - std::max(start, first), 0)));
  return counts;
}

static LogicalResult importAveragePool(Node &n) {
  bool countsPadding = n.integer("count_include_pad", 0);
  Value x = n.input(0);
  FailureOr<SlidingWindow> w = readWindow(n, x);
  if (failed(w))
    return failure();
  Emitter &b = n.b;
  Value sums = w->fromImage(b, b.make<dl::SumPool2DOp>(w->toImage(b, x), w->pair(w->kernel, 1), w->pair(w->strides, 1),
                                                       w->pair(w->low, 0), w->pair(w->high, 0)));
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
    SmallVector<APFloat> factors;
    for (double count : counts) {
      APFloat factor(1 / count);
      bool losesInfo;
      factor.convert(cast<FloatType>(elementOf(x)).getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
      factors.push_back(factor);
    }
    auto type = RankedTensorType::get({static_cast<int64_t>(counts.size())}, elementOf(x));
    sums = b.mul(sums, b.alongDim(b.constant(DenseElementsAttr::get(type, factors)), 2 + dim, shapeOf(sums)));
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
  Value sums = w->fromImage(b, b.make<dl::SumPool2DOp>(w->toImage(b, powers), w->pair(w->kernel, 1), w->pair(w->strides, 1),
                                                       w->pair(w->low, 0), w->pair(w->high, 0)));
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
  };
  return table;
}
