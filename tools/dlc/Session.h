//===- Session.h - One run of the compiler inside a tool --------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_SESSION_H
#define DLC_TOOLS_DLC_SESSION_H

#include "CommandLine.h"
#include "DebugNaN.h"
#include "EvalPart.h"
#include "Profile.h"
#include "dlc/Pipeline/Compiler.h"
#include "dlc/Target/JIT.h"
#include "dlrt/train/Main.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/LLVM.h"
#include "llvm/Support/JSON.h"

namespace dlc::tool {

class DiagnosticPrinter;

/// Context, compiler and the printing of diagnostics, for one command line.
class Session {
public:
  explicit Session(const CompileOptions &options);
  ~Session();

  const CompileOptions options;
  mlir::MLIRContext context;
  Compiler compiler;
  /// 70 if the last failure was our own mistake, else 1.
  int failureCode() const;
  /// Whether anything, such as a warning, was printed.
  bool hasDiagnostics() const;

private:
  std::unique_ptr<DiagnosticPrinter> printer;
};

/// A model compiled and linked into this process.
struct LoadedModel {
  ModelDescription description; ///< only its name, if the code is of an earlier command
  std::unique_ptr<JIT> jit;
  std::unique_ptr<EvalPart> evalPart; ///< null where eval_step, if there is one, is in the code
  llvm::json::Object trainer; ///< the train block and the command line, in the trainer's words
  DebugNaN debugNaN; ///< empty unless the options ask for it
  Profile profile;   ///< likewise
  double compileSeconds = 0;
  int64_t stepFlops = 0; ///< of one training step
  const dlrt_model *model() const { return jit->model(); }
  /// What the trainer needs to know of this object.
  dlrt_trainer_hooks hooks();
};

/// Compiles the model of `line`. Null after messages; `exitCode` then says how to end.
std::unique_ptr<LoadedModel> compileAndLink(Session &session, const CommandLine &line,
                                            int &exitCode);
/// What can begin before a model is compiled, once its tables are known: called with these and the model's `trainer`.
using OnTables = llvm::function_ref<void(const ModelDescription &, const llvm::json::Object &)>;
/// The same for commands that run the model rather than look at it: the code may come from the cache.
std::unique_ptr<LoadedModel> loadModel(Session &session, const CommandLine &line, int &exitCode,
                                       OnTables onTables = nullptr);
/// The same for commands that need data.
std::unique_ptr<LoadedModel> loadModelWithData(Session &session, const CommandLine &line,
                                               int &exitCode, OnTables onTables = nullptr);

/// Links code that was just compiled, or is of the cache; null, after a message, with the exit code set.
std::unique_ptr<JIT> link(llvm::StringRef code, llvm::StringRef name, int &exitCode);

/// Prints any output that is text or code to `path`; "dlc: error: ..." and 1 when it cannot.
int writeOutput(llvm::StringRef path, llvm::StringRef content, bool executable = false);

/// The options of the trainer that a module's train block and the command line give.
llvm::json::Object trainerConfig(mlir::ModuleOp module, const CommandLine &line);

} // namespace dlc::tool
#endif
