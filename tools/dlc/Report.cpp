//===- Report.cpp - What dlc inspect knows of a model -----------------------===//
#include "Report.h"

#include "Flops.h"
#include "dlc/Dialect/DL/DL.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::tool;

/// The function that shows the model as its text has it.
static func::FuncOp findForward(ModuleOp module) {
  for (StringRef name : {"forward", "train_step", "predict"})
    if (auto function = module.lookupSymbol<func::FuncOp>(name))
      return function;
  return nullptr;
}

/// The path of the statement that `op` comes from; empty where the text gives none.
static std::string statementOf(Operation *op) {
  if (auto name = op->getLoc()->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "";
}

static std::string shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return "";
  std::string text;
  llvm::raw_string_ostream out(text);
  tensor.getElementType().print(out);
  out << "[";
  llvm::interleave(tensor.getShape(), out, ", ");
  out << "]";
  return text;
}

std::vector<Layer> dlc::tool::collectLayers(ModuleOp module) {
  func::FuncOp function = findForward(module);
  if (!function)
    return {};
  llvm::MapVector<StringRef, Layer> layers;
  llvm::StringMap<int64_t> most;
  llvm::DenseSet<Value> seen;
  std::vector<std::string> names;
  for (Operation &op : function.getBody().front().without_terminator())
    names.push_back(statementOf(&op));
  for (auto [op, name] : llvm::zip(function.getBody().front(), names)) {
    if (name.empty())
      continue;
    Layer &layer = layers[name];
    layer.name = name;
    layer.shape = shapeOf(op.getResultTypes().front());
    int64_t flops = countFlops(&op);
    layer.flops += flops;
    auto [best, isFirst] = most.try_emplace(name, -1);
    if (flops > best->second) {
      best->second = flops;
      layer.op = op.getName().stripDialect().str();
    }
    for (Value operand : op.getOperands()) {
      auto argument = dyn_cast<BlockArgument>(operand);
      if (!argument || !seen.insert(argument).second)
        continue;
      auto role = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), dl::kRoleAttr);
      if (role && role.getValue() == "parameter")
        layer.parameters += cast<RankedTensorType>(argument.getType()).getNumElements();
    }
  }
  std::vector<Layer> result;
  for (auto &[name, layer] : layers)
    result.push_back(layer);
  return result;
}

std::vector<Kernel> dlc::tool::collectKernels(ModuleOp module) {
  std::vector<Kernel> kernels;
  for (auto function : module.getOps<func::FuncOp>())
    function.walk([&](dl::GroupOp group) {
      Kernel kernel{function.getSymName().str(), "", {}};
      kernel.kind = dl::stringifyGroupKind(group.getKind()).str();
      for (Operation &op : group.getBody().front().without_terminator()) {
        if (isa<dl::ConstantOp, dl::BroadcastOp>(op))
          continue;
        std::string name = op.getName().stripDialect().str(), statement = statementOf(&op);
        kernel.ops.push_back(statement.empty() ? name : name + " (" + statement + ")");
      }
      kernels.push_back(std::move(kernel));
    });
  return kernels;
}

std::string dlc::tool::toDot(ModuleOp module) {
  func::FuncOp function = findForward(module);
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "digraph \"" << module.getSymName().value_or("model") << "\" {\n"
      << "  node [shape = box, fontname = \"sans-serif\"];\n";
  if (function) {
    llvm::DenseMap<Value, unsigned> ids;
    auto node = [&](Value value, StringRef label, StringRef style) {
      unsigned id = ids.try_emplace(value, ids.size()).first->second;
      out << "  n" << id << " [label = \"" << label << "\\n"
          << shapeOf(value.getType()) << "\"" << style << "];\n";
    };
    for (BlockArgument argument : function.getArguments())
      if (auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), dl::kNameAttr))
        node(argument, name.getValue(), ", style = filled, fillcolor = lightgrey");
    for (Operation &op : function.getBody().front().without_terminator()) {
      std::string label = op.getName().stripDialect().str(), statement = statementOf(&op);
      node(op.getResult(0), statement.empty() ? label : statement + ": " + label, "");
      for (Value operand : op.getOperands())
        if (auto found = ids.find(operand); found != ids.end())
          out << "  n" << found->second << " -> n" << ids.lookup(op.getResult(0)) << ";\n";
    }
  }
  out << "}\n";
  return text;
}
