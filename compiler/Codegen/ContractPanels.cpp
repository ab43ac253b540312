//===- ContractPanels.cpp - Factors copied for the micro-kernel ----------------===//
// A tile reads its columns once for each tile of rows. Where they come from far away, or from lines a
// power of two apart, which compete for the same places of a cache, they are copied first: that costs a
// load and a store where each vector serves one multiply-add a row. Several tiles' columns are copied together,
// as many as the second cache holds, so that a tile's rows, and the lines of the result, are done with before the
// next begins. The rows are copied too if they lie as badly.
//
// Pairs of bf16 are interleaved on the way (PairProducts.cpp).
//===----------------------------------------------------------------------===//
#include "ContractPanels.h"
#include "PairProducts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace dlc;

// From how many tiles of rows, and from how large a right-hand side on, its columns are packed. Of 64 x 784 x 128 both
// copies took an eighth of the time.
static constexpr int64_t kPackedPasses = 4, kPackedBytes = 768 << 10;
// The sets of a first cache, their lines' bytes, and how many lines one set has; and from how many tiles of rows on
// columns are packed that find no room in their sets, or beside rows that lie badly.
static constexpr int64_t kSets = 64, kLineBytes = 64, kWays = 8, kCrowdedPasses = 8;
// What a panel of one tile's columns, and one of rows, may take of a thread's stack; one of several tiles' columns,
// which stays in a second cache; and the sums that wait between blocks of terms, which need not.
static constexpr int64_t kPanelBytes = 448 << 10, kRowsBytes = 224 << 10, kBlockBytes = 256 << 10,
                         kSumsBytes = 768 << 10;
// Lines so far apart fall into few sets of the first cache, and each on a page of its own.
static constexpr int64_t kBadStride = 2048, kPadBytes = 64;
// Rows that are neighbours in memory are copied so many at a time, whole lines; and from this distance between
// terms on, as tiles use a part of each line.
static constexpr int64_t kRowsTogether = 48, kFarTerms = 256;
// A block of terms: a tile's columns stay in the first cache, and sums come back long after they went.
static constexpr int64_t kShortestBlock = 128, kFirstCacheBytes = 20 << 10;

ContractPanels::ContractPanels(OpBuilder &builder, dlk::ContractOp op, const KernelView &kernel,
                               const dlk::ContractShape &shape, const VectorTarget &target,
                               TileOperand lhs, TileOperand rhs, int64_t tileRows,
                               int64_t &tileColumns)
    : builder(builder), kernel(kernel), shape(shape), walked(shape), loc(op.getLoc()),
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
  if (inPairs) {
    walked = pairedShape(shape);
  } else {
    if (!paysToPackColumns())
      return;
    block = chooseBlock();
    if (block)
      walked.extents.back() = block;
    else if (bytesOf(tileColumns * lanes) > kPanelBytes)
      return;
  }
  tileColumns = this->tileColumns;
  bool areNeighbours = !inPairs && shape.lhs.coefficients[*shape.rowDim] == 1;
  mostRows = tileRows;
  if (areNeighbours)
    while (mostRows + tileRows <= kRowsTogether && bytesOf(mostRows + tileRows) <= kRowsBytes)
      mostRows += tileRows;
  bool packsRows = inPairs ? !isLhsPaired : paysToPackRows() && bytesOf(mostRows) <= kRowsBytes;
  int64_t width = tileColumns * lanes;
  int64_t most = kBlockBytes / bytesOf(width);
  if (block)
    most = std::min(most, kSumsBytes / (sizeOf(*shape.rowDim) * width * element.getIntOrFloatBitWidth() / 8));
  together = std::clamp<int64_t>(most, 1, llvm::divideCeil(sizeOf(shape.vectorDim), width));
  columns = makePanel(depth() * together * width);
  if (!packsRows)
    return;
  if (!inPairs && shape.lhs.coefficients.back() == 1)
    rowStride = terms() + kPadBytes * 8 / element.getIntOrFloatBitWidth();
  rows = makePanel(rowStride ? rowStride * mostRows : depth() * mostRows);
}

//===- Decisions ------------------------------------------------------------------===//

int64_t ContractPanels::terms() const {
  if (block)
    return block;
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

/// How many indices of a result's dimension a slice has.
int64_t ContractPanels::sizeOf(unsigned dim) const {
  return static_cast<int64_t>(dim) == kernel.splitDim ? kernel.chunk : shape.extents[dim];
}

bool ContractPanels::paysToPackColumns() const {
  if (!isCompact(shape.rhs))
    return false;
  int64_t passes = 1;
  for (unsigned dim = 0; dim < shape.results; ++dim)
    if (dim == *shape.rowDim || (dim != shape.columnDim && !rhsHasOuter()))
      passes *= sizeOf(dim);
  int64_t bytes = element.getIntOrFloatBitWidth() / 8 * terms() * shape.extents[shape.vectorDim];
  return (passes >= kPackedPasses * tileRows && bytes >= kPackedBytes) ||
         (passes >= kCrowdedPasses * tileRows && (paysToPackRows() || areColumnsCrowded()));
}

/// Whether a tile's columns do not stay in the first cache for the next tile of rows: lines a power of two apart
/// share few of its sets.
bool ContractPanels::areColumnsCrowded() const {
  int64_t bytes = shape.rhs.coefficients.back() * element.getIntOrFloatBitWidth() / 8;
  int64_t sets = bytes % kLineBytes ? kSets : kSets / std::gcd(kSets, bytes / kLineBytes);
  return terms() > sets * kWays;
}

bool ContractPanels::paysToPackRows() const {
  if (!shape.windows.empty() || !isCompact(shape.lhs))
    return false;
  int64_t row = shape.lhs.coefficients[*shape.rowDim], term = shape.lhs.coefficients.back();
  int64_t bytes = element.getIntOrFloatBitWidth() / 8;
  return (term == 1 && row * bytes % kBadStride == 0) || (row == 1 && term * bytes >= kFarTerms);
}

/// The terms of a block, a divisor of all; 0 if it takes no blocks, or there are none that fit.
int64_t ContractPanels::chooseBlock() const {
  bool isPlain = shape.dims == shape.results + 1 && shape.windows.empty() && !shape.range;
  for (unsigned dim = 0; dim < shape.results; ++dim)
    isPlain &= shape.isTiled(dim) || shape.extents[dim] == 1 || shape.rhs.coefficients[dim] != 0;
  int64_t widthBytes = tileColumns * lanes * element.getIntOrFloatBitWidth() / 8;
  int64_t longest = kFirstCacheBytes / widthBytes;
  if (!isPlain || sizeOf(*shape.rowDim) * widthBytes > kSumsBytes || shape.extents.back() <= longest)
    return 0;
  for (int64_t length = longest; length >= kShortestBlock; --length)
    if (shape.extents.back() % length == 0)
      return length;
  return 0;
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

SmallVector<Value> ContractPanels::copyLanes(const TileOperand &from, Value base, ArrayRef<int64_t> widths,
                                             Value to, Value first, bool wantsSums) {
  SmallVector<Value> sums;
  if (wantsSums)
    for (int64_t width : widths)
      sums.push_back(arith::ConstantOp::create(builder, loc, builder.getZeroAttr(atWidth(element, width))));
  Value last = arith::ConstantIndexOp::create(builder, loc, terms());
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto loop = scf::ForOp::create(builder, loc, zero, last, one, sums);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value term = loop.getInductionVar();
  Value source = addScaled(builder, loc, base, term, from.address.coefficients.back());
  Value target = addScaled(builder, loc, first, term, sum(widths));
  int64_t offset = 0;
  for (auto [index, width] : llvm::enumerate(widths)) {
    Value value = loadLanes(builder, loc, from.memory, plus(builder, loc, source, offset), width);
    value = widened(builder, loc, value, element);
    storeLanes(builder, loc, value, to, plus(builder, loc, target, offset));
    if (wantsSums)
      sums[index] = arith::AddFOp::create(builder, loc, loop.getRegionIterArg(index), value);
    offset += width;
  }
  if (wantsSums)
    scf::YieldOp::create(builder, loc, sums);
  return SmallVector<Value>(loop.getResults());
}

/// The address at `indices`, and at the first term of the block.
Value ContractPanels::addressOfBlock(const dlk::LinearIndex &address, ArrayRef<TileIndex> indices) {
  Value base = addressAt(builder, loc, address, indices);
  return block ? addScaled(builder, loc, base, blockStart, address.coefficients.back()) : base;
}

/// Where a tile's columns begin in their panel.
Value ContractPanels::placeOfColumns(const Tile &tile, Value first) {
  if (together == 1)
    return zero;
  Value column = arith::SubIOp::create(builder, loc, tile.column.value, first);
  return addScaled(builder, loc, zero, column, depth());
}

SmallVector<Value> ContractPanels::packColumns(const Tile &tile, ArrayRef<TileIndex> indices, Value first,
                                               bool wantsSums) {
  SmallVector<TileIndex> at(indices);
  at[shape.columnDim] = tile.column;
  Value base = addressOfBlock(shape.rhs, at), place = placeOfColumns(tile, first);
  if (!inPairs)
    return copyLanes(rhs, base, widthsOf(tile), columns, place, wantsSums);
  emitPairs(builder, loc, shape, rhs, base, widthsOf(tile), /*stride=*/1, columns, place);
  return {};
}

void ContractPanels::packRows(Value first, int64_t count, ArrayRef<TileIndex> indices) {
  rowStart = first;
  rowsHeld = count;
  SmallVector<TileIndex> at(indices);
  at[*shape.rowDim] = {first, std::nullopt};
  Value base = addressOfBlock(shape.lhs, at);
  int64_t row = shape.lhs.coefficients[*shape.rowDim];
  if (inPairs)
    return emitPairs(builder, loc, shape, lhs, base, cover(count, lanes), row, rows, zero);
  if (!rowStride) {
    copyLanes(lhs, base, cover(count, lanes), rows, zero);
    return;
  }
  int64_t full = terms() / lanes * lanes;
  auto copy = [&](Value term, int64_t width) {
    for (int64_t i = 0; i < count; ++i) {
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

TileOperand ContractPanels::left() {
  if (!rows)
    return {lhs.memory, reductions().lhs,
            block ? addScaled(builder, loc, zero, blockStart, shape.lhs.coefficients.back()) : Value()};
  int64_t perElement = inPairs ? 2 : 1, row = rowStride ? rowStride : perElement;
  dlk::LinearIndex address = termsApart(reductions(), rowStride ? 1 : perElement * rowsHeld);
  address.coefficients[*shape.rowDim] = row;
  return {rows, address, addScaled(builder, loc, zero, rowStart, -row)};
}
