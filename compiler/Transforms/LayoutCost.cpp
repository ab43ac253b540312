//===- LayoutCost.cpp - What layouts cost -----------------------------------===//
// Only convolutions are faster in one layout than in the other: pooling, norms and elementwise ops read
// and write the same bytes in both (rows and columns together of ResNet-50, 8 images: 210 ms in either).
// All figures are of single convolutions and of the kernels of LeNet-5, ResNet-20, ResNet-50 and VGG-16,
// one thread of a Zen 3 core (8 lanes, 512 kB of L2), each in both layouts; those of channel-blocked are of a
// Zen 5 core (8 and 16 lanes, 1 MB of L2), 64 to 512 channels, 56 to 7 pixels, 3 x 3 and 1 x 1, beside channels-last.
//===----------------------------------------------------------------------===//
#include "LayoutCost.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

// Of a lane and a multiply-add that starts in a cycle. As in the cost of a step, only ratios matter.
static constexpr double kFlopsPerLane = 6.25;

// The part of the peak that a product reaches where nothing is in its way: 0.85 to 1.0 in VGG-16.
static constexpr double kGood = 0.9;

// Batch-innermost reads a window's pixels of one channel, then of the next, far away. Up to 64 channels it
// is as good as channels-last (both directions 0.85 to 0.95; with 16 lanes ResNet-20 as a whole 0.89). With
// more, tiles find less and less in the first cache: the forward pass reaches 0.8 of the peak with 128
// channels, 0.7 with 256, 0.5 with 512.
static constexpr double kFewChannels = 64, kHalvingForward = 640;
// The gradient of the input reads filters across as well: 0.7 with 128, 0.55 with 256, 0.4 with 512.
static constexpr double kHalvingBackward = 360;

// Where channels lie a multiple of a way of the second cache apart, they compete for the same lines there: with 64 x 64
// pixels 16 and 32 channels take 1.3 times as long, 64 channels 2 to 2.6 times; 32 x 32 and 28 x 28 pixels do not.
static constexpr int64_t kWayBytes = 128 << 10;
static constexpr double kCrowdingChannels = 50;

// Channels-last has vectors of the result's channels. Where there are few, a tile has few columns, and
// loads an element of the image for as many multiply-adds: this part is lost with one vector (0.34 for 8
// channels, 0.17 for 3), and less by the square of their number (with 2 vectors 0.9 where batch-innermost
// reaches 1.0, with 4 0.97; the first and second stage of ResNet-20). Where one multiply-add starts in a cycle, beside
// two loads, nothing is lost, and products reach 0.98 of the peak, where batch-innermost reaches 0.92 forward and 0.85
// back (Zen 4, 16 lanes, all of ResNet-20).
static constexpr double kLostWithOne = 0.5, kOfOnePort = 0.9;

// Products of two bf16 a lane: twice the arithmetic for the same loads. Only channels-last has the two side by side,
// and not for gradients of filters, whose neighbours would be pixels (Zen 4: 32 and 64 channels 2.05 to 2.2 times as
// fast as f32, 16 channels 1.45; ResNet-20 and ResNet-50 as a whole 0.74 of the time of the layouts best for f32).
static constexpr double kPairs = 2, kLostOfPairs = 0.3;

// Channel-blocked has the same tiles, but what they read is one line after another. With vectors of 8 lanes that
// changes little (0.93 to 1.05 of the time of channels-last); with 16, of a line each, it takes 0.86 to 1.0 of it,
// and 0.81 to 0.87 where a tile's columns of filters are too large to be copied in channels-last, which begins with
// 512 channels. 1 x 1: 0.95 to 1.04 with 8 lanes, 0.84 to 1.06 with 16.
static constexpr int64_t kLineLanes = 16;
static constexpr double kOfLines = 0.95, kOfUncopied = 0.83, kCopiedBytes = 448 << 10;

// Gradients of filters take a few rows at a time: 0.85 in all layouts with 8 lanes (channel-blocked 0.91 to 1.06 of
// the time of channels-last, batch-innermost 0.9 to 1.17). With 16 channel-blocked takes 0.85 to 1.1 of it.
static constexpr double kGoodGradient = 0.85, kGradientOfLines = 0.93;
// A filter of 1 x 1 uses what it loads once, not for each place of a window: 0.57 to 0.66. With 16 lanes
// channel-blocked takes 0.7 to 0.9 of the time of channels-last, with 8 0.6 (64 channels, 56 x 56) to 1.09.
static constexpr double kPointwise = 0.72, kPointwiseOfLines = 0.82;

// Bytes read and written in a nanosecond by conversions of images of megabytes. Where images become the
// innermost dimension, vectors are loaded and stored whole: 9 to 16; elsewhere 2.4 to 5 (11 if cached).
static constexpr double kToBatchInnermost = 12, kToOthers = 4;
// The same of filters that the gradient of the input reads with their channels innermost. Forward, channels-last
// reads them as they are stored, and sums up their gradient so (StoreFilters.cpp).
static constexpr double kWindowRate = 6;
// Filters in blocks are not stored so, but move by whole lines: 21 to 31 (512 and 256 channels, 3 x 3), 30 (1 x 1).
// Between channels-last and blocks images do as well: taken to be as fast as to batch-innermost.
static constexpr double kBlockedFilterRate = 24, kBetweenChannels = 12;
// Bytes of the lanes' partial sums of a gradient of filters, written and read again (512 x 512 of 3 x 3).
static constexpr double kSumsRate = 24;

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
    isPointwise = window == 1;
  }
  bool isDepthwise() const { return groups > 1 && channels == 1 && filters == 1; }

  RankedTensorType image, output;
  int64_t groups, channels, filters; // those of one group
  double products = 0, filterBytes = 0;
  bool isPointwise = false;
};
} // namespace

/// The part of the vectors' work that channels-last needs, for so many channels of the result.
static double filled(const Convolution &conv, int64_t channels, const LayoutTarget &target, bool inPairs = false) {
  if (conv.isDepthwise()) // vectors of all groups
    channels = conv.groups;
  int64_t vectors = llvm::divideCeil(channels, target.lanes);
  double share = static_cast<double>(channels) / (vectors * target.lanes);
  double lost = target.fmaPorts >= 2 ? kLostWithOne : inPairs ? kLostOfPairs : 0;
  return share * (1 - lost / (vectors * vectors));
}

/// Forward, or back to the input: sums over `from` channels of `read` for each of `to`. `turning` is the time that
/// channels-last needs for filters.
static double costOfImage(const Convolution &conv, RankedTensorType read, int64_t from, int64_t to, double halving,
                          double turning, const Layout &layout, const LayoutTarget &target) {
  int64_t lanes = target.lanes;
  double arithmetic = 2 * conv.products / (kFlopsPerLane * target.fmaPorts * lanes * kGood);
  if (layout.getKind() != Layout::BatchInnermost && target.fmaPorts < 2)
    arithmetic *= kOfOnePort;
  if (layout.getKind() == Layout::ChannelBlocked)
    return arithmetic / filled(conv, to, target) + 2 * conv.filterBytes / kBlockedFilterRate;
  if (layout.getKind() == Layout::BatchInnermost) {
    int64_t apart = read.getDimSize(2) * read.getDimSize(3) * lanes * read.getElementTypeBitWidth() / 8;
    double crowding = apart % kWayBytes == 0 ? from / kCrowdingChannels : 0;
    return arithmetic * (1 + std::max(from - kFewChannels, 0.0) / halving + crowding);
  }
  double copied = conv.filterBytes / to * std::min<double>(to, 2 * lanes);
  double ofLines = lanes < kLineLanes ? 1.0 : copied > kCopiedBytes ? kOfUncopied : kOfLines;
  bool inPairs = target.multipliesPairs && from % 2 == 0 && !conv.isDepthwise();
  if (inPairs)
    arithmetic /= kPairs;
  return arithmetic / (filled(conv, to, target, inPairs) * ofLines) + turning;
}

static double costOfGradient(const Convolution &conv, const Layout &layout, const LayoutTarget &target) {
  int64_t lanes = target.lanes;
  double arithmetic = 2 * conv.products / (kFlopsPerLane * target.fmaPorts * lanes);
  if (conv.isPointwise)
    arithmetic /= kPointwise;
  if (layout.getKind() == Layout::BatchInnermost)
    return arithmetic / kGoodGradient + 2 * lanes * conv.filterBytes / kSumsRate;
  arithmetic /= kGoodGradient * filled(conv, conv.filters, target);
  if (layout.getKind() == Layout::ChannelBlocked)
    return arithmetic + 2 * conv.filterBytes / kBlockedFilterRate;
  if (lanes >= kLineLanes)
    arithmetic /= conv.isPointwise ? kPointwiseOfLines : kGradientOfLines;
  return arithmetic;
}

double LayoutCost::ofKernel(Operation *op, const Layout &layout) const {
  return llvm::TypeSwitch<Operation *, double>(op)
      .Case([&](Conv2DOp op) {
        Convolution conv(op);
        return costOfImage(conv, conv.image, conv.channels, conv.filters, kHalvingForward, /*turning=*/0, layout,
                           target);
      })
      .Case([&](Conv2DInputGradientOp op) {
        Convolution conv(op);
        double turning = conv.isPointwise ? 0 : 2 * conv.filterBytes / kWindowRate;
        return costOfImage(conv, conv.output, conv.filters, conv.channels, kHalvingBackward, turning, layout,
                           target);
      })
      .Case([&](Conv2DWeightGradientOp op) {
        return costOfGradient(Convolution(op), layout, target);
      })
      .Default(0.0);
}

double LayoutCost::ofConversion(RankedTensorType image, const Layout &from, const Layout &to) const {
  if (from.hasOrderOf(to, image))
    return 0;
  auto hasChannelsInside = [](const Layout &layout) {
    return layout.getKind() == Layout::ChannelsLast || layout.getKind() == Layout::ChannelBlocked;
  };
  double rate = to.getKind() == Layout::BatchInnermost                ? kToBatchInnermost
                : hasChannelsInside(from) && hasChannelsInside(to) ? kBetweenChannels
                                                                      : kToOthers;
  return 2 * bytesOf(image) / rate;
}
