//===- EmitColumns.cpp - Loops of reductions over the outermost dimension -----===//
#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace dlc;

// Vectors of columns that one walk over the rows accumulates.
static constexpr int64_t kUnroll = 4;

/// Accumulates columns of the given widths from `base` on over all rows.
static void emitTile(OpBuilder &builder, dlk::ColumnsOp op, const KernelView &kernel, Value base,
                     ArrayRef<int64_t> widths) {
  Location loc = op.getLoc();
  SmallVector<Chunk> chunks = chunksAt(builder, loc, base, widths);
  SmallVector<Value> start;
  for (Value yielded : kernel.body->getTerminator()->getOperands())
    for (const Chunk &chunk : chunks)
      start.push_back(
          neutral(builder, loc, op.getCombine(), atWidth(yielded.getType(), chunk.width)));
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value rows = arith::ConstantIndexOp::create(builder, loc, kernel.sizes[0]);
  auto loop = scf::ForOp::create(builder, loc, zero, rows, one, start);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    BodyEvaluator row(builder, kernel, loop.getInductionVar(), chunks);
    SmallVector<Value> next;
    for (Value yielded : kernel.body->getTerminator()->getOperands())
      for (size_t i = 0; i < chunks.size(); ++i) {
        Value element =
            kernel.isVarying(yielded) ? row.vectors(yielded)[i] : row.splat(yielded, i);
        next.push_back(combine(builder, loc, op.getCombine(),
                               loop.getRegionIterArgs()[next.size()], element));
      }
    scf::YieldOp::create(builder, loc, next);
  }
  BodyEvaluator result(builder, kernel, zero, chunks);
  for (auto [output, yielded] : llvm::enumerate(kernel.body->getTerminator()->getOperands()))
    for (auto [i, chunk] : llvm::enumerate(chunks))
      result.storeChunk(output, loop.getResult(output * chunks.size() + i), chunk);
}

void dlc::emitColumns(OpBuilder &builder, dlk::ColumnsOp op, const VectorTarget &target) {
  KernelView kernel(op);
  Location loc = op.getLoc();
  int64_t lanes = target.lanes(kernel.yielded(0).getType());
  kernel.forSlice(builder, [&](Value first, int64_t length) {
    if (kernel.splitDim < 0)
      length = kernel.sizes[1];
    int64_t full = length / (lanes * kUnroll) * lanes * kUnroll;
    SmallVector<int64_t> widths(kUnroll, lanes);
    forLoop(builder, loc, first, full, lanes * kUnroll,
            [&](Value base) { emitTile(builder, op, kernel, base, widths); });
    if (length > full)
      emitTile(builder, op, kernel, plus(builder, loc, first, full), cover(length - full, lanes));
  });
}
