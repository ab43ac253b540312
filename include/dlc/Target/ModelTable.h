//===- ModelTable.h - The exported face of a compiled model -----*- C++ -*-===//
#ifndef DLC_TARGET_MODELTABLE_H
#define DLC_TARGET_MODELTABLE_H

#include "dlc/Target/ModelDescription.h"
#include "dlc/Target/TargetModel.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class Constant;
class Function;
class Module;
} // namespace llvm

namespace dlc {

/// Completes a module whose functions `init`, `train_step` … (those it has) are bare step
/// functions: gives each a checked entry point, adds the tables of dlrt.h, and leaves
/// `dlrt_model_<name>` as the only symbol that other objects see, so that several models link into
/// one program.
void addModelTable(llvm::Module &module, const ModelDescription &model, const TargetModel &target);

/// The value that an entry of the parameters or of the state starts with, where it comes with the model.
struct StoredValue {
  bool isState;
  uint64_t offset; ///< in its block
  llvm::ArrayRef<char> bytes;
};
/// Makes `init` fill these too, from constants of the module. To be called before addModelTable.
void addStoredValues(llvm::Module &module, llvm::ArrayRef<StoredValue> values);

/// Wraps the step function `body` (which becomes internal) in one of the same type that refuses bad
/// arguments, bad labels and CPUs without the instructions that `cpuCheck` looks for.
llvm::Function *addCheckedEntry(llvm::Function *body, const EntryDescription &entry,
                                const ModelDescription &model, llvm::Function *cpuCheck);

/// The entry point `name` of a model of phases: calls the step function that call->phase names.
llvm::Function *addPhaseSwitch(llvm::StringRef name, llvm::ArrayRef<llvm::Function *> phases);

/// The training step of a model that sums up the gradients of several batches: `accumulate`, and
/// `apply` when the sums are complete.
llvm::Function *addAccumulatingStep(llvm::Function *accumulate, llvm::Function *apply,
                                    const ModelDescription &model);

/// Compiles `function` for the oldest CPU, whatever the rest of its module is compiled for.
void makeBaseline(llvm::Function *function);

/// `i32 dlrt_cpu_check()`: DLRT_OK or DLRT_UNSUPPORTED_CPU. Null when any CPU will do.
llvm::Function *addCPUCheck(llvm::Module &module, const TargetModel &target);

/// The helpers that the tables point to.
llvm::Function *addWorkspaceSize(llvm::Module &module, const ModelDescription &model);
llvm::Function *addMetricsRead(llvm::Module &module, const ModelDescription &model);
/// get_param, or with `store` set_param.
llvm::Function *addParameterAccess(llvm::Module &module, const ModelDescription &model, bool store);

} // namespace dlc
#endif
