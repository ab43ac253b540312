//===- ReadModel.cpp - From a file to a checked model -----------------------===//
#include "ReadModel.h"

#include "Operators.h"
#include "TrainingInfo.h"
#include "llvm/ADT/StringSet.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

using namespace dlc::importer;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using llvm::Error;
using llvm::StringRef;
using llvm::Twine;

static Error wrong(const Twine &reason) { return llvm::createStringError(reason); }

/// The first field of a message, or of one inside it, that the schema does not have: "GraphProto field 99".
static std::string findUnknown(const Message &message) {
  const google::protobuf::Reflection *reflection = message.GetReflection();
  const google::protobuf::UnknownFieldSet &unknown = reflection->GetUnknownFields(message);
  if (!unknown.empty())
    return message.GetDescriptor()->name() + " field " + std::to_string(unknown.field(0).number());
  std::vector<const FieldDescriptor *> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor *field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      std::string found = findUnknown(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                           : reflection->GetMessage(message, field));
      if (!found.empty())
        return found;
    }
  }
  return "";
}

static Error checkOperatorSets(const ::onnx::ModelProto &model) {
  llvm::StringSet<> seen;
  bool hasOwn = false;
  for (const ::onnx::OperatorSetIdProto &set : model.opset_import()) {
    StringRef domain = StringRef(set.domain()) == "ai.onnx" ? "" : StringRef(set.domain());
    if (!seen.insert(domain).second)
      return wrong("two versions of the operator set '" + domain + "' are imported");
    if (!domain.empty())
      continue;
    hasOwn = true;
    if (set.version() > kNewestVersion)
      return wrong("operator set " + Twine(set.version()) + " is newer than the newest that is known, " +
                   Twine(kNewestVersion));
    if (set.version() < kOldestVersion)
      return wrong("operator set " + Twine(set.version()) + " is older than the oldest that is supported, " +
                   Twine(kOldestVersion));
  }
  if (!hasOwn && seen.empty())
    return wrong("the model does not say which operator set it uses");
  return Error::success();
}

/// Names are unique, and each tensor comes before who reads it: so there are no cycles.
static Error checkGraph(const ::onnx::GraphProto &graph) {
  llvm::StringSet<> known;
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    if (!known.insert(tensor.name()).second)
      return wrong("two initialisers are called '" + tensor.name() + "'");
  if (graph.sparse_initializer_size())
    return wrong("sparse initialisers are not supported");
  llvm::StringSet<> inputs;
  for (const ::onnx::ValueInfoProto &input : graph.input()) {
    if (input.name().empty())
      return wrong("an input has no name");
    if (!inputs.insert(input.name()).second)
      return wrong("two inputs are called '" + input.name() + "'");
    known.insert(input.name());
  }
  llvm::StringSet<> computed;
  for (const ::onnx::NodeProto &node : graph.node())
    for (const std::string &output : node.output())
      computed.insert(output);
  for (const ::onnx::NodeProto &node : graph.node()) {
    std::string place = node.name().empty() && node.output_size() ? node.output(0) : node.name();
    for (const std::string &input : node.input())
      if (!input.empty() && !known.contains(input))
        return wrong("node '" + place + "' (" + node.op_type() + ") reads '" + input + "', " +
                     (computed.contains(input) ? "which is computed after it: the graph has a cycle or is not sorted"
                                               : "which is neither an input, an initialiser nor a node's output"));
    for (const std::string &output : node.output())
      if (!output.empty() && !known.insert(output).second)
        return wrong("node '" + place + "' (" + node.op_type() + ") computes '" + output +
                     "', which is there already");
  }
  if (graph.output_size() == 0)
    return wrong("the graph has no output");
  for (const ::onnx::ValueInfoProto &output : graph.output())
    if (!known.contains(output.name()))
      return wrong("nothing computes the output '" + output.name() + "'");
  return Error::success();
}

llvm::Expected<std::shared_ptr<::onnx::ModelProto>> dlc::importer::parseModel(StringRef bytes, bool training) {
  auto model = std::make_shared<::onnx::ModelProto>();
  if (bytes.size() > INT32_MAX)
    return wrong("the file has more than 2 GB; keep its weights in a file beside it");
  google::protobuf::SetLogHandler(nullptr); // what it would print is reported here
  if (!model->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return wrong("this is no ONNX model, or it is truncated or damaged");
  if (!model->has_ir_version() || !model->has_graph())
    return wrong("this is no ONNX model: it has no graph or no IR version");
  if (model->ir_version() > ::onnx::IR_VERSION)
    return wrong("IR version " + Twine(model->ir_version()) + " is newer than the newest that is known, " +
                 Twine(static_cast<int64_t>(::onnx::IR_VERSION)));
  if (model->ir_version() < 3)
    return wrong("IR version " + Twine(model->ir_version()) + " is older than the oldest that is supported, 3");
  if (std::string unknown = findUnknown(*model); !unknown.empty())
    return wrong("the file has a field that is not part of IR version " +
                 Twine(static_cast<int64_t>(::onnx::IR_VERSION)) + ": " + unknown);
  if (Error error = checkOperatorSets(*model))
    return error;
  if (training)
    if (Error error = addAlgorithm(*model))
      return error;
  if (Error error = checkGraph(model->graph()))
    return error;
  return model;
}
