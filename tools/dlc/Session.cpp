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

dlrt_trainer_hooks LoadedModel::hooks() {
  dlrt_trainer_hooks hooks = {};
  hooks.context = this;
  hooks.not_finite = [](void *context, const dlrt_call *call, int64_t step) {
    static_cast<const LoadedModel *>(context)->debugNaN.report(*call, step);
  };
  if (evalPart)
    hooks.load_eval_step = [](void *context, const dlrt_model **model) {
      return static_cast<const LoadedModel *>(context)->evalPart->load(*model);
    };
  return hooks;
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

std::unique_ptr<JIT> dlc::tool::link(llvm::StringRef code, llvm::StringRef name, int &exitCode) {
  llvm::Expected<std::unique_ptr<JIT>> jit = JIT::link(code, name);
  if (jit)
    return std::move(*jit);
  exitCode = fail("cannot link the compiled model: " + llvm::toString(jit.takeError()), kBug);
  return nullptr;
}

/// Compiles the model of `line`. `result`: what the cache would keep of it.
static std::unique_ptr<LoadedModel> compile(Session &session, const CommandLine &line,
                                            int &exitCode, CachedModel &result, OnTables onTables) {
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
    object = session.compiler.compile(*module, [&](const ModelDescription &tables) {
      if (onTables)
        onTables(tables, model->trainer);
    });
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
  result = {model->description.name, std::move(block), code.str(), "", std::move(object->evalGraph)};
  llvm::TimeRecord end = llvm::TimeRecord::getCurrentTime(false);
  model->compileSeconds = end.getWallTime() - start.getWallTime();
  exitCode = kSuccess;
  return model;
}

std::unique_ptr<LoadedModel> dlc::tool::compileAndLink(Session &session, const CommandLine &line,
                                                       int &exitCode) {
  CachedModel ignored;
  return compile(session, line, exitCode, ignored, nullptr);
}

std::unique_ptr<LoadedModel> dlc::tool::loadModel(Session &session, const CommandLine &line,
                                                  int &exitCode, OnTables onTables) {
  CompileCache cache;
  std::optional<std::string> key;
  if (!line.has(OPT_no_cache))
    key = cache.keyOf(line.model(), session.options);
  bool isVerbose = session.options.verbose;
  std::unique_ptr<LoadedModel> model;
  std::optional<CachedModel> cached = key ? cache.find(*key) : std::nullopt;
  if (cached) {
    if (isVerbose)
      llvm::errs() << "dlc: compiled by an earlier command, " << cached->code.size() + cached->evalCode.size()
                   << " bytes\n";
    model = std::make_unique<LoadedModel>();
    model->description.name = cached->name;
    model->trainer = withOptions(std::move(cached->trainer), line);
    model->jit = link(cached->code, cached->name, exitCode);
    if (!model->jit)
      return nullptr;
  } else {
    cached.emplace();
    model = compile(session, line, exitCode, *cached, onTables);
    if (!model)
      return nullptr;
    // A warning must show the next time, too.
    if (session.hasDiagnostics())
      key.reset();
    if (key)
      cache.insert(*key, *cached, isVerbose);
  }
  if (!cached->evalCode.empty() || !cached->evalGraph.empty())
    model->evalPart = std::make_unique<EvalPart>(session, cached->name, std::move(cached->evalCode),
                                                 std::move(cached->evalGraph), key);
  return model;
}

std::unique_ptr<LoadedModel> dlc::tool::loadModelWithData(Session &session, const CommandLine &line,
                                                          int &exitCode, OnTables onTables) {
  std::unique_ptr<LoadedModel> model = loadModel(session, line, exitCode, onTables);
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
