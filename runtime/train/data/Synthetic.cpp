// Random samples of the declared types: for benchmarks, and for trying a model before its data
// exist.
#include "../Random.h"
#include "DType.h"
#include "Source.h"

#include <cstring>

namespace dlrt {
namespace {

constexpr int64_t kDefaultRows = 1024;
constexpr size_t kDefaultBytes = size_t(32)
                                 << 20; // of the widest column, unless `rows` says otherwise

void fill(Array &array, const dlrt_tensor &tensor, SplitMix random) {
  size_t count = array.data.size() / dlrt_dtype_size(array.dtype);
  if (array.dtype == DLRT_F32 || array.dtype == DLRT_F64) {
    for (size_t i = 0; i < count; ++i) {
      double value = 2 * random.uniform() - 1;
      auto narrow = static_cast<float>(value);
      if (array.dtype == DLRT_F64)
        std::memcpy(array.data.data() + 8 * i, &value, 8);
      else
        std::memcpy(array.data.data() + 4 * i, &narrow, 4);
    }
    return;
  }
  IntegerRange range = integerRange(array.dtype);
  uint64_t bound = tensor.limit > 0            ? static_cast<uint64_t>(tensor.limit)
                   : array.dtype == DLRT_BOOL  ? 2
                   : range.high < INT64_C(256) ? static_cast<uint64_t>(range.high) + 1
                                               : 256;
  size_t size = dlrt_dtype_size(array.dtype);
  for (size_t i = 0; i < count; ++i) {
    uint64_t value = random.below(bound); // little-endian: its low bytes are the element
    std::memcpy(array.data.data() + size * i, &value, size);
  }
}

class SyntheticSource : public Source {
public:
  SyntheticSource(int64_t rows, uint64_t seed) : rows(rows), seed(seed) {}

  std::optional<Array> read(const Wanted &wanted, bool test) override {
    const dlrt_tensor &tensor = *wanted.tensor;
    Array array;
    array.dtype = tensor.dtype == DLRT_BF16 ? DLRT_F32 : tensor.dtype;
    array.shape.assign(tensor.shape, tensor.shape + tensor.rank);
    if (array.shape.empty())
      throw Error("'" + std::string(tensor.name) + "' has no batch dimension");
    array.shape[0] = test ? std::max<int64_t>(rows / 4, 1) : rows;
    size_t bytes = dlrt_dtype_size(array.dtype);
    for (int64_t size : array.shape)
      bytes *= static_cast<size_t>(size);
    array.data = Bytes(bytes);
    array.origin = std::string("synthetic ") + tensor.name;
    uint64_t stream = test ? 1 : 0;
    for (const char *c = tensor.name; *c; ++c)
      stream = stream * 31 + static_cast<unsigned char>(*c);
    fill(array, tensor, SplitMix(SplitMix(seed).next() ^ stream));
    return array;
  }

private:
  int64_t rows;
  uint64_t seed;
};

} // namespace

std::unique_ptr<Source> openSynthetic(const DataSpec &spec, const dlrt_model &model) {
  size_t widest = 1;
  for (const dlrt_table *table : {&model.inputs, &model.targets})
    for (int32_t i = 0; i < table->count; ++i)
      widest = std::max(widest, dlrt_row_bytes(&table->tensors[i]));
  // Whole batches, so that a benchmark measures full ones.
  int64_t fitting = std::min(kDefaultRows, static_cast<int64_t>(kDefaultBytes / widest));
  int64_t rows = std::max<int64_t>(fitting / model.batch, 1) * model.batch;
  rows =
      static_cast<int64_t>(numberOption(spec, "rows", static_cast<double>(rows), 1, 4294967295.0));
  auto seed = static_cast<uint64_t>(numberOption(spec, "seed", 1, 0, 9.0e15));
  return std::make_unique<SyntheticSource>(rows, seed);
}

} // namespace dlrt
