//===- Export.cpp - From the graph to ONNX ----------------------------------===//
#include "dlc/Frontend/ONNXExport/ONNXExport.h"

#include "Writer.h"
#include "dlc/Frontend/ONNX/WeightStore.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;

/// The IR version that a version of the operator set came with.
static int64_t irVersion(int64_t version) { return version <= 18 ? 8 : version <= 20 ? 9 : version <= 22 ? 10 : 11; }

namespace {

class Exporter {
public:
  Exporter(ModuleOp module, Weights weights, const Options &options)
      : module(module), weights(weights), writer(*model.mutable_graph(), options.version) {
    model.set_ir_version(irVersion(options.version));
    model.set_producer_name("dlc");
    ::onnx::OperatorSetIdProto &set = *model.add_opset_import();
    set.set_domain("");
    set.set_version(options.version);
    model.mutable_graph()->set_name(module.getSymName().value_or("model").str());
  }

  FailureOr<std::string> run();

private:
  LogicalResult addArgument(func::FuncOp function, unsigned index);
  LogicalResult addWeight(Location loc, BlockArgument argument, StringRef name);
  LogicalResult addOp(Operation &op);
  void describe(::onnx::ValueInfoProto &info, StringRef name, RankedTensorType type);

  ModuleOp module;
  Weights weights;
  ::onnx::ModelProto model;
  Writer writer;
  llvm::DenseMap<Value, Writer::Name> names;
};

} // namespace

void Exporter::describe(::onnx::ValueInfoProto &info, StringRef name, RankedTensorType type) {
  info.set_name(name.str());
  auto &tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(dataType(type.getElementType()));
  tensor.mutable_shape();
  for (int64_t size : type.getShape())
    tensor.mutable_shape()->add_dim()->set_dim_value(size);
}

LogicalResult Exporter::addWeight(Location loc, BlockArgument argument, StringRef name) {
  std::optional<ArrayRef<char>> bytes = weights(name);
  RankedTensorType type = typeOf(argument);
  size_t expected = type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  if (!bytes)
    return emitError(loc) << "there is no value for '" << name << "'; give --weights FILE";
  if (bytes->size() != expected)
    return emitError(loc) << "the value of '" << name << "' has " << bytes->size() << " bytes, and " << type << " takes "
                          << expected;
  std::string shown = name.str();
  if (auto variable = module.lookupSymbol<dl::VariableOp>(name))
    if (auto source = variable->getAttrOfType<StringAttr>(importer::kSourceAttr))
      shown = source.getValue();
  names[argument] = writer.fresh(shown);
  writer.initializer(names[argument], type, *bytes);
  return success();
}

LogicalResult Exporter::addArgument(func::FuncOp function, unsigned index) {
  BlockArgument argument = function.getArgument(index);
  auto role = function.getArgAttrOfType<StringAttr>(index, dl::kRoleAttr);
  auto name = function.getArgAttrOfType<StringAttr>(index, dl::kNameAttr);
  if (!role || !name)
    return function.emitError() << "argument " << index << " has no role or no name";
  if (role.getValue() == "input") {
    names[argument] = name.str();
    describe(*model.mutable_graph()->add_input(), name.getValue(), typeOf(argument));
    return success();
  }
  if (role.getValue() == "parameter" || role.getValue() == "state")
    return addWeight(function.getLoc(), argument, name.getValue());
  if (name.getValue() != "n_valid")
    return function.emitError() << "a model that draws random numbers when it predicts cannot be exported";
  // All rows of a batch are there.
  auto batch = module->getAttrOfType<IntegerAttr>(dl::kBatchAttr);
  names[argument] = writer.scalar(typeOf(argument).getElementType(), batch ? static_cast<double>(batch.getInt()) : 1);
  return success();
}

LogicalResult Exporter::addOp(Operation &op) {
  if (auto named = dyn_cast<NameLoc>(op.getLoc()))
    writer.setPlace(named.getName().getValue());
  else
    writer.setPlace("");
  Exported exported{writer, &op, {}, {}};
  for (Value operand : op.getOperands())
    exported.operands.push_back(names.lookup(operand));
  if (!exportElementwise(exported) && !exportShape(exported) && !exportContraction(exported) && !exportLayer(exported))
    return op.emitError() << "'" << op.getName() << "' cannot be exported: ONNX has no operator for it";
  for (auto [result, name] : llvm::zip_equal(op.getResults(), exported.results))
    names[result] = name;
  return success();
}

FailureOr<std::string> Exporter::run() {
  auto function = module.lookupSymbol<func::FuncOp>("predict");
  if (!function)
    return module.emitError() << "the model declares no output";
  // The names that users know are taken first.
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (auto role = function.getArgAttrOfType<StringAttr>(i, dl::kRoleAttr); role && role.getValue() == "input")
      writer.reserve(function.getArgAttrOfType<StringAttr>(i, dl::kNameAttr).str());
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    if (auto name = function.getResultAttrOfType<StringAttr>(i, dl::kNameAttr))
      writer.reserve(name.str());
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (failed(addArgument(function, i)))
      return failure();
  for (Operation &op : function.getBody().front().without_terminator())
    if (failed(addOp(op)))
      return failure();
  writer.setPlace("");
  for (auto [i, value] : llvm::enumerate(function.getBody().front().getTerminator()->getOperands())) {
    auto name = function.getResultAttrOfType<StringAttr>(i, dl::kNameAttr);
    std::string shown = name ? name.str() : writer.fresh("output");
    writer.nodeTo(shown, "Identity", {names.lookup(value)});
    describe(*model.mutable_graph()->add_output(), shown, typeOf(value));
  }
  return model.SerializeAsString();
}

FailureOr<std::string> exporter::exportONNX(ModuleOp module, Weights weights, const Options &options) {
  return Exporter(module, weights, options).run();
}
