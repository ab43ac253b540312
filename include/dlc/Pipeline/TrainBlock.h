//===- TrainBlock.h - The train block for the trainer -----------*- C++ -*-===//
#ifndef DLC_PIPELINE_TRAINBLOCK_H
#define DLC_PIPELINE_TRAINBLOCK_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"

namespace dlc {

/// A dictionary, array, number, truth value or string attribute as JSON.
llvm::json::Value toJSON(mlir::Attribute attribute);

/// What the train block of a module says of data, epochs and the like, in the words of
/// dlrt/train/Main.h. Relative paths of data are looked for in `folder` first.
llvm::json::Object getTrainerOptions(mlir::ModuleOp module, llvm::StringRef folder);

} // namespace dlc
#endif
