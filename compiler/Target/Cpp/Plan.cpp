//===- Plan.cpp - What is called what in an emitted C++ file ----------------===//
#include "Plan.h"

#include "dlc/Dialect/DLK/DLK.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Location.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::cpp;

StringRef dlc::cpp::layerOf(Location loc) {
  StringRef path;
  loc->walk([&](Location part) {
    auto named = dyn_cast<NameLoc>(part);
    if (!named)
      return WalkResult::advance();
    path = named.getName();
    return WalkResult::interrupt();
  });
  return path;
}

FileLineColLoc dlc::cpp::placeOf(Location loc) {
  FileLineColLoc place;
  loc->walk([&](Location part) {
    place = dyn_cast<FileLineColLoc>(part);
    return place ? WalkResult::interrupt() : WalkResult::advance();
  });
  return place;
}

namespace {
class Planner {
public:
  Planner(ModuleOp module, const ModelDescription &model) : module(module), model(model) {}

  Plan make() {
    for (auto kernel : module.getOps<func::FuncOp>())
      if (isKernel(kernel))
        findWrites(kernel);
    for (auto step : module.getOps<func::FuncOp>())
      if (!isKernel(step)) {
        findWrites(step);
        nameViews(step);
      }
    for (auto step : module.getOps<func::FuncOp>())
      if (!isKernel(step))
        step.walk([&](func::CallOp call) { nameArguments(call); });
    for (auto function : module.getOps<func::FuncOp>())
      nameFunction(function);
    for (auto constant : module.getOps<memref::GlobalOp>())
      plan.constants[constant.getSymName()] = plan.names.add(constant.getSymName());
    return std::move(plan);
  }

private:
  static bool isKernel(func::FuncOp function) { return function->hasAttr(dlk::kKernelAttr); }

  func::FuncOp calleeOf(func::CallOp call) {
    return module.lookupSymbol<func::FuncOp>(call.getCallee());
  }

  /// Kernels come before the steps that call them.
  void findWrites(func::FuncOp function) {
    auto note = [&](Value memory) {
      plan.written.insert(memory);
      while (auto cast = memory.getDefiningOp<memref::ReinterpretCastOp>()) {
        memory = cast.getSource();
        plan.written.insert(memory);
      }
    };
    function.walk([&](Operation *op) {
      if (auto store = dyn_cast<memref::StoreOp>(op))
        note(store.getMemRef());
      else if (auto store = dyn_cast<vector::StoreOp>(op))
        note(store.getBase());
      else if (auto call = dyn_cast<func::CallOp>(op))
        for (auto [operand, argument] :
             llvm::zip_equal(call.getOperands(), calleeOf(call).getArguments()))
          if (plan.written.contains(argument))
            note(operand);
    });
  }

  /// The tensor of a table that has byte `offset` of its block.
  static std::string tensorAt(const TableDescription &table, uint64_t offset) {
    for (const TensorDescription &tensor : table.tensors)
      if (tensor.offset <= offset && offset < tensor.offset + tensor.byteCount())
        return tensor.name;
    return "";
  }

  std::string nameOf(dlk::ViewOp view) {
    uint64_t offset = view.getOffset(), index = view.getIndex();
    auto at = [&](const TableDescription &table) {
      return index < table.tensors.size() ? table.tensors[index].name : "";
    };
    switch (view.getSpace()) {
    case dlk::Space::Parameters:
      return tensorAt(model.parameters, offset);
    case dlk::Space::State:
      return tensorAt(model.state, offset);
    case dlk::Space::Optimizer:
      return tensorAt(model.optimizer, offset);
    case dlk::Space::Gradients:
      return "gradient_of_" + tensorAt(model.gradients, offset);
    case dlk::Space::Inputs:
      return at(model.inputs);
    case dlk::Space::Targets:
      return at(model.targets);
    case dlk::Space::Outputs:
      return at(model.outputs);
    default:
      return stringifySpace(view.getSpace()).str();
    }
  }

  /// Values in the workspace have no names of their own: they are called after the layer that first
  /// writes them.
  void nameViews(func::FuncOp step) {
    llvm::DenseMap<Value, StringRef> writers;
    step.walk([&](func::CallOp call) {
      func::FuncOp callee = calleeOf(call);
      StringRef layer = layerOf(callee.getLoc());
      for (auto [operand, argument] : llvm::zip_equal(call.getOperands(), callee.getArguments()))
        if (!layer.empty() && plan.written.contains(argument))
          writers.try_emplace(operand, layer);
    });
    step.walk([&](dlk::ViewOp view) {
      auto writer = writers.find(view.getResult());
      plan.memory[view.getResult()] = view.getSpace() != dlk::Space::Workspace ? nameOf(view)
                                      : writer == writers.end() ? "value"
                                                                : writer->second.str();
    });
  }

  /// A kernel that several layers share has no business with the names of one of them.
  void nameArguments(func::CallOp call) {
    for (auto [operand, argument] :
         llvm::zip_equal(call.getOperands(), calleeOf(call).getArguments())) {
      auto it = plan.memory.find(operand);
      if (it == plan.memory.end())
        continue;
      std::string name = it->second;
      auto [known, isNew] = plan.memory.try_emplace(argument, name);
      if (!isNew && known->second != name)
        known->second = plan.written.contains(argument) ? "out" : "in";
    }
  }

  void nameFunction(func::FuncOp function) {
    std::string name = function.getSymName().str();
    if (!isKernel(function)) {
      // The entry point of this name comes around it.
      plan.functions[function] = plan.names.add(name + "_body");
      return;
    }
    StringRef layer = layerOf(function.getLoc());
    for (BlockArgument argument : function.getArguments())
      if (layer.empty() && plan.written.contains(argument) && plan.memory.contains(argument))
        layer = plan.memory[argument];
    if (!layer.empty())
      name += "_" + layer.str();
    plan.functions[function] = plan.names.add(name);
  }

  ModuleOp module;
  const ModelDescription &model;
  Plan plan;
};
} // namespace

Plan dlc::cpp::makePlan(ModuleOp module, const ModelDescription &model) {
  return Planner(module, model).make();
}
