//===- DLK.h - The dlk dialect: kernels on memory ---------------*- C++ -*-===//
#ifndef DLC_DIALECT_DLK_DLK_H
#define DLC_DIALECT_DLK_DLK_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dlc/Dialect/DLK/DLKDialect.h.inc"
#include "dlc/Dialect/DLK/DLKEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dlc/Dialect/DLK/DLKAttributes.h.inc"
#define GET_OP_CLASSES
#include "dlc/Dialect/DLK/DLKOps.h.inc"

namespace dlc::dlk {

// Marks the functions that hold one kernel each.
inline constexpr llvm::StringLiteral kKernelAttr = "dlk.kernel";
// On a kernel: the operations in it, for people.
inline constexpr llvm::StringLiteral kSummaryAttr = "dlk.summary";
// On each step function: the bytes of workspace it needs, and the least that any plan could need.
/// On a step: the most slices that one of its kernels is cut into, an i64.
inline constexpr llvm::StringLiteral kSlicesAttr = "dlk.slices";
inline constexpr llvm::StringLiteral kWorkspaceSizeAttr = "dlk.workspace_size";
inline constexpr llvm::StringLiteral kWorkspaceBoundAttr = "dlk.workspace_bound";

// On a step that keeps all its values: an array of {offset, count, type, place, op}, in the order in
// which they are computed, for finding the first that is not a number.
inline constexpr llvm::StringLiteral kValuesAttr = "dlk.values";

// On a step, where it is asked for: an array of {name, place, flops, bytes, slices, largest, meets}, one for each
// kernel in their order; `largest` is the part of the work that one slice is, and threads meet before a
// kernel that `meets`. And the bytes that a step touches.
inline constexpr llvm::StringLiteral kKernelsAttr = "dlk.kernels";
inline constexpr llvm::StringLiteral kFootprintAttr = "dlk.footprint";

// On a step that is profiled, which has `dlk.kernels` too: an offset, i64. In the workspace from there on
// are the cycles of each kernel as i64, and the counter when the last one ended (`dlk.lap`).
inline constexpr llvm::StringLiteral kProfileAttr = "dlk.profile";

} // namespace dlc::dlk
#endif
