//===- Node.h - One node while it is imported -------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_NODE_H
#define DLC_COMPILER_FRONTEND_ONNX_NODE_H

#include "Emitter.h"
#include "Tensors.h"

#include "llvm/ADT/StringSet.h"

namespace dlc::importer {

class Graph;

/// A node's operands and attributes, as the function that imports its operator sees them. What fails
/// reports why; the function then returns failure.
class Node {
public:
  Node(Graph &graph, const ::onnx::NodeProto &proto, int64_t version);

  Graph &graph;
  Emitter &b;
  const ::onnx::NodeProto &proto;
  const int64_t version; ///< of the operator set that the node is of

  mlir::LogicalResult fail(const llvm::Twine &reason);

  //===--- Operands ---===//

  unsigned inputCount() const { return proto.input_size(); }
  bool has(unsigned index) const;
  /// The operand as a tensor; null, after an error, where it has none.
  Value input(unsigned index);
  /// All operands from `first` on.
  mlir::FailureOr<SmallVector<Value>> inputs(unsigned first = 0);
  /// The operand's value, which must be known now.
  mlir::FailureOr<mlir::DenseElementsAttr> constant(unsigned index, llvm::StringRef what);
  mlir::FailureOr<SmallVector<int64_t>> integers(unsigned index, llvm::StringRef what);
  mlir::FailureOr<SmallVector<double>> numbers(unsigned index, llvm::StringRef what);

  //===--- Attributes ---===//

  bool hasAttribute(llvm::StringRef name) const;
  int64_t integer(llvm::StringRef name, int64_t otherwise);
  double number(llvm::StringRef name, double otherwise);
  std::string text(llvm::StringRef name, llvm::StringRef otherwise);
  SmallVector<int64_t> integers(llvm::StringRef name, ArrayRef<int64_t> otherwise = {});
  SmallVector<double> numbers(llvm::StringRef name, ArrayRef<double> otherwise = {});
  std::vector<std::string> texts(llvm::StringRef name);
  /// Null if the node has no attribute of that name. Counts as read.
  const ::onnx::AttributeProto *attribute(llvm::StringRef name);
  /// The value of an attribute that is a tensor; null, with a reason, where it cannot be one of the graph's.
  mlir::DenseElementsAttr tensor(const ::onnx::AttributeProto &attribute, std::string &reason);
  /// Attributes that say nothing about the values.
  void ignore(llvm::ArrayRef<llvm::StringRef> names);
  /// Fails where the node has attributes that nobody has read, or of another type.
  mlir::LogicalResult checkAttributes();

  /// `axis` counted from the front; reports one outside [-rank, rank).
  mlir::FailureOr<int64_t> axis(int64_t axis, int64_t rank);
  mlir::FailureOr<SmallVector<int64_t>> axes(ArrayRef<int64_t> axes, int64_t rank);

  //===--- Results ---===//

  unsigned outputCount() const { return proto.output_size(); }
  bool wants(unsigned index) const;
  mlir::LogicalResult give(unsigned index, Value value);
  mlir::LogicalResult give(Value value) { return give(0, value); }
  /// A tensor of the file as the result: a variable, if it looks like a weight.
  mlir::LogicalResult giveConstant(const ::onnx::TensorProto &tensor);
  /// The nodes of a branch, whose results become this node's.
  mlir::LogicalResult inlineBranch(const ::onnx::GraphProto &branch);
  /// Gives the values one shape, or reports that they have none in common.
  mlir::LogicalResult broadcast(llvm::MutableArrayRef<Value> values);
  /// Reports an operand that is no tensor of floating-point numbers.
  mlir::LogicalResult needFloat(Value value);

private:
  const ::onnx::AttributeProto *typed(llvm::StringRef name, ::onnx::AttributeProto::AttributeType type);

  llvm::StringSet<> read;
  std::string wrongType;
};

} // namespace dlc::importer
#endif
