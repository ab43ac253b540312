//===- EmitCpp.h - Kernels and steps as C++ ---------------------*- C++ -*-===//
#ifndef DLC_TARGET_EMITCPP_H
#define DLC_TARGET_EMITCPP_H

#include "dlc/Target/ModelTable.h"
#include "mlir/IR/BuiltinOps.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace dlc {

/// The line `number`, counted from 1, of the model's text; empty where there is none.
using SourceLine = llvm::function_ref<llvm::StringRef(llvm::StringRef file, unsigned number)>;

/// Prints a module at the kernel level as one C++17 file, which exports `dlrt_model_<name>` as the
/// object of the same module does. `values` are part of it, and `init` fills them in. Fails with a diagnostic at an op outside the kernel level.
mlir::FailureOr<std::string> emitCpp(mlir::ModuleOp module, const ModelDescription &model,
                                     llvm::ArrayRef<StoredValue> values, SourceLine sourceLine);

} // namespace dlc
#endif
