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

template <typename Imports> OperatorSets readSets(const Imports &imports) {
  OperatorSets sets;
  for (const auto &set : imports)
    sets[llvm::StringRef(set.domain()) == "ai.onnx" ? "" : set.domain()] = set.version();
  return sets;
}

/// Visits the names of the tensors that a node, or one of its branches, may read.
void forEachRead(const ::onnx::NodeProto &node, llvm::function_ref<void(llvm::StringRef)> visit);

/// Walks over the nodes and holds what their tensors have become.
class Graph {
public:
  Graph(const ::onnx::ModelProto &model, const ImportedModel::Request &request, Host &host, TensorReader &reader,
        WeightStore &weights, Emitter &emitter);

  /// Imports the nodes that the requested results need; reports all that cannot be.
  mlir::FailureOr<SmallVector<Value>> run();

  /// What a name stands for.
  struct Tensor {
    const ::onnx::TensorProto *initializer = nullptr;
    bool isWeight = false; ///< floating-point numbers to train, not a number of the program
    Value value;           ///< null until it is asked for
    std::string variable;
    dl::Role role = dl::Role::Parameter;
    mlir::DenseElementsAttr known; ///< of an input
    std::optional<std::vector<Value>> list; ///< of a sequence, whose elements are known by number
    bool isNothing = false; ///< an optional value that is not there
    bool isPoison = false; ///< the node that computes it was reported
    bool isHalf = false;   ///< numbers of float16, to be read by nodes that only move or cast them
  };

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
  /// What a node's operand stands for, a weight among them as the variable that it is; null, after a report,
  /// if there is no such tensor.
  Tensor *operand(Node &node, unsigned index);
  mlir::LogicalResult defineTensor(Node &node, unsigned output, const Tensor &tensor);
  /// The results of a body of `Loop` and the like for these values of its inputs. `label` tells the nodes of
  /// one round from those of another.
  mlir::FailureOr<std::vector<Tensor>> runBody(Node &node, const ::onnx::GraphProto &body, ArrayRef<Tensor> inputs,
                                               const llvm::Twine &label);
  /// Imports once more what leads from the tensors of these names to `result`, with other values in their
  /// place. Fails, with a report unless there was one, where `result` does not depend on any.
  mlir::FailureOr<Value> recompute(Node &node, ArrayRef<std::pair<std::string, Value>> given,
                                   llvm::StringRef result);
  /// Whether nodes are imported that have been before: they leave no other traces than values.
  bool isRecomputing() const { return recomputing > 0; }
  /// The attribute itself, or what the caller of a function gives for it; null if it gives nothing.
  const ::onnx::AttributeProto *resolve(const ::onnx::AttributeProto &attribute) const;
  /// Records that indices lie in [-size, size), if they are an input's: what the program computes is its own affair.
  void limitIndices(Value indices, int64_t size);
  /// The stream of random numbers that a node draws from.
  int64_t streamOf(const Node &node) const;

  void report(const Node &node, const llvm::Twine &reason);

private:
  struct Scope {
    llvm::StringMap<Tensor> tensors;
    const OperatorSets *sets;
    bool seesOuter = false; ///< a branch, not a function
    const ::onnx::NodeProto *caller = nullptr;
    std::string path; ///< of the caller, for names
    const google::protobuf::RepeatedPtrField<::onnx::NodeProto> *nodes = nullptr;
  };

  Tensor *find(llvm::StringRef name);
  /// Imports a graph within the innermost scope, with values for its inputs; none after an error.
  std::optional<std::vector<Tensor>> importInner(const ::onnx::GraphProto &graph, ArrayRef<Tensor> inputs,
                                                 const std::string &path, std::string &reason);
  Value materialise(Tensor &tensor, llvm::StringRef name, std::string &reason);
  void addFunctions();
  void addInitializers(const ::onnx::GraphProto &graph);
  void importNodes(const google::protobuf::RepeatedPtrField<::onnx::NodeProto> &nodes,
                   const llvm::StringSet<> &wanted);
  void importNode(const ::onnx::NodeProto &node);
  void importCall(Node &node, const ::onnx::FunctionProto &function);
  const ::onnx::FunctionProto *findFunction(const ::onnx::NodeProto &node) const;
  void poison(const ::onnx::NodeProto &node);
  bool hasPoisonedInput(const ::onnx::NodeProto &node);
  /// The operand that is float16; null if none is.
  const std::string *findHalf(const ::onnx::NodeProto &node);
  std::string placeOf(const ::onnx::NodeProto &node) const;
  mlir::Location locationOf(const ::onnx::NodeProto &node) const;
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
  int recomputing = 0, bodies = 0;
};

} // namespace dlc::importer
#endif
