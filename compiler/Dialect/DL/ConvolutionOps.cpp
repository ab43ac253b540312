//===- ConvolutionOps.cpp - Shapes of convolutions ----------------------------===//
#include "CheckWindows.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

/// What `op`, or its adaptor, says of the windows of a filter [O, C/groups, KH, KW].
template <typename Op> static WindowAttributes windowsOf(Op op, RankedTensorType filter) {
  return {filter.getShape().take_back(2), op.getStrides(), op.getLow(), op.getHigh(),
          op.getDilations()};
}

/// The type of the convolution of `image` with `filter`.
static FailureOr<RankedTensorType> inferOutput(StringRef name, std::optional<Location> loc,
                                               RankedTensorType image, RankedTensorType filter,
                                               int64_t groups, const WindowAttributes &windows) {
  auto fail = [&](auto &&...parts) -> FailureOr<RankedTensorType> {
    return emitOptionalError(loc, "'", name, "' op ", parts...);
  };
  if (image.getElementType() != filter.getElementType())
    return fail("needs images and filters of one element type, got ", image, " and ", filter);
  if (failed(checkWindows(name, loc, image, windows)))
    return failure();
  int64_t channels = image.getDimSize(1), filters = filter.getDimSize(0);
  if (groups < 1)
    return fail("needs at least one group, got ", groups);
  if (channels % groups || filters % groups)
    return fail("cannot divide the ", channels, " channels of ", image, " and the ", filters,
                " filters of ", filter, " into ", groups, " groups");
  if (filter.getDimSize(1) != channels / groups)
    return fail("filters of ", filter, " have ", filter.getDimSize(1), " channels, but each of ",
                groups, " groups of ", image, " has ", channels / groups);
  WindowAxes axes = makeAxes(image, windows);
  return image.clone({image.getDimSize(0), filters, axes[0].places(), axes[1].places()});
}

/// A filter's last two dimensions are its window; without them there is none to check.
static LogicalResult checkFilter(StringRef name, std::optional<Location> loc,
                                 RankedTensorType filter) {
  if (filter.getRank() != 4)
    return emitOptionalError(loc, "'", name, "' op needs filters [O, C/groups, KH, KW], got ",
                             filter);
  return success();
}

LogicalResult Conv2DOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto image = cast<RankedTensorType>(adaptor.getInput().getType());
  auto filter = cast<RankedTensorType>(adaptor.getFilter().getType());
  if (failed(checkFilter(getOperationName(), loc, filter)))
    return failure();
  auto output = inferOutput(getOperationName(), loc, image, filter, adaptor.getGroups(),
                            windowsOf(adaptor, filter));
  if (failed(output))
    return failure();
  types.push_back(*output);
  return success();
}

/// An adjoint is right if the convolution of its image with its filter has its cotangent's type.
template <typename Op> static LogicalResult verifyAdjoint(Op op) {
  StringRef name = Op::getOperationName();
  if (failed(checkFilter(name, op.getLoc(), op.getFilterType())))
    return failure();
  auto output = inferOutput(name, op.getLoc(), op.getImageType(), op.getFilterType(),
                            op.getGroups(), windowsOf(op, op.getFilterType()));
  if (failed(output))
    return failure();
  if (*output != op.getOutputType())
    return op.emitOpError("needs a cotangent of type ")
           << *output << ", that of the convolution of " << op.getImageType() << " with "
           << op.getFilterType() << ", got " << op.getOutputType();
  return success();
}

LogicalResult Conv2DInputGradientOp::verify() { return verifyAdjoint(*this); }
LogicalResult Conv2DWeightGradientOp::verify() { return verifyAdjoint(*this); }

WindowAxes Conv2DOp::getWindowAxes() {
  return makeAxes(getImageType(), windowsOf(*this, getFilterType()));
}
WindowAxes Conv2DInputGradientOp::getWindowAxes() {
  return makeAxes(getImageType(), windowsOf(*this, getFilterType()));
}
WindowAxes Conv2DWeightGradientOp::getWindowAxes() {
  return makeAxes(getImageType(), windowsOf(*this, getFilterType()));
}
