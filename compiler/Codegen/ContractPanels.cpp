//===- ContractPanels.cpp - Factors copied for the micro-kernel ----------------===//
// A tile reads its columns once for each tile of rows. Where they come from far away, or from lines a
// power of two apart, which compete for the same places of a cache, they are copied first: that costs a
// load and a store where each vector serves one multiply-add a row. The rows of a tile are copied too
// if they lie as badly; then several tiles' columns are, so that these share one copy of the rows.
//
// Pairs of bf16 are interleaved on the way (PairProducts.cpp).
//===----------------------------------------------------------------------===//
#include "ContractPanels.h"
#include "PairProducts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace dlc;

// From how many tiles of rows, and from how large a right-hand side on, its columns are packed.
static constexpr int64_t kPackedPasses = 4, kPackedBytes = 768 << 10;
// What a panel of one tile's columns, and one of its rows, may take of a thread's stack; and one of
// several tiles' columns, which is as much as stays in a second cache.
static constexpr int64_t kPanelBytes = 448 << 10, kRowsBytes = 224 << 10, kBlockBytes = 768 << 10;
// Lines so far apart fall into few sets of the first cache, and each on a page of its own.
static constexpr int64_t kBadStride = 2048, kPadBytes = 64;

ContractPanels::ContractPanels(OpBuilder &builder, dlk::ContractOp op, const KernelView &kernel,
                               const dlk::ContractShape &shape, const VectorTarget &target,
                               TileOperand lhs, TileOperand rhs, int64_t tileRows,
                               int64_t &tileColumns)
    : builder(builder), kernel(kernel), shape(shape), paired(shape), loc(op.getLoc()),
      element(kernel.accumulator.getType()), lhs(lhs), rhs(rhs), lanes(target.lanes(element)),
      tileRows(tileRows), tileColumns(tileColumns),
      zero(arith::ConstantIndexOp::create(builder, loc, 0)) {
  if (!shape.isVectorOfColumns() || shape.isLhsVector() || !shape.rowDim || op.getBlocked() > 0)
    return;
  inPairs = target.dotsBF16 && canPair(op, shape, isLhsPaired);
  auto bytesOf = [&](int64_t width) {
    int64_t bits = inPairs ? 16 : element.getIntOrFloatBitWidth();
    return depth() * width * bits / 8;
  };
  if (inPairs) {
    while (this->tileColumns > 1 && bytesOf(this->tileColumns * lanes) > kPanelBytes)
      --this->tileColumns;
    inPairs = bytesOf(this->tileColumns * lanes) <= kPanelBytes &&
              (isLhsPaired || bytesOf(tileRows) <= kRowsBytes);
  }
  if (inPairs)
    paired = pairedShape(shape);
  else if (!paysToPackColumns() || bytesOf(tileColumns * lanes) > kPanelBytes)
    return;
  tileColumns = this->tileColumns;
  bool packsRows = inPairs ? !isLhsPaired : paysToPackRows() && bytesOf(tileRows) <= kRowsBytes;
  int64_t width = tileColumns * lanes;
  unsigned v = shape.vectorDim;
  int64_t count = static_cast<int64_t>(v) == kernel.splitDim ? kernel.chunk : shape.extents[v];
  if (packsRows)
    together = std::clamp<int64_t>(kBlockBytes / bytesOf(width), 1, llvm::divideCeil(count, width));
  columns = makePanel(depth() * together * width);
  if (!packsRows)
    return;
  if (!inPairs && shape.lhs.coefficients.back() == 1)
    rowStride = terms() + kPadBytes * 8 / element.getIntOrFloatBitWidth();
  rows = makePanel(rowStride ? rowStride * tileRows : depth() * tileRows);
}

//===- Decisions ------------------------------------------------------------------===//

int64_t ContractPanels::terms() const {
  int64_t product = 1;
  for (unsigned dim = shape.results; dim < shape.dims; ++dim)
    product *= shape.extents[dim];
  return product;
}

int64_t ContractPanels::depth() const {
  int64_t last = shape.extents.back();
  return inPairs ? terms() / last * llvm::alignTo(last, 2) : terms();
}

/// Whether the reductions walk an operand in steps of one size, as if they were one.
bool ContractPanels::isCompact(const dlk::LinearIndex &address) const {
  const auto &factors = address.coefficients;
  for (unsigned dim = shape.results; dim + 1 < shape.dims; ++dim)
    if (factors[dim] != factors[dim + 1] * shape.extents[dim + 1])
      return false;
  return factors.back() > 0;
}

bool ContractPanels::rhsHasOuter() const {
  for (unsigned dim = 0; dim < shape.results; ++dim)
    if (dim != shape.columnDim && shape.extents[dim] > 1 && shape.rhs.coefficients[dim] != 0)
      return true;
  return false;
}

bool ContractPanels::paysToPackColumns() const {
  if (!isCompact(shape.rhs))
    return false;
  int64_t passes = 1;
  for (unsigned dim = 0; dim < shape.results; ++dim)
    if (dim == *shape.rowDim || (dim != shape.columnDim && !rhsHasOuter()))
      passes *= static_cast<int64_t>(dim) == kernel.splitDim ? kernel.chunk : shape.extents[dim];
  int64_t bytes = element.getIntOrFloatBitWidth() / 8 * terms() * shape.extents[shape.vectorDim];
  return passes >= kPackedPasses * tileRows && bytes >= kPackedBytes;
}

bool ContractPanels::paysToPackRows() const {
  if (!shape.windows.empty() || !isCompact(shape.lhs))
    return false;
  int64_t row = shape.lhs.coefficients[*shape.rowDim], term = shape.lhs.coefficients.back();
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  return (term == 1 && row * bytes % kBadStride == 0) || (row == 1 && term * bytes >= kBadStride);
}

//===- Copies -----------------------------------------------------------------------===//

Value ContractPanels::makePanel(int64_t size) {
  auto type = MemRefType::get({size}, inPairs ? builder.getBF16Type() : element);
  return memref::AllocaOp::create(builder, loc, type, builder.getI64IntegerAttr(64));
}

static SmallVector<int64_t> widthsOf(const Tile &tile) {
  SmallVector<int64_t> widths;
  for (const Chunk &chunk : tile.vectors)
    widths.push_back(chunk.width);
  return widths;
}

static int64_t sum(ArrayRef<int64_t> widths) {
  return std::accumulate(widths.begin(), widths.end(), int64_t(0));
}

void ContractPanels::copyLanes(const TileOperand &from, Value base, ArrayRef<int64_t> widths,
                               Value to, Value first) {
  forLoop(builder, loc, zero, terms(), 1, [&](Value term) {
    Value source = addScaled(builder, loc, base, term, from.address.coefficients.back());
    Value target = addScaled(builder, loc, first, term, sum(widths));
    int64_t offset = 0;
    for (int64_t width : widths) {
      Value value = loadLanes(builder, loc, from.memory, plus(builder, loc, source, offset), width);
      storeLanes(builder, loc, widened(builder, loc, value, element), to,
                 plus(builder, loc, target, offset));
      offset += width;
    }
  });
}

/// Where a tile's columns begin in their panel.
Value ContractPanels::placeOfColumns(const Tile &tile, Value first) {
  if (together == 1)
    return zero;
  Value column = arith::SubIOp::create(builder, loc, tile.column.value, first);
  return addScaled(builder, loc, zero, column, depth());
}

void ContractPanels::packColumns(const Tile &tile, ArrayRef<TileIndex> indices, Value first) {
  SmallVector<TileIndex> at(indices);
  at[shape.columnDim] = tile.column;
  Value base = addressAt(builder, loc, shape.rhs, at), place = placeOfColumns(tile, first);
  if (inPairs)
    emitPairs(builder, loc, shape, rhs, base, widthsOf(tile), /*stride=*/1, columns, place);
  else
    copyLanes(rhs, base, widthsOf(tile), columns, place);
}

void ContractPanels::packRows(const Tile &tile, ArrayRef<TileIndex> indices) {
  if (!rows)
    return;
  SmallVector<TileIndex> at(indices);
  at[*shape.rowDim] = tile.row;
  Value base = addressAt(builder, loc, shape.lhs, at);
  int64_t row = shape.lhs.coefficients[*shape.rowDim];
  if (inPairs)
    return emitPairs(builder, loc, shape, lhs, base, cover(tile.rows, lanes), row, rows, zero);
  if (!rowStride)
    return copyLanes(lhs, base, cover(tile.rows, lanes), rows, zero);
  int64_t full = terms() / lanes * lanes;
  auto copy = [&](Value term, int64_t width) {
    for (int64_t i = 0; i < tile.rows; ++i) {
      Value source = addScaled(builder, loc, plus(builder, loc, base, i * row), term, 1);
      Value value = widened(builder, loc, loadLanes(builder, loc, lhs.memory, source, width), element);
      storeLanes(builder, loc, value, rows, plus(builder, loc, term, i * rowStride));
    }
  };
  forLoop(builder, loc, zero, full, lanes, [&](Value term) { copy(term, lanes); });
  for (const Chunk &chunk :
       chunksAt(builder, loc, plus(builder, loc, zero, full), cover(terms() - full, lanes)))
    copy(chunk.base, chunk.width);
}

//===- Operands ---------------------------------------------------------------------===//

/// The address of a factor in a panel whose terms are `step` elements apart.
static dlk::LinearIndex termsApart(const dlk::ContractShape &shape, int64_t step) {
  dlk::LinearIndex address;
  address.coefficients.assign(shape.dims, 0);
  for (unsigned dim = shape.dims; dim-- > shape.results; step *= shape.extents[dim])
    address.coefficients[dim] = step;
  return address;
}

TileOperand ContractPanels::right(const Tile &tile, Value first) {
  if (!columns)
    return rhs;
  int64_t width = sum(widthsOf(tile)) * (inPairs ? 2 : 1);
  return {columns, termsApart(reductions(), width), placeOfColumns(tile, first)};
}

TileOperand ContractPanels::left(const Tile &tile) {
  if (!rows)
    return {lhs.memory, reductions().lhs, {}};
  int64_t perElement = inPairs ? 2 : 1, row = rowStride ? rowStride : perElement;
  dlk::LinearIndex address =
      termsApart(reductions(), rowStride ? 1 : perElement * tile.rows);
  address.coefficients[*shape.rowDim] = row;
  return {rows, address, addScaled(builder, loc, zero, tile.row.value, -row)};
}
