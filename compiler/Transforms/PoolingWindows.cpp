//===- PoolingWindows.cpp - Pooling as elementwise ops on window elements -----===//
// Element (i, j) of all windows at once is a strided slice of the image, so that pooling is elementwise
// work on as many slices as a window has elements. Windows that neither overlap nor touch padding see
// the image as [.., P, i, Q, j, ..]; the adjoints then are elementwise on that shape too.
//===----------------------------------------------------------------------===//
#include "Layout.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

#include <limits>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
class PoolingBuilder : public ImplicitLocOpBuilder {
public:
  PoolingBuilder(OpBuilder &builder, Location loc, const WindowAxes &axes, const Layout &layout)
      : ImplicitLocOpBuilder(loc, builder), axes(axes), rowDim(layout.heightDim()) {}

  /// The values and, if wanted, the index of the first maximum of each window.
  std::pair<Value, Value> maximum(Value image, bool wantsIndex);
  Value select(Value image, Value index);
  Value sum(Value image);
  Value unpool(Value cotangent, Value index, RankedTensorType image);

private:
  int64_t elements() const { return axes[0].window * axes[1].window; }
  bool isTiling() const {
    return llvm::all_of(axes, [](const WindowAxis &axis) {
      return axis.window == axis.stride && axis.low == 0 && axis.dilation == 1 &&
             axis.places() * axis.stride <= axis.size;
    });
  }
  Value reshape(Value value, ArrayRef<int64_t> shape) {
    return reshaped(*this, getLoc(), value, shape);
  }
  Value splat(RankedTensorType type, double value) { return ConstantOp::create(*this, type, value); }
  Value splatLike(Value value, double number) { return splat(tensor(value), number); }

  /// The shape of an image's pixels that windows cover, its two dimensions as (P, i) and (Q, j).
  SmallVector<int64_t> tiledShape(RankedTensorType image) const {
    SmallVector<int64_t> shape(image.getShape());
    shape[rowDim] = axes[0].places();
    shape[rowDim + 1] = axes[1].places();
    shape.insert(shape.begin() + rowDim + 2, axes[1].window);
    shape.insert(shape.begin() + rowDim + 1, axes[0].window);
    return shape;
  }
  /// The part [0, rows) x [0, columns) of the image.
  Value cropped(Value image, int64_t rows, int64_t columns);
  /// Grows the image by `value` or cuts it so that it begins at the first window and has `rows` and
  /// `columns`.
  Value framed(Value image, int64_t rows, int64_t columns, double value);
  /// The elements of all windows, each [.., P, Q, ..]; padding has `value`.
  SmallVector<Value> windowElements(Value image, double value);

  WindowAxes axes;
  int64_t rowDim;
};
} // namespace

Value PoolingBuilder::cropped(Value image, int64_t rows, int64_t columns) {
  auto type = tensor(image);
  SmallVector<int64_t> zeros(type.getRank(), 0), ones(type.getRank(), 1), limits(type.getShape());
  limits[rowDim] = rows;
  limits[rowDim + 1] = columns;
  if (limits == type.getShape())
    return image;
  return SliceOp::create(*this, image, zeros, limits, ones);
}

Value PoolingBuilder::framed(Value image, int64_t rows, int64_t columns, double value) {
  auto type = tensor(image);
  int64_t wanted[] = {rows, columns};
  SmallVector<int64_t> low(type.getRank(), 0), high(low);
  bool isPadded = false;
  for (int64_t i = 0; i < 2; ++i) {
    low[rowDim + i] = axes[i].low;
    high[rowDim + i] = std::max<int64_t>(0, wanted[i] - axes[i].low - axes[i].size);
    isPadded |= low[rowDim + i] > 0 || high[rowDim + i] > 0;
  }
  if (isPadded)
    image = PadOp::create(*this, image, low, high, value);
  return cropped(image, rows, columns);
}

SmallVector<Value> PoolingBuilder::windowElements(Value image, double value) {
  SmallVector<Value> all;
  auto type = tensor(image);
  SmallVector<int64_t> shape(type.getShape());
  shape[rowDim] = axes[0].places();
  shape[rowDim + 1] = axes[1].places();
  bool isTiled = isTiling();
  if (isTiled) {
    image = cropped(image, shape[rowDim] * axes[0].window, shape[rowDim + 1] * axes[1].window);
    image = reshape(image, tiledShape(type));
  } else {
    image = framed(image, (shape[rowDim] - 1) * axes[0].stride + axes[0].extent(),
                   (shape[rowDim + 1] - 1) * axes[1].stride + axes[1].extent(), value);
  }
  for (int64_t i = 0; i < axes[0].window; ++i)
    for (int64_t j = 0; j < axes[1].window; ++j) {
      SmallVector<int64_t> starts(tensor(image).getRank(), 0), ones(starts.size(), 1);
      SmallVector<int64_t> limits(tensor(image).getShape()), strides(ones);
      if (isTiled) {
        limits[rowDim + 1] = (starts[rowDim + 1] = i) + 1;
        limits[rowDim + 3] = (starts[rowDim + 3] = j) + 1;
      } else {
        int64_t at[] = {i, j};
        for (int64_t k = 0; k < 2; ++k) {
          starts[rowDim + k] = at[k] * axes[k].dilation;
          strides[rowDim + k] = axes[k].stride;
          limits[rowDim + k] = starts[rowDim + k] + (axes[k].places() - 1) * axes[k].stride + 1;
        }
      }
      all.push_back(reshape(SliceOp::create(*this, image, starts, limits, strides), shape));
    }
  return all;
}

std::pair<Value, Value> PoolingBuilder::maximum(Value image, bool wantsIndex) {
  SmallVector<Value> elements =
      windowElements(image, -std::numeric_limits<double>::infinity());
  Value best = elements.front();
  auto indexType = cast<RankedTensorType>(tensor(best).clone(getIntegerType(8, /*isSigned=*/false)));
  // Padding is minus infinity: it loses against everything but the same.
  Value index = wantsIndex ? splat(indexType, 0) : Value();
  for (auto [at, element] : llvm::enumerate(llvm::drop_begin(elements))) {
    if (!wantsIndex) {
      best = MaxOp::create(*this, best, element);
      continue;
    }
    // Larger, or the first that is not a number.
    Value isLess = NotOp::create(*this, CompareOp::create(*this, Predicate::GE, best, element));
    Value isNumber = CompareOp::create(*this, Predicate::EQ, best, best);
    Value isBetter = AndOp::create(*this, isLess, isNumber);
    best = SelectOp::create(*this, isBetter, element, best);
    index = SelectOp::create(*this, isBetter, splat(indexType, at + 1), index);
  }
  return {best, index};
}

Value PoolingBuilder::select(Value image, Value index) {
  SmallVector<Value> elements = windowElements(image, 0);
  Value result = splatLike(elements.front(), 0);
  for (auto [at, element] : llvm::enumerate(elements)) {
    Value isChosen = CompareOp::create(*this, Predicate::EQ, index, splatLike(index, at));
    result = SelectOp::create(*this, isChosen, element, result);
  }
  return result;
}

Value PoolingBuilder::sum(Value image) {
  SmallVector<Value> elements = windowElements(image, 0);
  Value total = elements.front();
  for (Value element : llvm::drop_begin(elements))
    total = AddOp::create(*this, total, element);
  return total;
}

/// Each element of `cotangent` goes to the element of its window that `index` names, or to all.
Value PoolingBuilder::unpool(Value cotangent, Value index, RankedTensorType image) {
  int64_t rank = image.getRank();
  if (isTiling()) {
    auto type = cast<RankedTensorType>(image.clone(tiledShape(image)));
    SmallVector<int64_t> dims;
    for (int64_t dim = 0; dim < rank + 2; ++dim)
      if (dim != rowDim + 1 && dim != rowDim + 3)
        dims.push_back(dim);
    Value spread = BroadcastOp::create(*this, type, cotangent, dims);
    if (index) {
      auto indexType = cast<RankedTensorType>(type.clone(tensor(index).getElementType()));
      Value row = IotaOp::create(*this, indexType, rowDim + 1);
      Value column = IotaOp::create(*this, indexType, rowDim + 3);
      Value at = AddOp::create(*this, MulOp::create(*this, row, splat(indexType, axes[1].window)),
                               column);
      Value chosen = BroadcastOp::create(*this, indexType, index, dims);
      Value isChosen = CompareOp::create(*this, Predicate::EQ, at, chosen);
      spread = SelectOp::create(*this, isChosen, spread, splat(type, 0));
    }
    SmallVector<int64_t> covered(image.getShape());
    covered[rowDim] = axes[0].places() * axes[0].window;
    covered[rowDim + 1] = axes[1].places() * axes[1].window;
    Value result = reshape(spread, covered);
    if (covered == image.getShape())
      return result;
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    for (int64_t dim = rowDim; dim < rowDim + 2; ++dim)
      high[dim] = image.getDimSize(dim) - covered[dim];
    return PadOp::create(*this, result, low, high, 0.0);
  }

  // Windows overlap: the sum over their elements of the cotangent, spread by the stride and moved.
  int64_t size[2];
  for (int64_t k = 0; k < 2; ++k)
    size[k] = std::max((axes[k].places() - 1) * axes[k].stride + axes[k].extent(),
                       axes[k].low + axes[k].size);
  Value total;
  for (int64_t element = 0; element < elements(); ++element) {
    int64_t at[] = {element / axes[1].window, element % axes[1].window};
    Value part = cotangent;
    if (index) {
      Value isChosen = CompareOp::create(*this, Predicate::EQ, index, splatLike(index, element));
      part = SelectOp::create(*this, isChosen, cotangent, splatLike(cotangent, 0));
    }
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    for (int64_t k = 0; k < 2; ++k) {
      int64_t dim = rowDim + k;
      part = spread(*this, getLoc(), part, dim, axes[k].stride);
      low[dim] = at[k] * axes[k].dilation;
      high[dim] = std::max<int64_t>(0, size[k] - low[dim] - tensor(part).getDimSize(dim));
    }
    part = PadOp::create(*this, part, low, high, 0.0);
    part = cropped(part, size[0], size[1]);
    total = total ? AddOp::create(*this, total, part) : part;
  }
  SmallVector<int64_t> starts(rank, 0), ones(rank, 1), limits(image.getShape());
  for (int64_t k = 0; k < 2; ++k) {
    starts[rowDim + k] = axes[k].low;
    limits[rowDim + k] += axes[k].low;
  }
  return SliceOp::create(*this, total, starts, limits, ones);
}

SmallVector<Value> dlc::buildPooling(OpBuilder &builder, Operation *op, const Layout &layout,
                                     ValueRange operands) {
  using Values = SmallVector<Value>;
  auto with = [&](auto pool) {
    return PoolingBuilder(builder, op->getLoc(), pool.getWindowAxes(), layout);
  };
  return TypeSwitch<Operation *, Values>(op)
      .Case([&](MaxPool2DOp pool) {
        auto [best, index] = with(pool).maximum(operands[0], !pool.getIndex().use_empty());
        return Values{best, index};
      })
      .Case([&](PoolSelectOp pool) { return Values{with(pool).select(operands[0], operands[1])}; })
      .Case([&](SumPool2DOp pool) { return Values{with(pool).sum(operands[0])}; })
      .Case([&](MaxUnpool2DOp pool) {
        auto image = layout.typeOf(pool.getImageType());
        return Values{with(pool).unpool(operands[0], operands[1], image)};
      })
      .Case([&](SumUnpool2DOp pool) {
        auto image = layout.typeOf(pool.getImageType());
        return Values{with(pool).unpool(operands[0], Value(), image)};
      });
}
