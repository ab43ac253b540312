//===- Session.cpp - One run of the compiler inside a tool ------------------===//
#include "Session.h"

#include "CompileCache.h"
#include "Flops.h"
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Pipeline/TrainBlock.h"
#include "dlc/Target/OutputFile.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/Timer.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

namespace dlc::tool {

/// Prints diagnostics with their source line and a caret, and those without a place like the tool's
/// own.
class DiagnosticPrinter : public mlir::SourceMgrDiagnosticHandler {
public:
  explicit DiagnosticPrinter(mlir::MLIRContext *context)
      : SourceMgrDiagnosticHandler(sources, context, llvm::errs()) {
    setHandler([this](mlir::Diagnostic &diagnostic) {
      hasPrinted = true;
      if (!llvm::isa<mlir::UnknownLoc>(diagnostic.getLocation()))
        return emitDiagnostic(diagnostic);
      fail(diagnostic.str());
      for (mlir::Diagnostic &note : diagnostic.getNotes())
        emitDiagnostic(note);
    });
  }

  bool hasPrinted = false;

private:
  llvm::SourceMgr sources;
};

} // namespace dlc::tool

static mlir::DialectRegistry makeRegistry() {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  return registry;
}

Session::Session(const CompileOptions &options)
    : options(options), context(makeRegistry()), compiler(context, options),
      printer(std::make_unique<DiagnosticPrinter>(&context)) {
  context.printOpOnDiagnostic(false);
}

Session::~Session() = default;

bool Session::hasDiagnostics() const { return printer->hasPrinted; }

int Session::failureCode() const {
  if (!compiler.failedInternally())
    return kFailure;
  llvm::errs() << "dlc: internal error: the model was read, but could not be compiled\n"
                  "dlc: this is a bug in dlc " DLC_VERSION
                  ", not in your model; please report it with the model and this command\n";
  return kBug;
}

/// The train block alone.
static json::Object trainBlock(mlir::ModuleOp module, const CommandLine &line) {
  // Data lie beside the model; a run that continues may do so from another folder.
  llvm::SmallString<128> folder(line.model());
  llvm::sys::fs::make_absolute(folder);
  llvm::sys::path::remove_filename(folder);
  return getTrainerOptions(module, folder);
}

/// What the command line says wins.
static json::Object withOptions(json::Object trainer, const CommandLine &line) {
  if (line.has(OPT_data))
    trainer["data"] = line.text(OPT_data);
  for (auto [option, key] :
       {std::pair{OPT_epochs, "epochs"}, {OPT_seed, "seed"}, {OPT_threads, "threads"}})
    if (std::optional<int64_t> value = line.integer(option))
      trainer[key] = *value;
  return trainer;
}

json::Object dlc::tool::trainerConfig(mlir::ModuleOp module, const CommandLine &line) {
  return withOptions(trainBlock(module, line), line);
}

static std::unique_ptr<JIT> link(llvm::StringRef code, llvm::StringRef name, int &exitCode) {
  llvm::Expected<std::unique_ptr<JIT>> jit = JIT::link(code, name);
  if (jit)
    return std::move(*jit);
  exitCode = fail("cannot link the compiled model: " + llvm::toString(jit.takeError()), kBug);
  return nullptr;
}

/// Compiles the model of `line`; hands over its train block and its code too where they are wanted.
static std::unique_ptr<LoadedModel> compile(Session &session, const CommandLine &line,
                                            int &exitCode, CachedModel *result) {
  llvm::TimeRecord start = llvm::TimeRecord::getCurrentTime();
  mlir::OwningOpRef<mlir::ModuleOp> module = session.compiler.load(line.model());
  exitCode = kFailure;
  if (!module)
    return nullptr;
  auto model = std::make_unique<LoadedModel>();
  json::Object block = trainBlock(*module, line);
  model->trainer = withOptions(block, line);
  mlir::FailureOr<Compiler::Object> object = mlir::failure();
  if (mlir::succeeded(session.compiler.buildSteps(*module))) {
    model->stepFlops = countStepFlops(*module);
    object = session.compiler.compile(*module);
  }
  if (mlir::failed(object)) {
    exitCode = session.failureCode();
    return nullptr;
  }
  model->profile = Profile(*module);
  model->description = std::move(object->description);
  model->debugNaN = DebugNaN(*module, model->description);
  llvm::StringRef code(object->code.data(), object->code.size());
  model->jit = link(code, model->description.name, exitCode);
  if (!model->jit)
    return nullptr;
  if (result)
    *result = {model->description.name, std::move(block), code.str()};
  llvm::TimeRecord end = llvm::TimeRecord::getCurrentTime(false);
  model->compileSeconds = end.getWallTime() - start.getWallTime();
  exitCode = kSuccess;
  return model;
}

std::unique_ptr<LoadedModel> dlc::tool::compileAndLink(Session &session, const CommandLine &line,
                                                       int &exitCode) {
  return compile(session, line, exitCode, nullptr);
}

std::unique_ptr<LoadedModel> dlc::tool::loadModel(Session &session, const CommandLine &line,
                                                  int &exitCode) {
  CompileCache cache;
  std::optional<std::string> key;
  if (!line.has(OPT_no_cache))
    key = cache.keyOf(line.model(), session.options);
  bool isVerbose = session.options.verbose;
  if (std::optional<CachedModel> found = key ? cache.find(*key) : std::nullopt) {
    if (isVerbose)
      llvm::errs() << "dlc: compiled by an earlier command, " << found->code.size() << " bytes\n";
    auto model = std::make_unique<LoadedModel>();
    model->description.name = found->name;
    model->trainer = withOptions(std::move(found->trainer), line);
    model->jit = link(found->code, found->name, exitCode);
    return model->jit ? std::move(model) : nullptr;
  }
  CachedModel compiled;
  std::unique_ptr<LoadedModel> model = compile(session, line, exitCode, &compiled);
  // A warning must show the next time, too.
  if (!model || !key || session.hasDiagnostics())
    return model;
  if (llvm::Error error = cache.insert(*key, compiled)) {
    // The next command compiles again, which is no reason to fail.
    std::string reason = llvm::toString(std::move(error));
    if (isVerbose)
      llvm::errs() << "dlc: not kept for the next command: " << reason << "\n";
  }
  return model;
}

std::unique_ptr<LoadedModel> dlc::tool::loadModelWithData(Session &session, const CommandLine &line,
                                                          int &exitCode) {
  std::unique_ptr<LoadedModel> model = loadModel(session, line, exitCode);
  if (model && !model->trainer.get("data")) {
    exitCode = fail("the model names no data; give --data KIND:PATH");
    return nullptr;
  }
  return model;
}

int dlc::tool::writeOutput(llvm::StringRef path, llvm::StringRef content, bool executable) {
  if (llvm::Error error = writeFile(path, content, executable))
    return fail(llvm::toString(std::move(error)));
  return kSuccess;
}
