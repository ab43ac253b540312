//===- Gradcheck.h - Gradients against differences --------------*- C++ -*-===//
#ifndef DLC_TEST_RUN_GRADCHECK_H
#define DLC_TEST_RUN_GRADCHECK_H

#include "Program.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace dlc {

/// Compares the gradients of `function`'s first result with respect to its floating-point arguments
/// with central differences, and prints the largest error of each. The module computes in f64;
/// `fill` sets the arguments. Fails if an error is above 1e-6 or not a number.
mlir::LogicalResult checkGradients(mlir::ModuleOp module, mlir::func::FuncOp function,
                                   const CompileOptions &options,
                                   llvm::function_ref<llvm::Error(HostTensor &)> fill);

} // namespace dlc
#endif
