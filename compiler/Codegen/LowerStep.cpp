//===- LowerStep.cpp - Barriers and the loss through the ABI -------------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"
#include "dlrt/dlrt.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace dlc {
#define GEN_PASS_DEF_LOWERSTEP
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

/// The pointer at `offset` of the call.
static Value loadField(OpBuilder &builder, Location loc, Value call, size_t offset) {
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  Value field = LLVM::GEPOp::create(builder, loc, pointer, builder.getI8Type(), call,
                                    ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
  return LLVM::LoadOp::create(builder, loc, pointer, field);
}

static void lowerBarrier(dlk::BarrierOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value one = arith::ConstantIntOp::create(builder, loc, 1, 32);
  Value several =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, op.getThreads(), one);
  auto branch = scf::IfOp::create(builder, loc, several);
  builder.setInsertionPointToStart(branch.thenBlock());
  Value function = loadField(builder, loc, op.getCall(), offsetof(dlrt_call, barrier));
  Value context = loadField(builder, loc, op.getCall(), offsetof(dlrt_call, barrier_context));
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(builder.getContext()),
                                          {pointer, builder.getI32Type()});
  LLVM::CallOp::create(builder, loc, type, ValueRange{function, context, op.getThreads()});
  op.erase();
}

static void lowerStoreLoss(dlk::StoreLossOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value loss = memref::LoadOp::create(builder, loc, op.getLoss());
  if (loss.getType().getIntOrFloatBitWidth() > 32)
    loss = arith::TruncFOp::create(builder, loc, builder.getF32Type(), loss);
  Value target = loadField(builder, loc, op.getCall(), offsetof(dlrt_call, loss));
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  Value null = LLVM::ZeroOp::create(builder, loc, pointer);
  Value isWanted =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne, target, null);
  auto branch = scf::IfOp::create(builder, loc, isWanted);
  builder.setInsertionPointToStart(branch.thenBlock());
  LLVM::StoreOp::create(builder, loc, loss, target);
  op.erase();
}

static void lowerLap(dlk::LapOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value laps = op.getLaps();
  int64_t last = cast<MemRefType>(laps.getType()).getDimSize(0) - 1;
  Value now = LLVM::CallIntrinsicOp::create(builder, loc, builder.getI64Type(),
                                            builder.getStringAttr("llvm.readcyclecounter"), ValueRange())
                  .getResult(0);
  Value begin = arith::ConstantIndexOp::create(builder, loc, last);
  if (static_cast<int64_t>(op.getIndex()) != last) {
    Value index = arith::ConstantIndexOp::create(builder, loc, op.getIndex());
    Value before = memref::LoadOp::create(builder, loc, laps, begin);
    Value sum = memref::LoadOp::create(builder, loc, laps, index);
    Value cycles = arith::SubIOp::create(builder, loc, now, before);
    memref::StoreOp::create(builder, loc, arith::AddIOp::create(builder, loc, sum, cycles), laps, index);
  }
  memref::StoreOp::create(builder, loc, now, laps, begin);
  op.erase();
}

namespace {
struct LowerStepPass : dlc::impl::LowerStepBase<LowerStepPass> {
  void runOnOperation() override {
    getOperation().walk([](dlk::BarrierOp op) { lowerBarrier(op); });
    getOperation().walk([](dlk::LapOp op) { lowerLap(op); });
    getOperation().walk([](dlk::StoreLossOp op) { lowerStoreLoss(op); });
  }
};
} // namespace
