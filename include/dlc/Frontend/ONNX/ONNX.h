//===- ONNX.h - The ONNX front end ------------------------------*- C++ -*-===//
#ifndef DLC_FRONTEND_ONNX_ONNX_H
#define DLC_FRONTEND_ONNX_ONNX_H

#include "dlc/Frontend/ONNX/WeightStore.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"

#include <optional>

namespace dlc::importer {

struct Options {
  /// The first dimension of the inputs, where the model leaves it open; 32 if not given.
  std::optional<int64_t> batch;
  /// What other dimensions that have only a name stand for.
  llvm::StringMap<int64_t> dims;
  /// Whole shapes of inputs, which the model may then leave open.
  llvm::StringMap<llvm::SmallVector<int64_t>> inputShapes;
  /// Values of inputs, for operators that need them when the model is compiled: shapes, axes, pads.
  llvm::StringMap<mlir::DenseElementsAttr> values;
};

/// Reads a model in ONNX's format and builds its module at the dl level: a variable for each weight, and
/// @predict. Appends the weights' values to `weights`. Errors go to the context's diagnostic engine, one
/// for all that the model needs and this compiler does not have; the result is null if there were any.
mlir::OwningOpRef<mlir::ModuleOp> importONNX(llvm::StringRef path, mlir::MLIRContext *context,
                                             const Options &options, WeightStore &weights);

} // namespace dlc::importer
#endif
