//===- OutputFile.h - Files that are written whole or not at all -*- C++ -*-===//
#ifndef DLC_TARGET_OUTPUTFILE_H
#define DLC_TARGET_OUTPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace dlc {

/// Writes `content` to a temporary file beside `path` and renames it, so that no reader ever sees
/// half of it and a failure leaves what was there before. "-" is the standard output. `executable`
/// sets the permission to run it.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef content, bool executable = false);

} // namespace dlc
#endif
