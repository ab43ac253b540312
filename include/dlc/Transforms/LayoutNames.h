//===- LayoutNames.h - What the layouts of images are called ----*- C++ -*-===//
#ifndef DLC_TRANSFORMS_LAYOUTNAMES_H
#define DLC_TRANSFORMS_LAYOUTNAMES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace dlc {

/// Whether there is a layout of that name to ask for.
bool isLayoutName(llvm::StringRef name);
/// Their names, as an error lists what it expected: "a, b or c".
std::string layoutNames();

} // namespace dlc
#endif
