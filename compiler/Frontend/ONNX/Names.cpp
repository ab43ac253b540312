//===- Names.cpp - Names of an imported model's weights ---------------------===//
#include "Names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <algorithm>

using namespace dlc::importer;
using llvm::StringRef;

bool dlc::importer::isMadeUp(StringRef name) {
  if (name.starts_with("onnx::") || name.contains("Constant"))
    return true;
  name.consume_front("val_"); // PyTorch's newer exporter
  return name.find_first_not_of("0123456789") == StringRef::npos;
}

void WeightNames::addNodes(const google::protobuf::RepeatedPtrField<::onnx::NodeProto> &nodes) {
  for (const ::onnx::NodeProto &node : nodes) {
    for (int i = 0; i < node.input_size(); ++i)
      readers.try_emplace(node.input(i), &node, i);
    // A weight that is only turned or renamed belongs to who reads the result.
    if (StringRef(node.op_type()) != "Transpose" && StringRef(node.op_type()) != "Identity")
      continue;
    for (const ::onnx::NodeProto &reader : nodes)
      for (int i = 0; node.output_size() && i < reader.input_size(); ++i)
        if (node.input_size() && reader.input(i) == node.output(0))
          readers[node.input(0)] = {&reader, i};
  }
}

void WeightNames::reserve(StringRef name) {
  if (!isMadeUp(name))
    taken.insert(name);
}

/// What operand `index` of an operator is in its layer.
static std::string roleOf(StringRef op, int index) {
  bool isBias = llvm::StringSwitch<bool>(op)
                    .Cases({"Add", "Sub"}, true)
                    .Cases({"Conv", "ConvTranspose", "Gemm", "LayerNormalization", "BatchNormalization",
                            "InstanceNormalization", "GroupNormalization"},
                           index == 2)
                    .Default(false);
  if (isBias)
    return "bias";
  if (op == "BatchNormalization" && index >= 3)
    return index == 3 ? "running_mean" : "running_var";
  if (op == "LSTM" || op == "GRU" || op == "RNN")
    return index == 1 ? "weight" : index == 2 ? "recurrence" : index == 3 ? "bias" : "state";
  return "weight";
}

/// "/layer/0/query/MatMul" is "layer.0.query", "conv1" is "conv1"; without a name, the operator and the
/// result tell a node from others.
static std::string pathOf(const ::onnx::NodeProto &node) {
  StringRef name = node.name();
  name.consume_front("/");
  auto [folder, last] = name.rsplit('/');
  if (!last.empty())
    name = folder;
  if (name.empty())
    return StringRef(node.op_type()).lower() + (node.output_size() ? "_" + node.output(0) : "");
  std::string path = name.str();
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

std::string WeightNames::get(StringRef name) {
  auto known = given.find(name);
  if (known != given.end())
    return known->second;
  std::string result = name.str();
  auto reader = readers.find(name);
  if (isMadeUp(name) && reader != readers.end()) {
    auto [node, index] = reader->second;
    result = pathOf(*node) + "." + roleOf(node->op_type(), index);
    // Another weight of that name was there first: the file's own names differ.
    if (!taken.insert(result).second)
      result = name.str();
  }
  given[name] = result;
  return result;
}
