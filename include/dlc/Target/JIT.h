//===- JIT.h - Linking an object into this process --------------*- C++ -*-===//
#ifndef DLC_TARGET_JIT_H
#define DLC_TARGET_JIT_H

#include "dlrt/dlrt.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace dlc {

/// The bytes of an object file, or of an archive of several, linked into this process: the very code
/// that `-o` writes.
class JIT {
public:
  /// Links `code` and looks up `dlrt_model_<name>`.
  static llvm::Expected<std::unique_ptr<JIT>> link(llvm::StringRef code, llvm::StringRef name);
  ~JIT();

  /// Lives as long as this object.
  const dlrt_model *model() const { return table; }

private:
  JIT();
  std::unique_ptr<llvm::orc::LLJIT> jit;
  const dlrt_model *table = nullptr;
};

} // namespace dlc
#endif
