//===- PoolingOps.cpp - Shapes of pooling -------------------------------------===//
#include "CheckWindows.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

static constexpr int64_t kDilations[] = {1, 1};

/// What `op`, or its adaptor, says of its windows.
template <typename Op> static WindowAttributes windowsOf(Op op) {
  return {op.getWindow(), op.getStrides(), op.getLow(), op.getHigh(), kDilations};
}

/// The type that `image` is pooled to.
static FailureOr<RankedTensorType> inferPooled(StringRef name, std::optional<Location> loc,
                                               RankedTensorType image,
                                               const WindowAttributes &windows) {
  if (failed(checkWindows(name, loc, image, windows)))
    return failure();
  WindowAxes axes = makeAxes(image, windows);
  return image.clone(
      {image.getDimSize(0), image.getDimSize(1), axes[0].places(), axes[1].places()});
}

/// The same for ops whose windows choose one of their elements by an index of eight bits.
static FailureOr<RankedTensorType> inferChosen(StringRef name, std::optional<Location> loc,
                                               RankedTensorType image,
                                               const WindowAttributes &windows) {
  auto pooled = inferPooled(name, loc, image, windows);
  if (failed(pooled))
    return failure();
  int64_t elements = windows.window[0] * windows.window[1];
  if (elements > 256)
    return emitOptionalError(loc, "'", name, "' op windows have at most 256 elements, got ",
                             elements);
  for (auto [index, axis] : llvm::enumerate(makeAxes(image, windows))) {
    // Windows in between hold more of the image than the first or the last one.
    for (int64_t place : {int64_t(0), axis.places() - 1}) {
      auto [first, second] = axis.inside(place);
      if (first == second)
        return emitOptionalError(loc, "'", name, "' op window at place ", place, " of dimension ",
                                 2 + index, " of ", image, " lies wholly in the padding");
    }
  }
  return pooled;
}

static RankedTensorType indexType(RankedTensorType pooled) {
  auto element = IntegerType::get(pooled.getContext(), 8, IntegerType::Unsigned);
  return RankedTensorType::get(pooled.getShape(), element);
}

LogicalResult MaxPool2DOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto image = cast<RankedTensorType>(adaptor.getOperand().getType());
  auto pooled = inferChosen(getOperationName(), loc, image, windowsOf(adaptor));
  if (failed(pooled))
    return failure();
  types.append({*pooled, indexType(*pooled)});
  return success();
}

LogicalResult PoolSelectOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                             Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto image = cast<RankedTensorType>(adaptor.getOperand().getType());
  auto pooled = inferChosen(getOperationName(), loc, image, windowsOf(adaptor));
  if (failed(pooled))
    return failure();
  if (adaptor.getIndex().getType() != indexType(*pooled))
    return emitOptionalError(loc, "'dl.pool_select' op needs indices of type ", indexType(*pooled),
                             ", got ", adaptor.getIndex().getType());
  types.push_back(*pooled);
  return success();
}

LogicalResult SumPool2DOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto image = cast<RankedTensorType>(adaptor.getOperand().getType());
  auto pooled = inferPooled(getOperationName(), loc, image, windowsOf(adaptor));
  if (failed(pooled))
    return failure();
  types.push_back(*pooled);
  return success();
}

/// An adjoint is right if its result is pooled to its cotangent's type.
template <typename Op>
static LogicalResult verifyCotangent(Op op, FailureOr<RankedTensorType> pooled) {
  if (failed(pooled))
    return failure();
  if (*pooled != op.getPooledType())
    return op.emitOpError("needs a cotangent of type ")
           << *pooled << ", that of " << op.getImageType() << " pooled, got " << op.getPooledType();
  return success();
}

LogicalResult MaxUnpool2DOp::verify() {
  auto pooled = inferChosen(getOperationName(), getLoc(), getImageType(), windowsOf(*this));
  if (failed(verifyCotangent(*this, pooled)))
    return failure();
  if (getIndex().getType() != indexType(*pooled))
    return emitOpError("needs indices of type ")
           << indexType(*pooled) << ", got " << getIndex().getType();
  return success();
}

LogicalResult SumUnpool2DOp::verify() {
  return verifyCotangent(
      *this, inferPooled(getOperationName(), getLoc(), getImageType(), windowsOf(*this)));
}

WindowAxes MaxPool2DOp::getWindowAxes() { return makeAxes(getImageType(), windowsOf(*this)); }
WindowAxes MaxUnpool2DOp::getWindowAxes() { return makeAxes(getImageType(), windowsOf(*this)); }
WindowAxes PoolSelectOp::getWindowAxes() { return makeAxes(getImageType(), windowsOf(*this)); }
WindowAxes SumPool2DOp::getWindowAxes() { return makeAxes(getImageType(), windowsOf(*this)); }
WindowAxes SumUnpool2DOp::getWindowAxes() { return makeAxes(getImageType(), windowsOf(*this)); }
