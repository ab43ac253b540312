//===- Export.cpp - dlc export ----------------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlrt/checkpoint.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringMap.h"

using namespace dlc;
using namespace dlc::tool;

int dlc::tool::runExport(const CommandLine &line) {
  bool hasOwnWeights = line.model().ends_with(".onnx");
  if (!line.has(OPT_output))
    return fail("expected -o FILE.onnx", kUsage);
  if (!line.has(OPT_weights) && !hasOwnWeights)
    return fail("expected --weights FILE", kUsage);
  Session session(line.compileOptions());
  mlir::OwningOpRef<mlir::ModuleOp> module = session.compiler.load(line.model());
  if (!module)
    return session.failureCode();

  llvm::StringMap<std::vector<char>> weights;
  if (line.has(OPT_weights)) {
    dlrt_message message;
    dlrt_safetensors file;
    if (dlrt_safetensors_open(&file, line.text(OPT_weights).c_str(), &message))
      return fail(message.text);
    llvm::scope_exit close([&] { dlrt_safetensors_close(&file); });
    for (int32_t i = 0; i < file.count; ++i) {
      std::vector<char> &bytes = weights[file.tensors[i].tensor.name];
      bytes.resize(file.tensors[i].bytes);
      if (dlrt_safetensors_read(&file, &file.tensors[i], bytes.data(), &message))
        return fail(message.text);
    }
  }
  exporter::Options options;
  options.version = line.integer(OPT_opset).value_or(options.version);
  auto value = [&](llvm::StringRef name) -> std::optional<llvm::ArrayRef<char>> {
    auto found = weights.find(name);
    return found == weights.end() ? std::nullopt : std::optional<llvm::ArrayRef<char>>(found->second);
  };
  mlir::FailureOr<std::string> bytes = session.compiler.exportONNX(*module, value, options);
  return mlir::failed(bytes) ? kFailure : writeOutput(line.text(OPT_output), *bytes);
}
