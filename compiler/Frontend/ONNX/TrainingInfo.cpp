//===- TrainingInfo.cpp - How a model says that it is trained ---------------===//
// TrainingInfoProto holds a graph of one step: a loss, its gradients and an optimizer, each as nodes. What it says
// is read as a recipe, not run: this compiler has its own step.
//===----------------------------------------------------------------------===//
#include "TrainingInfo.h"

#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"

#include <cstring>

using namespace dlc::importer;
using llvm::Error;
using llvm::StringRef;
using llvm::Twine;
using ::onnx::NodeProto;

static Error wrong(const Twine &reason) { return llvm::createStringError("the model's training information: " + reason); }

static std::string placeOf(const NodeProto &node) {
  return "node '" + (node.name().empty() && node.output_size() ? node.output(0) : node.name()) + "' (" + node.op_type() + ")";
}

static const ::onnx::AttributeProto *attributeOf(const NodeProto &node, StringRef name) {
  for (const ::onnx::AttributeProto &attribute : node.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

static double numberOf(const NodeProto &node, StringRef name, double otherwise) {
  const ::onnx::AttributeProto *found = attributeOf(node, name);
  return found ? found->f() : otherwise;
}

static bool isOptimizerSet(const NodeProto &node) { return node.domain() == "ai.onnx.preview.training"; }

Error dlc::importer::addAlgorithm(::onnx::ModelProto &model) {
  if (model.training_info_size() == 0)
    return llvm::createStringError("the model has no training information");
  if (model.training_info_size() > 1)
    return wrong("it describes " + Twine(model.training_info_size()) + " steps, and one is supported");
  const ::onnx::GraphProto &algorithm = model.training_info(0).algorithm();
  ::onnx::GraphProto &graph = *model.mutable_graph();
  graph.mutable_node()->MergeFrom(algorithm.node());
  graph.mutable_initializer()->MergeFrom(algorithm.initializer());
  graph.mutable_input()->MergeFrom(algorithm.input());
  return Error::success();
}

namespace {
class RecipeReader {
public:
  explicit RecipeReader(const ::onnx::ModelProto &model) : model(model), graph(model.graph()) {
    for (const ::onnx::TensorProto &tensor : graph.initializer())
      initializers[tensor.name()] = &tensor;
    for (const NodeProto &node : graph.node())
      for (const std::string &output : node.output())
        producers[output] = &node;
  }

  llvm::Expected<TrainingRecipe> read();

private:
  Error readGradient();
  Error readLoss(StringRef name);
  Error readOptimizers();
  Error readOptimizer(const NodeProto &node, std::string &text);
  Error checkInitialization();
  void findFrozen();
  llvm::Expected<double> scalar(const NodeProto &node, int index);

  const ::onnx::ModelProto &model;
  const ::onnx::GraphProto &graph;
  llvm::StringMap<const ::onnx::TensorProto *> initializers;
  llvm::StringMap<const NodeProto *> producers;
  llvm::StringMap<std::string> gradients; ///< of each trained tensor
  TrainingRecipe recipe;
};
} // namespace

/// Finds the one Gradient node, and the loss that it is of.
Error RecipeReader::readGradient() {
  const NodeProto *gradient = nullptr;
  for (const NodeProto &node : graph.node())
    if (isOptimizerSet(node) && node.op_type() == "Gradient") {
      if (gradient)
        return wrong("it has more than one Gradient");
      gradient = &node;
    }
  if (!gradient)
    return wrong("it has no Gradient");
  const auto *xs = attributeOf(*gradient, "xs"), *y = attributeOf(*gradient, "y");
  if (!xs || !y || gradient->input_size() < xs->strings_size() || gradient->output_size() != xs->strings_size())
    return wrong(placeOf(*gradient) + " needs attributes 'xs' and 'y', and a result for each of 'xs'");
  for (int i = 0; i < xs->strings_size(); ++i) {
    const std::string &name = xs->strings(i);
    if (gradient->input(i) != name)
      return wrong(placeOf(*gradient) + " is taken where '" + name + "' has the value of '" + gradient->input(i) + "'");
    if (!initializers.contains(name))
      return wrong("it trains '" + name + "', which is no initialiser");
    gradients[name] = gradient->output(i);
    recipe.trained.push_back(name);
  }
  return readLoss(y->s());
}

/// What the loss is the mean of. The rows that only fill a batch up may not count, so it must be such a mean.
Error RecipeReader::readLoss(StringRef name) {
  const NodeProto *node = producers.lookup(name);
  if (!node)
    return wrong("its loss '" + name + "' is not computed");
  StringRef op = node->op_type();
  if (op == "SoftmaxCrossEntropyLoss" || op == "NegativeLogLikelihoodLoss") {
    const auto *reduction = attributeOf(*node, "reduction");
    bool isPlain = node->input_size() == 2 && !attributeOf(*node, "ignore_index") && (!reduction || reduction->s() == "mean");
    if (!isPlain)
      return wrong("the loss of " + placeOf(*node) + " is no mean of all rows: it has weights, an ignored label or another reduction");
    recipe.rows = *node;
    recipe.rows->set_name((name + ".rows").str());
    recipe.rows->set_output(0, (name + ".rows").str());
    while (recipe.rows->output_size() > 1)
      recipe.rows->mutable_output()->RemoveLast();
    for (int i = recipe.rows->attribute_size(); i-- > 0;)
      if (recipe.rows->attribute(i).name() == "reduction")
        recipe.rows->mutable_attribute()->DeleteSubrange(i, 1);
    auto *none = recipe.rows->add_attribute();
    none->set_name("reduction");
    none->set_type(::onnx::AttributeProto::STRING);
    none->set_s("none");
    recipe.losses = recipe.rows->output(0);
    return Error::success();
  }
  bool reducesAll = node->input_size() == 1 && !attributeOf(*node, "axes");
  if (op == "ReduceMean" && reducesAll) {
    recipe.losses = node->input(0);
    return Error::success();
  }
  return wrong("the loss of " + placeOf(*node) +
               " is no mean of all rows, as SoftmaxCrossEntropyLoss, NegativeLogLikelihoodLoss and ReduceMean give");
}

/// The value of an initialiser of one number.
llvm::Expected<double> RecipeReader::scalar(const NodeProto &node, int index) {
  const ::onnx::TensorProto *tensor = index < node.input_size() ? initializers.lookup(node.input(index)) : nullptr;
  int64_t count = 1;
  for (int i = 0; tensor && i < tensor->dims_size(); ++i)
    count = count == 1 && tensor->dims(i) == 1 ? 1 : 0;
  if (tensor && count == 1 && tensor->data_type() == ::onnx::TensorProto::FLOAT) {
    if (tensor->float_data_size() == 1)
      return tensor->float_data(0);
    float value;
    if (tensor->raw_data().size() == sizeof(value)) {
      std::memcpy(&value, tensor->raw_data().data(), sizeof(value));
      return value;
    }
  }
  return wrong("the rate of " + placeOf(node) + " is no initialiser of one number");
}

static std::string setting(StringRef name, double value) { return (", " + name + " = " + llvm::formatv("{0:e9}", value)).str(); }

/// The optimizer of the language that does what a node does. The formulas are the same, but for Adam's: there
/// `epsilon` is added before the average is corrected, here after it, as PyTorch does.
Error RecipeReader::readOptimizer(const NodeProto &node, std::string &text) {
  StringRef op = node.op_type();
  llvm::Expected<double> rate = scalar(node, 0);
  if (!rate)
    return rate.takeError();
  double decay = numberOf(node, "norm_coefficient", 0), epsilon = numberOf(node, "epsilon", op == "Adam" ? 0 : 1e-6);
  // Without any, a gradient that is always 0 would be divided by 0.
  std::string rest = setting("weight_decay", decay), eps = setting("eps", epsilon > 0 ? epsilon : 1e-30);
  text = llvm::formatv("(lr = {0:e9}", *rate).str();
  if (op == "Momentum") {
    const auto *mode = attributeOf(node, "mode");
    bool isNesterov = mode && mode->s() == "nesterov";
    double alpha = numberOf(node, "alpha", 0), beta = numberOf(node, "beta", 0);
    if (!(beta > 0 && beta <= 1))
      return wrong(placeOf(node) + " has a beta of " + std::to_string(beta) + ", and one above 0 and at most 1 is supported");
    text = "sgd" + text + setting("momentum", alpha) + setting("dampening", 1 - beta) + rest + (isNesterov ? ", nesterov = true" : "");
  } else if (op == "Adagrad") {
    text = "adagrad" + text + setting("lr_decay", numberOf(node, "decay_factor", 0)) + eps + rest;
  } else if (op == "Adam") {
    if (numberOf(node, "norm_coefficient_post", 0) != 0)
      return wrong(placeOf(node) + " has a norm_coefficient_post, which is not supported");
    text = "adam" + text + setting("beta1", numberOf(node, "alpha", 0.9)) + setting("beta2", numberOf(node, "beta", 0.999)) + eps + rest;
  } else {
    return wrong(placeOf(node) + " is no optimizer that is supported: Momentum, Adagrad or Adam");
  }
  text += ")";
  return Error::success();
}

/// Each trained tensor is updated by one of the optimizers, which all do the same, and written back.
Error RecipeReader::readOptimizers() {
  llvm::StringMap<std::string> updated;
  for (const NodeProto &node : graph.node()) {
    if (!isOptimizerSet(node) || node.op_type() == "Gradient")
      continue;
    std::string text;
    if (Error error = readOptimizer(node, text))
      return error;
    if (!recipe.optimizer.empty() && recipe.optimizer != text)
      return wrong("its optimizers differ: " + recipe.optimizer + " and " + text);
    recipe.optimizer = text;
    int kinds = node.op_type() == "Adam" ? 4 : 3, count = (node.input_size() - 2) / kinds;
    for (int i = 0; i < count && i < node.output_size(); ++i) {
      const std::string &tensor = node.input(2 + i), &gradient = node.input(2 + count + i);
      auto own = gradients.find(tensor);
      if (own == gradients.end() || own->second != gradient)
        return wrong(placeOf(node) + " updates '" + tensor + "' by '" + gradient + "', which is not the gradient of the loss");
      updated[tensor] = node.output(i);
    }
  }
  if (recipe.optimizer.empty())
    return wrong("it has no optimizer: Momentum, Adagrad or Adam");
  for (const std::string &name : recipe.trained) {
    auto update = updated.find(name);
    bool isWritten = false;
    for (const auto &binding : model.training_info(0).update_binding())
      isWritten |= update != updated.end() && binding.key() == name && binding.value() == update->second;
    if (!isWritten)
      return wrong("nothing updates '" + name + "', whose gradient it takes");
  }
  return Error::success();
}

/// Training starts from the weights of the file; states of the optimizer start at 0.
Error RecipeReader::checkInitialization() {
  for (const auto &binding : model.training_info(0).initialization_binding())
    if (gradients.contains(binding.key()))
      return wrong("it gives '" + binding.key() + "' another value than that of the file, which is not supported");
  return Error::success();
}

/// Weights that layers read and nothing trains.
void RecipeReader::findFrozen() {
  WeightNames names;
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    names.reserve(tensor.name());
  names.addNodes(graph.node());
  for (const ::onnx::TensorProto &tensor : graph.initializer()) {
    bool isWeight = tensor.data_type() == ::onnx::TensorProto::FLOAT && tensor.dims_size() > 0;
    bool isRead = false;
    for (const NodeProto &node : graph.node())
      for (int i = 0; i < node.input_size() && !isOptimizerSet(node); ++i)
        isRead |= node.input(i) == tensor.name() && !(node.op_type() == "BatchNormalization" && i >= 3);
    if (isWeight && isRead && !gradients.contains(tensor.name()))
      recipe.frozen.push_back(names.get(tensor.name()));
  }
}

llvm::Expected<TrainingRecipe> RecipeReader::read() {
  if (Error error = readGradient())
    return error;
  if (Error error = readOptimizers())
    return error;
  if (Error error = checkInitialization())
    return error;
  for (const ::onnx::ValueInfoProto &input : model.training_info(0).algorithm().input())
    if (!initializers.contains(input.name()))
      recipe.targets.push_back(input.name());
  findFrozen();
  return std::move(recipe);
}

llvm::Expected<TrainingRecipe> dlc::importer::readRecipe(const ::onnx::ModelProto &model) { return RecipeReader(model).read(); }
