//===- StoredWeights.cpp - Imported weights in a model's blocks -------------===//
#include "dlc/Pipeline/StoredWeights.h"

#include <cstring>

using namespace dlc;

StoredWeights::StoredWeights(const importer::WeightStore &weights, const ModelDescription &model) {
  for (const importer::WeightStore::Entry &entry : weights) {
    if (const TensorDescription *tensor = model.parameters.find(entry.name))
      add(entry, *tensor, /*isState=*/false);
    else if (const TensorDescription *tensor = model.state.find(entry.name))
      add(entry, *tensor, /*isState=*/true);
  }
}

/// Values in row-major order in that of memory.
static std::vector<char> turned(llvm::ArrayRef<char> bytes, const TensorDescription &tensor) {
  std::vector<char> result(bytes.size());
  std::vector<int64_t> strides = tensor.strides();
  size_t width = byteWidth(tensor.dtype);
  for (int64_t index = 0; index < tensor.elementCount(); ++index) {
    int64_t rest = index, position = 0;
    for (size_t dim = tensor.shape.size(); dim-- > 0; rest /= tensor.shape[dim])
      position += rest % tensor.shape[dim] * strides[dim];
    std::memcpy(result.data() + position * width, bytes.data() + index * width, width);
  }
  return result;
}

void StoredWeights::add(const importer::WeightStore::Entry &entry, const TensorDescription &tensor, bool isState) {
  llvm::ArrayRef<char> bytes = entry.bytes;
  // A model that is checked is compiled in f64.
  if (tensor.dtype == DLRT_F64 && entry.type.getElementType().isF32()) {
    std::vector<char> &wide = converted.emplace_back(2 * bytes.size());
    for (size_t i = 0; i < bytes.size() / sizeof(float); ++i) {
      float value;
      std::memcpy(&value, bytes.data() + i * sizeof(float), sizeof(float));
      double same = value;
      std::memcpy(wide.data() + i * sizeof(double), &same, sizeof(double));
    }
    bytes = wide;
  }
  assert(bytes.size() == tensor.byteCount() && "variables have the types of their weights");
  if (!tensor.order.empty())
    bytes = converted.emplace_back(turned(bytes, tensor));
  if (!bytes.empty())
    stored.push_back({isState, tensor.offset, bytes});
}
