//===- EmitContract.cpp - Loops of contractions --------------------------------===//
// Loops over the dimensions of the result that are not tiled, then over tiles of columns and of rows;
// the micro-kernel (ContractTile.cpp) adds up a tile, and the epilogue (ContractEpilogue.cpp) runs on its
// accumulators. Which tile is for SelectTiles.cpp to say.
//
// With blocked reductions their loops come first, so that a block of the operands stays in the cache
// for all tiles that use it; the sums wait in the output meanwhile.
//
// Where tiles read copies of the operands (ContractPanels.cpp), columns come in blocks, and all rows go
// over one block before the next is copied.
//===----------------------------------------------------------------------===//
#include "ContractEpilogue.h"
#include "ContractPanels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace dlc;

namespace {
class ContractEmitter {
public:
  ContractEmitter(OpBuilder &builder, dlk::ContractOp op, const VectorTarget &target)
      : builder(builder), op(op), kernel(op), shape(op), loc(op.getLoc()),
        element(kernel.accumulator.getType()), target(target),
        lanes(target.lanes(element)), tileRows(op.getTileRows().value_or(4)),
        tileColumns(op.getTileVectors().value_or(2)), indices(shape.dims),
        epilogue(builder, kernel, shape, tileRows, tileColumns, lanes) {}

  void emit() {
    zero = arith::ConstantIndexOp::create(builder, loc, 0);
    lhs = {flat(op.getLhs()), shape.lhs};
    rhs = {flat(op.getRhs()), shape.rhs};
    panels.emplace(builder, op, kernel, shape, target, lhs, rhs, tileRows, tileColumns);
    epilogue.allocate();
    if (panels->blockTerms()) {
      int64_t dim = *shape.rowDim, rows = kernel.splitDim == dim ? kernel.chunk : shape.extents[dim];
      partial = memref::AllocaOp::create(
          builder, loc, MemRefType::get({rows * panels->tilesTogether() * tileColumns * lanes}, element),
          builder.getI64IntegerAttr(64));
    }
    kernel.forSlice(builder, [&](Value first, int64_t length) {
      starts.assign(shape.results, zero);
      counts.assign(shape.extents.begin(), shape.extents.begin() + shape.results);
      if (kernel.splitDim >= 0) {
        starts[kernel.splitDim] = first;
        counts[kernel.splitDim] = length;
      }
      epilogue.begin(starts, counts);
      sliceRow = shape.rowDim ? starts[*shape.rowDim] : zero;
      chooseColumnSums(length);
      if (columnSums == ColumnSums::Apart)
        inFirstSlice([&] { emitColumnSums(); });
      if (isBlocked())
        emitBlocked();
      else if (panels->holdColumns())
        emitPacked();
      else
        emitOuter(0, [&] { emitColumns([&] { emitRows([&] { emitTile(); }); }); });
    });
  }

private:
  bool isBlocked() { return op.getBlocked() > 0; }

  /// An operand as one row of memory; addresses are linear.
  Value flat(Value memory) {
    auto type = cast<MemRefType>(memory.getType());
    if (type.getRank() == 1)
      return memory;
    int64_t count = type.getNumElements();
    auto flatType = MemRefType::get({count}, type.getElementType());
    return memref::ReinterpretCastOp::create(builder, loc, flatType, memory, /*offset=*/0,
                                             ArrayRef<int64_t>{count}, ArrayRef<int64_t>{1});
  }

  //===- Loops -----------------------------------------------------------------===//

  /// A tile whose windows cut the loop of a reduction needs the other indices of that window as
  /// constants.
  bool mustBeKnown(unsigned dim) const {
    return llvm::any_of(shape.windows, [&](const dlk::Window &window) {
      if (window.index.coefficients[dim] == 0)
        return false;
      unsigned bound = shape.boundReduction(window);
      return llvm::any_of(shape.windows, [&](const dlk::Window &other) {
        return shape.boundReduction(other) == bound && shape.dependsOnTile(other);
      });
    });
  }

  /// Loops over the dimensions from `dim` on that are neither tiled nor in vectors.
  void emitOuter(unsigned dim, llvm::function_ref<void()> emit) {
    if (dim == shape.results)
      return emit();
    if (shape.isTiled(dim) || dim == shape.vectorDim)
      return emitOuter(dim + 1, emit);
    if (mustBeKnown(dim) || shape.extents[dim] == 1) {
      for (int64_t i = 0; i < counts[dim]; ++i) {
        Value index = plus(builder, loc, starts[dim], i);
        indices[dim] = {index, i};
        emitOuter(dim + 1, emit);
      }
      indices[dim] = {};
      return;
    }
    forLoop(builder, loc, starts[dim], counts[dim], 1, [&](Value index) {
      indices[dim] = {index, std::nullopt};
      emitOuter(dim + 1, emit);
    });
    indices[dim] = {};
  }

  /// Calls `emit` for each tile of vectors or columns, with tile.column and tile.vectors set.
  void emitColumns(llvm::function_ref<void()> emit) {
    unsigned v = shape.vectorDim;
    Value first = starts[v];
    int64_t count = counts[v];
    if (shape.isVectorOfColumns()) {
      int64_t width = tileColumns * lanes, full = count / width * width;
      auto at = [&](Value base, ArrayRef<int64_t> widths) {
        tile.column = {base, std::nullopt};
        tile.vectors = chunksAt(builder, loc, base, widths);
        emit();
      };
      SmallVector<int64_t> widths(tileColumns, lanes);
      forLoop(builder, loc, first, full, width, [&](Value base) { at(base, widths); });
      if (count > full)
        at(plus(builder, loc, first, full), cover(count - full, lanes));
      return;
    }
    auto at = [&](Value base, int64_t width) {
      emitTiles(shape.columnDim, tileColumns, [&](TileIndex column, int64_t columns, bool isWhole) {
        tile.column = column;
        tile.vectors.assign(columns, Chunk{base, width});
        tile.areColumnsWhole = isWhole;
        emit();
      });
    };
    forVectors(builder, loc, first, count, lanes, at);
  }

  /// Calls `emit` for each tile of rows, with tile.row and tile.rows set.
  void emitRows(llvm::function_ref<void()> emit) {
    auto at = [&](TileIndex row, int64_t rows, bool isWhole) {
      tile.row = row;
      tile.rows = rows;
      tile.areRowsWhole = isWhole;
      emit();
    };
    if (shape.rowDim)
      emitTiles(*shape.rowDim, tileRows, at);
    else
      at({zero, 0}, 1, true);
  }

  /// Tiles of `size` along `dim`. Those that a window cuts are written out one by one, as their
  /// places must be constants; the others between them are a loop.
  void emitTiles(unsigned dim, int64_t size,
                 llvm::function_ref<void(TileIndex, int64_t, bool)> emit) {
    int64_t count = counts[dim];
    auto single = [&](int64_t from) {
      int64_t length = std::min(size, count - from);
      Value index = plus(builder, loc, starts[dim], from);
      bool isWhole = isUncut(dim, from, length);
      emit({index, from}, length, isWhole);
    };
    int64_t first = 0; // tile
    int64_t full = count / size;
    while (first < full && !isUncut(dim, first * size, size))
      ++first;
    int64_t last = first;
    while (last < full && isUncut(dim, last * size, size))
      ++last;
    for (int64_t i = 0; i < first; ++i)
      single(i * size);
    if (last > first)
      forLoop(builder, loc, plus(builder, loc, starts[dim], first * size), (last - first) * size,
              size, [&](Value index) { emit({index, std::nullopt}, size, true); });
    for (int64_t from = last * size; from < count; from += size) {
      if (columnSums == ColumnSums::InRest && dim == shape.rowDim)
        inFirstSlice(
            [&] {
              tile.hasColumnSums = true;
              Value index = plus(builder, loc, starts[dim], from);
              emit({index, from}, count - from + 1, true);
              tile.hasColumnSums = false;
            },
            [&] { single(from); });
      else
        single(from);
    }
  }

  /// Whether no window cuts terms of the indices [from, from + length) of a tiled dimension, whatever
  /// the other indices are.
  bool isUncut(unsigned dim, int64_t from, int64_t length) const {
    return llvm::all_of(shape.windows, [&](const dlk::Window &window) {
      SmallVector<int64_t> low(shape.dims, 0), high;
      for (int64_t extent : shape.extents)
        high.push_back(extent - 1);
      low[dim] = from;
      high[dim] = from + length - 1;
      return window.index.coefficients[dim] == 0 || window.holds(low, high);
    });
  }

  //===- Tiles -----------------------------------------------------------------===//

  SmallVector<Value> zeros() {
    SmallVector<Value> sums;
    for (int64_t i = 0; i < tile.rows; ++i)
      for (const Chunk &vector : tile.vectors)
        sums.push_back(arith::ConstantOp::create(
            builder, loc, builder.getZeroAttr(atWidth(element, vector.width))));
    return sums;
  }

  SmallVector<Value> addTerms(ArrayRef<Value> sums) {
    TileOperand left = panels->left(), right = panels->right(tile, blockStart);
    return TileEmitter(builder, loc, panels->reductions(), left, right, element, indices, tile,
                       panels->holdPairs())
        .emit(op.getBlocked(), sums);
  }

  void emitTile() {
    if (isPartial)
      return storePartial(addTerms(loadPartial()));
    epilogue.prefetch(tile, indices);
    SmallVector<Value> sums = addTerms(partial ? loadPartial() : zeros());
    if (tile.hasColumnSums)
      storeColumnSums(ArrayRef(sums).take_back(tile.columns()));
    epilogue.emit(tile, indices, sums);
  }

  //===- Sums of columns ---------------------------------------------------------===//

  /// Where the sums of the right-hand side's columns are made: nowhere, in the tile of the rows that
  /// are left over, whose loads they share, while columns are copied, or before all tiles.
  enum class ColumnSums { None, InRest, InPanels, Apart };

  /// `length` is that of the slice: one shorter than the others is not the first.
  void chooseColumnSums(int64_t length) {
    columnSums = ColumnSums::None;
    if (!op.getColumnSums() || (!isSplitByColumns() && kernel.slices > 1 && length != kernel.chunk))
      return;
    int64_t rest = shape.rowDim ? counts[*shape.rowDim] % tileRows : 0;
    bool isAlone = shape.windows.empty() && !isBlocked() && !panels->holdColumns();
    for (unsigned dim = 0; dim < shape.results; ++dim)
      isAlone &= shape.isTiled(dim) || shape.extents[dim] == 1;
    bool areCopiedOnce = panels->holdColumns() && !panels->holdPairs() && !panels->rhsHasOuter();
    columnSums = isAlone && rest > 0 ? ColumnSums::InRest
                 : areCopiedOnce     ? ColumnSums::InPanels
                                     : ColumnSums::Apart;
  }

  bool isSplitByColumns() const { return kernel.splitDim == static_cast<int64_t>(shape.vectorDim); }

  /// Where slices share the columns, the first one does what is to be done once.
  void inFirstSlice(llvm::function_ref<void()> emit, llvm::function_ref<void()> otherwise = {}) {
    if (kernel.slices == 1 || isSplitByColumns())
      return emit();
    Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, kernel.slice, zero);
    auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElseRegion=*/!!otherwise);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    emit();
    if (otherwise) {
      builder.setInsertionPointToStart(branch.elseBlock());
      otherwise();
    }
  }

  void emitColumnSums() {
    // Enough sums at once to hide the time that an addition takes.
    constexpr int64_t kVectors = 8;
    dlk::ContractShape columns(shape);
    columns.windows.clear();
    columns.rowDim.reset();
    int64_t count = counts[shape.vectorDim], width = kVectors * lanes, full = count / width * width;
    auto at = [&](Value base, ArrayRef<int64_t> widths) {
      Tile sumTile;
      sumTile.column = {base, std::nullopt};
      sumTile.vectors = chunksAt(builder, loc, base, widths);
      sumTile.hasColumnSums = true;
      std::swap(tile, sumTile);
      storeColumnSums(TileEmitter(builder, loc, columns, lhs, rhs, element, indices, tile).emit(0, zeros()));
      std::swap(tile, sumTile);
    };
    forLoop(builder, loc, starts[shape.vectorDim], full, width,
            [&](Value base) { at(base, SmallVector<int64_t>(kVectors, lanes)); });
    if (count > full)
      at(plus(builder, loc, starts[shape.vectorDim], full), cover(count - full, lanes));
  }

  void storeColumnSums(ArrayRef<Value> sums) {
    for (auto [sum, vector] : llvm::zip_equal(sums, tile.vectors)) {
      Value all = sum;
      if (panels->blockTerms() && columnSums == ColumnSums::InPanels)
        all = arith::AddFOp::create(builder, loc, sum,
                                    loadLanes(builder, loc, op.getColumnSums(), vector.base, vector.width));
      storeLanes(builder, loc, all, op.getColumnSums(), vector.base);
    }
  }

  void clearColumnSums() {
    emitColumns([&] {
      for (const Chunk &vector : tile.vectors)
        storeLanes(builder, loc,
                   arith::ConstantOp::create(builder, loc, builder.getZeroAttr(atWidth(element, vector.width))),
                   op.getColumnSums(), vector.base);
    });
  }

  //===- Copied operands ---------------------------------------------------------===//

  /// Calls `emit` for each block of `size` indices of `dim`, as if it were all of them.
  void emitBlocks(unsigned dim, int64_t size, llvm::function_ref<void()> emit) {
    Value first = starts[dim];
    int64_t count = counts[dim];
    forBlocks(builder, loc, first, count, size, [&](Value start, int64_t length) {
      starts[dim] = start;
      counts[dim] = length;
      emit();
    });
    starts[dim] = first;
    counts[dim] = count;
  }

  void emitPackedRows() {
    auto tiles = [&] { emitRows([&] { emitColumns([&] { emitTile(); }); }); };
    if (int64_t together = panels->rowsTogether())
      emitBlocks(*shape.rowDim, together, [&] {
        panels->packRows(starts[*shape.rowDim], counts[*shape.rowDim], indices);
        tiles();
      });
    else
      tiles();
  }

  void packColumns() {
    auto pack = [&](bool wantsSums) {
      emitColumns([&] {
        SmallVector<Value> sums = panels->packColumns(tile, indices, blockStart, wantsSums);
        if (wantsSums)
          storeColumnSums(sums);
      });
    };
    if (columnSums == ColumnSums::InPanels)
      inFirstSlice([&] { pack(true); }, [&] { pack(false); });
    else
      pack(false);
  }

  /// Calls `emit` for each block of terms; sums wait in `partial` for the last.
  void emitTerms(llvm::function_ref<void()> emit) {
    int64_t size = panels->blockTerms();
    if (!size)
      return emit();
    int64_t lastBlock = panels->allTerms() - size;
    Value none = arith::ConstantOp::create(builder, loc, builder.getZeroAttr(atWidth(element, lanes)));
    forLoop(builder, loc, zero, cast<MemRefType>(partial.getType()).getNumElements(), lanes,
            [&](Value place) { storeLanes(builder, loc, none, partial, place); });
    if (columnSums == ColumnSums::InPanels)
      inFirstSlice([&] { clearColumnSums(); });
    forLoop(builder, loc, zero, lastBlock, size, [&](Value first) {
      panels->setBlock(first);
      isPartial = true;
      emit();
      isPartial = false;
    });
    panels->setBlock(plus(builder, loc, zero, lastBlock));
    emit();
  }

  void emitPacked() {
    int64_t columns = panels->tilesTogether() * tileColumns * lanes;
    auto block = [&] {
      blockStart = starts[shape.vectorDim];
      emitTerms([&] {
        packColumns();
        if (panels->rhsHasOuter())
          emitPackedRows();
        else // one panel serves them all
          emitOuter(0, [&] { emitPackedRows(); });
      });
    };
    if (panels->rhsHasOuter())
      emitOuter(0, [&] { emitBlocks(shape.vectorDim, columns, block); });
    else
      emitBlocks(shape.vectorDim, columns, block);
  }

  /// Where the sums of row `i` and vector `j` of the tile wait for the next block of terms.
  Value placeOfPartial(int64_t i, int64_t j) {
    Value row = arith::SubIOp::create(builder, loc, tile.row.value, sliceRow);
    Value column = arith::SubIOp::create(builder, loc, tile.vectors[j].base, blockStart);
    int64_t width = panels->tilesTogether() * tileColumns * lanes;
    return plus(builder, loc, addScaled(builder, loc, column, row, width), i * width);
  }

  SmallVector<Value> loadPartial() {
    SmallVector<Value> sums;
    for (int64_t i = 0; i < tile.rows; ++i)
      for (int64_t j = 0; j < tile.columns(); ++j)
        sums.push_back(loadLanes(builder, loc, partial, placeOfPartial(i, j), tile.vectors[j].width));
    return sums;
  }

  void storePartial(ArrayRef<Value> sums) {
    for (int64_t i = 0; i < tile.rows; ++i)
      for (int64_t j = 0; j < tile.columns(); ++j)
        storeLanes(builder, loc, sums[i * tile.columns() + j], partial, placeOfPartial(i, j));
  }

  //===- Blocked reductions ------------------------------------------------------===//

  void emitBlocked() {
    assert(op.getOutputs().size() == 1 && kernel.yielded(0) == kernel.accumulator &&
           "blocked sums wait in the only output");
    emitOuter(0, [&] {
      emitColumns([&] {
        emitRows([&] { storeSums(zeros()); });
      });
    });
    emitBlock(0);
  }

  void emitBlock(unsigned index) {
    if (index < static_cast<unsigned>(op.getBlocked())) {
      unsigned dim = shape.results + index;
      forLoop(builder, loc, zero, shape.extents[dim], 1, [&](Value at) {
        indices[dim] = {at, std::nullopt};
        emitBlock(index + 1);
      });
      indices[dim] = {};
      return;
    }
    // A tile of rows stays in the first cache while all columns pass.
    emitRows([&] {
      emitOuter(0, [&] { emitColumns([&] { storeSums(addTerms(loadSums())); }); });
    });
  }

  SmallVector<Value> placeOf(int64_t i, int64_t j) {
    SmallVector<Value> dims = epilogue.outerIndices(tile, indices, plus(builder, loc, zero, i),
                                                    shape.isVectorOfColumns() ? 0 : j),
                       place;
    dims.push_back(tile.vectors[j].base);
    for (AffineExpr expr : kernel.outputMaps[0].getResults())
      place.push_back(dims[cast<AffineDimExpr>(expr).getPosition()]);
    return place;
  }

  SmallVector<Value> loadSums() {
    SmallVector<Value> sums;
    for (int64_t i = 0; i < tile.rows; ++i)
      for (int64_t j = 0; j < tile.columns(); ++j)
        sums.push_back(
            loadLanes(builder, loc, kernel.outputs[0], placeOf(i, j), tile.vectors[j].width));
    return sums;
  }

  void storeSums(ArrayRef<Value> sums) {
    for (int64_t i = 0; i < tile.rows; ++i)
      for (int64_t j = 0; j < tile.columns(); ++j)
        storeLanes(builder, loc, sums[i * tile.columns() + j], kernel.outputs[0], placeOf(i, j));
  }

  OpBuilder &builder;
  dlk::ContractOp op;
  KernelView kernel;
  dlk::ContractShape shape;
  Location loc;
  Type element; // of the sums
  const VectorTarget &target;
  int64_t lanes, tileRows, tileColumns;
  Value zero;
  TileOperand lhs, rhs;
  std::optional<ContractPanels> panels;
  Value blockStart; // of the columns whose copies are at hand
  Value partial;    // the sums [rows of the slice, columns together] of the blocks of terms so far, or null
  Value sliceRow;   // the slice's first row
  bool isPartial = false; // whether more blocks of terms follow
  // First index and number of them that this slice does, for each dimension of the result.
  SmallVector<Value> starts;
  SmallVector<int64_t> counts;
  SmallVector<TileIndex> indices; // of loops around the tile
  ColumnSums columnSums = ColumnSums::None;
  ContractEpilogue epilogue;
  Tile tile;
};
} // namespace

void dlc::emitContract(OpBuilder &builder, dlk::ContractOp op, const VectorTarget &target) {
  ContractEmitter(builder, op, target).emit();
}
