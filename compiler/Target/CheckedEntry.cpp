//===- CheckedEntry.cpp - Step functions that check their arguments ---------===//
//
// The check is a few compares against the time of a step. It runs before anything is written and on
// every thread alone: all see the same arguments, so all come to the same answer without meeting.
//
//===----------------------------------------------------------------------===//
#include "dlc/Target/ModelTable.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include <cstddef>

using namespace dlc;
using llvm::Value;

namespace {

/// Writes the prologue of one entry point: a chain of tests, each returning a status when it fails.
class PrologueBuilder {
public:
  PrologueBuilder(llvm::Function *function, const ModelDescription &model)
      : function(function), model(model),
        b(llvm::BasicBlock::Create(function->getContext(), "", function)),
        call(function->getArg(0)) {}

  /// Returns `status` from the function when `condition` holds.
  void refuseIf(Value *condition, dlrt_status status) {
    auto *refuse = llvm::BasicBlock::Create(b.getContext(), "refuse", function);
    auto *next = llvm::BasicBlock::Create(b.getContext(), "", function);
    b.CreateCondBr(condition, refuse, next);
    b.SetInsertPoint(refuse);
    b.CreateRet(b.getInt32(status));
    b.SetInsertPoint(next);
  }

  Value *load(llvm::Type *type, Value *base, uint64_t offset) {
    return b.CreateLoad(type, b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset));
  }
  Value *loadPointer(Value *base, uint64_t offset) { return load(b.getPtrTy(), base, offset); }

  void refuseNull(size_t offset) {
    refuseIf(b.CreateIsNull(loadPointer(call, offset)), DLRT_BAD_ARGUMENT);
  }
  /// Each of the pointers `positions` of the array at `offset` must be set.
  void refuseNullIn(size_t offset, const std::vector<int32_t> &positions) {
    if (positions.empty())
      return;
    Value *array = loadPointer(call, offset);
    refuseIf(b.CreateIsNull(array), DLRT_BAD_ARGUMENT);
    for (int32_t position : positions)
      refuseIf(b.CreateIsNull(loadPointer(array, position * sizeof(void *))), DLRT_BAD_ARGUMENT);
  }

  void refuseBadTeam() {
    Value *thread = function->getArg(1), *threads = function->getArg(2);
    // As unsigned numbers, negative ones are too large.
    refuseIf(b.CreateICmpUGE(thread, threads), DLRT_BAD_ARGUMENT);
    refuseIf(b.CreateICmpUGT(threads, b.getInt32(DLRT_MAX_THREADS)), DLRT_BAD_ARGUMENT);
    Value *barrier = loadPointer(call, offsetof(dlrt_call, barrier));
    Value *many = b.CreateICmpUGT(threads, b.getInt32(1));
    refuseIf(b.CreateAnd(many, b.CreateIsNull(barrier)), DLRT_BAD_ARGUMENT);
  }

  void refuseBadLabels(size_t offset, const TableDescription &table,
                       const std::vector<int32_t> &positions);

  llvm::Function *function;
  const ModelDescription &model;
  llvm::IRBuilder<> b;
  Value *call;
};

} // namespace

/// `i1 check(ptr data, i64 count, least, allowed, ignored)`: whether a value is none of the `allowed` ones
/// from `least` on and is not `ignored` (0 where none is). One per element type; a loop without exits, which
/// LLVM makes a vector loop.
static llvm::Function *getLimitCheck(llvm::Module &module, dlrt_dtype dtype) {
  std::string name = std::string("dlrt_outside_limit.") + spelling(dtype);
  if (llvm::Function *existing = module.getFunction(name))
    return existing;
  llvm::LLVMContext &context = module.getContext();
  llvm::IRBuilder<> b(context);
  llvm::Type *element = b.getIntNTy(8 * byteWidth(dtype));
  auto *type = llvm::FunctionType::get(
      b.getInt1Ty(), {b.getPtrTy(), b.getInt64Ty(), element, element, element}, /*isVarArg=*/false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, module);
  function->setDoesNotThrow();
  auto *entry = llvm::BasicBlock::Create(context, "", function);
  auto *loop = llvm::BasicBlock::Create(context, "loop", function);
  auto *exit = llvm::BasicBlock::Create(context, "exit", function);
  b.SetInsertPoint(entry);
  Value *count = function->getArg(1);
  b.CreateCondBr(b.CreateICmpEQ(count, b.getInt64(0)), exit, loop);
  b.SetInsertPoint(loop);
  auto *index = b.CreatePHI(b.getInt64Ty(), 2);
  auto *found = b.CreatePHI(b.getInt1Ty(), 2);
  Value *value = b.CreateLoad(element, b.CreateInBoundsGEP(element, function->getArg(0), index));
  // As unsigned numbers, those below the least are too large.
  Value *isOutside = b.CreateICmpUGE(b.CreateSub(value, function->getArg(2)), function->getArg(3));
  Value *isWrong = b.CreateAnd(isOutside, b.CreateICmpNE(value, function->getArg(4)));
  Value *outside = b.CreateOr(found, isWrong);
  Value *next = b.CreateAdd(index, b.getInt64(1), "", /*HasNUW=*/true, /*HasNSW=*/true);
  index->addIncoming(b.getInt64(0), entry);
  index->addIncoming(next, loop);
  found->addIncoming(b.getFalse(), entry);
  found->addIncoming(outside, loop);
  b.CreateCondBr(b.CreateICmpEQ(next, count), exit, loop);
  b.SetInsertPoint(exit);
  auto *result = b.CreatePHI(b.getInt1Ty(), 2);
  result->addIncoming(b.getFalse(), entry);
  result->addIncoming(outside, loop);
  b.CreateRet(result);
  return function;
}

void PrologueBuilder::refuseBadLabels(size_t offset, const TableDescription &table,
                                      const std::vector<int32_t> &positions) {
  for (int32_t position : positions) {
    const TensorDescription &tensor = table.tensors[position];
    if (!tensor.needsLimitCheck())
      continue;
    Value *data = loadPointer(loadPointer(call, offset), position * sizeof(void *));
    int64_t rowElements = tensor.elementCount() / std::max<int64_t>(model.batch, 1);
    Value *rows = load(b.getInt64Ty(), call, offsetof(dlrt_call, n_valid));
    llvm::Function *check = getLimitCheck(*function->getParent(), tensor.dtype);
    llvm::Type *element = check->getFunctionType()->getParamType(2);
    Value *least = llvm::ConstantInt::getSigned(element, tensor.leastValue());
    Value *allowed = llvm::ConstantInt::get(element, tensor.limit - tensor.leastValue());
    Value *count = b.CreateMul(rows, b.getInt64(rowElements));
    Value *ignored = llvm::ConstantInt::getSigned(element, tensor.ignored);
    refuseIf(b.CreateCall(check, {data, count, least, allowed, ignored}), DLRT_BAD_LABEL);
  }
}

llvm::Function *dlc::addCheckedEntry(llvm::Function *body, const EntryDescription &entry,
                                     const ModelDescription &model, llvm::Function *cpuCheck) {
  std::string name = body->getName().str();
  body->setName(name + ".body");
  auto *function = llvm::Function::Create(
      body->getFunctionType(), llvm::GlobalValue::InternalLinkage, name, *body->getParent());
  function->setDoesNotThrow();
  PrologueBuilder p(function, model);
  p.refuseIf(p.b.CreateIsNull(p.call), DLRT_BAD_ARGUMENT);
  if (cpuCheck) {
    // Compiled for any CPU: were the body inlined here, its instructions could come before the
    // test.
    makeBaseline(function);
    Value *status = p.b.CreateCall(cpuCheck);
    p.refuseIf(p.b.CreateICmpNE(status, p.b.getInt32(DLRT_OK)), DLRT_UNSUPPORTED_CPU);
  }
  p.refuseBadTeam();
  if (entry.parameters && model.parameters.size)
    p.refuseNull(offsetof(dlrt_call, parameters));
  if (entry.state && model.state.size)
    p.refuseNull(offsetof(dlrt_call, state));
  if (entry.optimizer && model.optimizer.size)
    p.refuseNull(offsetof(dlrt_call, optimizer));
  if (entry.gradients && model.gradients.size)
    p.refuseNull(offsetof(dlrt_call, gradients));
  if (model.workspaceSize || model.workspacePerThread)
    p.refuseNull(offsetof(dlrt_call, workspace));
  p.refuseNullIn(offsetof(dlrt_call, inputs), entry.inputs);
  p.refuseNullIn(offsetof(dlrt_call, targets), entry.targets);
  p.refuseNullIn(offsetof(dlrt_call, outputs), entry.outputs);
  if (entry.rows) {
    Value *rows = p.load(p.b.getInt64Ty(), p.call, offsetof(dlrt_call, n_valid));
    p.refuseIf(p.b.CreateICmpUGT(rows, p.b.getInt64(model.batch)), DLRT_BAD_ARGUMENT);
  }
  if (entry.totalSteps) {
    Value *steps = p.load(p.b.getInt64Ty(), p.call, offsetof(dlrt_call, total_steps));
    p.refuseIf(p.b.CreateICmpSLE(steps, p.b.getInt64(0)), DLRT_BAD_ARGUMENT);
  }
  p.refuseBadLabels(offsetof(dlrt_call, inputs), model.inputs, entry.inputs);
  p.refuseBadLabels(offsetof(dlrt_call, targets), model.targets, entry.targets);

  llvm::SmallVector<Value *> arguments;
  for (llvm::Argument &argument : function->args())
    arguments.push_back(&argument);
  llvm::CallInst *result = p.b.CreateCall(body, arguments);
  result->setTailCall();
  p.b.CreateRet(result);
  return function;
}
