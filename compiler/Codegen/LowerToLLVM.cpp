//===- LowerToLLVM.cpp - Kernels and steps become functions of LLVM -------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Threading.h"

namespace dlc {
#define GEN_PASS_DEF_LOWERTOLLVM
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

static void lowerCalls(func::FuncOp function) {
  function.walk([](Operation *op) {
    OpBuilder builder(op);
    if (auto call = dyn_cast<func::CallOp>(op)) {
      auto lowered = LLVM::CallOp::create(builder, call.getLoc(), call.getResultTypes(), call.getCallee(),
                                          call.getOperands());
      call.replaceAllUsesWith(lowered);
      call.erase();
    } else if (auto end = dyn_cast<func::ReturnOp>(op)) {
      LLVM::ReturnOp::create(builder, end.getLoc(), end.getOperands());
      end.erase();
    }
  });
}

static void lowerFunction(func::FuncOp function) {
  OpBuilder builder(function);
  FunctionType type = function.getFunctionType();
  assert(type.getNumResults() <= 1 && "kernels and steps return a status at most");
  Type result = type.getNumResults() ? type.getResult(0) : LLVM::LLVMVoidType::get(builder.getContext());
  SmallVector<NamedAttribute> attributes(function->getDiscardableAttrs());
  SmallVector<DictionaryAttr> arguments;
  function.getAllArgAttrs(arguments);
  auto lowered = LLVM::LLVMFuncOp::create(
      builder, function.getLoc(), function.getName(), LLVM::LLVMFunctionType::get(result, type.getInputs()),
      LLVM::Linkage::External, /*dsoLocal=*/false, LLVM::CConv::C, /*comdat=*/{}, attributes, arguments);
  SymbolTable::setSymbolVisibility(lowered, function.getVisibility());
  lowered.getBody().takeBody(function.getBody());
  // A kernel is one loop nest: there is nothing to gain from a copy of it in each step, and its arguments' promises
  // about aliasing are best kept by a function.
  if (lowered->hasAttr(dlk::kKernelAttr))
    lowered.setNoInline(true);
  function.erase();
}

namespace {
struct LowerToLLVMPass : dlc::impl::LowerToLLVMBase<LowerToLLVMPass> {
  void runOnOperation() override {
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    parallelForEach(&getContext(), functions, lowerCalls);
    llvm::for_each(functions, lowerFunction);
  }
};
} // namespace
