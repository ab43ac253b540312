//===- SlidingWindows.cpp - Kernels, strides and paddings -----------------===//
#include "SlidingWindows.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace dlc::dsl;
namespace dl = dlc::dl;

using Numbers = llvm::SmallVector<int64_t>;

std::string dlc::dsl::describeNumbers(llvm::ArrayRef<int64_t> numbers) {
  std::string out = "[";
  for (auto [i, number] : llvm::enumerate(numbers))
    out += (i ? ", " : "") + std::to_string(number);
  return out + "]";
}

bool dlc::dsl::checkSize(Call &call, llvm::StringRef what, llvm::ArrayRef<int64_t> shape) {
  int64_t elements = 1;
  for (int64_t size : shape) {
    if (size > (int64_t(1) << 40) / elements) {
      call.emitter.error(call.loc, "the " + what + " of '" + call.builtin.name + "', " +
                                       describeNumbers(shape) +
                                       ", would have more than 2^40 elements");
      return false;
    }
    elements *= size;
  }
  return true;
}

/// One number for each spatial dimension, from one for all or a list.
static std::optional<Numbers> readNumbers(Call &call, llvm::StringRef name, int64_t spatial,
                                          int64_t least) {
  Numbers numbers = call.integers(name);
  if (call[name].isNumber())
    numbers.assign(spatial, numbers[0]);
  if (static_cast<int64_t>(numbers.size()) != spatial) {
    call.fail(name, "argument '" + name + "' of '" + call.builtin.name + "' has " +
                        llvm::Twine(spatial) + " number" + (spatial == 1 ? "" : "s") +
                        (spatial == 1 ? "" : ", for height and width") + ", got " +
                        llvm::Twine(numbers.size()));
    return std::nullopt;
  }
  for (int64_t number : numbers)
    if (number < least || number > std::numeric_limits<int32_t>::max()) {
      call.fail(name, "argument '" + name + "' of '" + call.builtin.name + "' must be at least " +
                          llvm::Twine(least) + " and below 2^31, got " + llvm::Twine(number));
      return std::nullopt;
    }
  return numbers;
}

bool dlc::dsl::checkImages(Call &call, int64_t spatial) {
  const Value &x = call["x"];
  if (x.rank() != spatial + 2) {
    std::string hint;
    if (x.rank() == spatial + 1 && x.rows[0] == 1) {
      hint = "; reshape it to [batch, 1";
      for (int64_t size : x.shape().drop_front())
        hint += ", " + std::to_string(size);
      hint += "] first";
    }
    call.failWithNotes("'" + call.builtin.name + "' needs " +
                           (spatial == 1 ? "sequences [batch, channels, length]"
                                         : "images [batch, channels, height, width]") +
                           ", got " + x.describe() + hint,
                       {"x"});
    return false;
  }
  for (int64_t rows : llvm::ArrayRef(x.rows).drop_front())
    if (rows) {
      call.failWithNotes(
          "'" + call.builtin.name +
              "' mixes all dimensions but the first, and the batch is one of them in " +
              x.describe(),
          {"x"});
      return false;
    }
  return true;
}

dl::WindowAxis SlidingWindows::axis(const Value &x, int64_t dim) const {
  return {x.shape()[2 + dim], kernel[dim], strides[dim], low[dim], high[dim], dilations[dim]};
}

/// TensorFlow's "SAME": ceil(size / stride) places, the odd pixel of padding at the end.
static void padToSame(SlidingWindows &windows, const Value &x) {
  for (int64_t i = 0; i < windows.spatial; ++i) {
    dl::WindowAxis axis = windows.axis(x, i);
    int64_t places = llvm::divideCeil(axis.size, axis.stride);
    int64_t total = std::max<int64_t>(0, (places - 1) * axis.stride + axis.extent() - axis.size);
    windows.low[i] = total / 2;
    windows.high[i] = windows.padding[i] = total - total / 2;
  }
}

/// One more place where the last window reaches beyond the padding, unless it would start there
/// (PyTorch's rule).
static void roundUp(SlidingWindows &windows, const Value &x) {
  for (int64_t i = 0; i < windows.spatial; ++i) {
    dl::WindowAxis axis = windows.axis(x, i);
    if (axis.extent() > axis.padded())
      continue; // reported later
    int64_t places = llvm::divideCeil(axis.padded() - axis.extent(), axis.stride) + 1;
    if ((places - 1) * axis.stride >= axis.size + axis.low)
      --places;
    int64_t end = (places - 1) * axis.stride + axis.extent();
    windows.high[i] = std::max<int64_t>(0, end - axis.size - axis.low);
  }
}

static bool checkFit(Call &call, const SlidingWindows &windows) {
  const Value &x = call["x"];
  Numbers extents, padded;
  bool fits = true;
  for (int64_t i = 0; i < windows.spatial; ++i) {
    dl::WindowAxis axis = windows.axis(x, i);
    extents.push_back(axis.extent());
    padded.push_back(axis.padded());
    fits &= axis.extent() <= axis.padded();
  }
  if (fits)
    return true;
  std::string kernel = "the kernel " + describeNumbers(windows.kernel);
  if (extents != windows.kernel)
    kernel += ", which its dilation spreads over " + describeNumbers(extents) + ",";
  std::string image = x.describe();
  if (!llvm::equal(padded, x.shape().drop_front(2)))
    image += ", padded to " + describeNumbers(padded);
  call.failWithNotes(kernel + " of '" + call.builtin.name + "' is larger than its image " + image,
                     {"x"});
  return false;
}

std::optional<SlidingWindows> SlidingWindows::read(Call &call, int64_t spatial) {
  auto takes = [&](llvm::StringRef name) {
    return llvm::any_of(call.builtin.params,
                        [&](const Param &param) { return param.name == name; });
  };
  const Value &x = call["x"];
  if (!checkImages(call, spatial))
    return std::nullopt;
  SlidingWindows windows;
  windows.spatial = spatial;
  auto kernel = readNumbers(call, "kernel", spatial, 1);
  auto strides = call.has("stride") ? readNumbers(call, "stride", spatial, 1) : kernel;
  bool isSame = call["padding"].kind == Value::Kind::Symbol;
  std::optional<Numbers> padding = Numbers(spatial, 0), dilations = Numbers(spatial, 1);
  if (!isSame)
    padding = readNumbers(call, "padding", spatial, 0);
  if (takes("dilation"))
    dilations = readNumbers(call, "dilation", spatial, 1);
  if (!kernel || !strides || !padding || !dilations)
    return std::nullopt;
  windows.kernel = *kernel;
  windows.strides = *strides;
  windows.padding = windows.low = windows.high = *padding;
  windows.dilations = *dilations;
  if (isSame)
    padToSame(windows, x);
  else if (takes("ceil") && call.boolean("ceil"))
    roundUp(windows, x);
  if (!checkFit(call, windows))
    return std::nullopt;
  return windows;
}

int64_t SlidingWindows::area() const {
  int64_t product = 1;
  for (int64_t size : kernel)
    product *= size;
  return product;
}

Numbers SlidingWindows::pair(llvm::ArrayRef<int64_t> numbers, int64_t ofHeight) const {
  Numbers result(numbers);
  if (spatial == 1)
    result.insert(result.begin(), ofHeight);
  return result;
}

mlir::Value SlidingWindows::toImage(Call &call, mlir::Value value) const {
  if (spatial == 2)
    return value;
  auto type = llvm::cast<mlir::RankedTensorType>(value.getType());
  Numbers shape(type.getShape());
  shape.insert(shape.begin() + 2, 1);
  return dl::ReshapeOp::create(call.builder(), call.location(), type.clone(shape), value);
}

Value SlidingWindows::fromImage(Call &call, mlir::Value value) const {
  auto type = llvm::cast<mlir::RankedTensorType>(value.getType());
  Numbers shape(type.getShape());
  if (spatial == 1) {
    shape.erase(shape.begin() + 2);
    value = dl::ReshapeOp::create(call.builder(), call.location(), type.clone(shape), value);
  }
  Numbers rows(shape.size(), 0);
  rows[0] = call["x"].rows[0];
  return call.tensor(value, rows);
}
