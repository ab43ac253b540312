//===- CompileCache.h - Compiled models of earlier commands -----*- C++ -*-===//
//
// One file per model, named by a hash of all that its code depends on: the text, the options, this
// build of the compiler and the CPU. Files are replaced whole, as when eval_step is compiled later than the rest; one
// that is damaged counts as absent.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_TOOLS_DLC_COMPILECACHE_H
#define DLC_TOOLS_DLC_COMPILECACHE_H

#include "dlc/Pipeline/CompileOptions.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>

namespace dlc::tool {

struct CachedModel {
  std::string name;           ///< as in `dlrt_model_<name>`
  llvm::json::Object trainer; ///< the train block in the trainer's words
  std::string code;           ///< an object, or an archive of several
  std::string evalCode;       ///< likewise, with the eval_step that `code` has been compiled without
  std::string evalGraph;      ///< where that has not been compiled yet: for Compiler::compileEvalStep
};

/// $DLC_CACHE, or else $XDG_CACHE_HOME/dlc or ~/.cache/dlc. Empty where there is no such place, or
/// $DLC_CACHE is empty.
std::string cacheFolder();

class CompileCache {
public:
  /// In `cacheFolder()`; does nothing where that is empty.
  CompileCache() : folder(cacheFolder()) {}

  /// The key of the model in the file `path`; none if it cannot be cached.
  std::optional<std::string> keyOf(llvm::StringRef path, const CompileOptions &options) const;
  std::optional<CachedModel> find(llvm::StringRef key) const;
  /// Then deletes what was used longest ago, until all takes no more than 256 MB. That it failed is told only if
  /// `isVerbose`: the next command compiles again, which is no reason to fail.
  void insert(llvm::StringRef key, const CachedModel &model, bool isVerbose) const;

private:
  llvm::Error write(llvm::StringRef key, const CachedModel &model) const;
  std::string pathOf(llvm::StringRef key) const;
  void shrink() const;

  std::string folder; ///< empty: no cache
};

} // namespace dlc::tool
#endif
