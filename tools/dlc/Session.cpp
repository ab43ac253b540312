//===- Session.cpp - One run of the compiler inside a tool ------------------===//
#include "Session.h"

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

namespace dlc::tool {

/// Prints diagnostics with their source line and a caret, and those without a place like the tool's
/// own.
class DiagnosticPrinter : public mlir::SourceMgrDiagnosticHandler {
public:
  explicit DiagnosticPrinter(mlir::MLIRContext *context)
      : SourceMgrDiagnosticHandler(sources, context, llvm::errs()) {
    setHandler([this](mlir::Diagnostic &diagnostic) {
      if (!llvm::isa<mlir::UnknownLoc>(diagnostic.getLocation()))
        return emitDiagnostic(diagnostic);
      fail(diagnostic.str());
      for (mlir::Diagnostic &note : diagnostic.getNotes())
        emitDiagnostic(note);
    });
  }

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
    // Models are small: the threads of a context cost more than they save.
    : context(makeRegistry(), mlir::MLIRContext::Threading::DISABLED), compiler(context, options),
      printer(std::make_unique<DiagnosticPrinter>(&context)) {
  context.printOpOnDiagnostic(false);
}

Session::~Session() = default;

int Session::failureCode() const {
  if (!compiler.failedInternally())
    return kFailure;
  llvm::errs() << "dlc: internal error: the model was read, but could not be compiled\n"
                  "dlc: this is a bug in dlc " DLC_VERSION
                  ", not in your model; please report it with the model and this command\n";
  return kBug;
}

std::string dlc::tool::trainerConfig(mlir::ModuleOp module, const CommandLine &line) {
  // Data lie beside the model; a run that continues may do so from another folder.
  llvm::SmallString<128> folder(line.model());
  llvm::sys::fs::make_absolute(folder);
  llvm::sys::path::remove_filename(folder);
  llvm::json::Object options = getTrainerOptions(module, folder);
  if (line.has(OPT_data))
    options["data"] = line.text(OPT_data);
  for (auto [option, key] :
       {std::pair{OPT_epochs, "epochs"}, {OPT_seed, "seed"}, {OPT_threads, "threads"}})
    if (std::optional<int64_t> value = line.integer(option))
      options[key] = *value;
  return llvm::formatv("{0}", llvm::json::Value(std::move(options))).str();
}

std::unique_ptr<LoadedModel> dlc::tool::compileAndLink(Session &session, const CommandLine &line,
                                                       int &exitCode) {
  llvm::TimeRecord start = llvm::TimeRecord::getCurrentTime();
  mlir::OwningOpRef<mlir::ModuleOp> module = session.compiler.load(line.model());
  exitCode = kFailure;
  if (!module)
    return nullptr;
  auto model = std::make_unique<LoadedModel>();
  model->config = trainerConfig(*module, line);
  mlir::FailureOr<Compiler::Object> object = mlir::failure();
  if (mlir::succeeded(session.compiler.buildSteps(*module))) {
    if (auto step = module->lookupSymbol<mlir::func::FuncOp>("train_step"))
      model->stepFlops = countAllFlops(step);
    object = session.compiler.compile(*module);
  }
  if (mlir::failed(object)) {
    exitCode = session.failureCode();
    return nullptr;
  }
  model->debugNaN = DebugNaN(*module);
  model->profile = Profile(*module);
  model->description = std::move(object->description);
  llvm::Expected<std::unique_ptr<JIT>> jit =
      JIT::link(llvm::StringRef(object->code.data(), object->code.size()), model->description.name);
  if (!jit) {
    exitCode = fail("cannot link the compiled model: " + llvm::toString(jit.takeError()), kBug);
    return nullptr;
  }
  model->jit = std::move(*jit);
  llvm::TimeRecord end = llvm::TimeRecord::getCurrentTime(false);
  model->compileSeconds = end.getWallTime() - start.getWallTime();
  exitCode = kSuccess;
  return model;
}

int dlc::tool::writeOutput(llvm::StringRef path, llvm::StringRef content, bool executable) {
  if (llvm::Error error = writeFile(path, content, executable))
    return fail(llvm::toString(std::move(error)));
  return kSuccess;
}
