//===- OutlineLoops.cpp - A function for each nest of loops ---------------------===//
//
// A training step has hundreds of loop nests one after the other. Several passes of LLVM take time
// that grows with the square of a function's length: ResNet-20's took four minutes in one piece.
//
//===----------------------------------------------------------------------------===//
#include "dlc/Conversion/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

namespace dlc {
#define GEN_PASS_DEF_OUTLINELOOPS
#include "dlc/Conversion/Passes.h.inc"
} // namespace dlc

using namespace mlir;

/// Whether a bare pointer can stand for a value of this type.
static bool canBeArgument(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  if (!memref)
    return type.isIntOrIndexOrFloat();
  int64_t offset;
  SmallVector<int64_t> strides;
  return memref.hasStaticShape() && succeeded(memref.getStridesAndOffset(strides, offset)) &&
         !ShapedType::isDynamic(offset) && llvm::none_of(strides, ShapedType::isDynamic);
}

/// Moves `loop` to a new function, before `parent`, that takes what the loop uses.
static void outline(scf::ForOp loop, func::FuncOp parent, SymbolTable &symbols) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(loop.getRegion(), used);
  used.insert_range(loop->getOperands());
  SmallVector<Value> operands;
  SmallVector<Operation *> constants;
  for (Value value : used) {
    // The bounds of loops stay constants where they are used.
    if (matchPattern(value, m_Constant()))
      constants.push_back(value.getDefiningOp());
    else
      operands.push_back(value);
  }
  if (loop->getNumResults() || !llvm::all_of(ValueRange(operands).getTypes(), canBeArgument))
    return;

  ImplicitLocOpBuilder b(loop.getLoc(), parent);
  auto function = func::FuncOp::create(b, ("loops." + parent.getName()).str(),
                                       b.getFunctionType(ValueRange(operands).getTypes(), {}));
  function.setPrivate();
  // Inlined again, it would be one long function as before.
  function->setAttr("passthrough", b.getStrArrayAttr({"noinline"}));
  symbols.insert(function); // makes the name unique
  b.setInsertionPoint(loop);
  func::CallOp::create(b, function, operands);

  Block *body = function.addEntryBlock();
  IRMapping inside;
  inside.map(operands, body->getArguments());
  b.setInsertionPointToStart(body);
  for (Operation *constant : constants)
    b.clone(*constant, inside);
  auto end = func::ReturnOp::create(b);
  loop->moveBefore(end);
  for (Value value : used)
    value.replaceUsesWithIf(inside.lookup(value), [&](OpOperand &use) {
      return loop->isAncestor(use.getOwner());
    });
}

namespace {
struct OutlineLoopsPass : dlc::impl::OutlineLoopsBase<OutlineLoopsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      if (function.isExternal())
        continue;
      for (auto loop : llvm::make_early_inc_range(function.getOps<scf::ForOp>()))
        outline(loop, function, symbols);
    }
  }
};
} // namespace
