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
  Exporter(ModuleOp module, func::FuncOp function, const BatchSizes &batch, Weights weights, const Options &options)
      : module(module), function(function), batch(batch), weights(weights),
        writer(*model.mutable_graph(), options.version) {
    model.set_ir_version(irVersion(options.version));
    model.set_producer_name("dlc");
    ::onnx::OperatorSetIdProto &set = *model.add_opset_import();
    set.set_domain("");
    set.set_version(options.version);
    model.mutable_graph()->set_name(module.getSymName().value_or("model").str());
  }

  FailureOr<std::string> run();

private:
  LogicalResult addArgument(unsigned index);
  LogicalResult addWeight(Location loc, BlockArgument argument, StringRef name);
  LogicalResult addOp(Operation &op);
  void describe(::onnx::ValueInfoProto &info, StringRef name, Value value);
  Writer::Name whole(Value value);

  ModuleOp module;
  func::FuncOp function;
  const BatchSizes &batch;
  Weights weights;
  ::onnx::ModelProto model;
  Writer writer;
  /// Tensors of a value's shape, and smaller ones that broadcast to it: operators of elements need no more.
  llvm::DenseMap<Value, Writer::Name> names, repeated;
};

} // namespace

void Exporter::describe(::onnx::ValueInfoProto &info, StringRef name, Value value) {
  info.set_name(name.str());
  auto &tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(dataType(typeOf(value).getElementType()));
  tensor.mutable_shape();
  for (Size size : batch.of(value)) {
    auto &dim = *tensor.mutable_shape()->add_dim();
    if (size.isFixed())
      dim.set_dim_value(size.fixed);
    else
      dim.set_dim_param(size.rows == 1 ? "batch" : std::to_string(size.rows) + "*batch");
  }
}

/// A tensor that has all elements of the value.
Writer::Name Exporter::whole(Value value) {
  Writer::Name &name = names[value];
  if (name.empty())
    name = writer.expand(repeated.lookup(value), batch.of(value));
  return name;
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

LogicalResult Exporter::addArgument(unsigned index) {
  BlockArgument argument = function.getArgument(index);
  auto role = function.getArgAttrOfType<StringAttr>(index, dl::kRoleAttr);
  auto name = function.getArgAttrOfType<StringAttr>(index, dl::kNameAttr);
  if (!role || !name)
    return function.emitError() << "argument " << index << " has no role or no name";
  if (role.getValue() == "input") {
    names[argument] = name.str();
    describe(*model.mutable_graph()->add_input(), name.getValue(), argument);
    return success();
  }
  if (role.getValue() == "parameter" || role.getValue() == "state")
    return addWeight(function.getLoc(), argument, name.getValue());
  if (name.getValue() != "n_valid")
    return function.emitError() << "a model that draws random numbers when it predicts cannot be exported";
  // All rows of a batch are there.
  Type element = typeOf(argument).getElementType();
  auto rows = module->getAttrOfType<IntegerAttr>(dl::kBatchAttr);
  if (batch.isOpen())
    names[argument] = writer.node("Cast", {writer.reshape(writer.rows(), Sizes())}, {{"to", int64_t(dataType(element))}});
  else
    names[argument] = writer.scalar(element, rows ? static_cast<double>(rows.getInt()) : 1);
  return success();
}

LogicalResult Exporter::addOp(Operation &op) {
  if (auto named = dyn_cast<NameLoc>(op.getLoc()))
    writer.setPlace(named.getName().getValue());
  else
    writer.setPlace("");
  Exported exported{writer, batch, &op, {}, {}};
  // Operators of elements broadcast by themselves. If none of the operands is whole, the result is not, either.
  bool broadcasts = op.hasTrait<OpTrait::Elementwise>();
  bool isRepeated = isa<dl::BroadcastOp, dl::ConstantOp>(op) ||
                    (broadcasts && llvm::none_of(op.getOperands(), [&](Value x) { return names.contains(x); }));
  for (Value operand : op.getOperands()) {
    bool isSmall = (broadcasts || (isa<dl::BroadcastOp>(op) && typeOf(operand).getRank() == 0)) && !names.contains(operand);
    exported.operands.push_back(isSmall ? repeated.lookup(operand) : whole(operand));
  }
  if (!exportElementwise(exported) && !exportShape(exported) && !exportContraction(exported) && !exportLayer(exported))
    return op.emitError() << "'" << op.getName() << "' cannot be exported: ONNX has no operator for it";
  for (auto [result, name] : llvm::zip_equal(op.getResults(), exported.results))
    (isRepeated ? repeated : names)[result] = name;
  return success();
}

FailureOr<std::string> Exporter::run() {
  // The names that users know are taken first.
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (auto role = function.getArgAttrOfType<StringAttr>(i, dl::kRoleAttr); role && role.getValue() == "input")
      writer.reserve(function.getArgAttrOfType<StringAttr>(i, dl::kNameAttr).str());
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    if (auto name = function.getResultAttrOfType<StringAttr>(i, dl::kNameAttr))
      writer.reserve(name.str());
  bool seesRows = false;
  for (BlockArgument argument : function.getArguments())
    for (auto [axis, size] : llvm::enumerate(batch.of(argument)))
      if (!size.isFixed() && !seesRows) {
        seesRows = true;
        writer.setRows(function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), dl::kNameAttr).str(),
                       static_cast<int64_t>(axis), size.rows);
      }
  // Numbers of rows are computed from inputs.
  for (bool isScalar : {false, true})
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      auto role = function.getArgAttrOfType<StringAttr>(i, dl::kRoleAttr);
      if ((role && role.getValue() == "scalar") == isScalar && failed(addArgument(i)))
        return failure();
    }
  for (Operation &op : function.getBody().front().without_terminator())
    if (failed(addOp(op)))
      return failure();
  writer.setPlace("");
  for (auto [i, value] : llvm::enumerate(function.getBody().front().getTerminator()->getOperands())) {
    auto name = function.getResultAttrOfType<StringAttr>(i, dl::kNameAttr);
    std::string shown = name ? name.str() : writer.fresh("output");
    writer.nodeTo(shown, "Identity", {whole(value)});
    describe(*model.mutable_graph()->add_output(), shown, value);
  }
  return model.SerializeAsString();
}

FailureOr<std::string> exporter::exportONNX(ModuleOp module, Weights weights, const Options &options) {
  auto find = [](ModuleOp module) { return module ? module.lookupSymbol<func::FuncOp>("predict") : func::FuncOp(); };
  auto rows = [](ModuleOp module) {
    auto batch = module ? module->getAttrOfType<IntegerAttr>(dl::kBatchAttr) : IntegerAttr();
    return batch ? batch.getInt() : 0;
  };
  func::FuncOp function = find(module);
  if (!function)
    return module.emitError() << "the model declares no output";
  BatchSizes open(function, find(options.twin), rows(module), rows(options.twin));
  if (open.obstacle().empty())
    return Exporter(module, function, open, weights, options).run();
  emitWarning(open.place()) << "the exported model takes batches of " << rows(module) << " rows only: " << open.obstacle();
  BatchSizes fixed(function, nullptr, rows(module), 0);
  return Exporter(module, function, fixed, weights, options).run();
}
