//===- DataReader.h - Data that are read while a model is compiled -*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_DATAREADER_H
#define DLC_TOOLS_DLC_DATAREADER_H

#include "dlc/Target/ModelDescription.h"
#include "dlrt/train/Main.h"
#include "llvm/Support/JSON.h"

#include <vector>

namespace dlc::tool {

/// Reads the data of a run of training in a thread of its own. To be kept until the run is over.
class DataReader {
public:
  DataReader() = default;
  DataReader(const DataReader &) = delete;
  ~DataReader() { dlrt_data_destroy(reading); }

  /// Of `model` the inputs and targets count, of `options`, which are the trainer's, "data" and "resume".
  void start(const ModelDescription &model, const llvm::json::Object &options);
  /// Null if it has not been started.
  dlrt_data *data() const { return reading; }

private:
  static dlrt_table makeTable(const TableDescription &table, std::vector<dlrt_tensor> &tensors);

  ModelDescription description;
  std::vector<dlrt_tensor> inputs, targets;
  dlrt_model tables = {};
  dlrt_data *reading = nullptr;
};

} // namespace dlc::tool
#endif
