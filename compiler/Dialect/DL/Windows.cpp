//===- Windows.cpp - Windows that slide over images ---------------------------===//
#include "CheckWindows.h"

#include "mlir/IR/Builders.h"
#include <limits>

using namespace mlir;
using namespace dlc::dl;

std::pair<int64_t, int64_t> WindowAxis::inside(int64_t place) const {
  int64_t start = place * stride - low;
  // ceil((0 - start) / dilation) and ceil((size - start) / dilation), cut to the window.
  auto firstFrom = [&](int64_t pixel) {
    int64_t distance = pixel - start;
    return distance <= 0 ? 0 : std::min(window, (distance + dilation - 1) / dilation);
  };
  return {firstFrom(0), firstFrom(size)};
}

WindowAxes dlc::dl::makeAxes(RankedTensorType image, const WindowAttributes &a) {
  WindowAxes axes;
  for (size_t i = 0; i < 2; ++i)
    axes[i] = {image.getDimSize(2 + i), a.window[i], a.strides[i], a.low[i], a.high[i],
               a.dilations[i]};
  return axes;
}

/// Two numbers of at least `least`, small enough for products of two of them.
static LogicalResult checkPair(StringRef name, std::optional<Location> loc, StringRef what,
                               ArrayRef<int64_t> pair, int64_t least) {
  if (pair.size() != 2)
    return emitOptionalError(loc, "'", name, "' op needs two ", what,
                             ", for height and width, got ", pair.size());
  for (int64_t value : pair)
    if (value < least || value > std::numeric_limits<int32_t>::max())
      return emitOptionalError(loc, "'", name, "' op ", what, " must be at least ", least,
                               " and less than 2^31, got ", value);
  return success();
}

LogicalResult dlc::dl::checkWindows(StringRef name, std::optional<Location> loc,
                                    RankedTensorType image, const WindowAttributes &a) {
  if (image.getRank() != 4)
    return emitOptionalError(loc, "'", name, "' op needs images [N, C, H, W], got ", image);
  if (failed(checkPair(name, loc, "window sizes", a.window, 1)) ||
      failed(checkPair(name, loc, "strides", a.strides, 1)) ||
      failed(checkPair(name, loc, "low paddings", a.low, 0)) ||
      failed(checkPair(name, loc, "high paddings", a.high, 0)) ||
      failed(checkPair(name, loc, "dilations", a.dilations, 1)))
    return failure();
  for (auto [index, axis] : llvm::enumerate(makeAxes(image, a)))
    if (axis.extent() > axis.padded())
      return emitOptionalError(loc, "'", name, "' op windows cover ", axis.extent(),
                               " elements of the ", axis.padded(), " that dimension ", 2 + index,
                               " of ", image, " has with its padding");
  return success();
}
