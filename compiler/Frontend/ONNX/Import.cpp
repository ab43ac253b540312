//===- Import.cpp - From a file to a module ---------------------------------===//
#include "dlc/Frontend/ONNX/ONNX.h"

#include "Graph.h"
#include "ReadModel.h"
#include "TrainingInfo.h"
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Frontend/ONNX/ImportedModel.h"
#include "dlc/Frontend/ONNX/TrainingStep.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// What the first dimension of inputs is without an option.
static constexpr int64_t kDefaultBatch = 32;

//===- ImportedModel ----------------------------------------------------------===//

struct ImportedModel::Impl {
  std::shared_ptr<::onnx::ModelProto> proto;
  std::string folder, name;
};

ImportedModel::ImportedModel() : impl(std::make_unique<Impl>()) {}
ImportedModel::~ImportedModel() = default;
StringRef ImportedModel::name() const { return impl->name; }

static llvm::Expected<Interface> readInterface(const ::onnx::ValueInfoProto &info, MLIRContext *context) {
  auto wrong = [&](const Twine &reason) { return llvm::createStringError("input '" + info.name() + "' " + reason); };
  Interface result;
  result.name = info.name();
  if (!info.type().has_tensor_type())
    return wrong("is no tensor");
  const auto &type = info.type().tensor_type();
  result.element = elementType(type.elem_type(), context);
  if (!result.element)
    return wrong("has elements of type " + dataTypeName(type.elem_type()) + ", which is not supported");
  result.isOpen = !type.has_shape();
  int64_t count = 1;
  for (const auto &dim : type.shape().dim()) {
    Dimension &dimension = result.shape.emplace_back();
    if (dim.value_case() == ::onnx::TensorShapeProto::Dimension::kDimValue) {
      dimension.size = dim.dim_value();
      if (dimension.size < 0 || (dimension.size && count > kMostElements / dimension.size))
        return wrong("has a dimension of " + Twine(dimension.size) + ", or too many elements");
      count *= dimension.size;
    } else {
      dimension.name = dim.dim_param();
      if (dimension.name.empty())
        dimension.name = info.name() + "." + std::to_string(result.shape.size() - 1);
    }
  }
  return result;
}

llvm::Expected<std::unique_ptr<ImportedModel>> ImportedModel::load(StringRef path, MLIRContext *context) {
  bool withTraining = path.consume_back(kTrainingSuffix);
  auto wrong = [&](const Twine &reason) { return llvm::createStringError("'" + path + "': " + reason); };
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  llvm::Expected<std::shared_ptr<::onnx::ModelProto>> proto = parseModel((*buffer)->getBuffer(), withTraining);
  if (!proto)
    return wrong(llvm::toString(proto.takeError()));
  std::unique_ptr<ImportedModel> model(new ImportedModel());
  if (withTraining) { // the node that computes what the loss is a mean of
    llvm::Expected<TrainingRecipe> recipe = readRecipe(**proto);
    if (!recipe)
      return wrong(llvm::toString(recipe.takeError()));
    if (recipe->rows)
      *(*proto)->mutable_graph()->add_node() = *recipe->rows;
  }
  model->impl->proto = *proto;
  model->impl->folder = llvm::sys::path::parent_path(path).str();
  model->impl->name = llvm::sys::path::stem(path).str();
  const ::onnx::GraphProto &graph = (*proto)->graph();
  llvm::StringSet<> initialised;
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    initialised.insert(tensor.name());
  for (const ::onnx::ValueInfoProto &input : graph.input()) {
    if (initialised.contains(input.name())) // before IR version 4 these were inputs too
      continue;
    llvm::Expected<Interface> interface = readInterface(input, context);
    if (!interface)
      return wrong(llvm::toString(interface.takeError()));
    model->graphInputs.push_back(std::move(*interface));
  }
  for (const ::onnx::ValueInfoProto &output : graph.output())
    model->graphOutputs.push_back(output.name());
  return model;
}

llvm::Expected<TrainingStep> importer::readTrainingStep(StringRef path) {
  auto wrong = [&](const Twine &reason) { return llvm::createStringError("'" + path + "': " + reason); };
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path + "': " + buffer.getError().message());
  llvm::Expected<std::shared_ptr<::onnx::ModelProto>> proto = parseModel((*buffer)->getBuffer(), /*training=*/true);
  if (!proto)
    return wrong(llvm::toString(proto.takeError()));
  llvm::Expected<TrainingRecipe> recipe = readRecipe(**proto);
  if (!recipe)
    return wrong(llvm::toString(recipe.takeError()));
  return static_cast<TrainingStep>(*recipe);
}

/// The node that computes a tensor; null if none does.
static const ::onnx::NodeProto *producerOf(const ::onnx::GraphProto &graph, StringRef name) {
  for (const ::onnx::NodeProto &node : graph.node())
    if (llvm::is_contained(node.output(), name))
      return &node;
  return nullptr;
}

std::string ImportedModel::logits(StringRef activation) const {
  const ::onnx::NodeProto *node = producerOf(impl->proto->graph(), graphOutputs.front());
  if (node && StringRef(node->op_type()) == activation && node->input_size())
    return node->input(0);
  return graphOutputs.front();
}

std::string ImportedModel::features() const {
  const ::onnx::GraphProto &graph = impl->proto->graph();
  std::string name = graphOutputs.front();
  // Past what keeps the outputs apart: activations, reshapes and the bias.
  for (int steps = 0; steps < graph.node_size(); ++steps) {
    const ::onnx::NodeProto *node = producerOf(graph, name);
    if (!node || node->input_size() == 0)
      return "";
    StringRef op = node->op_type();
    if (op == "Gemm" || op == "MatMul")
      return node->input(0);
    static constexpr StringRef passed[] = {"Softmax", "LogSoftmax", "Sigmoid", "Identity", "Add"};
    if (!llvm::is_contained(passed, op))
      return "";
    // The bias may stand on either side.
    bool isSwapped = op == "Add" && node->input_size() == 2 && !producerOf(graph, node->input(0));
    name = node->input(isSwapped);
  }
  return "";
}

FailureOr<SmallVector<Value>> ImportedModel::emit(OpBuilder &at, const Request &request, Host &host,
                                                  WeightStore &weights) {
  weights.keep(impl->proto);
  TensorReader reader(impl->folder, weights);
  Emitter emitter(at.getContext());
  emitter.restoreInsertionPoint(at.saveInsertionPoint());
  auto values = Graph(*impl->proto, request, host, reader, weights, emitter).run();
  at.restoreInsertionPoint(emitter.saveInsertionPoint());
  return values;
}

//===- importONNX -------------------------------------------------------------===//

namespace {

/// @predict of a module that has nothing else.
class PredictFunction : public Host {
public:
  PredictFunction(ModuleOp module, StringRef name)
      : b(module.getBodyRegion()),
        function(func::FuncOp::create(b, module.getLoc(), name, b.getFunctionType({}, {}))) {
    body = function.addEntryBlock();
    variables = OpBuilder::atBlockBegin(module.getBody());
    b.setInsertionPointToStart(body);
  }

  OpBuilder &builder() { return b; }

  bool isTraining() const override { return false; }
  bool isFrozen(StringRef) const override { return false; }
  bool trainsNorm(StringRef) const override { return false; }
  Value variable(StringRef name, dl::Role role, RankedTensorType type, StringRef source) override {
    auto [known, isNew] = values.try_emplace(name);
    if (!isNew) {
      assert(known->second.getType() == type && "names tell weights apart");
      return known->second;
    }
    auto op = dl::VariableOp::create(variables, function.getLoc(), name, role, type, "stored", DictionaryAttr(),
                                     /*trainable=*/role == dl::Role::Parameter && isa<FloatType>(type.getElementType()),
                                     /*persistent=*/role == dl::Role::State, IntegerAttr());
    op->setAttr(kSourceAttr, b.getStringAttr(source));
    return known->second = argument(dl::stringifyRole(role), name, type);
  }
  Value scalar(StringRef name) override {
    auto [known, isNew] = values.try_emplace(("scalar:" + name).str());
    if (isNew)
      known->second = argument("scalar", name, RankedTensorType::get({}, b.getI64Type()));
    return known->second;
  }
  void limitIndices(Value indices, int64_t size) override {
    for (Argument &argument : arguments)
      if (argument.value == indices)
        dl::narrow(argument.limit, argument.fromEnd, size, !elementOf(indices).isUnsignedInteger());
  }
  void update(StringRef, Value) override { llvm_unreachable("prediction changes nothing"); }

  Value argument(StringRef role, StringRef name, Type type) {
    arguments.push_back({role.str(), name.str(), body->addArgument(type, function.getLoc()), 0, false});
    return arguments.back().value;
  }

  void finish(ArrayRef<std::string> names, ArrayRef<Value> results) {
    func::ReturnOp::create(b, function.getLoc(), results);
    // Shapes that were computed and folded away.
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*body)))
      if (isOpTriviallyDead(&op))
        op.erase();
    static constexpr StringRef order[] = {"parameter", "state", "input", "scalar"};
    auto rank = [](const Argument &argument) { return llvm::find(order, argument.role) - order; };
    llvm::stable_sort(arguments, [&](const Argument &a, const Argument &b) { return rank(a) < rank(b); });
    unsigned old = body->getNumArguments();
    for (Argument &argument : arguments)
      argument.value.replaceAllUsesWith(body->addArgument(argument.value.getType(), argument.value.getLoc()));
    body->eraseArguments(0, old);
    // The results may have been arguments that are gone by now.
    function.setFunctionType(
        b.getFunctionType(body->getArgumentTypes(), body->getTerminator()->getOperandTypes()));
    for (auto [i, argument] : llvm::enumerate(arguments)) {
      function.setArgAttr(i, dl::kRoleAttr, b.getStringAttr(argument.role));
      function.setArgAttr(i, dl::kNameAttr, b.getStringAttr(argument.name));
      if (argument.limit)
        function.setArgAttr(i, dl::kLimitAttr, b.getI64IntegerAttr(argument.limit));
      if (argument.fromEnd)
        function.setArgAttr(i, dl::kFromEndAttr, b.getUnitAttr());
    }
    for (auto [i, name] : llvm::enumerate(names)) {
      function.setResultAttr(i, dl::kRoleAttr, b.getStringAttr("output"));
      function.setResultAttr(i, dl::kNameAttr, b.getStringAttr(name));
    }
  }

private:
  struct Argument {
    std::string role, name;
    Value value;
    int64_t limit; ///< 0: any value
    bool fromEnd;  ///< values in [-limit, limit)
  };
  OpBuilder b, variables{b};
  func::FuncOp function;
  Block *body;
  std::vector<Argument> arguments;
  llvm::StringMap<Value> values;
};

} // namespace

/// The inputs with numbers for all dimensions. `batch` becomes the first one of the first input.
static llvm::Expected<SmallVector<RankedTensorType>> bindDimensions(const ImportedModel &model, const Options &options,
                                                                    int64_t &batch) {
  SmallVector<RankedTensorType> types;
  llvm::StringSet<> open;
  std::optional<std::string> batchName;
  std::optional<int64_t> fixed;
  for (const Interface &input : model.inputs()) {
    if (input.shape.empty())
      continue;
    const Dimension &first = input.shape.front();
    if (!first.name.empty() && !batchName)
      batchName = first.name;
    if (first.name.empty() && !fixed)
      fixed = first.size;
  }
  for (const Interface &input : model.inputs()) {
    SmallVector<int64_t> shape;
    if (auto whole = options.inputShapes.find(input.name); whole != options.inputShapes.end()) {
      types.push_back(RankedTensorType::get(whole->second, input.element));
      continue;
    }
    if (input.isOpen)
      return llvm::createStringError("input '" + input.name + "' has no shape");
    for (auto [position, dim] : llvm::enumerate(input.shape)) {
      auto given = options.dims.find(dim.name);
      open.insert(dim.name);
      if (dim.name.empty())
        shape.push_back(dim.size);
      else if (given != options.dims.end())
        shape.push_back(given->second);
      else if (dim.name == batchName || position == 0)
        shape.push_back(options.batch.value_or(kDefaultBatch));
      else
        return llvm::createStringError("dimension '" + dim.name + "' of input '" + input.name +
                                       "' is open: give it a size with --dim " + dim.name + "=N");
    }
    int64_t count = 1;
    for (int64_t size : shape) {
      if (size && count > kMostElements / size)
        return llvm::createStringError("input '" + input.name + "' has too many elements: " + describe(shape));
      count *= size;
    }
    types.push_back(RankedTensorType::get(shape, input.element));
  }
  for (const auto &entry : options.dims)
    if (!open.contains(entry.first()))
      return llvm::createStringError("no input has a dimension '" + entry.first() + "'");
  batch = 1;
  for (RankedTensorType type : types)
    if (type.getRank()) {
      batch = std::max<int64_t>(type.getDimSize(0), 1);
      break;
    }
  if (options.batch && !batchName && fixed && *options.batch != *fixed)
    return llvm::createStringError("the batch of the model is fixed: " + Twine(*fixed) + ", and --batch is " +
                                   Twine(*options.batch));
  return types;
}

OwningOpRef<ModuleOp> importer::importONNX(StringRef path, MLIRContext *context, const Options &options,
                                           WeightStore &weights) {
  context->loadDialect<dl::DLDialect, func::FuncDialect>();
  Location loc = UnknownLoc::get(context);
  auto model = ImportedModel::load(path, context);
  if (!model) {
    emitError(loc) << llvm::toString(model.takeError());
    return nullptr;
  }
  int64_t batch = 1;
  auto types = bindDimensions(**model, options, batch);
  if (!types) {
    emitError(loc) << "'" << path << "': " << llvm::toString(types.takeError());
    return nullptr;
  }
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc, (*model)->name());
  PredictFunction predict(*module, "predict");
  ImportedModel::Request request;
  for (const auto &entry : options.values)
    request.constants[entry.first()] = entry.second;
  for (auto [input, type] : llvm::zip_equal((*model)->inputs(), *types))
    request.inputs[input.name] = predict.argument("input", input.name, type);
  request.results = (*model)->outputs();
  auto results = (*model)->emit(predict.builder(), request, predict, weights);
  if (failed(results))
    return nullptr;
  predict.finish((*model)->outputs(), *results);
  (*module)->setAttr(dl::kBatchAttr, Builder(context).getI64IntegerAttr(batch));
  return module;
}
