//===- TrainConfig.h - The train block --------------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_TRAINCONFIG_H
#define DLC_COMPILER_FRONTEND_DSL_TRAINCONFIG_H

#include "AST.h"
#include "Arguments.h"
#include "Value.h"

#include "mlir/IR/BuiltinAttributes.h"
#include <optional>

namespace dlc::dsl {

struct ModelContext;

/// A choice of a setting, such as `adam(lr = 1e-3)`, with its parameters.
struct Choice {
  llvm::StringLiteral name;
  std::vector<Param> params;
  const char *doc;
};

/// A setting of the train block: a plain value of `kind`, patterns of parameters (Names), names of
/// the model's values, or one of `choices`.
struct Setting {
  enum class Kind { Integer, Number, Boolean, Names, Value, Values, Groups, Norms, Lora, Choice, Data };
  llvm::StringLiteral name;
  Kind kind;
  /// Of numbers: the smallest value that has a meaning.
  double minimum;
  std::vector<Choice> choices;
  const char *doc;
};

llvm::ArrayRef<Setting> trainSettings();
/// Those of a phase; what it leaves out it shares with the train block.
llvm::ArrayRef<Setting> phaseSettings();
/// The parameters of `group(...)` and of `lora(...)`.
llvm::ArrayRef<Param> groupParameters();
llvm::ArrayRef<Param> loraParameters();
const Setting *findSetting(llvm::StringRef name, llvm::ArrayRef<Setting> settings);
std::vector<llvm::StringRef> settingNames(llvm::ArrayRef<Setting> settings);

/// A name of one of the model's values in a phase.
struct ValueName {
  std::string name;
  Loc loc;
};
/// The names that the phase's setting `key`, "loss" or "metrics", lists; empty where it is something
/// else, which `readTrainBlock` reports.
std::vector<ValueName> valueNames(const PhaseDef &phase, llvm::StringRef key);

/// Reads KEY=VALUE texts into the train block, which is made if the file has none. False after an
/// error.
bool applyOverrides(llvm::ArrayRef<std::string> overrides, File &file, Diagnostics &diagnostics);

/// The `batch` of the train block, if it sets one.
std::optional<int64_t> readBatch(const File &file, Diagnostics &diagnostics);

/// The patterns of a setting, `freeze`, `train_norms` or `lora` (its targets), which some layers need to know before they are
/// built. What is wrong with them is said when the whole block is read.
std::vector<std::string> readPatterns(const File &file, llvm::StringRef key);

/// Checks the train block against the model and gives the attribute `dl.train`. The patterns of
/// `freeze` that matched are applied by the caller with `matchesPattern`.
mlir::DictionaryAttr readTrainBlock(ModelContext &model);

/// Whether `*` (any letters, dots too) in `pattern` can stand for what `path` has there.
bool matchesPattern(llvm::StringRef pattern, llvm::StringRef path);

} // namespace dlc::dsl
#endif
