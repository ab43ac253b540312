//===- DSL.h - The text front end -------------------------------*- C++ -*-===//
#ifndef DLC_FRONTEND_DSL_DSL_H
#define DLC_FRONTEND_DSL_DSL_H

#include "dlc/Frontend/ONNX/WeightStore.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace dlc::dsl {

struct Options {
  /// What `batch` stands for; wins over the train block's. Without either it is 32.
  std::optional<int64_t> batch;
  /// KEY=VALUE texts that override the train block, such as "optimizer.lr=1e-2".
  std::vector<std::string> overrides;
  /// Whether to build the function of the model's `decode` block, and with it the state that holds
  /// keys and values.
  bool decode = true;
  /// Where the values of imported weights go.
  importer::WeightStore *weights = nullptr;
  /// Imported weights keep the names they have in their file, without the import's name before them.
  bool plainImports = false;
};

/// Reads the text of a model and builds its module at the dl level: variables, @forward, @eval, @predict
/// and @decode_step, and the train block as the attribute `dl.train`. Errors go to the context's diagnostic
/// engine, as many as can be found in one run, located at `filename`:line:column; the result is
/// null if there were any.
mlir::OwningOpRef<mlir::ModuleOp> importDSL(llvm::StringRef source, llvm::StringRef filename,
                                            mlir::MLIRContext *context, const Options &options);

/// Parses the text and prints it in canonical form (one statement a line, all parentheses written,
/// no comments): parsing that gives the same tree again. Empty after errors.
std::string printAST(llvm::StringRef source, llvm::StringRef filename, mlir::MLIRContext *context);

/// The functions of the language, its initialisers and what the train block may say, with parameters, defaults and a
/// line on each, as Markdown.
std::string printReference();

} // namespace dlc::dsl
#endif
