//===- Program.h - One function of the graph, compiled ----------*- C++ -*-===//
#ifndef DLC_TEST_RUN_PROGRAM_H
#define DLC_TEST_RUN_PROGRAM_H

#include "HostTensor.h"
#include "dlc/Pipeline/CompileOptions.h"
#include "dlc/Target/JIT.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace dlc {

/// Gives arguments and results that have no name one: arg0, arg1 …, result0, result1 …
void nameArguments(mlir::func::FuncOp function);

/// A function whose arguments became inputs and whose results became outputs of a compiled model's
/// `predict`, so that it takes the same way through the compiler as a model does.
class Program {
public:
  /// Compiles the function `entry` of a copy of `module`. Its tensors have names.
  static mlir::FailureOr<Program> compile(mlir::ModuleOp module, llvm::StringRef entry,
                                          const CompileOptions &options);

  /// One tensor for each argument, filled with zeros.
  std::vector<HostTensor> makeInputs() const { return makeTensors(description.inputs); }
  /// The results; none if the function did not return DLRT_OK, or if several threads, taking turns,
  /// give other bits than one.
  std::vector<HostTensor> run(std::vector<HostTensor> &inputs, int32_t threads = 1) const;

private:
  using Step = llvm::function_ref<dlrt_status(const dlrt_model &, const dlrt_call &)>;
  std::vector<HostTensor> runOnce(std::vector<HostTensor> &inputs, int32_t threads,
                                  Step step) const;
  static std::vector<HostTensor> makeTensors(const TableDescription &table);

  ModelDescription description;
  std::unique_ptr<JIT> jit;
};

} // namespace dlc
#endif
