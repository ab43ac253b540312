//===- StoredWeights.h - Imported weights in a model's blocks ---*- C++ -*-===//
#ifndef DLC_PIPELINE_STOREDWEIGHTS_H
#define DLC_PIPELINE_STOREDWEIGHTS_H

#include "dlc/Frontend/ONNX/WeightStore.h"
#include "dlc/Target/ModelDescription.h"
#include "dlc/Target/ModelTable.h"

#include <list>
#include <vector>

namespace dlc {

/// The values of a weight store that belong to variables of a model, converted to the types that these
/// have by now.
class StoredWeights {
public:
  StoredWeights(const importer::WeightStore &weights, const ModelDescription &model);

  llvm::ArrayRef<StoredValue> values() const { return stored; }

private:
  void add(const importer::WeightStore::Entry &entry, const TensorDescription &tensor, bool isState);

  std::vector<StoredValue> stored;
  std::list<std::vector<char>> converted;
};

} // namespace dlc
#endif
