//===- Graph.h - The graph that is being imported ---------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_GRAPH_H
#define DLC_COMPILER_FRONTEND_ONNX_GRAPH_H

#include "Emitter.h"
#include "Names.h"
#include "Node.h"
#include "Tensors.h"
#include "dlc/Frontend/ONNX/ImportedModel.h"

namespace dlc::importer {

/// Versions of the operator sets that a model, or a function of it, names.
using OperatorSets = llvm::StringMap<int64_t>;

/// Walks over the nodes and holds what their tensors have become.
class Graph {
public:
  Graph(const ::onnx::ModelProto &model, const ImportedModel::Request &request, Host &host, TensorReader &reader,
        WeightStore &weights, Emitter &emitter);

  /// Imports the nodes that the requested results need; reports all that cannot be.
  mlir::FailureOr<SmallVector<Value>> run();

  //===--- Services for nodes ---===//

  Emitter &emitter() { return b; }
  Host &getHost() { return host; }
  /// A tensor by its name; null, with a reason, if there is none. No reason where an error was reported.
  Value value(llvm::StringRef name, std::string &reason);
  /// The value of a tensor that is known now; null if it is not.
  mlir::DenseElementsAttr constant(llvm::StringRef name, std::string &reason);
  mlir::DenseElementsAttr readConstant(const ::onnx::TensorProto &tensor, std::string &reason);
  /// Makes the initialiser of that name, from now on, a variable of state: a running statistic. False if it
  /// is none.
  bool makeState(llvm::StringRef name);
  /// The name of the variable that a tensor is; empty if it is none.
  std::string variableName(llvm::StringRef name);
  /// A constant that a node holds: a variable if it looks like a weight.
  mlir::LogicalResult defineConstant(Node &node, llvm::StringRef name, const ::onnx::TensorProto &tensor);
  mlir::LogicalResult define(Node &node, llvm::StringRef name, Value value);
  /// Imports the nodes of a branch of `If`, whose outputs become the node's.
  mlir::LogicalResult inlineBranch(Node &node, const ::onnx::GraphProto &branch);
  /// The attribute itself, or what the caller of a function gives for it; null if it gives nothing.
  const ::onnx::AttributeProto *resolve(const ::onnx::AttributeProto &attribute) const;
  /// The stream of random numbers that a node draws from.
  int64_t streamOf(const Node &node) const;

  void report(const Node &node, const llvm::Twine &reason);

private:
  /// What a name stands for.
  struct Tensor {
    const ::onnx::TensorProto *initializer = nullptr;
    bool isWeight = false; ///< floating-point numbers to train, not a number of the program
    Value value;           ///< null until it is asked for
    std::string variable;
    dl::Role role = dl::Role::Parameter;
    mlir::DenseElementsAttr known; ///< of an input
    bool isPoison = false; ///< the node that computes it was reported
  };
  struct Scope {
    llvm::StringMap<Tensor> tensors;
    const OperatorSets *sets;
    bool seesOuter = false; ///< a branch, not a function
    const ::onnx::NodeProto *caller = nullptr;
    std::string path; ///< of the caller, for names
  };

  Tensor *find(llvm::StringRef name);
  Value materialise(Tensor &tensor, llvm::StringRef name, std::string &reason);
  void addInitializers(const ::onnx::GraphProto &graph);
  void importNodes(const google::protobuf::RepeatedPtrField<::onnx::NodeProto> &nodes,
                   const llvm::StringSet<> &wanted);
  void importNode(const ::onnx::NodeProto &node);
  void importCall(Node &node, const ::onnx::FunctionProto &function);
  const ::onnx::FunctionProto *findFunction(const ::onnx::NodeProto &node) const;
  void poison(const ::onnx::NodeProto &node);
  bool hasPoisonedInput(const ::onnx::NodeProto &node);
  std::string placeOf(const ::onnx::NodeProto &node) const;
  void checkElements(ArrayRef<Value> results);

  const ::onnx::ModelProto &model;
  const ImportedModel::Request &request;
  Host &host;
  TensorReader &reader;
  WeightStore &weights;
  Emitter &b;
  OperatorSets sets;
  std::vector<std::unique_ptr<Scope>> scopes;
  WeightNames names;
  llvm::StringMap<const ::onnx::FunctionProto *> functions;
  llvm::StringMap<std::unique_ptr<OperatorSets>> functionSets;
  std::vector<std::string> errors;
  llvm::StringSet<> reported; ///< nodes
};

} // namespace dlc::importer
#endif
