//===- LayoutCost.cpp - What layouts cost -----------------------------------===//
// Only convolutions are faster in one layout than in the other: pooling, norms and elementwise ops read
// and write the same bytes in both (rows and columns together of ResNet-50, 8 images: 210 ms in either).
// All figures are of single convolutions and of the kernels of LeNet-5, ResNet-20, ResNet-50 and VGG-16,
// one thread of a Zen 3 core (8 lanes, 512 kB of L2), each in both layouts.
//===----------------------------------------------------------------------===//
#include "LayoutCost.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// Of a lane: two multiply-adds a cycle. As in the cost of a step, only ratios matter.
static constexpr double kFlopsPerLane = 12.5;

// The part of the peak that a product reaches where nothing is in its way: 0.85 to 1.0 in VGG-16.
static constexpr double kGood = 0.9;

// Batch-innermost reads a window's pixels of one channel, then of the next, far away. What a tile goes
// over leaves the first cache as channels become many: the forward pass reaches 0.86 of the peak with 64
// channels and 8 lanes, 0.8 with 128, 0.7 with 256, 0.5 with 512. This many values of one pixel halve it.
static constexpr double kHalvingForward = 768 * 8;
// The gradient of the input reads filters across as well: 0.83 with 64, 0.65 with 128, 0.55 with 256,
// 0.4 with 512.
static constexpr double kHalvingBackward = 400 * 8;

// Channels-last has vectors of the result's channels; with a single one of them, each multiply-add also
// loads an element of the image: 0.34 for 8 channels, 0.17 for 3.
static constexpr double kSingleVector = 0.5;

// Channels-last sums a gradient of filters over all pixels of an image, once for each tile of filters.
// An image and its cotangent that stay in the second cache: 0.85 (16 channels, 56 x 56); each doubling
// of them takes a sixth: 0.7 at 0.4 MB (64 channels, 28 x 28), 0.55 at 0.8 MB, 0.43 at 1.6 MB. It ends at
// 0.21 to 0.4, in the first layers of VGG-16. Batch-innermost takes a few rows at a time: 0.85.
static constexpr double kGoodGradient = 0.85, kOfDoubling = 0.15, kLeastGradient = 0.25;
static constexpr double kPairBytes = 256 << 10;

// Bytes read and written in a nanosecond by transpositions: images of megabytes, and filters, whose
// rows are further apart.
static constexpr double kImageRate = 8, kFilterRate = 5;
// Bytes of the lanes' partial sums of a gradient of filters, written and read again.
static constexpr double kSumsRate = 12;

static double bytesOf(RankedTensorType type) {
  return type.getNumElements() * type.getElementTypeBitWidth() / 8.0;
}

namespace {
/// A convolution or one of its adjoints.
struct Convolution {
  template <typename Op>
  explicit Convolution(Op op)
      : image(op.getImageType()), output(op.getOutputType()), groups(op.getGroups()) {
    auto axes = op.getWindowAxes();
    channels = image.getDimSize(1) / groups;
    filters = output.getDimSize(1) / groups;
    double window = static_cast<double>(axes[0].window) * axes[1].window;
    products = output.getNumElements() * channels * window;
    filterBytes = groups * filters * channels * window * image.getElementTypeBitWidth() / 8;
  }
  bool isDepthwise() const { return groups > 1 && channels == 1 && filters == 1; }

  RankedTensorType image, output;
  int64_t groups, channels, filters; // those of one group
  double products = 0, filterBytes = 0;
};
} // namespace

/// The part of the vectors' work that channels-last needs, for so many channels of the result.
static double filled(const Convolution &conv, int64_t channels, int64_t lanes) {
  if (conv.isDepthwise()) // vectors of all groups
    channels = conv.groups;
  int64_t vectors = llvm::divideCeil(channels, lanes);
  double share = static_cast<double>(channels) / (vectors * lanes);
  return vectors == 1 ? share * kSingleVector : share;
}

/// Forward, or back to the input: sums over `from` channels for each of `to`.
static double costOfImage(const Convolution &conv, int64_t from, int64_t to, double halving,
                          const Layout &layout, int64_t lanes) {
  double arithmetic = 2 * conv.products / (kFlopsPerLane * lanes * kGood);
  if (layout.getKind() == Layout::BatchInnermost)
    return arithmetic * (1 + from * lanes / halving);
  return arithmetic / filled(conv, to, lanes) + 2 * conv.filterBytes / kFilterRate;
}

static double costOfGradient(const Convolution &conv, const Layout &layout, int64_t lanes) {
  double arithmetic = 2 * conv.products / (kFlopsPerLane * lanes);
  if (layout.getKind() == Layout::BatchInnermost)
    return arithmetic / kGoodGradient + 2 * lanes * conv.filterBytes / kSumsRate;
  double pair = (bytesOf(conv.image) + bytesOf(conv.output)) / conv.image.getDimSize(0);
  double doublings = std::max(std::log2(pair / kPairBytes), 0.0);
  double reached = std::max(kGoodGradient - kOfDoubling * doublings, kLeastGradient);
  return arithmetic / (reached * filled(conv, conv.filters, lanes)) +
         2 * conv.filterBytes / kFilterRate;
}

double LayoutCost::ofKernel(Operation *op, const Layout &layout) const {
  return llvm::TypeSwitch<Operation *, double>(op)
      .Case([&](Conv2DOp op) {
        Convolution conv(op);
        return costOfImage(conv, conv.channels, conv.filters, kHalvingForward, layout, lanes);
      })
      .Case([&](Conv2DInputGradientOp op) {
        Convolution conv(op);
        return costOfImage(conv, conv.filters, conv.channels, kHalvingBackward, layout, lanes);
      })
      .Case([&](Conv2DWeightGradientOp op) {
        return costOfGradient(Convolution(op), layout, lanes);
      })
      .Default(0.0);
}

double LayoutCost::ofConversion(RankedTensorType image, const Layout &from, const Layout &to) const {
  return from.hasOrderOf(to, image) ? 0 : 2 * bytesOf(image) / kImageRate;
}
