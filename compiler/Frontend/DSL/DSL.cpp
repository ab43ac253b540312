//===- DSL.cpp - The text front end ---------------------------------------===//
#include "dlc/Frontend/DSL/DSL.h"

#include "Emitter.h"
#include "Parser.h"
#include "TrainConfig.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;
namespace importer = dlc::importer;

/// What `batch` is without an option and without a train block that says it.
static constexpr int64_t defaultBatch = 32;

/// Fills the table of blocks; reports two of one name and names that a builtin has.
static void indexBlocks(ModelContext &model) {
  for (const auto &block : model.file.blocks) {
    auto [first, isNew] = model.blocks.try_emplace(block->name, block.get());
    if (!isNew)
      model.diagnostics.error(block->loc, "block '" + block->name + "' is defined twice",
                              Note{first->second->loc, "the first definition is here"});
    llvm::StringMap<Loc> params;
    for (const BlockParam &param : block->params) {
      auto [other, isNewParam] = params.try_emplace(param.name, param.loc);
      if (!isNewParam)
        model.diagnostics.error(param.loc, "'" + param.name + "' is a parameter twice",
                                Note{other->second, "the first one is here"});
    }
  }
}

/// The parameters and states that the module's functions read.
static llvm::StringSet<> readVariables(mlir::ModuleOp module) {
  llvm::StringSet<> names;
  for (auto function : module.getOps<mlir::func::FuncOp>())
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      if (auto name = function.getArgAttrOfType<mlir::StringAttr>(i, dl::kNameAttr))
        names.insert(name.getValue());
  return names;
}

/// Declares the model's variables ahead of the functions.
static void emitVariables(ModelContext &model, mlir::ModuleOp module, bool withDecode) {
  mlir::OpBuilder builder(module.getContext());
  builder.setInsertionPointToStart(module.getBody());
  llvm::StringSet<> read = readVariables(module);
  for (const Variable &variable : model.variables) {
    // What lies behind the tensors that are used of an import is not part of the model.
    if (model.sources.count(variable.name) && !read.contains(variable.name))
      continue;
    bool isParameter = variable.role == dl::Role::Parameter;
    if (!variable.isPersistent && !withDecode)
      continue;
    bool isFrozen = llvm::any_of(model.frozen, [&](llvm::StringRef pattern) {
      return matchesPattern(pattern, variable.name);
    });
    auto op = dl::VariableOp::create(builder, model.diagnostics.location(variable.loc), variable.name,
                           variable.role, variable.type, variable.initializer, variable.initArgs,
                           /*trainable=*/isParameter && !isFrozen,
                           /*persistent=*/!isParameter && variable.isPersistent,
                           /*offset=*/mlir::IntegerAttr());
    if (auto source = model.sources.find(variable.name); source != model.sources.end())
      op->setAttr(importer::kSourceAttr, builder.getStringAttr(source->second));
  }
}

/// Whether the text has such a statement, on whatever branch.
static bool contains(const StmtList &body, Stmt::Kind kind) {
  return llvm::any_of(body, [&](const auto &stmt) {
    return stmt->kind == kind || contains(stmt->body, kind) || contains(stmt->orElse, kind);
  });
}

/// What a whole file must have. A loss or output that is written but was not built had a mistake in
/// it, and that has been reported.
static void checkModel(ModelContext &model) {
  const File &file = model.file;
  bool clean = !model.diagnostics.hasErrors();
  bool noLoss = !model.hasLoss && file.phases.empty() &&
                (clean || !contains(file.model->body, Stmt::Kind::Loss));
  bool noOutput = !model.hasOutput && (clean || !contains(file.model->body, Stmt::Kind::Output));
  if (file.model->body.empty())
    model.diagnostics.error(file.model->loc, "model '" + file.model->name + "' is empty");
  else if (noLoss && file.train)
    model.diagnostics.error(file.train->loc,
                            "there is nothing to train: model '" + file.model->name +
                                "' has no 'loss = …'",
                            Note{file.model->loc, "the model is here"});
  else if (noLoss && noOutput)
    model.diagnostics.error(file.model->loc,
                            "model '" + file.model->name + "' has neither a loss nor an output");
}

mlir::OwningOpRef<mlir::ModuleOp> dlc::dsl::importDSL(llvm::StringRef source,
                                                      llvm::StringRef filename,
                                                      mlir::MLIRContext *context,
                                                      const Options &options) {
  context->loadDialect<dl::DLDialect, mlir::func::FuncDialect>();
  Diagnostics diagnostics(context, filename);
  File file = Parser(source, /*file=*/0, diagnostics).parseFile();
  if (diagnostics.hasErrors())
    return {};
  if (!file.model) {
    diagnostics.error({1, 1, 0}, "this file has no 'model'");
    return {};
  }
  if (!applyOverrides(options.overrides, file, diagnostics))
    return {};

  int64_t batch = options.batch.value_or(readBatch(file, diagnostics).value_or(defaultBatch));
  if (batch < 1 || batch > (int64_t(1) << 32)) {
    diagnostics.error(file.model->loc,
                      "the batch is at least 1 and at most 2^32, got " + llvm::Twine(batch));
    return {};
  }
  importer::WeightStore unused;
  ModelContext model{file, batch, diagnostics, {}, {}, readPatterns(file, "freeze"), readPatterns(file, "train_norms"), {},
                     options.weights ? *options.weights : unused};
  model.plainImports = options.plainImports;
  indexBlocks(model);
  if (!loadImports(model, llvm::sys::path::parent_path(filename)))
    return {};

  mlir::OpBuilder builder(context);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::ModuleOp::create(diagnostics.location(file.model->loc), file.model->name);
  for (Mode mode : {Mode::Forward, Mode::Eval, Mode::Predict})
    Emitter(mode, model).emit(*module);
  Emitter(Mode::Decode, model).emit(*module);
  if (!options.decode) // checked all the same
    if (mlir::Operation *function = module->lookupSymbol("decode_step"))
      function->erase();
  checkModel(model);
  mlir::DictionaryAttr train;
  if (file.train || !file.phases.empty())
    train = readTrainBlock(model);
  if (diagnostics.hasErrors())
    return {};

  emitVariables(model, *module, options.decode);
  (*module)->setAttr(dl::kBatchAttr, builder.getI64IntegerAttr(batch));
  if (train)
    (*module)->setAttr(dl::kTrainAttr, train);
  return module;
}

std::string dlc::dsl::printAST(llvm::StringRef source, llvm::StringRef filename,
                               mlir::MLIRContext *context) {
  Diagnostics diagnostics(context, filename);
  File file = Parser(source, /*file=*/0, diagnostics).parseFile();
  return diagnostics.hasErrors() ? "" : printFile(file);
}
