//===- Names.h - Identifiers of emitted C++ ---------------------*- C++ -*-===//
#ifndef DLC_TARGET_CPP_NAMES_H
#define DLC_TARGET_CPP_NAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace dlc::cpp {

/// The identifiers of one scope of the file: no two alike, and none that C++, its headers or the
/// file's own helpers have taken.
class Names {
public:
  /// `outer`, if any, is the scope that this one must not hide.
  explicit Names(const Names *outer = nullptr) : outer(outer) {}

  /// An identifier close to `wish`, which may hold any characters.
  std::string add(llvm::StringRef wish);
  /// Gives back an identifier whose block has ended.
  void remove(llvm::StringRef name) { used.erase(name); }

private:
  bool isTaken(llvm::StringRef name) const;

  const Names *outer;
  llvm::StringSet<> used;
};

} // namespace dlc::cpp
#endif
