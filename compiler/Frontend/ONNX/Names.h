//===- Names.h - Names of an imported model's weights -----------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_NAMES_H
#define DLC_COMPILER_FRONTEND_ONNX_NAMES_H

#include "onnx-ml.pb.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace dlc::importer {

/// Gives each weight a name for users. One that the file names by a number, such as `onnx::MatMul_123`,
/// gets its name from the node that reads it: `/layer/0/query/MatMul` makes it `layer.0.query.weight`.
class WeightNames {
public:
  /// Looks at all nodes, to know who reads a weight.
  void addNodes(const google::protobuf::RepeatedPtrField<::onnx::NodeProto> &nodes);
  /// Keeps the names that weights have in the file from being made up for others.
  void reserve(llvm::StringRef name);
  /// The name of the weight that the file calls `name`; the same at each call.
  std::string get(llvm::StringRef name);

private:
  llvm::StringMap<std::pair<const ::onnx::NodeProto *, int>> readers; ///< the first, and which operand it is
  llvm::StringMap<std::string> given;
  llvm::StringSet<> taken;
};

/// Whether an exporter made the name up: it says nothing but a number, or which node holds a constant.
bool isMadeUp(llvm::StringRef name);

} // namespace dlc::importer
#endif
