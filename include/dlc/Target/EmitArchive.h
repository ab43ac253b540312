//===- EmitArchive.h - Machine code made by several cores -------*- C++ -*-===//
#ifndef DLC_TARGET_EMITARCHIVE_H
#define DLC_TARGET_EMITARCHIVE_H

#include "dlc/Target/TargetModel.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"

namespace dlc {

/// Splits a module of the LLVM dialect: its private functions move, the longest first, to the part
/// with the least to do, where they are hidden. The first part is `module` itself. What a part calls
/// of another is declared there.
llvm::SmallVector<mlir::OwningOpRef<mlir::ModuleOp>> splitModule(mlir::ModuleOp module,
                                                                 unsigned parts);

/// An archive of object files, as `emitCode` would write them for the parts of `module`, each by a
/// thread of its context; `complete` adds to the first, which has the functions of the ABI, what is no
/// function of `module`. Function by function it is the code of a single object. The module is of no
/// use afterwards.
llvm::Expected<llvm::SmallVector<char, 0>>
emitArchive(mlir::ModuleOp module, unsigned parts, llvm::StringRef name, const TargetModel &target,
            bool isFinished, llvm::function_ref<void(llvm::Module &)> complete);

} // namespace dlc
#endif
