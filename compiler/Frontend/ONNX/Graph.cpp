//===- Graph.cpp - The graph that is being imported -------------------------===//
#include "Graph.h"

#include "Operators.h"
#include "dlc/Dialect/DL/Evaluate.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using ::onnx::NodeProto;
using ::onnx::TensorProto;

Graph::Graph(const ::onnx::ModelProto &model, const ImportedModel::Request &request, Host &host,
             TensorReader &reader, WeightStore &weights, Emitter &emitter)
    : model(model), request(request), host(host), reader(reader), weights(weights), b(emitter), sets(readSets(model.opset_import())) {
  scopes.push_back(std::make_unique<Scope>());
  scopes.back()->sets = &sets;
  addFunctions();
}

//===- Tensors ----------------------------------------------------------------===//

static bool isFloating(const TensorProto &tensor) {
  return tensor.data_type() == TensorProto::FLOAT || tensor.data_type() == TensorProto::DOUBLE ||
         tensor.data_type() == TensorProto::BFLOAT16 || isHalf(tensor);
}

static uint64_t elementCount(const TensorProto &tensor) {
  uint64_t count = 1;
  for (int64_t size : tensor.dims())
    count *= size; // of a sane tensor; others are refused where they are read
  return count;
}

void Graph::addInitializers(const ::onnx::GraphProto &graph) {
  for (const TensorProto &tensor : graph.initializer()) {
    Tensor &entry = scopes.back()->tensors[tensor.name()];
    entry.initializer = &tensor;
    // One number without a name, such as the scale of attention, is none that was learnt.
    bool isNumber = tensor.dims_size() == 0 || (elementCount(tensor) == 1 && isMadeUp(tensor.name()));
    entry.isWeight = isFloating(tensor) && !isNumber;
    entry.isHalf = isHalf(tensor);
    names.reserve(tensor.name());
  }
}

Graph::Tensor *Graph::find(StringRef name) {
  for (size_t i = scopes.size(); i-- > 0;) {
    auto found = scopes[i]->tensors.find(name);
    if (found != scopes[i]->tensors.end())
      return &found->second;
    if (!scopes[i]->seesOuter)
      break;
  }
  return nullptr;
}

Value Graph::materialise(Tensor &tensor, StringRef name, std::string &reason) {
  const TensorProto &initializer = *tensor.initializer;
  std::string why;
  RankedTensorType type = tensorType(initializer, b.getContext(), why);
  std::optional<ArrayRef<char>> bytes = type ? reader.bytes(initializer, type, why) : std::nullopt;
  if (!bytes) {
    reason = ("initialiser '" + name + "': " + why).str();
    return {};
  }
  bool isSmall = bytes->size() <= static_cast<size_t>(dl::kMostFoldedBytes);
  if (!tensor.isWeight && isSmall && tensor.role != dl::Role::State)
    return b.constant(toAttribute(type, *bytes));
  tensor.variable = names.get(initializer.name().empty() ? name : initializer.name());
  weights.add(tensor.variable, type, *bytes);
  return host.variable(tensor.variable, tensor.role, type, name);
}

Value Graph::value(StringRef name, std::string &reason) {
  Tensor *tensor = find(name);
  if (!tensor) {
    reason = ("there is no tensor '" + name + "'").str();
    return {};
  }
  if (!tensor->value && tensor->initializer)
    tensor->value = materialise(*tensor, name, reason);
  if (!tensor->value && !tensor->isPoison && reason.empty())
    reason = ("'" + name + "' is a " + (tensor->list ? "sequence" : "value that is not there") + ", and no tensor").str();
  return tensor->value;
}

Graph::Tensor *Graph::operand(Node &node, unsigned index) {
  if (!node.has(index)) {
    (void)node.fail("input " + Twine(index) + " is missing");
    return nullptr;
  }
  StringRef name = node.proto.input(index);
  Tensor *tensor = find(name);
  if (!tensor) {
    (void)node.fail("there is no tensor '" + name + "'");
    return nullptr;
  }
  if (tensor->initializer && !node.input(index))
    return nullptr;
  return tensor;
}

LogicalResult Graph::defineTensor(Node &node, unsigned output, const Tensor &tensor) {
  if (!node.wants(output))
    return success();
  const std::string &name = node.proto.output(output);
  if (!scopes.back()->tensors.try_emplace(name, tensor).second)
    return node.fail("its output '" + name + "' is defined twice");
  return success();
}

DenseElementsAttr Graph::constant(StringRef name, std::string &reason) {
  Tensor *tensor = find(name);
  if (!tensor) {
    reason = ("there is no tensor '" + name + "'").str();
    return {};
  }
  if (tensor->known)
    return tensor->known;
  if (tensor->initializer) {
    if (elementCount(*tensor->initializer) > static_cast<uint64_t>(dl::kMostFoldedBytes))
      return {};
    std::string why;
    DenseElementsAttr value = reader.constant(*tensor->initializer, b.getContext(), why);
    if (!value)
      reason = ("initialiser '" + name + "': " + why).str();
    return value;
  }
  DenseElementsAttr value;
  if (tensor->value && matchPattern(tensor->value, m_Constant(&value)))
    return value;
  return {};
}

DenseElementsAttr Graph::readConstant(const TensorProto &tensor, std::string &reason) {
  if (!isHalf(tensor))
    return reader.constant(tensor, b.getContext(), reason);
  reason = "there are no tensors of float16";
  return {};
}

bool Graph::makeState(StringRef name) {
  Tensor *tensor = find(name);
  if (!tensor || !tensor->initializer || !isFloating(*tensor->initializer))
    return false;
  if (!tensor->value)
    tensor->role = dl::Role::State;
  return tensor->role == dl::Role::State;
}

std::string Graph::variableName(StringRef name) {
  Tensor *tensor = find(name);
  return tensor ? tensor->variable : "";
}

LogicalResult Graph::defineConstant(Node &node, StringRef name, const TensorProto &tensor) {
  // A file that keeps weights in nodes has no initialisers to tell them from numbers of the program.
  Tensor entry;
  entry.initializer = &tensor;
  entry.isWeight = isFloating(tensor) && tensor.dims_size() > 0 && elementCount(tensor) > 1;
  entry.isHalf = isHalf(tensor);
  scopes.back()->tensors[name] = entry;
  return success();
}

LogicalResult Graph::define(Node &node, StringRef name, Value value) {
  Tensor entry;
  entry.value = value;
  if (!scopes.back()->tensors.try_emplace(name, entry).second)
    return node.fail("its output '" + name + "' is defined twice");
  return success();
}

void Graph::limitIndices(Value indices, int64_t size) {
  auto isGiven = [&](const auto &input) { return input.second == indices; };
  while (llvm::none_of(request.inputs, isGiven)) {
    // All elements, and as they are.
    Operation *op = indices.getDefiningOp();
    if (!isa_and_nonnull<dl::CastOp, dl::ReshapeOp, dl::TransposeOp, dl::BroadcastOp>(op))
      return;
    indices = op->getOperand(0);
  }
  if (elementOf(indices).isInteger())
    host.limitIndices(indices, size);
}

int64_t Graph::streamOf(const Node &node) const {
  return static_cast<int64_t>(llvm::xxh3_64bits(scopes.back()->path + placeOf(node.proto)));
}

//===- Errors -----------------------------------------------------------------===//

std::string Graph::placeOf(const NodeProto &node) const {
  if (!node.name().empty())
    return node.name();
  return node.output_size() ? node.output(0) : node.op_type();
}

Location Graph::locationOf(const NodeProto &node) const {
  return NameLoc::get(b.getStringAttr(scopes.back()->path + placeOf(node)), UnknownLoc::get(b.getContext()));
}

void Graph::report(const Node &node, const Twine &reason) {
  std::string why = reason.str();
  std::string place = scopes.back()->path + placeOf(node.proto);
  if (why.empty() || !reported.insert(place).second)
    return; // of a node that hangs on one that was reported
  std::string set = node.proto.domain().empty() || node.proto.domain() == "ai.onnx" ? "" : node.proto.domain() + ".";
  errors.push_back("node '" + place + "' (" + set + node.proto.op_type() + ", operator set " +
                   std::to_string(node.version) + "): " + why);
}

void Graph::poison(const NodeProto &node) {
  for (const std::string &output : node.output())
    if (!output.empty()) {
      Tensor &entry = scopes.back()->tensors[output];
      entry = {};
      entry.isPoison = true;
    }
}

bool Graph::hasPoisonedInput(const NodeProto &node) {
  return llvm::any_of(node.input(), [&](const std::string &name) {
    Tensor *tensor = name.empty() ? nullptr : find(name);
    return tensor && tensor->isPoison;
  });
}

const std::string *Graph::findHalf(const NodeProto &node) {
  auto isHalf = [&](const std::string &name) {
    Tensor *tensor = name.empty() ? nullptr : find(name);
    return tensor && tensor->isHalf;
  };
  auto found = llvm::find_if(node.input(), isHalf);
  return found == node.input().end() ? nullptr : &*found;
}

//===- Nodes ------------------------------------------------------------------===//

/// Whether an operator of ONNX gives elements of its operands as they are.
static bool onlyMoves(StringRef op) {
  return llvm::is_contained({"Concat", "Expand", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Split",
                             "Squeeze", "Transpose", "Unsqueeze"},
                            op);
}

void Graph::importNode(const NodeProto &proto) {
  StringRef domain = StringRef(proto.domain()) == "ai.onnx" ? "" : StringRef(proto.domain());
  auto set = scopes.back()->sets->find(domain);
  int64_t version = set == scopes.back()->sets->end() ? 0 : set->second;
  Node node(*this, proto, version);
  b.setLoc(locationOf(proto));
  // What hangs on a node that was reported cannot be judged.
  if (hasPoisonedInput(proto))
    return poison(proto);
  size_t before = errors.size();
  const std::string *half = findHalf(proto);
  bool movesHalf = half && domain.empty() && onlyMoves(proto.op_type());
  if (half && !movesHalf && !(domain.empty() && proto.op_type() == "Cast")) {
    (void)node.fail("'" + *half + "' is float16, which can be moved and cast, but not computed with");
  } else if (const ::onnx::FunctionProto *function = findFunction(proto)) {
    importCall(node, *function);
  } else if (!domain.empty() && domain != "ai.onnx.preview.training") {
    (void)node.fail("there are no operators of the set '" + domain + "'");
  } else if (domain.empty() && (version < kOldestVersion || version > kNewestVersion)) {
    (void)node.fail("operators of versions " + Twine(kOldestVersion) + " to " + Twine(kNewestVersion) +
                    " are supported");
  } else {
    std::string reason;
    std::string name = domain.empty() ? proto.op_type() : domain.str() + "." + proto.op_type();
    const Operator *op = findOperator(name, version, reason);
    if (!op) {
      (void)node.fail(reason);
    } else if (succeeded(op->import(node))) {
      (void)node.checkAttributes();
    } else {
      assert((errors.size() > before || !reported.empty()) && "a failure has a reason");
      return poison(proto);
    }
  }
  if (errors.size() > before)
    return poison(proto);
  for (const std::string &output : proto.output())
    if (Tensor *tensor = movesHalf && !output.empty() ? find(output) : nullptr)
      tensor->isHalf = true;
}

void Graph::importNodes(const google::protobuf::RepeatedPtrField<NodeProto> &nodes, const llvm::StringSet<> &results) {
  // Nodes are sorted: operands come before who reads them.
  llvm::StringSet<> wanted = results;
  SmallVector<const NodeProto *> needed;
  for (int i = nodes.size(); i-- > 0;) {
    const NodeProto &node = nodes.Get(i);
    if (llvm::none_of(node.output(), [&](const std::string &output) { return !output.empty() && wanted.contains(output); }))
      continue;
    needed.push_back(&node);
    forEachRead(node, [&](StringRef name) { wanted.insert(name); });
  }
  for (const NodeProto *node : llvm::reverse(needed))
    importNode(*node);
}

/// Reports what is computed of tensors without elements and is no constant: nothing says what it is.
void Graph::checkElements(ArrayRef<Value> results) {
  for (Operation &op : *b.getInsertionBlock()) {
    bool readsNothing = llvm::any_of(op.getOperands(), [](Value operand) { return importer::sizeOf(operand) == 0; });
    auto place = dyn_cast<NameLoc>(op.getLoc());
    bool isUsed = !op.use_empty() || llvm::is_contained(results, op.getNumResults() ? op.getResult(0) : Value());
    if (readsNothing && isUsed && place && reported.insert(place.getName()).second)
      errors.push_back(("node '" + place.getName().getValue() + "': an operand has no elements").str());
  }
}

FailureOr<SmallVector<Value>> Graph::run() {
  const ::onnx::GraphProto &graph = model.graph();
  addInitializers(graph);
  names.addNodes(graph.node());
  for (const auto &[name, value] : request.inputs) {
    Tensor &tensor = scopes.back()->tensors[name];
    tensor = {};
    // A tensor without elements is a constant.
    tensor.value = importer::sizeOf(value) ? value : b.empty(typeOf(value));
    auto known = request.constants.find(name);
    if (known != request.constants.end())
      tensor.known = known->second;
  }
  llvm::StringSet<> wanted;
  for (const std::string &name : request.results)
    wanted.insert(name);
  scopes.back()->nodes = &graph.node();
  importNodes(graph.node(), wanted);
  SmallVector<Value> results;
  for (const std::string &name : request.results) {
    std::string reason;
    Value result = value(name, reason);
    if (!result && !reason.empty())
      errors.push_back(reason);
    if (Tensor *tensor = find(name); tensor && tensor->isHalf)
      errors.push_back("output '" + name + "' is float16, which is not supported");
    if (result && importer::sizeOf(result) == 0)
      errors.push_back("'" + name + "' has no elements: " + describe(result));
    results.push_back(result);
  }
  checkElements(results);
  if (errors.empty())
    return results;
  std::string all;
  for (const std::string &error : errors)
    all += (errors.size() > 1 ? "\n  " : "") + error;
  emitError(UnknownLoc::get(b.getContext()))
      << "cannot import the model: "
      << (errors.size() > 1 ? std::to_string(errors.size()) + " of its parts" : "") << all;
  return failure();
}
