//===- EmitObject.h - LLVM dialect to machine code --------------*- C++ -*-===//
#ifndef DLC_TARGET_EMITOBJECT_H
#define DLC_TARGET_EMITOBJECT_H

#include "dlc/Target/ModelDescription.h"
#include "dlc/Target/TargetModel.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace dlc {

/// The translations that `translateToLLVMIR` needs.
void registerTranslations(mlir::DialectRegistry &registry);

struct LLVMModule {
  // The module refers to the context, so it goes first.
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
};

/// Translates a module of the LLVM dialect, prepared for `machine`. Null after a diagnostic.
LLVMModule translateToLLVMIR(mlir::ModuleOp module, llvm::StringRef name,
                             llvm::TargetMachine &machine);

/// LLVM's middle end: all of it, or, for code that `isFinished` and only has addresses to share and
/// to hoist, the little that does so.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, bool isFinished);

/// Machine code as an object file or as assembly text. The module is of no use afterwards: code
/// generation changes it.
llvm::Expected<llvm::SmallVector<char, 0>> emitCode(llvm::Module &module,
                                                    llvm::TargetMachine &machine, bool assembly);

/// Adds `int main(int, char **)`, which hands the model, its arguments and `settings` (JSON) to
/// `dlrt_trainer_main` of libdlrt_train.
void addMain(llvm::Module &module, const ModelDescription &model, llvm::StringRef settings);

} // namespace dlc
#endif
