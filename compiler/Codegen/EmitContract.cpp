//===- EmitContract.cpp - Loops of matrix products -----------------------------===//
// The micro-kernel: a tile of rows by a few vectors of columns is accumulated in registers over the
// whole depth; each step loads the vectors of the right-hand side once and one number per row of the
// left-hand side. The epilogue then runs on the accumulators. Which tile is for SelectTiles.cpp to say.
//===----------------------------------------------------------------------===//
#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace dlc;

// From how many tiles of rows, and from how large a right-hand side on, its columns are packed; and how
// much of a thread's stack they may take.
static constexpr int64_t kPackedPasses = 8, kPackedBytes = 768 << 10, kPanelBytes = 256 << 10;

namespace {
class ContractEmitter {
public:
  ContractEmitter(OpBuilder &builder, dlk::ContractOp op, const VectorTarget &target)
      : builder(builder), op(op), kernel(op), loc(op.getLoc()),
        element(cast<MemRefType>(op.getRhs().getType()).getElementType()),
        lanes(target.lanes(element)) {
    tileRows = op.getTileRows().value_or(4);
    tileVectors = op.getTileVectors().value_or(2);
  }

  void emit() {
    zero = arith::ConstantIndexOp::create(builder, loc, 0);
    if (paysToPack())
      panel = memref::AllocaOp::create(
          builder, loc, MemRefType::get({op.getDepth(), tileVectors * lanes}, element),
          builder.getI64IntegerAttr(64));
    kernel.forSlice(builder, [&](Value first, int64_t length) {
      // Start and length of the batch, the rows and the columns that this slice does.
      Value from[3] = {zero, zero, zero};
      int64_t count[3] = {kernel.sizes[0], kernel.sizes[1], kernel.sizes[2]};
      if (kernel.splitDim >= 0) {
        from[kernel.splitDim] = first;
        count[kernel.splitDim] = length;
      }
      forLoop(builder, loc, from[0], count[0], 1, [&](Value batch) {
        emitColumns(batch, from[1], count[1], from[2], count[2]);
      });
    });
  }

private:
  /// Columns of a right-hand side larger than the second cache come from far away for each tile of
  /// rows, the more so as lines a power of two apart compete for the same places. Packing costs a
  /// load and a store where each vector serves one multiply-add a row.
  bool paysToPack() {
    int64_t rows = kernel.splitDim == 1 ? kernel.chunk : kernel.sizes[1];
    int64_t bytes = element.getIntOrFloatBitWidth() / 8 * op.getDepth();
    return rows >= kPackedPasses * tileRows && bytes * kernel.sizes[2] >= kPackedBytes &&
           bytes * tileVectors * lanes <= kPanelBytes;
  }

  void emitColumns(Value batch, Value row, int64_t rows, Value column, int64_t columns) {
    int64_t width = tileVectors * lanes, full = columns / width * width;
    SmallVector<int64_t> widths(tileVectors, lanes);
    forLoop(builder, loc, column, full, width,
            [&](Value at) { emitRows(batch, row, rows, at, widths); });
    if (columns > full)
      emitRows(batch, row, rows, plus(builder, loc, column, full), cover(columns - full, lanes));
  }

  /// Copies columns of the right-hand side to where they lie side by side.
  void emitPack(Value batch, Value column, ArrayRef<int64_t> widths) {
    SmallVector<Chunk> from = chunksAt(builder, loc, column, widths);
    SmallVector<Chunk> to = chunksAt(builder, loc, zero, widths);
    forLoop(builder, loc, zero, op.getDepth(), 1, [&](Value k) {
      for (auto [source, target] : llvm::zip_equal(from, to)) {
        Value value =
            loadLanes(builder, loc, op.getRhs(), {batch, k, source.base}, source.width);
        storeLanes(builder, loc, value, panel, {k, target.base});
      }
    });
  }

  void emitRows(Value batch, Value row, int64_t rows, Value column, ArrayRef<int64_t> widths) {
    if (panel)
      emitPack(batch, column, widths);
    int64_t full = rows / tileRows * tileRows;
    forLoop(builder, loc, row, full, tileRows,
            [&](Value at) { emitTile(batch, at, tileRows, column, widths); });
    if (rows > full)
      emitTile(batch, plus(builder, loc, row, full), rows - full, column, widths);
  }

  Value loadLeft(Value batch, Value row, Value k) {
    SmallVector<Value> indices{batch, row, k};
    if (op.getTransposeLhs())
      std::swap(indices[1], indices[2]);
    return memref::LoadOp::create(builder, loc, op.getLhs(), indices);
  }

  Value multiplyAdd(Value left, Value right, Value sum) {
    auto type = dyn_cast<VectorType>(right.getType());
    if (!type)
      return math::FmaOp::create(builder, loc, left, right, sum);
    Value wide = vector::BroadcastOp::create(builder, loc, type, left);
    return vector::FMAOp::create(builder, loc, wide, right, sum);
  }

  void emitTile(Value batch, Value row, int64_t rows, Value column, ArrayRef<int64_t> widths) {
    SmallVector<Chunk> chunks = chunksAt(builder, loc, column, widths);
    SmallVector<Value> rowIndices, start;
    for (int64_t i = 0; i < rows; ++i) {
      rowIndices.push_back(plus(builder, loc, row, i));
      for (int64_t width : widths)
        start.push_back(arith::ConstantOp::create(builder, loc,
                                                  builder.getZeroAttr(atWidth(element, width))));
    }
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Value depth = arith::ConstantIndexOp::create(builder, loc, op.getDepth());
    auto loop = scf::ForOp::create(builder, loc, zero, depth, one, start);
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      Value k = loop.getInductionVar();
      SmallVector<Value> right, sums(loop.getRegionIterArgs());
      for (const Chunk &chunk : panel ? chunksAt(builder, loc, zero, widths) : chunks)
        right.push_back(panel ? loadLanes(builder, loc, panel, {k, chunk.base}, chunk.width)
                              : loadLanes(builder, loc, op.getRhs(), {batch, k, chunk.base},
                                          chunk.width));
      for (int64_t i = 0; i < rows; ++i) {
        Value left = loadLeft(batch, rowIndices[i], k);
        for (size_t j = 0; j < right.size(); ++j) {
          Value &sum = sums[i * right.size() + j];
          sum = multiplyAdd(left, right[j], sum);
        }
      }
      scf::YieldOp::create(builder, loc, sums);
    }
    for (int64_t i = 0; i < rows; ++i) {
      BodyEvaluator epilogue(builder, kernel, {batch, rowIndices[i]}, chunks);
      SmallVector<Value> sums(loop.getResults().slice(i * chunks.size(), chunks.size()));
      epilogue.setChunks(kernel.accumulator, sums);
      epilogue.store(/*varying=*/true);
      if (kernel.sizes[2] == 1) { // operands of the epilogue have no column index
        epilogue.set(kernel.accumulator, sums.front());
        epilogue.store(/*varying=*/false);
      }
    }
  }

  OpBuilder &builder;
  dlk::ContractOp op;
  KernelView kernel;
  Location loc;
  Type element;
  int64_t lanes, tileRows, tileVectors;
  Value zero;
  Value panel; // the columns at hand, [depth, tile], or null
};
} // namespace

void dlc::emitContract(OpBuilder &builder, dlk::ContractOp op, const VectorTarget &target) {
  ContractEmitter(builder, op, target).emit();
}
