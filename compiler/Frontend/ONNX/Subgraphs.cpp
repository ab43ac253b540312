//===- Subgraphs.cpp - Functions, branches, and parts of graphs -------------===//
#include "Graph.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using ::onnx::NodeProto;

/// Functions that call functions: deeper than anybody writes, and not so deep that the stack ends.
static constexpr size_t kDeepest = 64;
/// Rounds of all loops: loops in loops unroll to many.
static constexpr int kMostBodies = 1 << 14;

//===- Functions --------------------------------------------------------------===//

// Schemas before IR version 10 have no overloads.
template <typename Message>
static auto overloadOf(const Message &message, int) -> decltype(message.overload()) {
  return message.overload();
}
template <typename Message> static StringRef overloadOf(const Message &, long) { return ""; }

// Nor, before version 9, values for attributes that a call does not give.
template <typename Function>
static auto standardsOf(const Function &function, int) -> decltype(function.attribute_proto()) {
  return function.attribute_proto();
}
template <typename Function>
static ArrayRef<::onnx::AttributeProto> standardsOf(const Function &, long) {
  return {};
}

template <typename Message> static std::string functionKey(const Message &message, StringRef name) {
  StringRef domain = message.domain(), overload = overloadOf(message, 0);
  return (domain + "\n" + name + "\n" + overload).str();
}

void Graph::addFunctions() {
  for (const ::onnx::FunctionProto &function : model.functions()) {
    std::string key = functionKey(function, function.name());
    functions[key] = &function;
    functionSets[key] = std::make_unique<OperatorSets>(readSets(function.opset_import()));
  }
}

const ::onnx::AttributeProto *Graph::resolve(const ::onnx::AttributeProto &attribute) const {
  if (attribute.ref_attr_name().empty())
    return &attribute;
  // Of the function whose body the attribute is in; branches are part of it.
  size_t at = scopes.size() - 1;
  while (at > 0 && scopes[at]->seesOuter)
    --at;
  if (!scopes[at]->caller)
    return nullptr;
  auto found = functions.find(functionKey(*scopes[at]->caller, scopes[at]->caller->op_type()));
  for (const ::onnx::AttributeProto &given : scopes[at]->caller->attribute())
    if (given.name() == attribute.ref_attr_name())
      return &given;
  for (const ::onnx::AttributeProto &standard : standardsOf(*found->second, 0))
    if (standard.name() == attribute.ref_attr_name())
      return &standard;
  return nullptr;
}

const ::onnx::FunctionProto *Graph::findFunction(const NodeProto &node) const {
  auto found = functions.find(functionKey(node, node.op_type()));
  return found == functions.end() ? nullptr : found->second;
}

void Graph::importCall(Node &node, const ::onnx::FunctionProto &function) {
  const NodeProto &proto = node.proto;
  if (scopes.size() >= kDeepest)
    return (void)node.fail("functions call each other more than " + Twine(kDeepest) + " deep");
  if (proto.input_size() > function.input_size() || proto.output_size() > function.output_size())
    return (void)node.fail("it has more operands or results than its function");
  auto scope = std::make_unique<Scope>();
  scope->caller = &proto;
  scope->sets = functionSets[functionKey(proto, proto.op_type())].get();
  scope->path = scopes.back()->path + placeOf(proto) + "/";
  for (int i = 0; i < proto.input_size(); ++i) {
    if (proto.input(i).empty())
      continue;
    Tensor *tensor = find(proto.input(i));
    if (!tensor)
      return (void)node.fail("there is no tensor '" + proto.input(i) + "'");
    // Weights stay what they are on both sides of the call.
    if (tensor->initializer && tensor->isWeight && !node.input(i))
      return;
    scope->tensors[function.input(i)] = *tensor;
  }
  scope->nodes = &function.node();
  llvm::StringSet<> wanted;
  for (int i = 0; i < proto.output_size(); ++i)
    if (!proto.output(i).empty())
      wanted.insert(function.output(i));
  scopes.push_back(std::move(scope));
  importNodes(function.node(), wanted);
  std::unique_ptr<Scope> inner = std::move(scopes.back());
  scopes.pop_back();
  for (int i = 0; i < proto.output_size(); ++i)
    if (!proto.output(i).empty()) {
      auto result = inner->tensors.find(function.output(i));
      if (result != inner->tensors.end())
        scopes.back()->tensors[proto.output(i)] = result->second;
      else
        (void)node.fail("its function does not compute '" + function.output(i) + "'");
    }
}

//===- Branches ---------------------------------------------------------------===//

std::optional<std::vector<Graph::Tensor>> Graph::importInner(const ::onnx::GraphProto &graph, ArrayRef<Tensor> inputs,
                                                             const std::string &path, std::string &reason) {
  auto scope = std::make_unique<Scope>();
  scope->sets = scopes.back()->sets;
  scope->path = path;
  scope->seesOuter = true;
  scope->nodes = &graph.node();
  for (auto [input, tensor] : llvm::zip_equal(graph.input(), inputs))
    scope->tensors[input.name()] = tensor;
  scopes.push_back(std::move(scope));
  addInitializers(graph);
  names.addNodes(graph.node());
  llvm::StringSet<> wanted;
  for (const auto &output : graph.output())
    wanted.insert(output.name());
  importNodes(graph.node(), wanted);
  std::vector<Tensor> results;
  for (const auto &output : graph.output()) {
    Tensor *tensor = find(output.name());
    if (!tensor) {
      reason = "it does not compute '" + output.name() + "'";
      break;
    }
    // What is read outside is a value there.
    if (tensor->initializer && !tensor->value && !(tensor->value = materialise(*tensor, output.name(), reason)))
      break;
    results.push_back(*tensor);
  }
  scopes.pop_back();
  if (!reason.empty())
    return std::nullopt;
  return results;
}

LogicalResult Graph::inlineBranch(Node &node, const ::onnx::GraphProto &branch) {
  if (scopes.size() >= kDeepest)
    return node.fail("branches lie more than " + Twine(kDeepest) + " deep");
  if (branch.output_size() != static_cast<int>(node.outputCount()) || branch.input_size())
    return node.fail("its branch has " + Twine(branch.input_size()) + " inputs and " + Twine(branch.output_size()) +
                     " results, and it " + Twine(node.outputCount()));
  std::string reason;
  auto results = importInner(branch, {}, scopes.back()->path, reason);
  if (!results)
    return node.fail("its branch: " + reason);
  b.setLoc(locationOf(node.proto));
  for (auto [i, result] : llvm::enumerate(*results))
    scopes.back()->tensors[node.proto.output(i)] = result;
  return success();
}

FailureOr<std::vector<Graph::Tensor>> Graph::runBody(Node &node, const ::onnx::GraphProto &body, ArrayRef<Tensor> inputs,
                                                     const Twine &label) {
  if (scopes.size() >= kDeepest)
    return node.fail("bodies lie more than " + Twine(kDeepest) + " deep");
  if (++bodies > kMostBodies)
    return node.fail("loops of the model unroll to more than " + Twine(kMostBodies) + " rounds");
  if (body.input_size() != static_cast<int>(inputs.size()))
    return node.fail("its body has " + Twine(body.input_size()) + " inputs, and " + Twine(inputs.size()) + " are given");
  std::string reason;
  auto results = importInner(body, inputs, scopes.back()->path + placeOf(node.proto) + "/" + label.str() + "/", reason);
  if (!results)
    return node.fail("its body: " + reason);
  b.setLoc(locationOf(node.proto));
  if (llvm::any_of(*results, [](const Tensor &result) { return result.isPoison; }))
    return node.fail(""); // was reported
  return std::move(*results);
}

//===- Parts of a graph -------------------------------------------------------===//

void importer::forEachRead(const NodeProto &node, llvm::function_ref<void(StringRef)> visit) {
  for (const std::string &input : node.input())
    if (!input.empty())
      visit(input);
  for (const ::onnx::AttributeProto &attribute : node.attribute()) {
    if (attribute.has_g()) {
      for (const NodeProto &inner : attribute.g().node())
        forEachRead(inner, visit);
      for (const auto &output : attribute.g().output())
        visit(output.name());
    }
    if (node.op_type() == "Gradient" && attribute.name() == "y")
      visit(attribute.s());
  }
}

FailureOr<Value> Graph::recompute(Node &node, ArrayRef<std::pair<std::string, Value>> given, StringRef result) {
  Tensor *known = find(result);
  if (!known)
    return node.fail("there is no tensor '" + result + "'");
  if (known->isPoison) // was reported
    return node.fail("");
  llvm::StringSet<> replaced, moved;
  for (const auto &[name, value] : given) {
    replaced.insert(name);
    moved.insert(name);
  }
  SmallVector<const NodeProto *> between, needed;
  for (const NodeProto &proto : *scopes.back()->nodes) {
    bool depends = false;
    forEachRead(proto, [&](StringRef name) { depends |= moved.contains(name); });
    if (!depends || llvm::any_of(proto.output(), [&](const std::string &name) { return replaced.contains(name); }))
      continue;
    between.push_back(&proto);
    for (const std::string &output : proto.output())
      moved.insert(output);
  }
  if (!moved.contains(result))
    return node.fail("'" + result + "' is not computed from its operands");
  llvm::StringSet<> wanted;
  wanted.insert(result);
  for (const NodeProto *proto : llvm::reverse(between))
    if (llvm::any_of(proto->output(), [&](const std::string &name) { return wanted.contains(name); })) {
      needed.push_back(proto);
      forEachRead(*proto, [&](StringRef name) { wanted.insert(name); });
    }
  auto scope = std::make_unique<Scope>();
  scope->sets = scopes.back()->sets;
  scope->path = scopes.back()->path;
  scope->nodes = scopes.back()->nodes;
  scope->seesOuter = true;
  for (const auto &[name, value] : given)
    scope->tensors[name].value = value;
  scopes.push_back(std::move(scope));
  ++recomputing;
  for (const NodeProto *proto : llvm::reverse(needed))
    importNode(*proto);
  Tensor *found = find(result);
  Value value = found && !found->isPoison ? found->value : Value();
  --recomputing;
  scopes.pop_back();
  b.setLoc(locationOf(node.proto));
  if (!value)
    return node.fail("");
  return value;
}
