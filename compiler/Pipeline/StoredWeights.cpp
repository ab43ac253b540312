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
  if (!bytes.empty())
    stored.push_back({isState, tensor.offset, bytes});
}
