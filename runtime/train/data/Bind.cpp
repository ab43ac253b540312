// From an array of a file to a column of the model: shape, dtype and range are checked once, here,
// so that the training loop need not look at values any more.
#include "DType.h"

#include <cmath>
#include <limits>
#include <new>

namespace dlrt {

Bytes::Bytes(size_t size)
    : memory(static_cast<uint8_t *>(std::malloc(size ? size : 1))), bytes(size) {
  if (!memory)
    throw std::bad_alloc();
}

static std::string shapeText(dlrt_dtype dtype, const std::vector<int64_t> &shape) {
  std::string text = std::string(dlrt_dtype_name(dtype)) + "[";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::string Array::text() const { return shapeText(dtype, shape); }

static std::string declaredText(const dlrt_tensor &tensor) {
  char text[256];
  return dlrt_tensor_text(&tensor, text, sizeof text);
}

// Sizes of one sample without dimensions of size one: [28, 28] from a file fits a declared [batch,
// 1, 28, 28].
static std::vector<int64_t> squeezed(const int64_t *begin, const int64_t *end) {
  std::vector<int64_t> sizes;
  for (; begin != end; ++begin)
    if (*begin != 1)
      sizes.push_back(*begin);
  return sizes;
}

[[noreturn]] static void misfit(const dlrt_tensor &tensor, const Array &array,
                                const std::string &why) {
  throw Error("'" + array.origin + "' is " + array.text() + ", but '" + tensor.name +
              "' is declared " + declaredText(tensor) + ": " + why);
}

static void checkIntegers(const dlrt_tensor &tensor, const Array &array, size_t perSample) {
  int64_t least = dlrt_least_value(&tensor);
  IntegerRange stored = integerRange(array.dtype), allowed = {stored.low, stored.high};
  if (!isFloat(tensor.dtype))
    allowed = integerRange(tensor.dtype);
  if (tensor.limit > 0)
    allowed = {std::max(allowed.low, least), std::min(allowed.high, tensor.limit - 1)};
  // Most data need no look: no u8 is outside the range of an i32. A stored bool is a byte that may
  // hold anything.
  if (array.dtype == DLRT_BOOL)
    stored = {0, 255};
  if (allowed.low <= stored.low && stored.high <= allowed.high)
    return;
  size_t count = static_cast<size_t>(array.rows()) * perSample;
  for (size_t i = 0; i < count; ++i) {
    int64_t value = integerAt(array.data.data(), array.dtype, i);
    if ((value >= allowed.low && value <= allowed.high) ||
        (tensor.ignored != 0 && value == tensor.ignored))
      continue;
    std::string range = tensor.limit > 0 ? "[" + std::to_string(least) + ", " + std::to_string(tensor.limit) + ")"
                                         : "[" + std::to_string(allowed.low) + ", " +
                                               std::to_string(allowed.high) + "] of " +
                                               dlrt_dtype_name(tensor.dtype);
    if (tensor.ignored != 0)
      range += " or " + std::to_string(tensor.ignored) + " for none";
    throw Error("'" + array.origin + "': sample " + std::to_string(i / perSample) + " has value " +
                std::to_string(value) + " for '" + tensor.name + "', which takes values in " +
                range);
  }
}

// A finite f64 that f32 cannot hold would silently become infinite.
static void checkNarrowing(const dlrt_tensor &tensor, const Array &array, size_t perSample) {
  const double *values = reinterpret_cast<const double *>(array.data.data());
  size_t count = static_cast<size_t>(array.rows()) * perSample;
  for (size_t i = 0; i < count; ++i)
    if (std::isfinite(values[i]) && std::fabs(values[i]) > std::numeric_limits<float>::max())
      throw Error("'" + array.origin + "': sample " + std::to_string(i / perSample) +
                  " has a value for '" + tensor.name + "' that " + dlrt_dtype_name(tensor.dtype) +
                  " cannot hold");
}

std::shared_ptr<const Column> bindColumn(const dlrt_tensor &tensor, Array array) {
  if (array.shape.empty())
    misfit(tensor, array, "it has no dimension that counts samples");
  if (tensor.rank < 1)
    misfit(tensor, array, "only tensors with a batch dimension can be bound to data");
  if (squeezed(array.shape.data() + 1, array.shape.data() + array.shape.size()) !=
      squeezed(tensor.shape + 1, tensor.shape + tensor.rank)) {
    std::vector<int64_t> declared(tensor.shape + 1, tensor.shape + tensor.rank);
    std::vector<int64_t> found(array.shape.begin() + 1, array.shape.end());
    misfit(tensor, array,
           "one sample is " + shapeText(array.dtype, found) + ", expected " +
               shapeText(tensor.dtype, declared));
  }
  if (array.rows() > std::numeric_limits<uint32_t>::max())
    misfit(tensor, array, "at most 2^32 - 1 samples are accepted");
  if (!castFunction(array.dtype, tensor.dtype))
    misfit(tensor, array,
           std::string(dlrt_dtype_name(array.dtype)) + " cannot become " +
               dlrt_dtype_name(tensor.dtype) + " without losing values");

  auto column = std::make_shared<Column>();
  column->tensor = tensor;
  column->elements = dlrt_row_bytes(&tensor) / dlrt_dtype_size(tensor.dtype);
  if (!isFloat(array.dtype))
    checkIntegers(tensor, array, column->elements ? column->elements : 1);
  else if (array.dtype == DLRT_F64 && tensor.dtype != DLRT_F64)
    checkNarrowing(tensor, array, column->elements ? column->elements : 1);
  column->array = std::move(array);
  return column;
}

} // namespace dlrt
