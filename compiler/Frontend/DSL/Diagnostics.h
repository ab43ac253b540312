//===- Diagnostics.h - Errors of the DSL front end --------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_DIAGNOSTICS_H
#define DLC_COMPILER_FRONTEND_DSL_DIAGNOSTICS_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace dlc::dsl {

/// A place in the text, 1-based. `file` is an index into the diagnostics' list of files: 0 is the
/// model, the others are the texts of `--set` options.
struct Loc {
  unsigned line = 0;
  unsigned column = 0;
  unsigned file = 0;
};

struct Note {
  Loc loc;
  std::string text;
};

/// Sends errors to MLIR's diagnostic engine. The graph is built once for each of forward, eval and
/// predict, so an error that was already reported at the same place is dropped.
class Diagnostics {
public:
  Diagnostics(mlir::MLIRContext *context, llvm::StringRef filename);

  /// Registers the text of an option and returns its file number.
  unsigned addFile(llvm::StringRef name);

  void error(Loc loc, const llvm::Twine &message, llvm::ArrayRef<Note> notes = {});
  bool hasErrors() const { return errors > 0; }
  /// How many errors were asked for, repeated ones included: "did this call fail?"
  unsigned count() const { return errors; }

  /// While a block's body is emitted, its errors carry a note at each call that led there.
  void enterCall(Loc loc, llvm::StringRef block) {
    calls.push_back({loc, ("in this call of '" + block + "'").str()});
  }
  void leaveCall() { calls.pop_back(); }

  mlir::Location location(Loc loc) const;
  mlir::MLIRContext *getContext() const { return context; }

private:
  mlir::MLIRContext *context;
  llvm::SmallVector<std::string, 2> files;
  llvm::SmallVector<Note> calls;
  llvm::StringSet<> reported;
  unsigned errors = 0;
};

/// "; did you mean 'dense'?" for the candidate nearest to `name`, or nothing if none is near.
std::string suggest(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace dlc::dsl
#endif
