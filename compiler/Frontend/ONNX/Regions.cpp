//===- Regions.cpp - Pixels of places that the data names -------------------===//
// Grids of places, and regions of interest. Each is a product of the image with weights, or a choice of pixels.
//===----------------------------------------------------------------------===//
#include "Operators.h"
#include "ShapeParts.h"

#include "llvm/ADT/Sequence.h"

#include <functional>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using dl::Predicate;

static Value clamp(Emitter &b, Value x, double low, double high) {
  return b.make<dl::ClampOp>(x.getType(), x, b.getF64FloatAttr(low), b.getF64FloatAttr(high));
}

/// 1 where low <= x <= high, else 0.
static Value isWithin(Emitter &b, Value x, double low, double high) {
  Value both = b.make<dl::AndOp>(b.compare(Predicate::GE, x, low), b.compare(Predicate::LE, x, high));
  return b.cast(both, elementOf(x));
}

//===- GridSample -------------------------------------------------------------===//

namespace {
/// A pixel's place along one dimension, as whole numbers, and what it counts.
struct Tap {
  Value place, weight;
};
struct Sampler {
  Emitter &b;
  std::string mode, padding;
  bool alignsCorners;

  Value reflect(Value x, int64_t size) const;
  SmallVector<Tap> taps(Value place, int64_t size) const;
  Tap tap(Value place, Value weight, int64_t size) const;
};
} // namespace

/// x turned back at the borders as often as it takes.
Value Sampler::reflect(Value x, int64_t size) const {
  double low = alignsCorners ? 0 : -0.5, span = static_cast<double>(alignsCorners ? size - 1 : size);
  if (span == 0)
    return b.like(x, 0);
  Value distance = b.make<dl::AbsOp>(b.sub(x, low));
  Value times = b.floor(b.div(distance, span)), rest = b.sub(distance, b.mul(times, span));
  Value half = b.mul(times, 0.5);
  Value isEven = b.compare(Predicate::EQ, b.floor(half), half);
  return b.add(b.select(isEven, rest, b.sub(b.like(rest, span), rest)), low);
}

Tap Sampler::tap(Value place, Value weight, int64_t size) const {
  double last = static_cast<double>(size - 1);
  if (padding == "zeros")
    weight = b.mul(weight, isWithin(b, place, 0, last));
  else if (padding == "reflection" && mode == "cubic")
    place = reflect(place, size);
  return {clamp(b, place, 0, last), weight};
}

SmallVector<Tap> Sampler::taps(Value x, int64_t size) const {
  double extent = static_cast<double>(size);
  x = alignsCorners ? b.mul(b.add(x, 1.0), (extent - 1) / 2) : b.mul(b.sub(b.mul(b.add(x, 1.0), extent), 1.0), 0.5);
  Value one = b.like(x, 1);
  // Cubic filters reach over the border before they are outside.
  Value isInside = b.compare(Predicate::GT, isWithin(b, x, alignsCorners ? 0 : -0.5, alignsCorners ? extent - 1 : extent - 0.5), 0.5);
  if (padding == "border")
    x = mode == "cubic" ? b.select(isInside, x, clamp(b, x, 0, extent - 1)) : clamp(b, x, 0, extent - 1);
  else if (padding == "reflection")
    x = reflect(x, size);
  if (mode == "nearest")
    return {tap(b.round(x), one, size)};
  Value low = b.floor(x), rest = b.sub(x, low);
  if (mode == "linear")
    return {tap(low, b.sub(one, rest), size), tap(b.add(low, 1.0), rest, size)};
  // Keys: Cubic Convolution Interpolation for Digital Image Processing, 1981, eq. 15.
  constexpr double a = -0.75;
  auto inner = [&](Value d) { return b.add(b.mul(b.mul(b.sub(b.mul(d, a + 2), a + 3), d), d), 1.0); };
  auto outer = [&](Value d) { return b.sub(b.mul(b.add(b.mul(b.sub(b.mul(d, a), 5 * a), d), 8 * a), d), 4 * a); };
  Value after = b.sub(one, rest);
  return {tap(b.sub(low, 1.0), outer(b.add(rest, 1.0)), size), tap(low, inner(rest), size),
          tap(b.add(low, 1.0), inner(after), size), tap(b.add(low, 2.0), outer(b.add(after, 1.0)), size)};
}

/// x [N, C, d…] at the places of grid [N, o…, k], whose last dimension counts from the innermost: [N, C, o…].
static LogicalResult importGridSample(Node &n) {
  Sampler sampler{n.b, n.text("mode", n.version < 20 ? "bilinear" : "linear"), n.text("padding_mode", "zeros"),
                  n.integer("align_corners", 0) != 0};
  Emitter &b = n.b;
  if (n.version < 20 && (sampler.mode == "bilinear" || sampler.mode == "bicubic"))
    sampler.mode = sampler.mode.substr(2);
  Value x = n.input(0), grid = x ? n.input(1) : Value();
  if (!grid || failed(n.needFloat(x)))
    return failure();
  int64_t rank = rankOf(x), spatial = rank - 2;
  if (rank < 3 || rankOf(grid) != rank || shapeOf(grid)[0] != shapeOf(x)[0] || shapeOf(grid).back() != spatial || !isFloat(grid) ||
      llvm::is_contained(shapeOf(x), 0))
    return n.fail("a grid of " + describe(grid) + " does not fit " + describe(x));
  if (sampler.mode != "linear" && sampler.mode != "nearest" && sampler.mode != "cubic")
    return n.fail("mode is '" + sampler.mode + "'");
  if (sampler.padding != "zeros" && sampler.padding != "border" && sampler.padding != "reflection")
    return n.fail("padding_mode is '" + sampler.padding + "'");
  grid = b.cast(grid, elementOf(x));
  SmallVector<int64_t> places(shapeOf(grid).drop_back());
  SmallVector<SmallVector<Tap>> taps;
  int64_t pixels = 1;
  for (int64_t dim = 0; dim < spatial; ++dim) {
    Value coordinate = b.reshape(b.slice(grid, rank - 1, spatial - 1 - dim, spatial - dim), places);
    taps.push_back(sampler.taps(coordinate, shapeOf(x)[2 + dim]));
    pixels *= shapeOf(x)[2 + dim];
  }
  // Rows of channels, one for each pixel.
  Value rows = b.moveDim(b.reshape(x, {shapeOf(x)[0], shapeOf(x)[1], pixels}), 1, 2);
  rows = b.reshape(rows, {shapeOf(x)[0] * pixels, shapeOf(x)[1]});
  Value image = b.alongDim(b.mul(b.iota(shapeOf(x)[0], b.getI64Type()), static_cast<double>(pixels)), 0, places);
  SmallVector<int64_t> sampled(places), dims = llvm::to_vector(llvm::seq<int64_t>(0, places.size()));
  sampled.push_back(shapeOf(x)[1]);
  Value sum;
  std::function<void(int64_t, Value, Value)> visit = [&](int64_t dim, Value row, Value weight) {
    if (dim < spatial) {
      for (const Tap &tap : taps[dim]) {
        Value place = b.cast(tap.place, b.getI64Type());
        visit(dim + 1, row ? b.add(b.mul(row, static_cast<double>(shapeOf(x)[2 + dim])), place) : place,
              weight ? b.mul(weight, tap.weight) : tap.weight);
      }
      return;
    }
    Value values = b.make<dl::GatherOp>(rows, b.add(image, row));
    values = b.mul(values, b.make<dl::BroadcastOp>(RankedTensorType::get(sampled, elementOf(x)), weight, dims));
    sum = sum ? b.add(sum, values) : values;
  };
  visit(0, {}, {});
  return n.give(b.moveDim(sum, rank - 1, 1));
}

/// Where the pixels of an image of that size come from under theta [N, k, k + 1]: [N, d…, k].
static LogicalResult importAffineGrid(Node &n) {
  bool alignsCorners = n.integer("align_corners", 0);
  Value theta = n.input(0);
  FailureOr<SmallVector<int64_t>> size = n.integers(1, "the size");
  if (failed(size) || failed(n.needFloat(theta)))
    return failure();
  int64_t spatial = static_cast<int64_t>(size->size()) - 2, pixels = 1;
  bool fits = (spatial == 2 || spatial == 3) && rankOf(theta) == 3 && shapeOf(theta)[1] == spatial &&
              shapeOf(theta)[2] == spatial + 1 && shapeOf(theta)[0] == (*size)[0];
  for (int64_t dim = 0; fits && dim < spatial; ++dim) {
    fits = (*size)[2 + dim] >= 1 && (*size)[2 + dim] <= kMostIndices / 4 / pixels;
    pixels *= fits ? (*size)[2 + dim] : 1;
  }
  if (!fits)
    return n.fail("theta " + describe(theta) + " does not fit images " + describe(*size));
  // Rows x, y (, z), 1 for each pixel.
  SmallVector<double> base(pixels * (spatial + 1), 1);
  for (int64_t pixel = 0; pixel < pixels; ++pixel)
    for (int64_t dim = spatial, rest = pixel; dim-- > 0;) {
      int64_t extent = (*size)[2 + dim];
      double at = static_cast<double>(rest % extent);
      rest /= extent;
      base[pixel * (spatial + 1) + spatial - 1 - dim] =
          !alignsCorners ? (2 * at + 1) / static_cast<double>(extent) - 1
                         : extent == 1 ? -1 : 2 * at / static_cast<double>(extent - 1) - 1;
    }
  Emitter &b = n.b;
  int64_t images = shapeOf(theta)[0];
  Value rows = b.reshape(theta, {images * spatial, spatial + 1});
  Value places = b.make<dl::MatmulOp>(rows, b.numbers({pixels, spatial + 1}, base, elementOf(theta)), false, true);
  SmallVector<int64_t> shape{images};
  llvm::append_range(shape, ArrayRef<int64_t>(*size).drop_front(2));
  shape.push_back(spatial);
  return n.give(b.reshape(b.moveDim(b.reshape(places, {images, spatial, pixels}), 1, 2), shape));
}

//===- Regions of interest ----------------------------------------------------===//

/// Column `index` of rows [R, n], as [R].
static Value column(Emitter &b, Value rows, int64_t index) {
  return b.reshape(b.slice(rows, 1, index, index + 1), {shapeOf(rows)[0]});
}

/// How many samples of each bin, along one dimension, each region takes: a number for all, or one for each bin's
/// pixel, which the regions' values must be known for.
static FailureOr<SmallVector<double>> sampleCounts(Node &n, int64_t ratio, double scale, bool isHalf, int64_t low, int64_t bins) {
  int64_t regions = shapeOf(n.input(1))[0];
  if (ratio > 0)
    return SmallVector<double>(regions, static_cast<double>(ratio));
  FailureOr<SmallVector<double>> values = n.numbers(1, "the list of regions (sampling_ratio is 0)");
  if (failed(values))
    return failure();
  SmallVector<double> counts;
  for (int64_t i = 0; i < regions; ++i) {
    double extent = ((*values)[4 * i + low + 2] - (*values)[4 * i + low]) * scale;
    counts.push_back(std::max(std::ceil((isHalf ? extent : std::max(extent, 1.0)) / static_cast<double>(bins)), 1.0));
    if (!(counts.back() <= 1 << 12))
      return n.fail("a region is too large");
  }
  return counts;
}

/// What each pixel of a dimension counts for each bin: [R, bins, size]. Bilinear interpolation has the weight
/// 1 - |distance| where that is positive.
static Value binWeights(Emitter &b, Value start, Value extent, ArrayRef<double> counts, int64_t bins, int64_t size) {
  Type element = elementOf(start);
  int64_t regions = shapeOf(start)[0], most = static_cast<int64_t>(*llvm::max_element(counts));
  SmallVector<int64_t> samples{regions, bins, most}, all{regions, bins, most, size};
  Value count = b.alongDim(b.numbers({regions}, counts, element), 0, samples);
  Value bin = b.alongDim(b.div(extent, static_cast<double>(bins)), 0, samples);
  Value sample = b.alongDim(b.iota(most, element), 2, samples);
  Value within = b.div(b.add(sample, 0.5), count);
  Value place = b.add(b.alongDim(start, 0, samples), b.mul(bin, b.add(b.alongDim(b.iota(bins, element), 1, samples), within)));
  Value share = b.div(isWithin(b, place, -1, static_cast<double>(size)), count);
  share = b.select(b.compare(Predicate::LT, sample, count), share, b.like(share, 0));
  place = clamp(b, place, 0, static_cast<double>(size - 1));
  auto spread = [&](Value x) { return b.make<dl::BroadcastOp>(RankedTensorType::get(all, element), x, ArrayRef<int64_t>{0, 1, 2}); };
  Value distance = b.make<dl::AbsOp>(b.sub(spread(place), b.alongDim(b.iota(size, element), 3, all)));
  Value weight = b.make<dl::ReluOp>(b.sub(b.like(distance, 1), distance));
  return b.make<dl::ReduceSumOp>(b.mul(weight, spread(share)), ArrayRef<int64_t>{2});
}

/// He et al.: Mask R-CNN, 2017: the mean of samples in each bin of each region, [R, C, bins…].
static LogicalResult importRoiAlign(Node &n) {
  bool isHalf = n.version >= 16 && n.text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
  std::string mode = n.text("mode", "avg");
  int64_t height = n.integer("output_height", 1), width = n.integer("output_width", 1), ratio = n.integer("sampling_ratio", 0);
  double scale = n.number("spatial_scale", 1);
  Value x = n.input(0), regions = x ? n.input(1) : Value(), images = regions ? n.input(2) : Value();
  if (!images || failed(n.needFloat(x)))
    return failure();
  if (mode != "avg")
    return n.fail("mode '" + mode + "' is not supported");
  if (rankOf(x) != 4 || rankOf(regions) != 2 || shapeOf(regions)[1] != 4 || elementOf(regions) != elementOf(x) ||
      shapeOf(images) != shapeOf(regions).take_front(1) || !elementOf(images).isInteger(64) || !sizeOf(x) || !sizeOf(regions))
    return n.fail("regions " + describe(regions) + " of images " + describe(images) + " do not fit " + describe(x));
  if (height < 1 || width < 1 || ratio < 0 || std::max({height, width, ratio}) > 1 << 12)
    return n.fail("cannot make bins of " + Twine(height) + " by " + Twine(width) + " with " + Twine(ratio) + " samples");
  Emitter &b = n.b;
  auto weights = [&](int64_t low, int64_t bins, int64_t size) -> FailureOr<Value> {
    FailureOr<SmallVector<double>> counts = sampleCounts(n, ratio, scale, isHalf, low, bins);
    if (failed(counts))
      return failure();
    Value start = b.mul(column(b, regions, low), scale), extent = b.sub(b.mul(column(b, regions, low + 2), scale), start);
    if (!isHalf)
      extent = b.make<dl::MaxOp>(extent, b.like(extent, 1));
    return binWeights(b, isHalf ? b.sub(start, 0.5) : start, extent, *counts, bins, size);
  };
  int64_t count = shapeOf(regions)[0], channels = shapeOf(x)[1], rows = shapeOf(x)[2], columns = shapeOf(x)[3];
  FailureOr<Value> across = weights(0, width, columns), down = weights(1, height, rows);
  if (failed(across) || failed(down))
    return failure();
  Value chosen = b.reshape(gatherRows(b, x, images), {count, channels * rows, columns});
  Value narrow = b.reshape(b.make<dl::MatmulOp>(chosen, *across, false, true), {count, channels, rows, width});
  narrow = b.reshape(b.transpose(narrow, {0, 2, 1, 3}), {count, rows, channels * width});
  Value result = b.reshape(b.make<dl::MatmulOp>(*down, narrow), {count, height, channels, width});
  return n.give(b.transpose(result, {0, 2, 1, 3}));
}

/// Which pixels of a dimension belong to each bin: [R, bins, size].
static Value binMask(Emitter &b, Value start, Value end, int64_t bins, int64_t size) {
  Type element = elementOf(start);
  SmallVector<int64_t> shape{shapeOf(start)[0], bins}, all{shapeOf(start)[0], bins, size};
  Value extent = b.make<dl::MaxOp>(b.add(b.sub(end, start), 1.0), b.like(start, 1));
  Value bin = b.alongDim(b.div(extent, static_cast<double>(bins)), 0, shape), index = b.alongDim(b.iota(bins, element), 1, shape);
  Value first = b.floor(b.mul(index, bin)), last = b.neg(b.floor(b.neg(b.mul(b.add(index, 1.0), bin))));
  auto spread = [&](Value x) {
    x = b.add(x, b.alongDim(start, 0, shape));
    return b.make<dl::BroadcastOp>(RankedTensorType::get(all, element), x, ArrayRef<int64_t>{0, 1});
  };
  Value pixel = b.alongDim(b.iota(size, element), 2, all);
  return b.make<dl::AndOp>(b.compare(Predicate::GE, pixel, spread(first)), b.compare(Predicate::LT, pixel, spread(last)));
}

/// The maxima of rows [.., size] where mask [R, bins, size] holds: [R, k, bins] of x [R, k, size].
static Value maskedMaximum(Emitter &b, Value x, Value mask) {
  SmallVector<int64_t> all{shapeOf(x)[0], shapeOf(x)[1], shapeOf(mask)[1], shapeOf(x)[2]};
  Value pixels = b.make<dl::BroadcastOp>(RankedTensorType::get(all, elementOf(x)), x, ArrayRef<int64_t>{0, 1, 3});
  Value counts = b.make<dl::BroadcastOp>(RankedTensorType::get(all, b.getI1Type()), mask, ArrayRef<int64_t>{0, 2, 3});
  return b.make<dl::ReduceMaxOp>(b.select(counts, pixels, b.like(pixels, -HUGE_VAL)), ArrayRef<int64_t>{3});
}

/// Girshick: Fast R-CNN, 2015: the maximum of each bin of each region, whose rows are image, x1, y1, x2, y2; 0 of
/// a bin without pixels.
static LogicalResult importMaxRoiPool(Node &n) {
  SmallVector<int64_t> bins = n.integers("pooled_shape");
  double scale = n.number("spatial_scale", 1);
  Value x = n.input(0), regions = x ? n.input(1) : Value();
  if (!regions || failed(n.needFloat(x)))
    return failure();
  if (rankOf(x) != 4 || rankOf(regions) != 2 || shapeOf(regions)[1] != 5 || elementOf(regions) != elementOf(x) || !sizeOf(x) ||
      !sizeOf(regions) || bins.size() != 2 || bins[0] < 1 || bins[1] < 1 || std::max(bins[0], bins[1]) > 1 << 12)
    return n.fail("regions " + describe(regions) + " and bins " + describe(bins) + " do not fit " + describe(x));
  Emitter &b = n.b;
  auto mask = [&](int64_t low, int64_t count, int64_t size) {
    auto pixel = [&](int64_t index) { return b.floor(b.add(b.mul(column(b, regions, index), scale), 0.5)); };
    return binMask(b, pixel(low), pixel(low + 2), count, size);
  };
  int64_t count = shapeOf(regions)[0], channels = shapeOf(x)[1], rows = shapeOf(x)[2], columns = shapeOf(x)[3];
  Value chosen = gatherRows(b, x, b.cast(column(b, regions, 0), b.getI64Type()));
  Value narrow = maskedMaximum(b, b.reshape(chosen, {count, channels * rows, columns}), mask(1, bins[1], columns));
  narrow = b.moveDim(b.reshape(narrow, {count, channels, rows, bins[1]}), 2, 3);
  Value result = maskedMaximum(b, b.reshape(narrow, {count, channels * bins[1], rows}), mask(2, bins[0], rows));
  result = b.moveDim(b.reshape(result, {count, channels, bins[1], bins[0]}), 2, 3);
  return n.give(b.select(b.compare(Predicate::NE, result, -HUGE_VAL), result, b.like(result, 0)));
}

ArrayRef<Operator> importer::regionOperators() {
  static const Operator table[] = {
      {"AffineGrid", 20, importAffineGrid},
      {"GridSample", 16, importGridSample},
      {"MaxRoiPool", 1, importMaxRoiPool},
      {"RoiAlign", 10, importRoiAlign},
  };
  return table;
}
