//===- Convolution.cpp - Convolutions ---------------------------------------===//
#include "Operators.h"
#include "Products.h"
#include "ShapeParts.h"
#include "Volumes.h"
#include "Windows.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// result [N, C, …] + bias [C]
static LogicalResult giveWithBias(Node &n, Value result, unsigned index) {
  if (n.has(index)) {
    Value bias = n.input(index);
    if (!bias)
      return failure();
    if (elementOf(bias) != elementOf(result) || shapeOf(bias) != shapeOf(result).slice(1, 1))
      return n.fail("a bias of " + describe(bias) + " does not fit " + describe(result));
    result = n.b.add(result, n.b.alongDim(bias, 1, shapeOf(result)));
  }
  return n.give(result);
}

Value importer::convolve(Node &n, Value x, Value filter) {
  int64_t groups = n.integer("group", 1);
  if (failed(needImage(n, x)))
    return {};
  ArrayRef<int64_t> shape = shapeOf(filter);
  auto wrong = [&](const Twine &reason) {
    (void)n.fail(reason);
    return Value();
  };
  if (groups < 1 || rankOf(filter) != rankOf(x) || elementOf(filter) != elementOf(x) || shapeOf(x)[1] != shape[1] * groups ||
      shape[0] % groups)
    return wrong("filters " + describe(filter) + " in " + Twine(groups) + " groups do not fit " + describe(x));
  SmallVector<int64_t> own(shape.drop_front(2)), kernel = n.integers("kernel_shape", own);
  if (kernel != own)
    return wrong("kernel_shape " + describe(kernel) + " is not that of filters " + describe(filter));
  FailureOr<SlidingWindow> w = SlidingWindow::read(n, x, kernel);
  if (failed(w))
    return {};
  if (w->spatial == 3 && w->kernel[0] > kMostSlices)
    return wrong("filters " + describe(filter) + " are too deep");
  if (w->spatial == 3)
    return convolveVolume(n.b, x, filter, *w, groups);
  Value y = n.b.make<dl::Conv2DOp>(w->toImage(n.b, x), w->toImage(n.b, filter), w->pair(w->strides, 1), w->pair(w->low, 0),
                                   w->pair(w->high, 0), w->pair(w->dilations, 1), groups);
  return w->fromImage(n.b, y);
}

static LogicalResult importConv(Node &n) {
  Value x = n.input(0), filter = x ? n.input(1) : Value(), y = filter ? convolve(n, x, filter) : Value();
  return y ? giveWithBias(n, y, 2) : failure();
}

/// The adjoint of a convolution, from its result's images to its input's.
static LogicalResult importConvTranspose(Node &n) {
  int64_t groups = n.integer("group", 1);
  Value x = n.input(0), filter = x ? n.input(1) : Value();
  if (!filter || failed(needImage(n, x)))
    return failure();
  ArrayRef<int64_t> shape = shapeOf(filter);
  if (groups < 1 || rankOf(filter) != rankOf(x) || elementOf(filter) != elementOf(x) || shapeOf(x)[1] != shape[0] ||
      shape[0] % groups)
    return n.fail("filters " + describe(filter) + " in " + Twine(groups) + " groups do not fit " + describe(x));
  SmallVector<int64_t> own(shape.drop_front(2)), kernel = n.integers("kernel_shape", own);
  if (kernel != own)
    return n.fail("kernel_shape " + describe(kernel) + " is not that of filters " + describe(filter));
  FailureOr<SlidingWindow> w = SlidingWindow::readPlain(n, x, kernel);
  std::string automatic = n.text("auto_pad", "NOTSET");
  if (failed(w))
    return failure();
  int64_t spatial = w->spatial;
  SmallVector<int64_t> pads = n.integers("pads", SmallVector<int64_t>(2 * spatial, 0));
  SmallVector<int64_t> extra = n.integers("output_padding", SmallVector<int64_t>(spatial, 0));
  SmallVector<int64_t> wanted = n.integers("output_shape");
  if (!wanted.empty() && static_cast<int64_t>(wanted.size()) != spatial)
    wanted.erase(wanted.begin(), wanted.end() - std::min<size_t>(wanted.size(), spatial));
  bool isSame = automatic == "SAME_UPPER" || automatic == "SAME_LOWER";
  if (static_cast<int64_t>(pads.size()) != 2 * spatial || static_cast<int64_t>(extra.size()) != spatial ||
      (!wanted.empty() && static_cast<int64_t>(wanted.size()) != spatial))
    return n.fail("pads, output_padding or output_shape do not fit " + describe(x));
  SmallVector<int64_t> image;
  for (int64_t i = 0; i < spatial; ++i) {
    int64_t size = shapeOf(x)[2 + i], full = w->strides[i] * (size - 1) + extra[i] + w->dilations[i] * (w->kernel[i] - 1) + 1;
    w->low[i] = pads[i];
    w->high[i] = pads[spatial + i];
    if (!wanted.empty() || isSame) {
      int64_t total = full - (wanted.empty() ? size * w->strides[i] : wanted[i]);
      w->low[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
      if (automatic == "NOTSET")
        w->low[i] = total / 2;
      w->high[i] = total - w->low[i];
    } else if (automatic == "VALID") {
      w->low[i] = w->high[i] = 0;
    }
    image.push_back(full - w->low[i] - w->high[i]);
    // What the output padding adds is outside the windows of the convolution that this is the adjoint of.
    if (image.back() < 1 || w->low[i] < 0 || w->high[i] < 0 || extra[i] < 0 || extra[i] >= std::max(w->strides[i], w->dilations[i]))
      return n.fail("the image would be " + Twine(image.back()) + " wide, with padding of " + Twine(w->low[i]) + " and " +
                    Twine(w->high[i]) + " and output padding of " + Twine(extra[i]));
    if (extra[i] >= w->strides[i])
      return n.fail("an output padding of " + Twine(extra[i]) + " with a stride of " + Twine(w->strides[i]) + " is not supported");
  }
  SmallVector<int64_t> result{shapeOf(x)[0], shape[1] * groups};
  if (spatial == 3) {
    if (w->kernel[0] > kMostSlices)
      return n.fail("filters " + describe(filter) + " are too deep");
    llvm::append_range(result, image);
    return giveWithBias(n, spreadVolume(n.b, x, filter, *w, groups, result), 2);
  }
  if (spatial == 1)
    result.push_back(1);
  llvm::append_range(result, image);
  Value y = n.b.make<dl::Conv2DInputGradientOp>(RankedTensorType::get(result, elementOf(x)), w->toImage(n.b, x),
                                                w->toImage(n.b, filter), w->pair(w->strides, 1), w->pair(w->low, 0),
                                                w->pair(w->high, 0), w->pair(w->dilations, 1), groups);
  return giveWithBias(n, w->fromImage(n.b, y), 2);
}

/// Adds the columns of blocks [N, C block, places] up to images [N, C, image]: the adjoint of cutting images into
/// blocks.
static LogicalResult importCol2Im(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> image = n.integers(1, "the shape of the image"), block = n.integers(2, "the shape of a block");
  if (failed(image) || failed(block) || failed(n.needFloat(x)))
    return failure();
  size_t spatial = image->size();
  SmallVector<int64_t> ones(spatial, 1), strides = n.integers("strides", ones), dilations = n.integers("dilations", ones);
  SmallVector<int64_t> pads = n.integers("pads", SmallVector<int64_t>(2 * spatial, 0));
  bool fits = rankOf(x) == 3 && spatial && block->size() == spatial && strides.size() == spatial &&
              dilations.size() == spatial && pads.size() == 2 * spatial;
  SmallVector<int64_t> places;
  int64_t pixels = 1, size = 1, blocks = 1;
  for (size_t i = 0; fits && i < spatial; ++i) {
    for (int64_t value : {(*image)[i], (*block)[i], strides[i], dilations[i], pads[i] + 1, pads[spatial + i] + 1})
      fits &= value >= 1 && value <= kMostIndices;
    int64_t room = fits ? pads[i] + (*image)[i] + pads[spatial + i] - dilations[i] * ((*block)[i] - 1) - 1 : -1;
    fits = room >= 0 && (*image)[i] <= kMostIndices / pixels && (*block)[i] <= kMostIndices / size &&
           room / strides[i] + 1 <= kMostIndices / blocks;
    if (!fits)
      break;
    places.push_back(room / strides[i] + 1);
    pixels *= (*image)[i];
    size *= (*block)[i];
    blocks *= places.back();
  }
  if (!fits || shapeOf(x)[1] % size || shapeOf(x)[2] != blocks || size > kMostIndices / blocks)
    return n.fail("columns " + describe(x) + " of blocks " + describe(*block) + " do not fit images " + describe(*image));
  // The pixel of each element of each block; -1 outside.
  SmallVector<int64_t> indices;
  for (int64_t k = 0; k < size; ++k)
    for (int64_t p = 0; p < blocks; ++p) {
      int64_t index = 0, stride = 1, restK = k, restP = p;
      for (size_t i = spatial; i-- > 0;) {
        int64_t at = (restP % places[i]) * strides[i] - pads[i] + (restK % (*block)[i]) * dilations[i];
        index = at < 0 || at >= (*image)[i] || index < 0 ? -1 : index + at * stride;
        stride *= (*image)[i];
        restK /= (*block)[i];
        restP /= places[i];
      }
      indices.push_back(index);
    }
  Emitter &b = n.b;
  int64_t images = shapeOf(x)[0], channels = shapeOf(x)[1] / size;
  Value rows = b.transpose(b.reshape(x, {images * channels, size * blocks}), {1, 0});
  Value zeros = b.splat(RankedTensorType::get({pixels, images * channels}, elementOf(x)), 0);
  Value sums = b.make<dl::ScatterAddOp>(zeros.getType(), zeros, b.integers(indices), rows);
  SmallVector<int64_t> shape{images, channels};
  llvm::append_range(shape, *image);
  return n.give(b.reshape(b.transpose(sums, {1, 0}), shape));
}

ArrayRef<Operator> importer::convolutionOperators() {
  static const Operator table[] = {
      {"Col2Im", 18, importCol2Im},
      {"Conv", 1, importConv},
      {"ConvTranspose", 1, importConvTranspose},
  };
  return table;
}
