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

/// `void (char *memory, char *row_major, i64 *sizes_and_strides)` copies a tensor of four dimensions and elements of
/// four bytes from the one to the other; with `store` back.
static llvm::Function *addTurnedCopy(llvm::Module &module, bool store) {
  constexpr unsigned kRank = 4;
  llvm::IRBuilder<> b(module.getContext());
  llvm::Type *word = b.getInt64Ty(), *element = b.getInt32Ty();
  llvm::Function *function = createFunction(module, store ? "store_turned" : "load_turned", b.getVoidTy(),
                                            {b.getPtrTy(), b.getPtrTy(), b.getPtrTy()});
  llvm::BasicBlock *entry = &function->getEntryBlock();
  auto *body = llvm::BasicBlock::Create(b.getContext(), "element", function);
  auto *done = llvm::BasicBlock::Create(b.getContext(), "done", function);
  b.SetInsertPoint(entry);
  Value *sizes[kRank], *strides[kRank], *count = b.getInt64(1);
  for (unsigned dim = 0; dim < kRank; ++dim) {
    sizes[dim] = b.CreateLoad(word, b.CreateConstInBoundsGEP1_64(word, function->getArg(2), dim));
    strides[dim] = b.CreateLoad(word, b.CreateConstInBoundsGEP1_64(word, function->getArg(2), kRank + dim));
    count = b.CreateMul(count, sizes[dim]);
  }
  b.CreateBr(body);
  b.SetInsertPoint(body);
  llvm::PHINode *index = b.CreatePHI(word, 2);
  index->addIncoming(b.getInt64(0), entry);
  Value *rest = index, *position = b.getInt64(0);
  for (unsigned dim = kRank; dim-- > 0;) {
    position = b.CreateAdd(position, b.CreateMul(b.CreateURem(rest, sizes[dim]), strides[dim]));
    rest = b.CreateUDiv(rest, sizes[dim]);
  }
  Value *inMemory = b.CreateInBoundsGEP(element, function->getArg(0), position);
  Value *inRow = b.CreateInBoundsGEP(element, function->getArg(1), index);
  // The caller's array may lie anywhere.
  llvm::Align four(4), one(1);
  if (store)
    b.CreateAlignedStore(b.CreateAlignedLoad(element, inRow, one), inMemory, four);
  else
    b.CreateAlignedStore(b.CreateAlignedLoad(element, inMemory, four), inRow, one);
  Value *next = b.CreateAdd(index, b.getInt64(1));
  index->addIncoming(next, body);
  b.CreateCondBr(b.CreateICmpULT(next, count), body, done);
  b.SetInsertPoint(done);
  b.CreateRetVoid();
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
  // The last word of a place is where its sizes and strides begin, behind all places; 0: it is row-major.
  constexpr uint64_t kWords = 4;
  llvm::SmallVector<uint64_t> places, turned;
  size_t count = 0;
  for (auto [table, block] : blocks)
    count += table->tensors.size();
  for (auto [table, block] : blocks)
    for (const TensorDescription &tensor : table->tensors) {
      places.append({block, tensor.offset, tensor.byteCount(),
                     tensor.order.empty() ? 0 : count * kWords + turned.size()});
      if (tensor.order.empty())
        continue;
      llvm::append_range(turned, tensor.shape);
      llvm::append_range(turned, tensor.strides());
    }
  llvm::append_range(places, turned);
  // As an unsigned number, a negative index is too large.
  refuseIf(b, b.CreateICmpUGE(index, b.getInt32(count)));
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
  if (!turned.empty()) {
    Value *where = loadWord(3);
    auto *turn = llvm::BasicBlock::Create(b.getContext(), "turn", function);
    auto *plain = llvm::BasicBlock::Create(b.getContext(), "", function);
    b.CreateCondBr(b.CreateICmpNE(where, b.getInt64(0)), turn, plain);
    b.SetInsertPoint(turn);
    b.CreateCall(addTurnedCopy(module, store),
                 {place, rowMajor, b.CreateInBoundsGEP(b.getInt64Ty(), table, where)});
    b.CreateRet(b.getInt32(DLRT_OK));
    b.SetInsertPoint(plain);
  }
  llvm::Align one(1);
  if (store)
    b.CreateMemCpy(place, one, rowMajor, one, size);
  else
    b.CreateMemCpy(rowMajor, one, place, one, size);
  b.CreateRet(b.getInt32(DLRT_OK));
  return function;
}
