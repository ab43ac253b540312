//===- PhaseEntries.cpp - Entry points made of several step functions -------===//
//
// The graph knows no control flow: which phase a call is for, and whether it completes a step, is
// decided here, around the step functions.
//
//===----------------------------------------------------------------------===//
#include "dlc/Target/ModelTable.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include <cstddef>

using namespace dlc;
using llvm::Value;

namespace {

/// An entry point under construction.
struct EntryBuilder {
  EntryBuilder(llvm::Module &module, llvm::FunctionType *type, llvm::StringRef name)
      : function(llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, module)),
        b(llvm::BasicBlock::Create(module.getContext(), "", function)), call(function->getArg(0)) {
    function->setDoesNotThrow();
    // It runs before a step function has looked at the CPU.
    makeBaseline(function);
  }

  llvm::BasicBlock *newBlock(const char *name = "") {
    return llvm::BasicBlock::Create(b.getContext(), name, function);
  }
  Value *load(llvm::Type *type, Value *base, uint64_t offset) {
    return b.CreateLoad(type, b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset));
  }
  Value *callStep(llvm::Function *step) {
    return b.CreateCall(step, {call, function->getArg(1), function->getArg(2)});
  }
  /// Returns `status` when `condition` holds, and goes on in a new block otherwise.
  void returnIf(Value *condition, Value *status) {
    llvm::BasicBlock *end = newBlock(), *next = newBlock();
    b.CreateCondBr(condition, end, next);
    b.SetInsertPoint(end);
    b.CreateRet(status);
    b.SetInsertPoint(next);
  }
  /// All threads meet, if there are several.
  void meet() {
    Value *threads = function->getArg(2);
    llvm::BasicBlock *wait = newBlock("wait"), *next = newBlock();
    b.CreateCondBr(b.CreateICmpSGT(threads, b.getInt32(1)), wait, next);
    b.SetInsertPoint(wait);
    auto *type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getInt32Ty()}, false);
    Value *barrier = load(b.getPtrTy(), call, offsetof(dlrt_call, barrier));
    Value *context = load(b.getPtrTy(), call, offsetof(dlrt_call, barrier_context));
    b.CreateCall(type, barrier, {context, threads});
    b.CreateBr(next);
    b.SetInsertPoint(next);
  }

  llvm::Function *function;
  llvm::IRBuilder<> b;
  Value *call;
};

} // namespace

llvm::Function *dlc::addPhaseSwitch(llvm::StringRef name, llvm::ArrayRef<llvm::Function *> phases) {
  EntryBuilder e(*phases.front()->getParent(), phases.front()->getFunctionType(), name);
  e.returnIf(e.b.CreateIsNull(e.call), e.b.getInt32(DLRT_BAD_ARGUMENT));
  Value *phase = e.load(e.b.getInt32Ty(), e.call, offsetof(dlrt_call, phase));
  llvm::BasicBlock *unknown = e.newBlock("unknown");
  llvm::SwitchInst *choice = e.b.CreateSwitch(phase, unknown, phases.size());
  for (auto [index, step] : llvm::enumerate(phases)) {
    llvm::BasicBlock *block = e.newBlock();
    choice->addCase(e.b.getInt32(index), block);
    e.b.SetInsertPoint(block);
    e.b.CreateRet(e.callStep(step));
  }
  e.b.SetInsertPoint(unknown);
  e.b.CreateRet(e.b.getInt32(DLRT_BAD_ARGUMENT));
  return e.function;
}

llvm::Function *dlc::addAccumulatingStep(llvm::Function *accumulate, llvm::Function *apply,
                                         const ModelDescription &model) {
  EntryBuilder e(*accumulate->getParent(), accumulate->getFunctionType(), "train_step");
  llvm::IRBuilder<> &b = e.b;
  Value *status = e.callStep(accumulate);
  e.returnIf(b.CreateICmpNE(status, b.getInt32(DLRT_OK)), status);
  // Behind this barrier the count and the loss are written; nobody changes them before the next.
  e.meet();
  Value *optimizer = e.load(b.getPtrTy(), e.call, offsetof(dlrt_call, optimizer));
  Value *batches = e.load(b.getInt64Ty(), optimizer, model.accumulatedOffset);
  Value *lossPlace = e.load(b.getPtrTy(), e.call, offsetof(dlrt_call, loss));
  llvm::BasicBlock *before = b.GetInsertBlock(), *wanted = e.newBlock("loss"), *go = e.newBlock();
  b.CreateCondBr(b.CreateIsNull(lossPlace), go, wanted);
  b.SetInsertPoint(wanted);
  Value *loss = b.CreateLoad(b.getFloatTy(), lossPlace);
  // x - x is zero for finite numbers alone.
  Value *isFinite = b.CreateFCmpOEQ(b.CreateFSub(loss, loss),
                                    llvm::ConstantFP::get(b.getFloatTy(), 0.0));
  b.CreateBr(go);
  b.SetInsertPoint(go);
  llvm::PHINode *isGood = b.CreatePHI(b.getInt1Ty(), 2);
  isGood->addIncoming(b.getTrue(), before);
  isGood->addIncoming(isFinite, wanted);
  e.meet();
  e.returnIf(b.CreateNot(isGood), b.getInt32(DLRT_NOT_FINITE));
  e.returnIf(b.CreateICmpSLT(batches, b.getInt64(model.accumulate)), b.getInt32(DLRT_OK));
  b.CreateRet(e.callStep(apply));
  return e.function;
}
