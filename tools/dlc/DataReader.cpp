//===- DataReader.cpp - Data that are read while a model is compiled --------===//
#include "DataReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

dlrt_table DataReader::makeTable(const TableDescription &table, std::vector<dlrt_tensor> &tensors) {
  for (const TensorDescription &description : table.tensors) {
    dlrt_tensor &tensor = tensors.emplace_back();
    tensor = {};
    tensor.name = description.name.c_str();
    tensor.dtype = description.dtype;
    tensor.rank = static_cast<int32_t>(description.shape.size());
    llvm::copy(description.shape, tensor.shape);
    tensor.flags = description.flags;
    tensor.limit = description.limit;
    tensor.ignored = description.ignored;
  }
  return {tensors.data(), static_cast<int32_t>(tensors.size()), 0, 0};
}

void DataReader::start(const ModelDescription &model, const json::Object &options) {
  description = model;
  tables.name = description.name.c_str();
  tables.batch = description.batch;
  tables.inputs = makeTable(description.inputs, inputs);
  tables.targets = makeTable(description.targets, targets);
  json::Object wanted;
  for (const char *key : {"data", "resume"})
    if (const json::Value *value = options.get(key))
      wanted[key] = *value;
  std::string text = llvm::formatv("{0}", json::Value(std::move(wanted))).str();
  reading = dlrt_data_start(&tables, text.c_str());
}
