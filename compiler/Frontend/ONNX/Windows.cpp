//===- Windows.cpp - Windows of convolutions and pooling --------------------===//
#include "Windows.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// No attribute of a window is larger in earnest, and products of two stay in 64 bits.
static constexpr int64_t kMost = 1 << 24;

LogicalResult importer::needImage(Node &n, Value x) {
  if (!x)
    return failure();
  if (!isFloat(x) || rankOf(x) < 3 || rankOf(x) > 5)
    return n.fail("expected images with one to three spatial dimensions, got " + describe(x));
  return success();
}

FailureOr<SlidingWindow> SlidingWindow::readPlain(Node &n, Value x, ArrayRef<int64_t> kernel) {
  SlidingWindow w;
  w.spatial = rankOf(x) - 2;
  w.kernel.assign(kernel.begin(), kernel.end());
  w.strides = n.integers("strides", SmallVector<int64_t>(w.spatial, 1));
  w.dilations = n.integers("dilations", SmallVector<int64_t>(w.spatial, 1));
  w.low.assign(w.spatial, 0);
  w.high.assign(w.spatial, 0);
  for (auto [values, what] : {std::pair{&w.kernel, "kernel_shape"}, {&w.strides, "strides"}, {&w.dilations, "dilations"}}) {
    if (static_cast<int64_t>(values->size()) != w.spatial)
      return n.fail(Twine(what) + " " + describe(*values) + " does not fit " + describe(x));
    if (llvm::any_of(*values, [](int64_t value) { return value < 1 || value > kMost; }))
      return n.fail(Twine(what) + " is " + describe(*values));
  }
  return w;
}

FailureOr<SlidingWindow> SlidingWindow::read(Node &n, Value x, ArrayRef<int64_t> kernel) {
  FailureOr<SlidingWindow> read = readPlain(n, x, kernel);
  std::string automatic = n.text("auto_pad", "NOTSET");
  bool ceil = n.integer("ceil_mode", 0);
  if (failed(read))
    return failure();
  SlidingWindow &w = *read;
  SmallVector<int64_t> pads = n.integers("pads", SmallVector<int64_t>(2 * w.spatial, 0));
  if (static_cast<int64_t>(pads.size()) != 2 * w.spatial ||
      llvm::any_of(pads, [](int64_t pad) { return pad < 0 || pad > kMost; }))
    return n.fail("pads " + describe(pads) + " does not fit " + describe(x));
  bool isSame = automatic == "SAME_UPPER" || automatic == "SAME_LOWER";
  if (!isSame && automatic != "NOTSET" && automatic != "VALID")
    return n.fail("auto_pad is '" + automatic + "'");
  for (int64_t i = 0; i < w.spatial; ++i) {
    int64_t size = shapeOf(x)[2 + i], extent = w.dilations[i] * (w.kernel[i] - 1) + 1;
    if (isSame) {
      int64_t places = llvm::divideCeil(size, w.strides[i]);
      int64_t total = std::max<int64_t>((places - 1) * w.strides[i] + extent - size, 0);
      w.low[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
      w.high[i] = total - w.low[i];
    } else if (automatic == "NOTSET") {
      w.low[i] = pads[i];
      w.high[i] = pads[w.spatial + i];
    }
    w.declaredHigh.push_back(w.high[i]);
    int64_t padded = w.low[i] + size + w.high[i];
    if (padded < extent)
      return n.fail("a window of " + Twine(extent) + " does not fit dimension " + Twine(2 + i) + " of " + describe(x) +
                    ", padded to " + Twine(padded));
    int64_t rest = (padded - extent) % w.strides[i];
    // One more place, if it starts inside the image or its padding before it.
    if (ceil && rest && padded - extent - rest + w.strides[i] < size + w.low[i])
      w.high[i] += w.strides[i] - rest;
  }
  return w;
}

SmallVector<int64_t> SlidingWindow::pair(ArrayRef<int64_t> values, int64_t otherwise) const {
  if (spatial >= 2)
    return SmallVector<int64_t>(values.take_back(2));
  return {otherwise, values[0]};
}

int64_t SlidingWindow::placesAlong(int64_t dim, int64_t size) const {
  return (low[dim] + size + high[dim] - dilations[dim] * (kernel[dim] - 1) - 1) / strides[dim] + 1;
}

Value SlidingWindow::toImage(Emitter &b, Value x) const {
  if (spatial == 2)
    return x;
  ArrayRef<int64_t> shape = shapeOf(x);
  return b.reshape(x, {shape[0], shape[1], 1, shape[2]});
}

Value SlidingWindow::fromImage(Emitter &b, Value x) const {
  if (spatial == 2)
    return x;
  ArrayRef<int64_t> shape = shapeOf(x);
  return b.reshape(x, {shape[0], shape[1], shape[3]});
}
