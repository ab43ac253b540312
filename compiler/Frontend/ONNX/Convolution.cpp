//===- Convolution.cpp - Convolutions ---------------------------------------===//
#include "Operators.h"
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

static LogicalResult importConv(Node &n) {
  int64_t groups = n.integer("group", 1);
  Value x = n.input(0), filter = x ? n.input(1) : Value();
  if (!filter || failed(needImage(n, x)))
    return failure();
  ArrayRef<int64_t> shape = shapeOf(filter);
  if (groups < 1 || rankOf(filter) != rankOf(x) || elementOf(filter) != elementOf(x) || shapeOf(x)[1] != shape[1] * groups ||
      shape[0] % groups)
    return n.fail("filters " + describe(filter) + " in " + Twine(groups) + " groups do not fit " + describe(x));
  SmallVector<int64_t> own(shape.drop_front(2)), kernel = n.integers("kernel_shape", own);
  if (kernel != own)
    return n.fail("kernel_shape " + describe(kernel) + " is not that of filters " + describe(filter));
  FailureOr<SlidingWindow> w = SlidingWindow::read(n, x, kernel);
  if (failed(w))
    return failure();
  Value y = n.b.make<dl::Conv2DOp>(w->toImage(n.b, x), w->toImage(n.b, filter), w->pair(w->strides, 1), w->pair(w->low, 0),
                                   w->pair(w->high, 0), w->pair(w->dilations, 1), groups);
  return giveWithBias(n, w->fromImage(n.b, y), 2);
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
  if (spatial == 1)
    result.push_back(1);
  llvm::append_range(result, image);
  Value y = n.b.make<dl::Conv2DInputGradientOp>(RankedTensorType::get(result, elementOf(x)), w->toImage(n.b, x),
                                                w->toImage(n.b, filter), w->pair(w->strides, 1), w->pair(w->low, 0),
                                                w->pair(w->high, 0), w->pair(w->dilations, 1), groups);
  return giveWithBias(n, w->fromImage(n.b, y), 2);
}

ArrayRef<Operator> importer::convolutionOperators() {
  static const Operator table[] = {
      {"Conv", 1, importConv},
      {"ConvTranspose", 1, importConvTranspose},
  };
  return table;
}
