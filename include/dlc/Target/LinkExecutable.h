//===- LinkExecutable.h - Objects to programs and libraries -----*- C++ -*-===//
#ifndef DLC_TARGET_LINKEXECUTABLE_H
#define DLC_TARGET_LINKEXECUTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace dlc {

/// Links `object` with the system's C compiler into the program `path`. `libraries` are files, or
/// options such as "-lm", in the order of their use.
llvm::Error linkExecutable(llvm::StringRef object, llvm::ArrayRef<std::string> libraries,
                           llvm::StringRef path);

/// Links `object` into the shared library `path` with a C compiler or lld, whichever there is.
llvm::Error linkSharedObject(llvm::StringRef object, llvm::StringRef path);

} // namespace dlc
#endif
