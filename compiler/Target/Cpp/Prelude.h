//===- Prelude.h - The helpers of an emitted C++ file -----------*- C++ -*-===//
#ifndef DLC_TARGET_CPP_PRELUDE_H
#define DLC_TARGET_CPP_PRELUDE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace dlc::cpp {

/// Includes and settings, which come first in the file.
void printIncludes(llvm::raw_ostream &out);
/// Those of the helpers that `body`, the rest of the file, calls.
void printHelpers(llvm::raw_ostream &out, llvm::StringRef body);

} // namespace dlc::cpp
#endif
