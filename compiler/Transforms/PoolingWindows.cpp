//===- PoolingWindows.cpp - Pooling as elementwise ops on window elements -----===//
// Element (i, j) of all windows at once is a strided slice of the image, so that pooling is elementwise
// work on as many slices as a window has elements. Windows that neither overlap nor touch padding see
// the image as [.., P, i, Q, j, ..]. The adjoints are elementwise on a shape of that kind for all windows,
// with the stride in place of the window: where windows overlap, on as many slices as cover a pixel.
//===----------------------------------------------------------------------===//
#include "Layout.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
/// Which windows cover the pixels of an axis of stride s: with low = s q + t, pixel s a + r, r < s, is element
/// r + t + s k of the window at place a + q - k, for the few k that give one.
struct Phases {
  explicit Phases(const WindowAxis &axis)
      : stride(axis.stride), places(axis.places()), blocks(llvm::divideCeil(axis.size, stride)),
        moved(axis.low / stride), rest(axis.low % stride), first(rest > 0 ? -1 : 0),
        last((axis.window - 1 + stride - rest) / stride - 1) {
    assert(axis.dilation == 1 && "pooling windows have no gaps");
  }
  /// The element of the window for r = 0.
  int64_t elementOf(int64_t k) const { return rest + stride * k; }
  /// The place for a = 0.
  int64_t placeOf(int64_t k) const { return moved - k; }
  /// The places before the first and after the last one.
  int64_t low() const { return std::max<int64_t>(0, -placeOf(last)); }
  int64_t high() const { return std::max<int64_t>(0, placeOf(first) + blocks - places); }

  int64_t stride, places, blocks, moved, rest;
  int64_t first, last; // of k
};

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
  /// The pooled image with zeros at the places that pixels ask for beside it.
  Value withMargins(Value pooled, ArrayRef<Phases> phases);
  /// Of one with these margins, the value of the window `at` for each pixel of `type`.
  Value placesOf(Value pooled, ArrayRef<Phases> phases, ArrayRef<int64_t> at, RankedTensorType type);
  /// Which element of a window's `axis` the pixels of `type` are, from `least` for the first of them on.
  Value elementsOf(int64_t axis, int64_t least, RankedTensorType type);
  /// Whether these elements are some of the window; null if all are.
  Value isInside(Value elements, int64_t axis, int64_t least);
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

Value PoolingBuilder::withMargins(Value pooled, ArrayRef<Phases> phases) {
  SmallVector<int64_t> low(tensor(pooled).getRank(), 0), high(low);
  for (int64_t i = 0; i < 2; ++i) {
    low[rowDim + i] = phases[i].low();
    high[rowDim + i] = phases[i].high();
  }
  bool isPadded = llvm::any_of(low, [](int64_t count) { return count > 0; }) ||
                  llvm::any_of(high, [](int64_t count) { return count > 0; });
  return isPadded ? PadOp::create(*this, pooled, low, high, 0.0) : pooled;
}

Value PoolingBuilder::placesOf(Value pooled, ArrayRef<Phases> phases, ArrayRef<int64_t> at, RankedTensorType type) {
  SmallVector<int64_t> starts(tensor(pooled).getRank(), 0), ones(starts.size(), 1), dims;
  SmallVector<int64_t> limits(tensor(pooled).getShape());
  for (int64_t i = 0; i < 2; ++i) {
    starts[rowDim + i] = phases[i].low() + phases[i].placeOf(at[i]);
    limits[rowDim + i] = starts[rowDim + i] + phases[i].blocks;
  }
  if (starts != SmallVector<int64_t>(starts.size(), 0) || limits != tensor(pooled).getShape())
    pooled = SliceOp::create(*this, pooled, starts, limits, ones);
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (dim != rowDim + 1 && dim != rowDim + 3)
      dims.push_back(dim);
  return BroadcastOp::create(*this, type, pooled, dims);
}

Value PoolingBuilder::elementsOf(int64_t axis, int64_t least, RankedTensorType type) {
  Value phase = IotaOp::create(*this, type, rowDim + 2 * axis + 1);
  return least == 0 ? phase : AddOp::create(*this, phase, splat(type, least)).getResult();
}

Value PoolingBuilder::isInside(Value elements, int64_t axis, int64_t least) {
  int64_t most = least + axes[axis].stride - 1, window = axes[axis].window;
  Value result;
  if (least < 0)
    result = CompareOp::create(*this, Predicate::GE, elements, splatLike(elements, 0));
  if (most < window)
    return result;
  Value isBelow = CompareOp::create(*this, Predicate::LT, elements, splatLike(elements, window));
  return result ? AndOp::create(*this, result, isBelow).getResult() : isBelow;
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

/// Each element of `cotangent` goes to the element of its window that `index` names, or to all: seen from the
/// pixels, [.., A, r, B, s, ..], a sum over the windows that cover them.
Value PoolingBuilder::unpool(Value cotangent, Value index, RankedTensorType image) {
  Phases phases[] = {Phases(axes[0]), Phases(axes[1])};
  SmallVector<int64_t> shape(image.getShape()), covered(shape);
  for (int64_t i : {1, 0}) {
    covered[rowDim + i] = phases[i].blocks * axes[i].stride;
    shape[rowDim + i] = phases[i].blocks;
    shape.insert(shape.begin() + rowDim + i + 1, axes[i].stride);
  }
  auto type = cast<RankedTensorType>(image.clone(shape));
  auto numbers = cast<RankedTensorType>(type.clone(getI32Type()));
  cotangent = withMargins(cotangent, phases);
  if (index)
    index = withMargins(index, phases);
  Value zero = splat(type, 0), total;
  for (int64_t k = phases[0].first; k <= phases[0].last; ++k)
    for (int64_t l = phases[1].first; l <= phases[1].last; ++l) {
      int64_t at[] = {k, l};
      Value row = elementsOf(0, phases[0].elementOf(k), numbers);
      Value column = elementsOf(1, phases[1].elementOf(l), numbers);
      Value isColumn = isInside(column, 1, phases[1].elementOf(l));
      Value part = placesOf(cotangent, phases, at, type);
      if (index) {
        Value number =
            AddOp::create(*this, MulOp::create(*this, row, splat(numbers, axes[1].window)), column);
        // No index has a number below 0 or above the last; that of a row outside the window is.
        if (isColumn)
          number = SelectOp::create(*this, isColumn, number, splat(numbers, -1));
        auto indices = cast<RankedTensorType>(type.clone(tensor(index).getElementType()));
        Value chosen = CastOp::create(*this, numbers, placesOf(index, phases, at, indices));
        part = SelectOp::create(*this, CompareOp::create(*this, Predicate::EQ, chosen, number), part, zero);
      } else {
        for (Value condition : {isInside(row, 0, phases[0].elementOf(k)), isColumn})
          if (condition)
            part = SelectOp::create(*this, condition, part, zero);
      }
      total = total ? AddOp::create(*this, total, part) : part;
    }
  return cropped(reshape(total, covered), image.getDimSize(rowDim), image.getDimSize(rowDim + 1));
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
