//===- SelectTiles.cpp - The register tile of each contraction ----------------===//
// Shapes are static, so every tile that fits the registers is tried and its cycles are counted, with
// the smaller tiles at the edges.
//===----------------------------------------------------------------------===//
#include "KernelView.h"
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/ContractShape.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace dlc {
#define GEN_PASS_DEF_SELECTTILES
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

// Cycles from a fused multiply-add to the next one that needs its result, and loads started a cycle:
// the same on AMD's Zen and Intel's cores since Skylake.
static constexpr double kLatency = 4, kLoadsPerCycle = 2;
// Cycles from one tile to the next: the end of the loop in depth is a branch nobody foresees, and the
// sums start and end outside it.
static constexpr double kBetweenTiles = 40;

namespace {
struct SelectTilesPass : dlc::impl::SelectTilesBase<SelectTilesPass> {
  using SelectTilesBase::SelectTilesBase;

  /// Cycles of a tile, for each step in depth.
  double cycles(int64_t rows, ArrayRef<int64_t> widths, int64_t depth) const {
    double vectors = widths.size();
    double multiply = rows * vectors / fmaPorts;
    double load = (rows + vectors) / kLoadsPerCycle;
    return std::max({multiply, load, kLatency}) + kBetweenTiles / depth;
  }

  double cyclesOfColumns(int64_t rows, int64_t tileRows, ArrayRef<int64_t> widths,
                         int64_t depth) const {
    double total = rows / tileRows * cycles(tileRows, widths, depth);
    if (int64_t rest = rows % tileRows)
      total += cycles(rest, widths, depth);
    return total;
  }

  double cost(int64_t rows, int64_t columns, int64_t tileRows, int64_t tileVectors,
              int64_t lanes, int64_t depth) const {
    int64_t width = tileVectors * lanes;
    SmallVector<int64_t> widths(tileVectors, lanes);
    double total = columns / width * cyclesOfColumns(rows, tileRows, widths, depth);
    if (int64_t rest = columns % width)
      total += cyclesOfColumns(rows, tileRows, cover(rest, lanes), depth);
    return total;
  }

  void select(dlk::ContractOp op) {
    dlk::ContractShape shape(op);
    Type element = op.getBody().front().getArgument(op.getSizes().size()).getType(); // of the sums
    // Columns are elements of vectors, or have vectors of their own along another dimension.
    int64_t lanes =
        shape.isVectorOfColumns() ? vectorBits / element.getIntOrFloatBitWidth() : 1;
    auto countOf = [&](unsigned dim) {
      bool isSplit = op.getSlices() > 1 && op.getSplitDim() == dim;
      return isSplit ? static_cast<int64_t>(op.getChunk()) : shape.extents[dim];
    };
    int64_t rows = shape.rowDim ? countOf(*shape.rowDim) : 1, columns = countOf(shape.columnDim);
    int64_t depth = 1;
    for (int64_t extent : op.getReductions().drop_front(op.getBlocked()))
      depth *= extent;
    int64_t mostVectors = lanes > 1 ? 4 : 8;
    // Columns of an image share vectors with the next elements of the window, which wait for them; columns that lie
    // behind each other, with all their terms, do not.
    bool areApart = llvm::all_of(ArrayRef(shape.rhs.coefficients).drop_front(shape.results), [&](int64_t step) {
      return std::abs(step) < std::abs(shape.rhs.coefficients[shape.columnDim]);
    });
    int64_t shared = lanes > 1 || vectorRegisters > 16 || areApart ? 0 : 2;
    double best = 0;
    for (int64_t tileVectors = 1; tileVectors <= mostVectors; ++tileVectors)
      for (int64_t tileRows = 1; tileRows <= 16; ++tileRows) {
        // Vectors at the edge may be more, and narrower, than those of the tile.
        int64_t edge = cover(columns % (tileVectors * lanes), lanes).size();
        int64_t vectors = std::max(tileVectors, edge);
        if (tileRows * vectors + vectors + 1 + shared > vectorRegisters)
          continue;
        double total = cost(rows, columns, tileRows, tileVectors, lanes, depth);
        // Of equal ones the tile with more rows: it reads the right-hand side less often.
        if (best == 0 || total < best * 0.999 ||
            (total <= best * 1.001 && tileRows > *op.getTileRows())) {
          best = total;
          op.setTileRows(tileRows);
          op.setTileVectors(tileVectors);
        }
      }
  }

  void runOnOperation() override {
    getOperation().walk([&](dlk::ContractOp op) {
      if (!op.getTileRows())
        select(op);
    });
  }
};
} // namespace
