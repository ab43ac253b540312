//===- Plan.h - What is called what in an emitted C++ file ------*- C++ -*-===//
#ifndef DLC_TARGET_CPP_PLAN_H
#define DLC_TARGET_CPP_PLAN_H

#include "Names.h"

#include "dlc/Target/ModelDescription.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace dlc::cpp {

/// What must be known of the whole module before any of its functions is printed.
struct Plan {
  Names names; ///< of the file's scope
  llvm::DenseMap<mlir::Operation *, std::string> functions;
  llvm::StringMap<std::string> constants; ///< identifiers of memref.global ops
  /// What the views of steps and the arguments of kernels should be called: the parameter they are,
  /// or the layer that writes them.
  llvm::DenseMap<mlir::Value, std::string> memory;
  llvm::DenseSet<mlir::Value> written; ///< the memrefs that something is stored to
};

Plan makePlan(mlir::ModuleOp module, const ModelDescription &model);

/// The path of the layer that `loc` belongs to, such as "layers.0.att"; empty if it has none.
llvm::StringRef layerOf(mlir::Location loc);
/// The place in the model's text that `loc` names, or null.
mlir::FileLineColLoc placeOf(mlir::Location loc);

} // namespace dlc::cpp
#endif
