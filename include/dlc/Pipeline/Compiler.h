//===- Compiler.h - A model's way from text to machine code -----*- C++ -*-===//
//
// Every phase is a function from a module to a module, so that a tool can stop after any of them.
// All errors, unreadable files included, are diagnostics of the context.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_PIPELINE_COMPILER_H
#define DLC_PIPELINE_COMPILER_H

#include "dlc/Frontend/ONNX/ONNX.h"
#include "dlc/Frontend/ONNXExport/ONNXExport.h"
#include "dlc/Pipeline/CompileOptions.h"
#include "dlc/Target/EmitObject.h"
#include "dlc/Target/ModelDescription.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/SmallVector.h"

namespace dlc {

/// The dialects, and what is attached to them from outside, of all phases.
void registerDialects(mlir::DialectRegistry &registry);

class Compiler {
public:
  Compiler(mlir::MLIRContext &context, CompileOptions options);

  /// Reads a .dsl, .onnx or .mlir file: a module at the dl level.
  mlir::OwningOpRef<mlir::ModuleOp> load(llvm::StringRef path);
  /// The same for an ONNX model of which more is known than the command line says.
  mlir::OwningOpRef<mlir::ModuleOp> loadONNX(llvm::StringRef path, const importer::Options &options);
  /// The text of a .dsl file in canonical form.
  mlir::FailureOr<std::string> printAST(llvm::StringRef path);
  /// All functions and settings that a .dsl file may use, as Markdown.
  static std::string languageReference();
  /// Derives the functions of training and lays out the blocks.
  mlir::LogicalResult buildSteps(mlir::ModuleOp module);
  /// The tables of a module whose steps are built.
  mlir::FailureOr<ModelDescription> describe(mlir::ModuleOp module);
  /// From steps to the level that `kind` names: groups, kernels, reference or llvm. Fills the
  /// workspace of `model`.
  mlir::LogicalResult lower(mlir::ModuleOp module, EmitKind kind, ModelDescription &model);
  /// Whether the pipeline that the options choose passes through the level that `kind` names.
  bool hasPhase(EmitKind kind);
  /// From the LLVM dialect to LLVM's text, assembly or an object. `settings`, if given, makes it an
  /// object with a main function that trains with them.
  mlir::FailureOr<llvm::SmallVector<char, 0>>
  generate(mlir::ModuleOp module, const ModelDescription &model, EmitKind kind,
           std::optional<llvm::StringRef> settings = std::nullopt);

  /// From the kernel level to the text of a C++ file.
  mlir::FailureOr<std::string> generateCpp(mlir::ModuleOp module, const ModelDescription &model);
  /// @predict of a loaded module as an ONNX model. `weights` gives the values of parameters; those of imported
  /// ones are known without it.
  mlir::FailureOr<std::string> exportONNX(mlir::ModuleOp module, exporter::Weights weights,
                                          const exporter::Options &options);

  /// The text of a module, as the options want it.
  std::string print(mlir::Operation *module) const;

  struct Object {
    ModelDescription description;
    llvm::SmallVector<char, 0> code;
    std::string evalGraph; ///< for `compileEvalStep`; empty where eval_step did not have to wait
  };
  /// Told of the tables as soon as they are known: but for the workspace's size they are final.
  using OnTables = llvm::function_ref<void(const ModelDescription &)>;
  /// From a module whose steps are built to code for `JIT::link`.
  mlir::FailureOr<Object> compile(mlir::ModuleOp module, OnTables onTables = nullptr);
  /// The eval_step that `compile` has left out: code with tables of its own, for the same blocks, inputs and targets.
  /// Its workspace may be larger. `graph` is of this build of the compiler, with the same options.
  mlir::FailureOr<Object> compileEvalStep(llvm::StringRef graph);

  /// Seconds of each phase so far.
  struct Phase {
    std::string name;
    double seconds;
  };
  llvm::ArrayRef<Phase> phases() const { return times; }
  const TargetModel &target() const { return targetModel; }
  /// Whether the last failure is our own mistake: a phase that broke a model it had accepted.
  bool failedInternally() const { return internalFailure; }

private:
  /// The functions `entries`, all of them if that is empty.
  mlir::FailureOr<Object> compile(mlir::ModuleOp module, llvm::ArrayRef<std::string> entries, OnTables onTables);
  /// Whether eval_step can do without what else is compiled.
  bool canWait(mlir::ModuleOp module) const;
  mlir::LogicalResult prepareTarget();
  mlir::LogicalResult storeFilters(mlir::ModuleOp module);
  /// Adds what a model has beside its functions: imported weights and the tables.
  void addModel(llvm::Module &module, const ModelDescription &model) const;
  /// An archive of objects, if several threads can make them.
  mlir::FailureOr<llvm::SmallVector<char, 0>> generateParts(mlir::ModuleOp module,
                                                            const ModelDescription &model);
  /// Kernels are written as they should run; the reference's loops are not. A program for checking,
  /// in f64, runs its steps a few times only.
  bool isFinished() const {
    return options.backend == Backend::Optimised || options.precision == Precision::F64;
  }
  mlir::OwningOpRef<mlir::ModuleOp> loadText(llvm::StringRef text, llvm::StringRef name, bool plainImports);
  /// Refuses options that a module which is no text any more cannot follow.
  mlir::LogicalResult checkFixed(mlir::ModuleOp module);
  mlir::LogicalResult finishPhase(llvm::StringRef name, mlir::Operation *module, double start);
  mlir::LogicalResult saveText(llvm::StringRef name, llvm::StringRef text);

  mlir::MLIRContext &context;
  CompileOptions options;
  TargetModel targetModel;
  /// The model's text, for showing its lines.
  std::string sourcePath, sourceText;
  importer::WeightStore weights; ///< of the model that was loaded
  bool targetReady = false, internalFailure = false;
  llvm::SmallVector<Phase> times;
  unsigned savedFiles = 0;
};

} // namespace dlc
#endif
