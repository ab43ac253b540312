//===- BuiltinsPooling.cpp - Pooling --------------------------------------===//
#include "SlidingWindows.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

/// The windows of a pooling call. None may lie wholly in the padding: it would have no maximum and
/// no mean.
static std::optional<SlidingWindows> readPooling(Call &call, int64_t spatial) {
  const Value &x = call["x"];
  std::optional<SlidingWindows> windows = SlidingWindows::read(call, spatial);
  if (!windows)
    return std::nullopt;
  llvm::SmallVector<int64_t> shape(x.shape().take_front(2));
  for (int64_t i = 0; i < spatial; ++i) {
    dl::WindowAxis axis = windows->axis(x, i);
    shape.push_back(axis.places());
    for (int64_t place : {int64_t(0), axis.places() - 1}) {
      auto [first, second] = axis.inside(place);
      if (first < second)
        continue;
      call.failWithNotes("a window of '" + call.builtin.name +
                             "' would lie wholly in the padding: the kernel is " +
                             describeNumbers(windows->kernel) + ", the padding " +
                             describeNumbers(windows->padding) + " around " + x.describe(),
                         {"x"});
      return std::nullopt;
    }
  }
  if (!checkSize(call, "result", shape))
    return std::nullopt;
  return windows;
}

template <int64_t spatial> static Value emitMaxPool(Call &call) {
  std::optional<SlidingWindows> windows = readPooling(call, spatial);
  if (!windows)
    return {};
  if (windows->area() > 256)
    return call.fail("kernel", "a window of '" + call.builtin.name +
                                   "' has at most 256 elements, got " +
                                   describeNumbers(windows->kernel));
  auto pool = dl::MaxPool2DOp::create(
      call.builder(), call.location(), windows->toImage(call, call["x"].tensor),
      windows->pair(windows->kernel, 1), windows->pair(windows->strides, 1),
      windows->pair(windows->low, 0), windows->pair(windows->high, 0));
  return windows->fromImage(call, pool.getValues());
}

/// How many elements the window at each place of one dimension counts: its pixels and, with
/// `include_pad`, the padding that the text asks for (but not what `ceil` adds to it).
static llvm::SmallVector<int64_t> counts(Call &call, const SlidingWindows &windows, int64_t dim) {
  dl::WindowAxis axis = windows.axis(call["x"], dim);
  bool includesPadding = call.boolean("include_pad");
  int64_t begin = includesPadding ? -axis.low : 0;
  int64_t end = axis.size + (includesPadding ? windows.padding[dim] : 0);
  llvm::SmallVector<int64_t> result;
  for (int64_t place = 0; place < axis.places(); ++place) {
    int64_t first = place * axis.stride - axis.low;
    result.push_back(std::min(first + axis.window, end) - std::max(first, begin));
  }
  return result;
}

template <int64_t spatial> static Value emitAveragePool(Call &call) {
  std::optional<SlidingWindows> windows = readPooling(call, spatial);
  if (!windows)
    return {};
  mlir::OpBuilder &builder = call.builder();
  mlir::Location loc = call.location();
  mlir::Value sum =
      dl::SumPool2DOp::create(builder, loc, windows->toImage(call, call["x"].tensor),
                              windows->pair(windows->kernel, 1), windows->pair(windows->strides, 1),
                              windows->pair(windows->low, 0), windows->pair(windows->high, 0));
  auto type = llvm::cast<mlir::RankedTensorType>(sum.getType());

  llvm::SmallVector<int64_t> rows{1}, columns = counts(call, *windows, spatial - 1);
  if (spatial == 2)
    rows = counts(call, *windows, 0);
  llvm::SmallVector<mlir::Attribute> weights;
  for (int64_t row : rows)
    for (int64_t column : columns)
      weights.push_back(builder.getFloatAttr(type.getElementType(), 1.0 / (row * column)));
  mlir::Value scale;
  if (llvm::all_equal(weights)) {
    scale = dl::ConstantOp::create(builder, loc, type, 1.0 / (rows[0] * columns[0]));
  } else {
    auto places = type.clone(type.getShape().take_back(2));
    scale = dl::ConstantOp::create(
        builder, loc,
        llvm::cast<mlir::ElementsAttr>(mlir::DenseElementsAttr::get(places, weights)));
    scale = dl::BroadcastOp::create(builder, loc, type, scale, llvm::ArrayRef<int64_t>{2, 3});
  }
  return windows->fromImage(call, dl::MulOp::create(builder, loc, type, sum, scale));
}

/// [N, C, spatial…] to [N, C], or with `keepdims` to [N, C, 1…].
template <typename OpTy, int64_t spatial> static Value emitGlobalPool(Call &call) {
  const Value &x = call["x"];
  if (!checkImages(call, spatial))
    return {};
  auto axes = llvm::to_vector(llvm::seq<int64_t>(2, 2 + spatial));
  mlir::Value result = OpTy::create(call.builder(), call.location(), x.tensor, axes);
  llvm::SmallVector<int64_t> rows(x.rows.begin(), x.rows.begin() + 2);
  if (call.boolean("keepdims")) {
    llvm::SmallVector<int64_t> shape(x.shape().take_front(2));
    shape.append(spatial, 1);
    rows.append(spatial, 0);
    result = dl::ReshapeOp::create(call.builder(), call.location(), x.type().clone(shape), result);
  }
  return call.tensor(result, rows);
}

llvm::ArrayRef<Builtin> dlc::dsl::poolingBuiltins() {
  static const Param x{"x", ArgKind::FloatTensor};
  static const Param kernel{"kernel", ArgKind::Integers};
  static const Param stride{"stride", ArgKind::Integers, "none"};
  static const Param padding{"padding", ArgKind::IntegersOrKeyword, "0", "same"};
  static const Param ceil{"ceil", ArgKind::Boolean, "false"};
  static const Param includePad{"include_pad", ArgKind::Boolean, "true"};
  static const Param keepdims{"keepdims", ArgKind::Boolean, "false"};
  static const std::vector<Builtin> table = {
      {"max_pool2d",
       {x, kernel, stride, padding, ceil},
       "the maximum of each window of images [N, C, H, W]; the stride is the kernel by default; "
       "with `ceil` a last window may reach beyond the padding",
       emitMaxPool<2>},
      {"avg_pool2d",
       {x, kernel, stride, padding, ceil, includePad},
       "the mean of each window; with `include_pad` padding counts as zeros, else not at all",
       emitAveragePool<2>},
      {"max_pool1d",
       {x, kernel, stride, padding, ceil},
       "max_pool2d of sequences [N, C, L]",
       emitMaxPool<1>},
      {"avg_pool1d",
       {x, kernel, stride, padding, ceil, includePad},
       "avg_pool2d of sequences [N, C, L]",
       emitAveragePool<1>},
      {"global_avg_pool2d",
       {x, keepdims},
       "the mean of each channel of images: [N, C], with `keepdims` [N, C, 1, 1]",
       emitGlobalPool<dl::ReduceMeanOp, 2>},
      {"global_max_pool2d",
       {x, keepdims},
       "the maximum of each channel of images",
       emitGlobalPool<dl::ReduceMaxOp, 2>},
      {"global_avg_pool1d",
       {x, keepdims},
       "the mean of each channel of sequences",
       emitGlobalPool<dl::ReduceMeanOp, 1>},
      {"global_max_pool1d",
       {x, keepdims},
       "the maximum of each channel of sequences",
       emitGlobalPool<dl::ReduceMaxOp, 1>},
  };
  return table;
}
