//===- Loops.cpp - What the emitters share -----------------------------------===//
#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace dlc;

Value dlc::plus(OpBuilder &builder, Location loc, Value value, int64_t offset) {
  if (offset == 0)
    return value;
  Value constant = arith::ConstantIndexOp::create(builder, loc, offset);
  return arith::AddIOp::create(builder, loc, value, constant);
}

void dlc::forLoop(OpBuilder &builder, Location loc, Value first, int64_t length, int64_t step,
                  llvm::function_ref<void(Value)> emit) {
  if (length <= 0)
    return;
  if (length <= step)
    return emit(first);
  Value end = plus(builder, loc, first, length);
  Value stride = arith::ConstantIndexOp::create(builder, loc, step);
  auto loop = scf::ForOp::create(builder, loc, first, end, stride);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  emit(loop.getInductionVar());
}

void dlc::forBlocks(OpBuilder &builder, Location loc, Value first, int64_t count, int64_t size,
                    llvm::function_ref<void(Value, int64_t)> emit) {
  int64_t full = count / size * size;
  forLoop(builder, loc, first, full, size, [&](Value start) { emit(start, size); });
  if (count > full)
    emit(plus(builder, loc, first, full), count - full);
}

void dlc::forVectors(OpBuilder &builder, Location loc, Value first, int64_t count, int64_t lanes,
                     llvm::function_ref<void(Value, int64_t)> emit) {
  int64_t done = count / lanes * lanes;
  forLoop(builder, loc, first, done, lanes, [&](Value base) { emit(base, lanes); });
  for (int64_t width : cover(count - done, lanes)) {
    emit(plus(builder, loc, first, done), width);
    done += width;
  }
}

SmallVector<Chunk> dlc::chunksAt(OpBuilder &builder, Location loc, Value base,
                                 ArrayRef<int64_t> widths) {
  SmallVector<Chunk> chunks;
  int64_t offset = 0;
  for (int64_t width : widths) {
    chunks.push_back({plus(builder, loc, base, offset), width});
    offset += width;
  }
  return chunks;
}

void dlc::emitScatterAdd(OpBuilder &builder, dlk::ScatterAddOp op, const VectorTarget &target) {
  Location loc = op.getLoc();
  auto base = cast<MemRefType>(op.getBase().getType());
  int64_t count = cast<MemRefType>(op.getIndices().getType()).getDimSize(0);
  int64_t width = base.getDimSize(1), lanes = target.lanes(base.getElementType());
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  auto addAt = [&](Value from, Value to, Value column, int64_t lanesHere) {
    Value update = loadLanes(builder, loc, op.getUpdates(), {from, column}, lanesHere);
    Value old = loadLanes(builder, loc, op.getBase(), {to, column}, lanesHere);
    Value sum = arith::AddFOp::create(builder, loc, old, update);
    storeLanes(builder, loc, sum, op.getBase(), {to, column});
  };
  forLoop(builder, loc, zero, count, 1, [&](Value from) {
    Value index = memref::LoadOp::create(builder, loc, op.getIndices(), from);
    Value row = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), index);
    Value rows = arith::ConstantIndexOp::create(builder, loc, base.getDimSize(0));
    Value isInside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, row, rows);
    auto branch = scf::IfOp::create(builder, loc, isInside);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    forVectors(builder, loc, zero, width, lanes,
               [&](Value column, int64_t lanesHere) { addAt(from, row, column, lanesHere); });
  });
}
