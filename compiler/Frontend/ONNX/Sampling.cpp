//===- Sampling.cpp - Padding and resizing ----------------------------------===//
#include "Operators.h"
#include "ShapeParts.h"

#include "llvm/ADT/Sequence.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

//===- Pad --------------------------------------------------------------------===//

/// The pixel that stands at `at`, outside [0, size), in one of the modes that repeat the image; -1 if none.
static int64_t pixelAt(int64_t at, int64_t size, StringRef mode) {
  if (mode == "edge")
    return std::clamp<int64_t>(at, 0, size - 1);
  if (mode == "wrap")
    return ((at % size) + size) % size;
  int64_t period = 2 * (size - 1); // reflect
  if (period == 0)
    return 0;
  at = ((at % period) + period) % period;
  return at < size ? at : period - at;
}

/// pads: what to add before each axis, then what after it; negative numbers take away.
static LogicalResult pad(Node &n, Value x, ArrayRef<int64_t> axes, ArrayRef<int64_t> pads, StringRef mode, double value) {
  if (pads.size() != 2 * axes.size())
    return n.fail(Twine(pads.size()) + " pads do not fit " + Twine(axes.size()) + " axes");
  if (mode != "constant" && mode != "reflect" && mode != "edge" && mode != "wrap")
    return n.fail("mode is '" + mode + "'");
  if (sizeOf(x) == 0)
    return n.fail("cannot pad " + describe(x));
  FailureOr<SmallVector<int64_t>> sorted = n.axes(axes, rankOf(x)); // checks them
  if (failed(sorted))
    return failure();
  SmallVector<int64_t> lows(rankOf(x), 0), highs(rankOf(x), 0);
  for (auto [i, given] : llvm::enumerate(axes)) {
    int64_t axis = *n.axis(given, rankOf(x)), low = pads[i], high = pads[axes.size() + i], size = shapeOf(x)[axis];
    if (std::abs(low) > kMostElements || std::abs(high) > kMostElements || low + size + high < 1 ||
        (low + size + high) > kMostElements / (sizeOf(x) / size))
      return n.fail("cannot pad dimension " + Twine(axis) + " of " + describe(x) + " by " + Twine(low) + " and " + Twine(high));
    // What is taken away goes first.
    int64_t from = std::max<int64_t>(-low, 0), to = size - std::max<int64_t>(-high, 0);
    if (from >= to)
      return n.fail("padding leaves nothing of dimension " + Twine(axis) + " of " + describe(x));
    if (mode == "constant") {
      lows[axis] = std::max<int64_t>(low, 0);
      highs[axis] = std::max<int64_t>(high, 0);
      if (from || to != size)
        x = n.b.slice(x, axis, from, to);
      continue;
    }
    if (low + size + high > kMostIndices)
      return n.fail("dimension " + Twine(axis) + " of " + describe(x) + " would be too long");
    SmallVector<int64_t> indices;
    for (int64_t at = -low; at < size + high; ++at)
      indices.push_back(pixelAt(at, size, mode));
    x = take(n.b, x, axis, indices);
  }
  if (llvm::all_of(lows, [](int64_t low) { return !low; }) && llvm::all_of(highs, [](int64_t high) { return !high; }))
    return n.give(x);
  return n.give(n.b.make<dl::PadOp>(x, lows, highs, value));
}

static LogicalResult importPad2(Node &n) {
  std::string mode = n.text("mode", "constant");
  SmallVector<int64_t> pads = n.integers("pads");
  double value = n.number("value", 0);
  Value x = n.input(0);
  return x ? pad(n, x, llvm::to_vector(llvm::seq<int64_t>(0, rankOf(x))), pads, mode, value) : failure();
}

static LogicalResult importPad(Node &n) {
  std::string mode = n.text("mode", "constant");
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> pads = n.integers(1, "the list of pads");
  if (!x || failed(pads))
    return failure();
  double value = 0;
  if (n.has(2) && mode == "constant") {
    FailureOr<SmallVector<double>> given = n.numbers(2, "the value");
    if (failed(given) || given->size() != 1)
      return failed(given) ? failure() : n.fail("the value is one number");
    value = (*given)[0];
  }
  FailureOr<SmallVector<int64_t>> axes = llvm::to_vector(llvm::seq<int64_t>(0, rankOf(x)));
  if (n.has(3))
    axes = n.integers(3, "the list of axes");
  return failed(axes) ? failure() : pad(n, x, *axes, *pads, mode, value);
}

/// Cuts from the middle, or pads around it, to the sizes of the shape.
static LogicalResult importCenterCropPad(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> shape = n.integers(1, "the shape");
  if (!x || failed(shape))
    return failure();
  SmallVector<int64_t> axes = n.integers("axes", llvm::to_vector(llvm::seq<int64_t>(0, rankOf(x)))), pads(2 * axes.size());
  FailureOr<SmallVector<int64_t>> sorted = n.axes(axes, rankOf(x));
  if (failed(sorted))
    return failure();
  if (shape->size() != axes.size())
    return n.fail("shape " + describe(*shape) + " does not fit " + Twine(axes.size()) + " axes");
  for (size_t i = 0; i < axes.size(); ++i) {
    int64_t more = (*shape)[i] - shapeOf(x)[*n.axis(axes[i], rankOf(x))];
    // Of an odd number, the larger half is after the image; cutting leaves it before.
    pads[i] = more >= 0 ? more / 2 : -(-more / 2);
    pads[axes.size() + i] = more - pads[i];
  }
  return pad(n, x, axes, pads, "constant", 0);
}

//===- Resize -----------------------------------------------------------------===//

namespace {
struct Resize {
  std::string mode, coordinates, nearest;
  double cubic = -0.75, extrapolation = 0;
  bool antialias = false, excludeOutside = false;
};
/// One axis: sizes before and after, and the part of the image that is taken.
struct ResizedAxis {
  int64_t from, to;
  double scale, start = 0, end = 1;
};
} // namespace

/// The place in the image that pixel `at` of the result comes from.
static double sourceOf(const Resize &r, const ResizedAxis &axis, double at) {
  double from = axis.from, to = axis.to, scale = axis.scale;
  // The corners are those of an image of the size that the scale gives, before it is rounded down.
  double exact = from * scale;
  if (r.coordinates == "asymmetric")
    return at / scale;
  if (r.coordinates == "align_corners")
    return exact == 1 ? 0 : at * (from - 1) / (exact - 1);
  if (r.coordinates == "pytorch_half_pixel" && to == 1)
    return -0.5;
  if (r.coordinates == "half_pixel_symmetric") {
    double adjustment = to / (scale * from), centre = from / 2;
    return centre * (1 - adjustment) + (at + 0.5) / scale - 0.5;
  }
  if (r.coordinates == "tf_crop_and_resize")
    return to > 1 ? axis.start * (from - 1) + at * (axis.end - axis.start) * (from - 1) / (to - 1)
                  : 0.5 * (axis.start + axis.end) * (from - 1);
  return (at + 0.5) / scale - 0.5; // half_pixel, pytorch_half_pixel
}

static double roundAs(StringRef mode, double x) {
  if (mode == "round_prefer_ceil")
    return std::floor(x + 0.5);
  if (mode == "floor")
    return std::floor(x);
  if (mode == "ceil")
    return std::ceil(x);
  return std::ceil(x - 0.5); // round_prefer_floor
}

/// Keys: Cubic Convolution Interpolation for Digital Image Processing, 1981, eq. 15.
static double cubicWeight(double x, double a) {
  x = std::fabs(x);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/// What each pixel of the image counts for pixel `at` of the result.
static SmallVector<double> weightsOf(const Resize &r, const ResizedAxis &axis, int64_t at) {
  SmallVector<double> weights(axis.from, 0);
  double source = sourceOf(r, axis, static_cast<double>(at)), last = static_cast<double>(axis.from - 1);
  auto pixel = [&](double place) { return static_cast<int64_t>(std::clamp(place, 0.0, last)); };
  if (r.mode == "nearest") {
    weights[pixel(roundAs(r.nearest, source))] = 1;
    return weights;
  }
  // The filter is as wide as a pixel of the result, if it is to suppress aliases.
  double stretch = r.antialias ? std::min(axis.scale, 1.0) : 1, reach = (r.mode == "linear" ? 1 : 2) / stretch, total = 0;
  for (double place = std::floor(source - reach) + 1; place < source + reach + 1; ++place) {
    double distance = (place - source) * stretch;
    double weight = r.mode == "linear" ? std::max(0.0, 1 - std::fabs(distance)) : cubicWeight(distance, r.cubic);
    bool isOutside = place < 0 || place > last;
    if (isOutside && r.excludeOutside)
      continue;
    weights[pixel(place)] += weight;
    total += weight;
  }
  if (total != 0 && (r.excludeOutside || r.antialias))
    for (double &weight : weights)
      weight /= total;
  return weights;
}

/// x resized along one axis: a product with a matrix of weights, or rows that are chosen.
static Value resizeAxis(Emitter &b, Value x, int64_t dim, const Resize &r, const ResizedAxis &axis) {
  SmallVector<int64_t> chosen;
  SmallVector<double> matrix(axis.from * axis.to), outside(axis.to, 0);
  for (int64_t at = 0; at < axis.to; ++at) {
    double source = sourceOf(r, axis, static_cast<double>(at));
    if (r.coordinates == "tf_crop_and_resize" && (source < 0 || source > static_cast<double>(axis.from - 1)))
      outside[at] = 1;
    for (auto [i, weight] : llvm::enumerate(weightsOf(r, axis, at))) {
      if (r.mode == "nearest" && weight != 0)
        chosen.push_back(i);
      matrix[i * axis.to + at] = outside[at] ? 0 : weight;
    }
  }
  bool anyOutside = llvm::is_contained(outside, 1.0);
  if (r.mode == "nearest" && !anyOutside)
    return take(b, x, dim, chosen);
  Value rows = b.moveDim(x, dim, rankOf(x) - 1);
  SmallVector<int64_t> shape(shapeOf(rows));
  shape.back() = axis.to;
  Value flat = b.reshape(rows, {sizeOf(rows) / axis.from, axis.from});
  Value result = b.reshape(b.make<dl::MatmulOp>(flat, b.numbers({axis.from, axis.to}, matrix, elementOf(x))), shape);
  if (anyOutside) {
    Value isOutside = b.compare(dl::Predicate::GT, b.alongDim(b.numbers({axis.to}, outside, elementOf(x)), rankOf(x) - 1, shape), 0.5);
    result = b.select(isOutside, b.like(result, r.extrapolation), result);
  }
  return b.moveDim(result, rankOf(x) - 1, dim);
}

/// Reads the scale or the size of each of the axes.
static FailureOr<SmallVector<ResizedAxis>> readAxes(Node &n, Value x, ArrayRef<int64_t> axes, unsigned scalesAt, unsigned sizesAt) {
  std::string policy = n.text("keep_aspect_ratio_policy", "stretch");
  SmallVector<ResizedAxis> result;
  SmallVector<double> scales;
  SmallVector<int64_t> sizes;
  if (n.has(sizesAt)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(sizesAt, "the list of sizes");
    if (failed(given))
      return failure();
    sizes = *given;
  }
  if (sizes.empty()) {
    FailureOr<SmallVector<double>> given = n.numbers(scalesAt, "the list of scales");
    if (failed(given))
      return failure();
    scales = *given;
  }
  if ((sizes.empty() ? scales.size() : sizes.size()) != axes.size())
    return n.fail("scales or sizes do not fit " + Twine(axes.size()) + " axes of " + describe(x));
  double common = policy == "not_larger" ? HUGE_VAL : 0;
  for (size_t i = 0; i < axes.size() && !sizes.empty(); ++i) {
    double scale = static_cast<double>(sizes[i]) / static_cast<double>(std::max<int64_t>(shapeOf(x)[axes[i]], 1));
    common = policy == "not_larger" ? std::min(common, scale) : std::max(common, scale);
  }
  int64_t count = 1;
  for (size_t i = 0; i < axes.size(); ++i) {
    ResizedAxis axis;
    axis.from = shapeOf(x)[axes[i]];
    double from = static_cast<double>(axis.from), size;
    if (sizes.empty()) {
      axis.scale = scales[i];
      size = std::floor(from * axis.scale);
    } else if (policy == "stretch") {
      size = static_cast<double>(sizes[i]);
      axis.scale = size / from;
    } else {
      axis.scale = common;
      size = std::floor(from * common + 0.5);
    }
    if (!(axis.scale > 0) || !(size >= 1) || size > 0x1p31 || axis.from < 1 || count > kMostElements / static_cast<int64_t>(size))
      return n.fail("cannot resize dimension " + Twine(axes[i]) + " of " + describe(x));
    axis.to = static_cast<int64_t>(size);
    count *= axis.to;
    // A matrix of weights is part of the program.
    if (axis.from * axis.to > kMostIndices)
      return n.fail("dimension " + Twine(axes[i]) + " of " + describe(x) + " is too large to be resized");
    result.push_back(axis);
  }
  return result;
}

static LogicalResult resize(Node &n, const Resize &r, unsigned scalesAt, unsigned sizesAt, unsigned regionAt) {
  Value x = n.input(0);
  if (!x)
    return failure();
  if (sizeOf(x) == 0 || (!isFloat(x) && r.mode != "nearest"))
    return n.fail("cannot resize " + describe(x));
  SmallVector<int64_t> given = n.integers("axes", llvm::to_vector(llvm::seq<int64_t>(0, rankOf(x)))), axes;
  if (failed(n.axes(given, rankOf(x))))
    return failure();
  for (int64_t axis : given)
    axes.push_back(*n.axis(axis, rankOf(x)));
  FailureOr<SmallVector<ResizedAxis>> resized = readAxes(n, x, axes, scalesAt, sizesAt);
  if (failed(resized))
    return failure();
  if (r.coordinates == "tf_crop_and_resize") {
    FailureOr<SmallVector<double>> region = n.numbers(regionAt, "the region");
    if (failed(region) || region->size() != 2 * axes.size())
      return failed(region) ? failure() : n.fail("the region does not fit " + Twine(axes.size()) + " axes");
    for (size_t i = 0; i < axes.size(); ++i) {
      (*resized)[i].start = (*region)[i];
      (*resized)[i].end = (*region)[axes.size() + i];
    }
  }
  for (auto [axis, how] : llvm::zip_equal(axes, *resized)) {
    bool isSame = how.from == how.to && how.scale == 1 && r.coordinates != "tf_crop_and_resize";
    if (!isSame)
      x = resizeAxis(n.b, x, axis, r, how);
  }
  return n.give(x);
}

static LogicalResult importResize(Node &n) {
  Resize r;
  r.mode = n.text("mode", "nearest");
  r.coordinates = n.text("coordinate_transformation_mode", "half_pixel");
  r.nearest = n.text("nearest_mode", "round_prefer_floor");
  r.cubic = n.number("cubic_coeff_a", -0.75);
  r.extrapolation = n.number("extrapolation_value", 0);
  r.antialias = n.integer("antialias", 0);
  r.excludeOutside = n.integer("exclude_outside", 0);
  if (r.mode != "nearest" && r.mode != "linear" && r.mode != "cubic")
    return n.fail("mode is '" + r.mode + "'");
  static constexpr StringRef known[] = {"half_pixel",           "pytorch_half_pixel", "asymmetric",
                                        "align_corners",        "tf_crop_and_resize", "half_pixel_symmetric"};
  if (!llvm::is_contained(known, r.coordinates))
    return n.fail("coordinate_transformation_mode is '" + r.coordinates + "'");
  return resize(n, r, 2, 3, 1);
}

/// Of versions 9 (as Upsample) and 10, whose places are those of "asymmetric" and "floor".
static LogicalResult importResize10(Node &n) {
  Resize r;
  r.mode = n.text("mode", "nearest");
  r.coordinates = "asymmetric";
  r.nearest = "floor";
  if (r.mode == "bilinear")
    r.mode = "linear";
  if (r.mode != "nearest" && r.mode != "linear")
    return n.fail("mode is '" + r.mode + "'");
  return resize(n, r, 1, 3, 3);
}

ArrayRef<Operator> importer::samplingOperators() {
  static const Operator table[] = {
      {"CenterCropPad", 18, importCenterCropPad},
      {"Pad", 2, importPad2},
      {"Pad", 11, importPad},
      {"Resize", 10, importResize10},
      {"Resize", 11, importResize},
      {"Upsample", 9, importResize10},
  };
  return table;
}
