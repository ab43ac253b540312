//===- ContractEpilogue.cpp - What follows on a tile's sums -------------------===//
#include "ContractEpilogue.h"

#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace dlc;

// An operand of an epilogue so large is not in the second cache when the tile comes to it.
static constexpr int64_t kFarBytes = 512 << 10;

ContractEpilogue::ContractEpilogue(OpBuilder &builder, const KernelView &kernel, const dlk::ContractShape &shape,
                                   int64_t tileRows, int64_t tileColumns, int64_t lanes)
    : builder(builder), kernel(kernel), shape(shape), loc(kernel.loc), tileRows(tileRows), tileColumns(tileColumns),
      lanes(lanes), sums(builder, kernel, shape) {}

void ContractEpilogue::allocate() {
  zero = arith::ConstantIndexOp::create(builder, loc, 0);
  if (needsLoop())
    waiting = memref::AllocaOp::create(
        builder, loc, MemRefType::get({tileRows * tileColumns * lanes}, kernel.accumulator.getType()),
        builder.getI64IntegerAttr(64));
}

/// Whether the epilogue is a loop over the tile's vectors, to which its sums come through memory: functions
/// that become polynomials would push most sums there anyway, and be written out for every vector.
bool ContractEpilogue::needsLoop() const {
  auto contract = cast<dlk::ContractOp>(kernel.op);
  if (!shape.isVectorOfColumns() || tileRows < 2 || contract.getBlocked() > 0 || kernel.sizes.back() == 1)
    return false;
  return llvm::any_of(kernel.body->without_terminator(), [](Operation &inner) {
    return inner.getDialect()->getNamespace() == "math" &&
           !isa<math::SqrtOp, math::AbsFOp, math::FmaOp>(inner);
  });
}

SmallVector<Value> ContractEpilogue::outerIndices(const Tile &tile, ArrayRef<TileIndex> indices, Value i, int64_t j) {
  SmallVector<Value> outer;
  for (unsigned d = 0; d < shape.vectorDim; ++d) {
    if (shape.rowDim && d == *shape.rowDim)
      outer.push_back(arith::AddIOp::create(builder, loc, tile.row.value, i));
    else if (d == shape.columnDim)
      outer.push_back(plus(builder, loc, tile.column.value, j));
    else
      outer.push_back(indices[d].value);
  }
  return outer;
}

void ContractEpilogue::prefetch(const Tile &tile, ArrayRef<TileIndex> indices) {
  if (kernel.inputs.empty())
    return;
  int64_t columns = tile.columns(), together = shape.isVectorOfColumns() ? columns : 1;
  for (int64_t i = 0; i < tile.rows - tile.hasColumnSums; ++i)
    for (int64_t j = 0; j < columns; j += together)
      BodyEvaluator(builder, kernel, outerIndices(tile, indices, plus(builder, loc, zero, i), j),
                    ArrayRef(tile.vectors).slice(j, together)).prefetch(kFarBytes);
}

void ContractEpilogue::emitLoop(const Tile &tile, ArrayRef<TileIndex> indices, ArrayRef<Value> accumulators) {
  int64_t columns = tile.columns(), width = tileColumns * lanes;
  int64_t rows = tile.rows - tile.hasColumnSums;
  auto forVectors = [&](llvm::function_ref<void(int64_t j, int64_t offset)> emit) {
    for (int64_t j = 0, offset = 0; j < columns; offset += tile.vectors[j++].width)
      emit(j, offset);
  };
  for (int64_t i = 0; i < rows; ++i)
    forVectors([&](int64_t j, int64_t offset) {
      storeLanes(builder, loc, accumulators[i * columns + j], waiting,
                 plus(builder, loc, zero, i * width + offset));
    });
  forLoop(builder, loc, zero, rows, 1, [&](Value i) {
    Value from = addScaled(builder, loc, zero, i, width);
    auto at = [&](Value offset, const Chunk &chunk) {
      Value place = arith::AddIOp::create(builder, loc, from, offset);
      SmallVector<Value> outer = outerIndices(tile, indices, i, 0);
      BodyEvaluator epilogue(builder, kernel, outer, chunk);
      epilogue.setChunks(kernel.accumulator, loadLanes(builder, loc, waiting, place, chunk.width));
      epilogue.store(/*varying=*/true);
      sums.add(epilogue, 0, 0, outer, chunk);
      sums.flush();
    };
    // Vector by vector: the polynomials of one fill the registers.
    if (llvm::all_of(tile.vectors, [&](const Chunk &vector) { return vector.width == lanes; }))
      forLoop(builder, loc, zero, columns * lanes, lanes, [&](Value offset) {
        Value base = arith::AddIOp::create(builder, loc, tile.column.value, offset);
        at(offset, {base, lanes});
      });
    else
      forVectors([&](int64_t j, int64_t offset) {
        at(plus(builder, loc, zero, offset), tile.vectors[j]);
      });
  });
}

void ContractEpilogue::emit(const Tile &tile, ArrayRef<TileIndex> indices, ArrayRef<Value> accumulators) {
  if (waiting && tile.rows - tile.hasColumnSums > 1)
    return emitLoop(tile, indices, accumulators);
  int64_t columns = tile.columns();
  // With vectors of columns one evaluation of the epilogue serves a row, else one column of it.
  int64_t together = shape.isVectorOfColumns() ? columns : 1;
  for (int64_t i = 0; i < tile.rows - tile.hasColumnSums; ++i) {
    SmallVector<BodyEvaluator> row;
    for (int64_t j = 0; j < columns; j += together) {
      SmallVector<Value> outer = outerIndices(tile, indices, plus(builder, loc, zero, i), j);
      auto chunks = ArrayRef(tile.vectors).slice(j, together);
      BodyEvaluator &epilogue = row.emplace_back(builder, kernel, outer, chunks);
      epilogue.setChunks(kernel.accumulator, accumulators.slice(i * columns + j, together));
      // All before the first is written: what columns have in common is loaded once if no store stands between.
      epilogue.evaluate(/*varying=*/true);
      sums.add(epilogue, i, j, outer, chunks);
    }
    if (sums.differBetweenRows())
      sums.flush();
    for (auto [index, epilogue] : llvm::enumerate(row)) {
      epilogue.store(/*varying=*/true);
      if (kernel.sizes.back() == 1) { // operands of the epilogue have no innermost index
        epilogue.set(kernel.accumulator, accumulators[i * columns + index * together]);
        epilogue.store(/*varying=*/false);
      }
    }
  }
  sums.flush();
}
