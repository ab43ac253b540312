//===- ONNXExport.h - From the graph to ONNX --------------------*- C++ -*-===//
#ifndef DLC_FRONTEND_ONNXEXPORT_ONNXEXPORT_H
#define DLC_FRONTEND_ONNXEXPORT_ONNXEXPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace dlc::exporter {

inline constexpr int64_t kOldestVersion = 17, kNewestVersion = 23;

struct Options {
  int64_t version = 18; ///< of ONNX's operator set, from kOldestVersion to kNewestVersion
  /// The same model for a batch of another size: what differs counts rows, and is written for any number of them.
  /// Null for the module's own number.
  mlir::ModuleOp twin;
};

/// The value of a parameter or persistent state, row-major; nothing if it is not known.
using Weights = llvm::function_ref<std::optional<llvm::ArrayRef<char>>(llvm::StringRef name)>;

/// The bytes of an ONNX model that computes @predict of a module at the dl level, for batches of any size if
/// there is a twin (a warning says why, where the model makes that impossible), else of the module's. Weights that came from an ONNX model keep the names they had there. Fails with a diagnostic
/// at the first op that ONNX has no operators for.
mlir::FailureOr<std::string> exportONNX(mlir::ModuleOp module, Weights weights, const Options &options);

} // namespace dlc::exporter
#endif
