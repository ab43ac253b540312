//===- Imports.h - Models of other files as blocks --------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_IMPORTS_H
#define DLC_COMPILER_FRONTEND_DSL_IMPORTS_H

#include "AST.h"
#include "dlc/Frontend/ONNX/ImportedModel.h"

namespace dlc::dsl {

struct ModelContext;

/// `import "m.onnx" as m`, loaded.
struct Import {
  const ImportDef *def = nullptr;
  std::unique_ptr<importer::ImportedModel> model; ///< null after an error
  std::string prefix;                             ///< of the names of its weights
};

/// A call of an import: its operands. Any tensor of the graph may be asked for.
struct ImportedCall {
  const Import *import = nullptr;
  llvm::StringMap<mlir::Value> inputs;
  int64_t batchFactor = 0; ///< k where an operand's first dimension is batch * k
  Loc loc;
};

/// Reads the files of all imports; paths count from `folder`. Reports those that cannot be read.
bool loadImports(ModelContext &model, llvm::StringRef folder);

} // namespace dlc::dsl
#endif
