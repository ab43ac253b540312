//===- Export.cpp - dlc export ----------------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlc/Dialect/DL/DL.h"
#include "dlrt/checkpoint.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringMap.h"

using namespace dlc;
using namespace dlc::tool;

namespace {

/// The model as it is exported, and, where it takes any number of rows, its twin with one row more.
struct Loaded {
  mlir::OwningOpRef<mlir::ModuleOp> module, twin;
};

} // namespace

/// The model for a batch of that size; null, and the reason, where it cannot have that.
static mlir::OwningOpRef<mlir::ModuleOp> loadWith(Session &session, const CommandLine &line, int64_t batch,
                                                  std::string &reason) {
  mlir::ScopedDiagnosticHandler keep(&session.context, [&](mlir::Diagnostic &diagnostic) {
    if (reason.empty() && diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
      reason = diagnostic.str();
  });
  CompileOptions options = session.options;
  options.batch = batch;
  return Compiler(session.context, options).load(line.model());
}

static Loaded loadPair(Session &session, const CommandLine &line) {
  Loaded loaded;
  loaded.module = session.compiler.load(line.model());
  if (!loaded.module || session.options.batch) // a number that is asked for is meant
    return loaded;
  auto batch = (*loaded.module)->getAttrOfType<mlir::IntegerAttr>(dl::kBatchAttr);
  if (!batch)
    return loaded;
  std::string reason;
  // What holds of one row alone, such as that nothing is to be repeated, says little about others.
  int64_t rows = std::max<int64_t>(batch.getInt(), 2);
  mlir::OwningOpRef<mlir::ModuleOp> several;
  if (rows != batch.getInt() && !(several = loadWith(session, line, rows, reason)))
    rows = 0;
  if (rows)
    loaded.twin = loadWith(session, line, rows + 1, reason);
  if (loaded.twin && several)
    loaded.module = std::move(several);
  if (!loaded.twin)
    warn("the exported model takes batches of " + llvm::Twine(batch.getInt()) + " rows only: " + reason);
  return loaded;
}

static bool hasLora(mlir::ModuleOp module) {
  auto train = module->getAttrOfType<mlir::DictionaryAttr>(dl::kTrainAttr);
  return train && train.get("lora");
}

int dlc::tool::runExport(const CommandLine &line) {
  bool hasOwnWeights = line.model().ends_with(".onnx");
  if (!line.has(OPT_output))
    return fail("expected -o FILE.onnx", kUsage);
  if (!line.has(OPT_weights) && !hasOwnWeights)
    return fail("expected --weights FILE", kUsage);
  Session session(line.compileOptions());
  Loaded loaded = loadPair(session, line);
  if (!loaded.module)
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
  // Without its changes a weight would be exported as it was before training.
  for (const auto &entry : weights)
    if (entry.getKey().ends_with(".lora_b") && !hasLora(*loaded.module))
      return fail("'" + line.text(OPT_weights) + "' holds '" + entry.getKey() +
                  "', and the model has no 'lora'; give the --lora that it was trained with");
  exporter::Options options;
  options.version = line.integer(OPT_opset).value_or(options.version);
  options.twin = loaded.twin ? *loaded.twin : mlir::ModuleOp();
  auto value = [&](llvm::StringRef name) -> std::optional<llvm::ArrayRef<char>> {
    auto found = weights.find(name);
    return found == weights.end() ? std::nullopt : std::optional<llvm::ArrayRef<char>>(found->second);
  };
  mlir::FailureOr<std::string> bytes = session.compiler.exportONNX(*loaded.module, value, options);
  return mlir::failed(bytes) ? kFailure : writeOutput(line.text(OPT_output), *bytes);
}
