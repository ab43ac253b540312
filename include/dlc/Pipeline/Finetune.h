//===- Finetune.h - Training an ONNX model without a text -------*- C++ -*-===//
#ifndef DLC_PIPELINE_FINETUNE_H
#define DLC_PIPELINE_FINETUNE_H

#include "dlc/Pipeline/CompileOptions.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/LLVM.h"

namespace dlc {

/// The text of a model that trains the ONNX model in the file `path` as the options ask: what a user would
/// write who did it in the language.
mlir::FailureOr<std::string> describeFinetuning(mlir::MLIRContext &context, llvm::StringRef path,
                                                const CompileOptions &options);

} // namespace dlc
#endif
