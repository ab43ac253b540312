//===- dlc-onnx.cpp - Runs many ONNX models ---------------------------------===//
// For the conformance tests: reads lines "MODEL INPUTS OUTPUTS" with tabs between them, compiles each model
// with the values in INPUTS, a safetensors file, at hand for operators that need them, runs it and writes
// OUTPUTS. Answers each line with one of its own: "ok", or "failed: " and why. Each model has a process, so
// that one that crashes ends no other.
//===----------------------------------------------------------------------===//
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Frontend/ONNX/ONNX.h"
#include "dlc/Pipeline/Compiler.h"
#include "dlc/Pipeline/StoredWeights.h"
#include "dlc/Target/JIT.h"
#include "dlrt/checkpoint.h"
#include "mlir/IR/MLIRContext.h"

#include <cstdio>
#include <iostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;
using namespace dlc;

namespace {

struct Given {
  const dlrt_stored *stored;
  std::vector<char> bytes;
};

/// One model, from its file to its outputs; the reason where that fails.
class Case {
public:
  Case(MLIRContext &context, const CompileOptions &options) : context(context), options(options) {}
  std::string run(const std::string &model, const std::string &inputs, const std::string &outputs);

private:
  std::string readInputs(const std::string &path);
  std::string execute(const dlrt_model &model, const std::string &outputs);
  std::string diagnosed(StringRef what) { return diagnostics.empty() ? what.str() : diagnostics; }

  MLIRContext &context;
  const CompileOptions &options;
  std::string diagnostics;
  llvm::StringMap<Given> given;
  dlrt_safetensors file = {};
};

} // namespace

std::string Case::readInputs(const std::string &path) {
  dlrt_message message;
  if (dlrt_safetensors_open(&file, path.c_str(), &message))
    return message.text;
  for (int32_t i = 0; i < file.count; ++i) {
    Given &entry = given[file.tensors[i].tensor.name];
    entry.stored = &file.tensors[i];
    entry.bytes.reserve(1); // a place, even of nothing
    entry.bytes.resize(file.tensors[i].bytes);
    if (dlrt_safetensors_read(&file, entry.stored, entry.bytes.data(), &message))
      return message.text;
  }
  return "";
}

static Type elementType(MLIRContext *context, dlrt_dtype dtype) {
  Builder b(context);
  switch (dtype) {
  case DLRT_F32:
    return b.getF32Type();
  case DLRT_F64:
    return b.getF64Type();
  case DLRT_BF16:
    return b.getBF16Type();
  case DLRT_I32:
    return b.getI32Type();
  case DLRT_I64:
    return b.getI64Type();
  case DLRT_U8:
    return b.getIntegerType(8, false);
  case DLRT_BOOL:
    return b.getI1Type();
  case DLRT_I8:
    break;
  }
  return {};
}

/// What operators may ask for at compile time.
static DenseElementsAttr toAttribute(MLIRContext *context, const Given &given) {
  const dlrt_tensor &tensor = given.stored->tensor;
  Type element = given.stored->known ? elementType(context, tensor.dtype) : Type();
  if (!element || given.bytes.size() > 4096)
    return {};
  auto type = RankedTensorType::get(ArrayRef<int64_t>(tensor.shape, tensor.rank), element);
  if (tensor.dtype != DLRT_BOOL)
    return DenseElementsAttr::getFromRawBuffer(type, given.bytes);
  SmallVector<bool> values;
  for (char byte : given.bytes)
    values.push_back(byte);
  return DenseElementsAttr::get(type, values);
}

std::string Case::execute(const dlrt_model &model, const std::string &outputs) {
  dlrt_message message;
  dlrt_blocks blocks;
  if (dlrt_blocks_create(&blocks, &model, 1, &message))
    return message.text;
  dlrt_call call;
  dlrt_blocks_fill(&blocks, &model, &call);
  std::vector<const void *> inputs;
  for (int32_t i = 0; i < model.inputs.count; ++i) {
    const dlrt_tensor &tensor = model.inputs.tensors[i];
    auto entry = given.find(tensor.name);
    if (entry == given.end() || entry->second.bytes.size() != dlrt_tensor_bytes(&tensor))
      return std::string("input '") + tensor.name + "' is missing or of another size";
    inputs.push_back(entry->second.bytes.data());
  }
  std::vector<std::vector<char>> results;
  std::vector<void *> pointers;
  std::vector<dlrt_item> items;
  for (int32_t i = 0; i < model.outputs.count; ++i) {
    results.emplace_back(dlrt_tensor_bytes(&model.outputs.tensors[i]) + 1);
    items.push_back({&model.outputs.tensors[i], results.back().data()});
  }
  for (auto &result : results)
    pointers.push_back(result.data());
  for (int32_t i = 0; i < model.outputs.count; ++i)
    items[i].data = pointers[i];
  call.inputs = inputs.data();
  call.outputs = pointers.data();
  if (model.init && model.init(&call, 0, 1) != DLRT_OK)
    return "init failed";
  if (dlrt_status status = model.predict(&call, 0, 1))
    return std::string("predict failed: ") + dlrt_status_text(status);
  if (dlrt_safetensors_write(outputs.c_str(), items.data(), model.outputs.count, nullptr, 0, nullptr, nullptr,
                             &message))
    return message.text;
  return "";
}

std::string Case::run(const std::string &path, const std::string &inputs, const std::string &outputs) {
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      diagnostics += (diagnostics.empty() ? "" : "; ") + diagnostic.str();
    return success();
  });
  if (std::string reason = readInputs(inputs); !reason.empty())
    return reason;
  importer::Options importOptions;
  for (const auto &entry : given) {
    if (DenseElementsAttr value = toAttribute(&context, entry.second))
      importOptions.values[entry.first()] = value;
    // The shapes of the given tensors are those of the inputs.
    const dlrt_tensor &tensor = entry.second.stored->tensor;
    for (int32_t i = 0; i < tensor.rank; ++i)
      importOptions.inputShapes[entry.first()].push_back(tensor.shape[i]);
    importOptions.inputShapes[entry.first()];
  }
  Compiler compiler(context, options);
  OwningOpRef<ModuleOp> module = compiler.loadONNX(path, importOptions);
  if (!module)
    return diagnosed("import failed");
  if (failed(compiler.buildSteps(*module)))
    return "steps: " + diagnosed("no reason given");
  auto object = compiler.compile(*module);
  if (failed(object))
    return "compile: " + diagnosed("no reason given");
  auto jit = JIT::link(StringRef(object->code.data(), object->code.size()), object->description.name);
  if (!jit)
    return llvm::toString(jit.takeError());
  return execute(*(*jit)->model(), outputs);
}

int main(int argc, char **argv) {
  CompileOptions options;
  for (int i = 1; i < argc; ++i)
    if (StringRef(argv[i]) == "--pipeline=reference")
      options.backend = Backend::Reference;
  DialectRegistry registry;
  registerDialects(registry);
  std::string line;
  while (std::getline(std::cin, line)) {
    auto [model, files] = StringRef(line).split('\t');
    auto [inputs, outputs] = files.split('\t');
    std::fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      alarm(300); // a case that hangs ends no other
      MLIRContext context(registry, MLIRContext::Threading::DISABLED);
      context.printOpOnDiagnostic(false);
      std::string reason = Case(context, options).run(model.str(), inputs.str(), outputs.str());
      for (char &letter : reason)
        if (letter == '\n')
          letter = ' ';
      std::printf("%s%s\n", reason.empty() ? "ok" : "failed: ", reason.c_str());
      std::fflush(stdout);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status)) {
      std::printf("failed: crashed with %s %d\n", WIFSIGNALED(status) ? "signal" : "exit code",
                  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
      std::fflush(stdout);
    }
  }
  return 0;
}
