//===- StoredValues.cpp - Values that come with a model ---------------------===//
#include "dlc/Target/ModelTable.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include <cstddef>

using namespace dlc;

void dlc::addStoredValues(llvm::Module &module, llvm::ArrayRef<StoredValue> values) {
  llvm::Function *draw = module.getFunction("init");
  if (values.empty() || !draw)
    return;
  llvm::IRBuilder<> b(module.getContext());
  draw->setName("init.drawn");
  auto *init = llvm::Function::Create(draw->getFunctionType(), draw->getLinkage(), "init", module);
  auto *entry = llvm::BasicBlock::Create(b.getContext(), "", init);
  auto *first = llvm::BasicBlock::Create(b.getContext(), "first", init);
  auto *others = llvm::BasicBlock::Create(b.getContext(), "others", init);
  // One thread does it all: nothing waits for the start.
  b.SetInsertPoint(entry);
  b.CreateCondBr(b.CreateICmpEQ(init->getArg(1), b.getInt32(0)), first, others);
  b.SetInsertPoint(others);
  b.CreateRet(b.getInt32(DLRT_OK));
  b.SetInsertPoint(first);
  llvm::Value *status = b.CreateCall(draw, {init->getArg(0), b.getInt32(0), b.getInt32(1)});
  for (const StoredValue &value : values) {
    llvm::StringRef bytes(value.bytes.data(), value.bytes.size());
    llvm::Constant *data = llvm::ConstantDataArray::getRaw(bytes, bytes.size(), b.getInt8Ty());
    auto *stored = new llvm::GlobalVariable(module, data->getType(), /*isConstant=*/true,
                                            llvm::GlobalValue::PrivateLinkage, data, "stored");
    stored->setAlignment(llvm::Align(64));
    size_t field = value.isState ? offsetof(dlrt_call, state) : offsetof(dlrt_call, parameters);
    llvm::Value *block = b.CreateLoad(
        b.getPtrTy(), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), init->getArg(0), field));
    b.CreateMemCpy(b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), block, value.offset), llvm::Align(64), stored,
                   llvm::Align(64), bytes.size());
  }
  b.CreateRet(status);
}
