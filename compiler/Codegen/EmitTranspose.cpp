//===- EmitTranspose.cpp - Matrices turned in registers ------------------------===//
// A turned matrix read element by element takes each cache line as often as it has elements.
// Squares of as many rows as a vector has lanes are read once instead and turned by shuffles.
//===----------------------------------------------------------------------===//
#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <functional>

using namespace mlir;
using namespace dlc;

// Rows and columns of a block of squares: in a large matrix each row is on a page of its own, and a processor knows the
// places of some hundred pages.
static constexpr int64_t kBlock = 64;

/// Whether the kernel does nothing but turn the last two dimensions of one matrix or several.
static bool isTranspose(const KernelView &kernel) {
  unsigned rank = kernel.rank();
  if (rank < 2 || kernel.inputs.size() != 1 || kernel.outputs.size() != 1 ||
      kernel.inputOf(kernel.yielded(0)) != 0)
    return false;
  AffineMap map = kernel.inputMaps[0];
  if (!map.isPermutation() || !kernel.outputMaps[0].isIdentity() ||
      map.getDimPosition(rank - 1) != rank - 2)
    return false;
  for (unsigned dim = 0; dim + 2 < rank; ++dim)
    if (map.getDimPosition(dim) != dim)
      return false;
  return true;
}

/// `rows` become their columns. Each round swaps the corners of squares of half the size.
static void turn(OpBuilder &builder, Location loc, MutableArrayRef<Value> rows) {
  int64_t lanes = rows.size();
  for (int64_t half = lanes / 2; half >= 1; half /= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      low.push_back(lane & half ? lanes + lane - half : lane);
      high.push_back(lane & half ? lanes + lane : lane + half);
    }
    for (int64_t row = 0; row < lanes; ++row) {
      if (row & half)
        continue;
      Value upper = rows[row], lower = rows[row + half];
      rows[row] = vector::ShuffleOp::create(builder, loc, upper, lower, low);
      rows[row + half] = vector::ShuffleOp::create(builder, loc, upper, lower, high);
    }
  }
}

bool dlc::emitTranspose(OpBuilder &builder, dlk::RowsOp op, const VectorTarget &target) {
  KernelView kernel(op);
  if (!isTranspose(kernel))
    return false;
  Location loc = op.getLoc();
  unsigned rank = kernel.rank();
  Value input = kernel.inputs[0], output = kernel.outputs[0];
  Type element = cast<MemRefType>(input.getType()).getElementType();
  if (!element.isIntOrFloat() || element.getIntOrFloatBitWidth() < 16)
    return false;
  // As many rows of 16 bits as of 32: all of them are in registers at once.
  int64_t lanes = target.vectorBits / std::max(32u, element.getIntOrFloatBitWidth());
  auto vectorType = VectorType::get({lanes}, element);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);

  // Each index list ends with the row and the column of the output.
  auto at = [](ArrayRef<Value> outer, Value row, Value column) {
    SmallVector<Value> indices(outer);
    indices.append({row, column});
    return indices;
  };
  auto square = [&](ArrayRef<Value> outer, Value row, Value column) {
    SmallVector<Value> rows;
    for (int64_t i = 0; i < lanes; ++i)
      rows.push_back(vector::LoadOp::create(builder, loc, vectorType, input,
                                            at(outer, plus(builder, loc, column, i), row)));
    turn(builder, loc, rows);
    for (int64_t i = 0; i < lanes; ++i)
      vector::StoreOp::create(builder, loc, rows[i], output,
                              at(outer, plus(builder, loc, row, i), column));
  };
  auto single = [&](ArrayRef<Value> outer, Value row, Value column) {
    Value value = memref::LoadOp::create(builder, loc, input, at(outer, column, row));
    memref::StoreOp::create(builder, loc, value, output, at(outer, row, column));
  };
  // A matrix of the output, or the rows of it that a slice does.
  auto matrix = [&](ArrayRef<Value> outer, Value first, int64_t rows) {
    int64_t columns = kernel.sizes[rank - 1];
    int64_t fullRows = rows / lanes * lanes, fullColumns = columns / lanes * lanes;
    forBlocks(builder, loc, first, fullRows, kBlock, [&](Value rowBlock, int64_t rowCount) {
      forBlocks(builder, loc, zero, fullColumns, kBlock, [&](Value columnBlock, int64_t columnCount) {
        forLoop(builder, loc, rowBlock, rowCount, lanes, [&](Value row) {
          forLoop(builder, loc, columnBlock, columnCount, lanes, [&](Value column) { square(outer, row, column); });
        });
      });
    });
    forLoop(builder, loc, first, fullRows, 1, [&](Value row) {
      forLoop(builder, loc, plus(builder, loc, zero, fullColumns), columns - fullColumns, 1,
              [&](Value column) { single(outer, row, column); });
    });
    forLoop(builder, loc, plus(builder, loc, first, fullRows), rows - fullRows, 1, [&](Value row) {
      forLoop(builder, loc, zero, columns, 1, [&](Value column) { single(outer, row, column); });
    });
  };
  std::function<void(SmallVector<Value>, Value, int64_t)> dimension =
      [&](SmallVector<Value> outer, Value first, int64_t length) {
        if (outer.size() + 2 == rank)
          return matrix(outer, first, length);
        forLoop(builder, loc, first, length, 1, [&](Value index) {
          SmallVector<Value> inner(outer);
          inner.push_back(index);
          dimension(inner, zero, kernel.sizes[inner.size()]);
        });
      };
  kernel.forSlice(builder, [&](Value first, int64_t length) { dimension({}, first, length); });
  return true;
}
