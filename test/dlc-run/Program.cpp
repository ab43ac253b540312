//===- Program.cpp - One function of the graph, compiled --------------------===//
#include "Program.h"
#include "Turns.h"

#include "dlc/Dialect/DL/DL.h"
#include "dlc/Pipeline/Compiler.h"

#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace dlc;

static void setDefault(func::FuncOp function, bool isArgument, unsigned index) {
  Builder builder(function.getContext());
  auto name = builder.getStringAttr((isArgument ? "arg" : "result") + Twine(index));
  if (isArgument && !function.getArgAttr(index, dl::kNameAttr))
    function.setArgAttr(index, dl::kNameAttr, name);
  if (!isArgument && !function.getResultAttr(index, dl::kNameAttr))
    function.setResultAttr(index, dl::kNameAttr, name);
}

void dlc::nameArguments(func::FuncOp function) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    setDefault(function, /*isArgument=*/true, i);
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    setDefault(function, /*isArgument=*/false, i);
}

/// Makes `entry` the module's only function, the `predict` of a model.
static LogicalResult makePredict(ModuleOp module, StringRef entry) {
  auto function = module.lookupSymbol<func::FuncOp>(entry);
  if (!function)
    return module.emitError() << "has no function '" << entry << "'";
  for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
    if (&op != function)
      op.erase();
  function.setName("predict");
  Builder builder(module.getContext());
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.setArgAttr(i, dl::kRoleAttr, builder.getStringAttr("input"));
  for (unsigned i = 0; i < function.getNumResults(); ++i) {
    // The weight of a metric has the metric's name.
    auto role = function.getResultAttrOfType<StringAttr>(i, dl::kRoleAttr);
    auto name = function.getResultAttrOfType<StringAttr>(i, dl::kNameAttr);
    if (role && name && role.getValue() == "weight")
      function.setResultAttr(i, dl::kNameAttr, builder.getStringAttr(name.getValue() + ".weight"));
    function.setResultAttr(i, dl::kRoleAttr, builder.getStringAttr("output"));
  }
  module->setAttr(dl::kBatchAttr, builder.getI64IntegerAttr(1));
  module.setSymName("run");
  return success();
}

FailureOr<Program> Program::compile(ModuleOp original, StringRef entry,
                                    const CompileOptions &options) {
  OwningOpRef<ModuleOp> module(original.clone());
  if (failed(makePredict(*module, entry)))
    return failure();
  Compiler compiler(*module->getContext(), options);
  auto object = compiler.compile(*module);
  if (failed(object))
    return failure();
  Program program;
  program.description = std::move(object->description);
  auto jit = JIT::link(StringRef(object->code.data(), object->code.size()), "run");
  if (!jit)
    return original.emitError() << llvm::toString(jit.takeError());
  program.jit = std::move(*jit);
  return program;
}

std::vector<HostTensor> Program::makeTensors(const TableDescription &table) {
  std::vector<HostTensor> tensors;
  for (const TensorDescription &tensor : table.tensors)
    tensors.emplace_back(tensor);
  return tensors;
}

static std::vector<void *> pointers(std::vector<HostTensor> &tensors) {
  std::vector<void *> result;
  for (HostTensor &tensor : tensors)
    result.push_back(tensor.data());
  return result;
}

std::vector<HostTensor> Program::runOnce(std::vector<HostTensor> &inputs, int32_t threads,
                                         Step step) const {
  constexpr size_t kAlignment = 64;
  std::vector<HostTensor> outputs = makeTensors(description.outputs);
  std::vector<void *> inputPointers = pointers(inputs), outputPointers = pointers(outputs);
  const dlrt_model *model = jit->model();
  size_t workspaceSize = (model->workspace_size(threads) / kAlignment + 1) * kAlignment;
  std::unique_ptr<void, decltype(&std::free)> workspace(
      std::aligned_alloc(kAlignment, workspaceSize), std::free);
  std::memset(workspace.get(), 0xff, workspaceSize); // NaN: a read before a write shows
  dlrt_call call = {};
  call.workspace = workspace.get();
  call.inputs = inputPointers.data();
  call.outputs = outputPointers.data();
  call.n_valid = model->batch;
  call.lr_scale = 1;
  if (step(*model, call) != DLRT_OK)
    return {};
  return outputs;
}

std::vector<HostTensor> Program::run(std::vector<HostTensor> &inputs, int32_t threads) const {
  auto alone = [](const dlrt_model &model, const dlrt_call &call) {
    return model.predict(&call, 0, 1);
  };
  std::vector<HostTensor> expected = runOnce(inputs, 1, alone);
  for (bool rising : {true, false}) {
    if (threads < 2 || expected.empty())
      break;
    auto inTurns = [&](const dlrt_model &model, const dlrt_call &call) {
      return Turns(threads, rising).run(model.predict, call);
    };
    std::vector<HostTensor> got = runOnce(inputs, threads, inTurns);
    for (auto [a, b] : llvm::zip(expected, got))
      if (!a.hasSameBits(b)) {
        llvm::errs() << a.description().name << ": " << threads << " threads, in "
                     << (rising ? "rising" : "falling") << " order, give other bits than one\n";
        return {};
      }
  }
  return expected;
}
