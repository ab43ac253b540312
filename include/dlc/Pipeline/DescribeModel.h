//===- DescribeModel.h - From a graph to its tables -------------*- C++ -*-===//
#ifndef DLC_PIPELINE_DESCRIBEMODEL_H
#define DLC_PIPELINE_DESCRIBEMODEL_H

#include "dlc/Target/ModelDescription.h"
#include "mlir/IR/BuiltinOps.h"

namespace dlc {

/// Fills the tables of a module at the dl level whose steps are built and whose variables have
/// their offsets. Fails with a diagnostic at what the tables cannot hold.
mlir::FailureOr<ModelDescription> describeModel(mlir::ModuleOp module);

/// The workspace of a module at the LLVM level: the largest that one of its functions asks for.
/// `bound` is the least that any memory plan could do with, zero where nothing is known.
struct Workspace {
  uint64_t size = 0, bound = 0;
};
Workspace getWorkspace(mlir::ModuleOp module);

/// The most slices of a module at the LLVM level, but for @init: of use to as many threads.
int64_t getMostSlices(mlir::ModuleOp module);

} // namespace dlc
#endif
