//===- BuiltinsConvolution.cpp - Convolutions -----------------------------===//
#include "SlidingWindows.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

/// x convolved with a parameter [filters, channels / groups, kernel…], plus a parameter [filters].
static Value emitConvolution(Call &call, int64_t spatial, int64_t filters, int64_t groups) {
  const Value &x = call["x"];
  std::optional<SlidingWindows> windows = SlidingWindows::read(call, spatial);
  if (!windows)
    return {};
  int64_t channels = x.shape()[1];
  if (channels % groups || filters % groups)
    return call.failWithNotes("'" + call.builtin.name + "' cannot divide the " +
                                  llvm::Twine(channels) + " channels of " + x.describe() +
                                  " and its " + llvm::Twine(filters) + " filters into " +
                                  llvm::Twine(groups) + " groups",
                              {"x"});

  llvm::SmallVector<int64_t> shape{filters, channels / groups}, places{x.shape()[0], filters};
  for (int64_t i = 0; i < spatial; ++i) {
    shape.push_back(windows->kernel[i]);
    places.push_back(windows->axis(x, i).places());
  }
  if (!checkSize(call, "weight", shape) || !checkSize(call, "result", places))
    return {};
  // What one output sums over, and how many outputs one channel goes to.
  int64_t fanIn = shape[1] * windows->area(), fanOut = filters * windows->area();
  auto parameter = [&](llvm::StringRef name, llvm::ArrayRef<int64_t> shape, const Value &init) {
    return call.emitter.variable(call.path + "." + name.str(), dl::Role::Parameter,
                                 mlir::RankedTensorType::get(shape, x.elementType()), init, fanIn,
                                 fanOut, call.loc);
  };
  mlir::Value weight = parameter("weight", shape, call["init"]);
  if (!weight)
    return {};
  mlir::Value image = windows->toImage(call, x.tensor), filter = windows->toImage(call, weight);
  mlir::Value result = dl::Conv2DOp::create(
      call.builder(), call.location(), image, filter, windows->pair(windows->strides, 1),
      windows->pair(windows->low, 0), windows->pair(windows->high, 0),
      windows->pair(windows->dilations, 1), groups);
  if (call.boolean("bias")) {
    mlir::Value bias =
        parameter("bias", {filters}, Value::ofText(Value::Kind::Initializer, "zeros", call.loc));
    if (!bias)
      return {};
    bias = dl::BroadcastOp::create(call.builder(), call.location(), result.getType(), bias,
                                   llvm::ArrayRef<int64_t>{1});
    result = dl::AddOp::create(call.builder(), call.location(), result.getType(), result, bias);
  }
  return windows->fromImage(call, result);
}

/// A count of filters, groups or the like; nothing after an error.
static std::optional<int64_t> count(Call &call, llvm::StringRef name) {
  int64_t value = call.integer(name);
  if (value >= 1 && value < (int64_t(1) << 31))
    return value;
  call.fail(name, "argument '" + name + "' of '" + call.builtin.name +
                      "' must be at least 1 and below 2^31, got " + llvm::Twine(value));
  return std::nullopt;
}

template <int64_t spatial> static Value emitGrouped(Call &call) {
  std::optional<int64_t> filters = count(call, "filters"), groups = count(call, "groups");
  if (!filters || !groups)
    return {};
  return emitConvolution(call, spatial, *filters, *groups);
}

/// Each channel is a group of its own.
static Value emitDepthwise(Call &call) {
  const Value &x = call["x"];
  std::optional<int64_t> multiplier = count(call, "multiplier");
  if (!multiplier)
    return {};
  // Without a channel dimension, the images are reported.
  int64_t channels = x.rank() > 1 ? x.shape()[1] : 1;
  return emitConvolution(call, 2, channels * *multiplier, channels);
}

llvm::ArrayRef<Builtin> dlc::dsl::convolutionBuiltins() {
  static const Param x{"x", ArgKind::FloatTensor};
  static const Param filters{"filters", ArgKind::Integer};
  static const Param kernel{"kernel", ArgKind::Integers};
  static const Param stride{"stride", ArgKind::Integers, "1"};
  static const Param padding{"padding", ArgKind::IntegersOrKeyword, "0", "same"};
  static const Param dilation{"dilation", ArgKind::Integers, "1"};
  static const Param groups{"groups", ArgKind::Integer, "1"};
  static const Param bias{"bias", ArgKind::Boolean, "true"};
  static const Param init{"init", ArgKind::Initializer, "glorot_uniform"};
  static const std::vector<Builtin> table = {
      {"conv2d",
       {x, filters, kernel, stride, padding, dilation, groups, bias, init},
       "images [N, C, H, W] correlated with weight [filters, C / groups, kh, kw], plus bias "
       "[filters], which begins at 0; kernel, stride, padding and dilation are a number or a pair [height, width]; "
       "`padding = same` gives ceil(size / stride) places, with the odd pixel of padding at the "
       "end; fans are C / groups · kh · kw and filters · kh · kw",
       emitGrouped<2>,
       /*hasParameters=*/true},
      {"depthwise_conv2d",
       {x, kernel, {"multiplier", ArgKind::Integer, "1"}, stride, padding, dilation, bias, init},
       "conv2d with one group for each channel: weight [C · multiplier, 1, kh, kw]",
       emitDepthwise,
       /*hasParameters=*/true},
      {"conv1d",
       {x, filters, kernel, stride, padding, dilation, groups, bias, init},
       "sequences [N, C, L] correlated with weight [filters, C / groups, k], otherwise as conv2d",
       emitGrouped<1>,
       /*hasParameters=*/true},
  };
  return table;
}
