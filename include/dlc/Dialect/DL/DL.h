//===- DL.h - The dl dialect: the graph level -------------------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_DL_H
#define DLC_DIALECT_DL_DL_H

#include "dlc/Dialect/DL/Windows.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dlc/Dialect/DL/DLDialect.h.inc"
#include "dlc/Dialect/DL/DLEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dlc/Dialect/DL/DLAttributes.h.inc"
#define GET_OP_CLASSES
#include "dlc/Dialect/DL/DLOps.h.inc"

namespace dlc::dl {

// Attributes of a graph function's arguments and results.
inline constexpr llvm::StringLiteral kRoleAttr = "dl.role";
inline constexpr llvm::StringLiteral kNameAttr = "dl.name";
// On ops that compute part of the forward pass again for the backward pass.
inline constexpr llvm::StringLiteral kRecomputedAttr = "dl.recomputed";
// Values of an integer input lie in [0, limit).
inline constexpr llvm::StringLiteral kLimitAttr = "dl.limit";
// One more value that an input with a limit may have: a label that counts as none.
inline constexpr llvm::StringLiteral kIgnoredAttr = "dl.ignored";
// Of the result of a metric, then of the variable of its sum: an epoch's figure is e^mean.
inline constexpr llvm::StringLiteral kExponentialAttr = "dl.exponential";
// Attributes of the module.
inline constexpr llvm::StringLiteral kBatchAttr = "dl.batch";
inline constexpr llvm::StringLiteral kTrainAttr = "dl.train";

} // namespace dlc::dl
#endif
