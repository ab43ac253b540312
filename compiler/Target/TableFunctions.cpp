//===- TableFunctions.cpp - The small functions that the tables point to ----===//
#include "dlc/Target/ModelTable.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include <cstddef>

using namespace dlc;
using llvm::Value;

static llvm::Function *createFunction(llvm::Module &module, llvm::StringRef name,
                                      llvm::Type *result, llvm::ArrayRef<llvm::Type *> arguments) {
  auto *function =
      llvm::Function::Create(llvm::FunctionType::get(result, arguments, /*isVarArg=*/false),
                             llvm::GlobalValue::InternalLinkage, name, module);
  function->setDoesNotThrow();
  // These may run before the first step function has looked at the CPU.
  makeBaseline(function);
  llvm::BasicBlock::Create(module.getContext(), "", function);
  return function;
}

static Value *at(llvm::IRBuilder<> &b, Value *base, uint64_t offset) {
  return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset);
}

/// Returns DLRT_BAD_ARGUMENT when `condition` holds, and goes on in a new block otherwise.
static void refuseIf(llvm::IRBuilder<> &b, Value *condition) {
  llvm::Function *function = b.GetInsertBlock()->getParent();
  auto *refuse = llvm::BasicBlock::Create(b.getContext(), "refuse", function);
  auto *next = llvm::BasicBlock::Create(b.getContext(), "", function);
  b.CreateCondBr(condition, refuse, next);
  b.SetInsertPoint(refuse);
  b.CreateRet(b.getInt32(DLRT_BAD_ARGUMENT));
  b.SetInsertPoint(next);
}

/// Loads the pointer at `offset` of the call, which must be set.
static Value *loadBlock(llvm::IRBuilder<> &b, Value *call, size_t offset) {
  Value *block = b.CreateLoad(b.getPtrTy(), at(b, call, offset));
  refuseIf(b, b.CreateIsNull(block));
  return block;
}

llvm::Function *dlc::addWorkspaceSize(llvm::Module &module, const ModelDescription &model) {
  llvm::IRBuilder<> b(module.getContext());
  llvm::Function *function =
      createFunction(module, "workspace_size", b.getInt64Ty(), {b.getInt32Ty()});
  b.SetInsertPoint(&function->getEntryBlock());
  Value *threads = b.CreateSExt(function->getArg(0), b.getInt64Ty());
  Value *more = b.CreateMul(threads, b.getInt64(model.workspacePerThread));
  b.CreateRet(b.CreateAdd(more, b.getInt64(model.workspaceSize)));
  return function;
}

llvm::Function *dlc::addMetricsRead(llvm::Module &module, const ModelDescription &model) {
  llvm::IRBuilder<> b(module.getContext());
  llvm::Function *function =
      createFunction(module, "metrics_read", b.getInt32Ty(), {b.getPtrTy(), b.getPtrTy()});
  b.SetInsertPoint(&function->getEntryBlock());
  Value *call = function->getArg(0), *values = function->getArg(1);
  refuseIf(b, b.CreateIsNull(call));
  refuseIf(b, b.CreateIsNull(values));
  Value *state = loadBlock(b, call, offsetof(dlrt_call, state));
  llvm::Constant *zero = llvm::ConstantFP::get(b.getDoubleTy(), 0.0);
  // One sum may be a part of two metrics, so all are read before any is reset.
  for (size_t i = 0; i < model.metrics.size(); ++i) {
    Value *value = nullptr;
    for (const MetricDescription::Part &part : model.metrics[i].parts) {
      Value *sum = b.CreateLoad(b.getDoubleTy(), at(b, state, part.sumOffset));
      Value *count = b.CreateLoad(b.getDoubleTy(), at(b, state, part.countOffset));
      // The sum of no rows is zero too: 0 / 0 is the NaN we promise.
      Value *mean = b.CreateFDiv(sum, count);
      value = value ? b.CreateFAdd(value, mean) : mean;
    }
    if (model.metrics[i].isExponential)
      value = b.CreateUnaryIntrinsic(llvm::Intrinsic::exp, value); // libm's
    b.CreateStore(b.CreateFPTrunc(value, b.getFloatTy()), at(b, values, i * sizeof(float)));
  }
  for (const MetricDescription &metric : model.metrics)
    for (const MetricDescription::Part &part : metric.parts) {
      b.CreateStore(zero, at(b, state, part.sumOffset));
      b.CreateStore(zero, at(b, state, part.countOffset));
    }
  b.CreateRet(b.getInt32(DLRT_OK));
  return function;
}

llvm::Function *dlc::addParameterAccess(llvm::Module &module, const ModelDescription &model,
                                        bool store) {
  llvm::IRBuilder<> b(module.getContext());
  llvm::Function *function =
      createFunction(module, store ? "set_param" : "get_param", b.getInt32Ty(),
                     {b.getPtrTy(), b.getInt32Ty(), b.getPtrTy()});
  b.SetInsertPoint(&function->getEntryBlock());
  Value *call = function->getArg(0), *index = function->getArg(1), *rowMajor = function->getArg(2);
  // Tables of places and sizes are smaller than a switch once there are a few tensors.
  const std::pair<const TableDescription *, size_t> blocks[] = {
      {&model.parameters, offsetof(dlrt_call, parameters)},
      {&model.state, offsetof(dlrt_call, state)},
      {&model.optimizer, offsetof(dlrt_call, optimizer)},
      {&model.gradients, offsetof(dlrt_call, gradients)}};
  constexpr uint64_t kWords = 3;
  llvm::SmallVector<uint64_t> places;
  for (auto [table, block] : blocks)
    for (const TensorDescription &tensor : table->tensors)
      places.append({block, tensor.offset, static_cast<uint64_t>(tensor.byteCount())});
  // As an unsigned number, a negative index is too large.
  refuseIf(b, b.CreateICmpUGE(index, b.getInt32(places.size() / kWords)));
  refuseIf(b, b.CreateIsNull(call));
  refuseIf(b, b.CreateIsNull(rowMajor));
  if (places.empty()) {
    b.CreateRet(b.getInt32(DLRT_OK));
    return function;
  }
  llvm::Constant *data = llvm::ConstantDataArray::get(b.getContext(), places);
  auto *table = new llvm::GlobalVariable(module, data->getType(), /*isConstant=*/true,
                                         llvm::GlobalValue::PrivateLinkage, data, "places");
  Value *entry = b.CreateMul(b.CreateZExt(index, b.getInt64Ty()), b.getInt64(kWords));
  auto loadWord = [&](uint64_t word) {
    Value *position = b.CreateAdd(entry, b.getInt64(word));
    return b.CreateLoad(b.getInt64Ty(), b.CreateInBoundsGEP(b.getInt64Ty(), table, position));
  };
  Value *field = b.CreateInBoundsGEP(b.getInt8Ty(), call, loadWord(0));
  Value *block = b.CreateLoad(b.getPtrTy(), field);
  refuseIf(b, b.CreateIsNull(block));
  Value *place = b.CreateInBoundsGEP(b.getInt8Ty(), block, loadWord(1));
  Value *size = loadWord(2);
  llvm::Align one(1);
  if (store)
    b.CreateMemCpy(place, one, rowMajor, one, size);
  else
    b.CreateMemCpy(rowMajor, one, place, one, size);
  b.CreateRet(b.getInt32(DLRT_OK));
  return function;
}
