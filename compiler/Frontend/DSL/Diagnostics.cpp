//===- Diagnostics.cpp - Errors of the DSL front end ----------------------===//
#include "Diagnostics.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/Twine.h"

using namespace dlc::dsl;

Diagnostics::Diagnostics(mlir::MLIRContext *context, llvm::StringRef filename) : context(context) {
  files.push_back(filename.str());
}

unsigned Diagnostics::addFile(llvm::StringRef name) {
  files.push_back(name.str());
  return files.size() - 1;
}

mlir::Location Diagnostics::location(Loc loc) const {
  return mlir::FileLineColLoc::get(context, files[loc.file], loc.line, loc.column);
}

void Diagnostics::error(Loc loc, const llvm::Twine &message, llvm::ArrayRef<Note> notes) {
  ++errors;
  std::string text = message.str();
  std::string key = (llvm::Twine(loc.file) + ":" + llvm::Twine(loc.line) + ":" +
                     llvm::Twine(loc.column) + ":" + text)
                        .str();
  if (!reported.insert(key).second)
    return;
  mlir::InFlightDiagnostic diagnostic = mlir::emitError(location(loc), text);
  for (const Note &note : notes)
    diagnostic.attachNote(location(note.loc)) << note.text;
  for (auto call = calls.rbegin(); call != calls.rend(); ++call)
    diagnostic.attachNote(location(call->loc)) << call->text;
}

std::string dlc::dsl::suggest(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates) {
  // A third of the letters may be wrong: 'sofmax' suggests 'softmax', 'foo' does not suggest 'bar',
  // and of a name of one letter nothing would be left.
  unsigned limit = name.size() < 2 ? 0 : std::max<size_t>(1, (name.size() + 1) / 3);
  llvm::StringRef best;
  unsigned bestDistance = limit + 1;
  for (llvm::StringRef candidate : candidates) {
    unsigned distance =
        name.edit_distance_insensitive(candidate, /*AllowReplacements=*/true, limit);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best.empty() ? "" : ("; did you mean '" + best + "'?").str();
}
