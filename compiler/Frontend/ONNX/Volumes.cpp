//===- Volumes.cpp - Convolutions of three spatial dimensions ---------------===//
// A convolution of volumes is one of images, whose channels are those of all planes that lie under the filter.
//===----------------------------------------------------------------------===//
#include "Volumes.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// Exchanges channels and depth: [N, C, D, H, W] and [N, D, C, H, W].
static Value exchange(Emitter &b, Value x) { return b.transpose(x, {0, 2, 1, 3, 4}); }

/// Filters [O, C, KD, KH, KW] of images with KD C channels.
static Value flatFilter(Emitter &b, Value filter) {
  ArrayRef<int64_t> shape = shapeOf(filter);
  return b.reshape(exchange(b, filter), {shape[0], shape[2] * shape[1], shape[3], shape[4]});
}

Value importer::convolveVolume(Emitter &b, Value x, Value filter, const SlidingWindow &w, int64_t groups) {
  int64_t images = shapeOf(x)[0], channels = shapeOf(x)[1] / groups, height = shapeOf(x)[3], width = shapeOf(x)[4];
  int64_t places = w.placesAlong(0, shapeOf(x)[2]), depth = w.kernel[0];
  Value planes = exchange(b, x);
  if (w.low[0] || w.high[0])
    planes = b.make<dl::PadOp>(planes, ArrayRef<int64_t>{0, w.low[0], 0, 0, 0}, ArrayRef<int64_t>{0, w.high[0], 0, 0, 0}, 0.0);
  SmallVector<Value> layers;
  for (int64_t k = 0; k < depth; ++k) {
    int64_t start = k * w.dilations[0];
    Value layer = b.slice(planes, 1, start, start + (places - 1) * w.strides[0] + 1, w.strides[0]);
    layers.push_back(b.reshape(layer, {images * places, groups, 1, channels, height * width}));
  }
  Value image = b.reshape(b.concat(layers, 2), {images * places, groups * depth * channels, height, width});
  Value y = b.make<dl::Conv2DOp>(image, flatFilter(b, filter), w.pair(w.strides, 1), w.pair(w.low, 0), w.pair(w.high, 0),
                                 w.pair(w.dilations, 1), groups);
  return exchange(b, b.reshape(y, {images, places, shapeOf(y)[1], shapeOf(y)[2], shapeOf(y)[3]}));
}

Value importer::spreadVolume(Emitter &b, Value y, Value filter, const SlidingWindow &w, int64_t groups,
                             ArrayRef<int64_t> shape) {
  int64_t images = shape[0], channels = shape[1] / groups, height = shape[3], width = shape[4];
  int64_t places = shapeOf(y)[2], depth = w.kernel[0], stride = w.strides[0], padded = w.low[0] + shape[2] + w.high[0];
  Value flat = b.reshape(exchange(b, y), {images * places, shapeOf(y)[1], shapeOf(y)[3], shapeOf(y)[4]});
  auto type = RankedTensorType::get({images * places, groups * depth * channels, height, width}, elementOf(y));
  Value image = b.make<dl::Conv2DInputGradientOp>(type, flat, flatFilter(b, filter), w.pair(w.strides, 1), w.pair(w.low, 0),
                                                  w.pair(w.high, 0), w.pair(w.dilations, 1), groups);
  image = b.reshape(image, {images * places, groups, depth, channels, height * width});
  Value sum;
  for (int64_t k = 0; k < depth; ++k) {
    // Each place's layer k lies `stride` planes after that of the place before it.
    Value layer = b.reshape(b.slice(image, 2, k, k + 1), {images, places, 1, shape[1], height * width});
    if (stride > 1) {
      layer = b.make<dl::PadOp>(layer, ArrayRef<int64_t>{0, 0, 0, 0, 0}, ArrayRef<int64_t>{0, 0, stride - 1, 0, 0}, 0.0);
      layer = b.slice(b.reshape(layer, {images, places * stride, shape[1], height * width}), 1, 0, (places - 1) * stride + 1);
    }
    layer = b.reshape(layer, {images, (places - 1) * stride + 1, shape[1], height * width});
    int64_t before = k * w.dilations[0], after = padded - before - shapeOf(layer)[1];
    layer = b.make<dl::PadOp>(layer, ArrayRef<int64_t>{0, before, 0, 0}, ArrayRef<int64_t>{0, after, 0, 0}, 0.0);
    sum = sum ? b.add(sum, layer) : layer;
  }
  Value volume = b.slice(sum, 1, w.low[0], w.low[0] + shape[2]);
  return exchange(b, b.reshape(volume, {images, shape[2], shape[1], height, width}));
}
