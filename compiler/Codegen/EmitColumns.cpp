//===- EmitColumns.cpp - Loops of reductions over an outer dimension ----------===//
#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace dlc;

// Vectors of columns that one walk accumulates, and accumulators that it has in all: a sum waits for
// the one before it, so a narrow walk takes several rows at once.
static constexpr int64_t kUnroll = 4, kAccumulators = 8;

namespace {
class ColumnsEmitter {
public:
  ColumnsEmitter(OpBuilder &builder, dlk::ColumnsOp op, const VectorTarget &target)
      : builder(builder), op(op), kernel(op), loc(op.getLoc()), reduced(op.getReduced()),
        lanes(target.lanes(kernel.yielded(0).getType())) {}

  void emit() {
    kernel.forSlice(builder, [&](Value first, int64_t length) {
      SmallVector<Value> outer;
      emitDimension(0, outer, first, length);
    });
  }

private:
  Value index(int64_t value) { return arith::ConstantIndexOp::create(builder, loc, value); }

  /// `outer` has an index for each dimension before `dim`; `first` and `length` are those of the
  /// slice.
  void emitDimension(int64_t dim, SmallVector<Value> &outer, Value first, int64_t length) {
    bool isSplit = dim == kernel.splitDim;
    Value from = isSplit ? first : index(0);
    int64_t count = isSplit ? length : kernel.sizes[dim];
    if (dim + 1 == static_cast<int64_t>(kernel.rank()))
      return emitRow(outer, from, count);
    if (dim == reduced) {
      outer.push_back(from); // each tile walks along it
      emitDimension(dim + 1, outer, first, length);
      outer.pop_back();
      return;
    }
    forLoop(builder, loc, from, count, 1, [&](Value position) {
      outer.push_back(position);
      emitDimension(dim + 1, outer, first, length);
      outer.pop_back();
    });
  }

  void emitRow(ArrayRef<Value> outer, Value first, int64_t length) {
    int64_t full = length / (lanes * kUnroll) * lanes * kUnroll;
    SmallVector<int64_t> widths(kUnroll, lanes), rest = cover(length - full, lanes);
    // All columns are summed up in one order: equal ones have equal sums, wherever they are.
    int64_t sums = yielded().size() * (full ? kUnroll : rest.size());
    int64_t together = std::clamp<int64_t>(kAccumulators / sums, 1, kernel.sizes[reduced]);
    forLoop(builder, loc, first, full, lanes * kUnroll,
            [&](Value base) { emitTile(outer, base, widths, together); });
    if (length > full)
      emitTile(outer, plus(builder, loc, first, full), rest, together);
  }

  ValueRange yielded() { return kernel.body->getTerminator()->getOperands(); }

  /// One value for each output and chunk: the elements of a row.
  SmallVector<Value> elementsAt(SmallVector<Value> outer, Value position, ArrayRef<Chunk> chunks) {
    outer[reduced] = position;
    BodyEvaluator row(builder, kernel, outer, chunks);
    SmallVector<Value> elements;
    for (Value value : yielded())
      for (size_t i = 0; i < chunks.size(); ++i)
        elements.push_back(kernel.isVarying(value) ? row.vector(value, i) : row.splat(value, i));
    return elements;
  }

  SmallVector<Value> combineAll(ValueRange left, ValueRange right) {
    SmallVector<Value> results;
    for (auto [a, b] : llvm::zip_equal(left, right))
      results.push_back(combine(builder, loc, op.getCombine(), a, b));
    return results;
  }

  /// Accumulates columns of the given widths from `base` on over all rows, `together` of them at a time.
  void emitTile(ArrayRef<Value> outer, Value base, ArrayRef<int64_t> widths, int64_t together) {
    SmallVector<Chunk> chunks = chunksAt(builder, loc, base, widths);
    SmallVector<Value> neutrals;
    for (Value value : yielded())
      for (const Chunk &chunk : chunks)
        neutrals.push_back(
            neutral(builder, loc, op.getCombine(), atWidth(value.getType(), chunk.width)));
    int64_t rows = kernel.sizes[reduced], width = neutrals.size();
    int64_t full = rows / together * together;
    SmallVector<Value> start;
    for (int64_t i = 0; i < together; ++i)
      llvm::append_range(start, neutrals);
    auto loop = scf::ForOp::create(builder, loc, index(0), index(full), index(together), start);
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      SmallVector<Value> next;
      for (int64_t i = 0; i < together; ++i) {
        Value position = i ? plus(builder, loc, loop.getInductionVar(), i) : loop.getInductionVar();
        ValueRange old = ValueRange(loop.getRegionIterArgs()).slice(i * width, width);
        llvm::append_range(next, combineAll(old, elementsAt(llvm::to_vector(outer), position, chunks)));
      }
      scf::YieldOp::create(builder, loc, next);
    }
    SmallVector<SmallVector<Value>> sums;
    for (int64_t i = 0; i < together; ++i)
      sums.emplace_back(ValueRange(loop.getResults()).slice(i * width, width));
    for (int64_t row = full; row < rows; ++row) {
      SmallVector<Value> &sum = sums[row - full];
      sum = combineAll(sum, elementsAt(llvm::to_vector(outer), index(row), chunks));
    }
    // Pairs of sums, then pairs of those.
    for (size_t stride = 1; stride < sums.size(); stride *= 2)
      for (size_t i = 0; i + stride < sums.size(); i += 2 * stride)
        sums[i] = combineAll(sums[i], sums[i + stride]);
    BodyEvaluator result(builder, kernel, outer, chunks);
    for (size_t output = 0; output < yielded().size(); ++output)
      for (auto [i, chunk] : llvm::enumerate(chunks))
        result.storeChunk(output, sums.front()[output * chunks.size() + i], chunk);
  }

  OpBuilder &builder;
  dlk::ColumnsOp op;
  KernelView kernel;
  Location loc;
  int64_t reduced, lanes;
};
} // namespace

void dlc::emitColumns(OpBuilder &builder, dlk::ColumnsOp op, const VectorTarget &target) {
  ColumnsEmitter(builder, op, target).emit();
}
