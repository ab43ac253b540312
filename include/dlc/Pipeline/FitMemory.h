//===- FitMemory.h - A step that fits a limit of memory ---------*- C++ -*-===//
#ifndef DLC_PIPELINE_FITMEMORY_H
#define DLC_PIPELINE_FITMEMORY_H

#include "dlc/Pipeline/Optimised.h"
#include "dlc/Target/ModelDescription.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {

/// The bytes that a caller provides whatever the workspace is: parameters, state and optimizer, and the
/// gradients if a step of training writes them.
uint64_t fixedBytes(const ModelDescription &model);

/// Into how many segments the forward pass must be cut (`dl-recompute-segments`) for the fixed blocks and
/// the workspace to have at most `limit` bytes together: the fewest that do, 0 if nothing need be computed
/// twice. Plans copies of `module`, which has its offsets. An error that says what the least is if no number
/// of segments will do.
mlir::FailureOr<int64_t> fitMemory(mlir::ModuleOp module, const ModelDescription &model, uint64_t limit,
                                   KernelOptions options);

} // namespace dlc
#endif
