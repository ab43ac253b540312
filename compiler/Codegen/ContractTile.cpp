//===- ContractTile.cpp - The micro-kernel of a contraction -------------------===//
// A tile of rows by a few vectors is accumulated in registers over all reductions; each term loads the
// vectors of the right-hand side once and one number (or vector) per row of the left-hand side.
//
// Where a window limits a reduction by indices of outer loops, the loop runs over what is left. Where
// the limit differs within the tile, the positions that only some rows or columns have are written
// out, and the loop runs over those that all have.
//===----------------------------------------------------------------------===//
#include "ContractTile.h"
#include "PairProducts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace dlc;

// An innermost reduction this short is written out, if its multiply-adds are not more than that.
static constexpr int64_t kUnrolledLength = 8, kUnrolledProducts = 256;

static Value constantIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value dlc::addScaled(OpBuilder &builder, Location loc, Value base, Value index, int64_t factor) {
  if (factor == 0)
    return base;
  if (factor != 1)
    index = arith::MulIOp::create(builder, loc, index, constantIndex(builder, loc, factor));
  return arith::AddIOp::create(builder, loc, base, index);
}

Value dlc::addressAt(OpBuilder &builder, Location loc, const dlk::LinearIndex &address,
                     ArrayRef<TileIndex> indices) {
  Value base = constantIndex(builder, loc, address.constant);
  for (auto [index, factor] : llvm::zip_equal(indices, address.coefficients))
    if (index.value)
      base = addScaled(builder, loc, base, index.value, factor);
  return base;
}

TileEmitter::Sums TileEmitter::emit(unsigned first, ArrayRef<Value> sums) {
  if (shape.rowDim)
    indices[*shape.rowDim] = tile.row;
  indices[shape.columnDim] = tile.column;
  if (!shape.isVectorOfColumns())
    indices[shape.vectorDim] = {tile.vectors.front().base, std::nullopt};
  Position at;
  // But for the reductions still to be walked.
  auto start = [&](const TileOperand &operand) -> Value {
    Value address = addressAt(builder, loc, operand.address, indices);
    return operand.base ? addScaled(builder, loc, address, operand.base, 1) : address;
  };
  at.lhs = start(lhs);
  at.rhs = start(rhs);
  at.known.resize(shape.dims);
  at.rows.resize(tile.rows, true);
  at.columns.resize(tile.columns(), true);
  return walk(shape.results + first, at, Sums(sums));
}

TileEmitter::Sums TileEmitter::walk(unsigned dim, const Position &at, Sums sums) {
  if (dim == shape.dims)
    return multiply(at, std::move(sums));
  int64_t extent = shape.extents[dim];
  SmallVector<const dlk::Window *> within, outside;
  for (const dlk::Window &window : shape.windows) {
    if (shape.boundReduction(window) != dim)
      continue;
    if (!shape.dependsOnTile(window))
      outside.push_back(&window);
    else if (shape.dependsOnRows(window) ? !tile.areRowsWhole : !tile.areColumnsWhole)
      within.push_back(&window);
  }
  if (shape.range && dim + 1 == shape.dims && extent > kUnrolledLength) {
    assert(within.empty() && outside.empty() && "a range beside windows");
    auto [from, to] = neededRange();
    return walkLoop(dim, from, to, at, std::move(sums));
  }
  if (within.empty()) {
    if (outside.empty())
      return walkKnown(dim, 0, extent, at, std::move(sums));
    auto [from, to] = limits(dim, outside);
    return walkLoop(dim, from, to, at, std::move(sums));
  }

  // Everything that these windows depend on is known: the first and last position that all share.
  llvm::append_range(within, outside);
  SmallVector<Position> places(extent, at);
  auto isWhole = [&](int64_t i) { return places[i].rows == at.rows && places[i].columns == at.columns; };
  for (int64_t i = 0; i < extent; ++i)
    restrict(places[i], dim, i, within);
  int64_t first = 0;
  while (first < extent && !isWhole(first))
    ++first;
  int64_t last = first;
  while (last < extent && isWhole(last))
    ++last;
  for (int64_t i = 0; i < extent; ++i) {
    if (i == first && last > first) {
      sums = walkKnown(dim, first, last, at, std::move(sums));
      i = last - 1;
    } else if (places[i].rows.any() && places[i].columns.any()) {
      sums = walkKnown(dim, i, i + 1, places[i], std::move(sums));
    }
  }
  return sums;
}

bool TileEmitter::isUnrolled(unsigned dim, int64_t length) const {
  return length == 1 || (dim + 1 == shape.dims && length <= kUnrolledLength &&
                         length * tile.rows * tile.columns() <= kUnrolledProducts);
}

TileEmitter::Sums TileEmitter::walkKnown(unsigned dim, int64_t from, int64_t to, const Position &at,
                                         Sums sums) {
  if (!isUnrolled(dim, to - from))
    return walkLoop(dim, constantIndex(builder, loc, from), constantIndex(builder, loc, to), at,
                    std::move(sums));
  for (int64_t i = from; i < to; ++i) {
    Position next = at;
    next.known[dim] = i;
    next.lhsOffset += lhs.address.coefficients[dim] * i;
    next.rhsOffset += rhs.address.coefficients[dim] * i;
    indices[dim] = {constantIndex(builder, loc, i), i};
    sums = walk(dim + 1, next, std::move(sums));
  }
  indices[dim] = {};
  return sums;
}

TileEmitter::Sums TileEmitter::walkLoop(unsigned dim, Value from, Value to, const Position &at,
                                        Sums sums) {
  auto loop = scf::ForOp::create(builder, loc, from, to, constantIndex(builder, loc, 1), sums);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Position next = at;
  Value index = loop.getInductionVar();
  next.lhs = addScaled(builder, loc, at.lhs, index, lhs.address.coefficients[dim]);
  next.rhs = addScaled(builder, loc, at.rhs, index, rhs.address.coefficients[dim]);
  indices[dim] = {index, std::nullopt};
  Sums inner = walk(dim + 1, next, Sums(loop.getRegionIterArgs()));
  indices[dim] = {};
  scf::YieldOp::create(builder, loc, inner);
  return Sums(loop.getResults());
}

Value TileEmitter::extreme(const dlk::LinearIndex &index, bool largest) {
  Value sum = addressAt(builder, loc, index, indices);
  int64_t width = 0;
  for (const Chunk &chunk : tile.vectors)
    width += chunk.width;
  auto addSpan = [&](unsigned dim, int64_t count) {
    if (int64_t factor = index.coefficients[dim]; (factor > 0) == largest)
      sum = plus(builder, loc, sum, factor * (count - 1));
  };
  if (shape.rowDim)
    addSpan(*shape.rowDim, tile.rows);
  if (shape.isVectorOfColumns()) {
    addSpan(shape.vectorDim, width);
  } else {
    addSpan(shape.columnDim, tile.columns());
    addSpan(shape.vectorDim, tile.vectors.front().width);
  }
  return sum;
}

std::pair<Value, Value> TileEmitter::neededRange() {
  Value from = extreme(shape.range->first, /*largest=*/false);
  Value to = extreme(shape.range->second, /*largest=*/true);
  from = arith::MaxSIOp::create(builder, loc, from, constantIndex(builder, loc, 0));
  to = arith::MinSIOp::create(builder, loc, to, constantIndex(builder, loc, shape.extents.back()));
  return {from, to};
}

std::pair<Value, Value> TileEmitter::limits(unsigned dim, ArrayRef<const dlk::Window *> windows) {
  Value from = constantIndex(builder, loc, 0), to = constantIndex(builder, loc, shape.extents[dim]);
  for (const dlk::Window *window : windows) {
    // 0 <= base + c i < size
    int64_t c = window->index.coefficients[dim];
    Value base = constantIndex(builder, loc, window->index.constant);
    for (unsigned d = 0; d < dim; ++d)
      if (int64_t factor = window->index.coefficients[d])
        base = addScaled(builder, loc, base, indices[d].value, factor);
    auto divided = [&](Value numerator, int64_t add, bool negate) -> Value {
      // ceil((numerator + add) / |c|), or of minus the numerator
      Value sum = constantIndex(builder, loc, add);
      sum = negate ? arith::SubIOp::create(builder, loc, sum, numerator).getResult()
                   : arith::AddIOp::create(builder, loc, sum, numerator).getResult();
      if (std::abs(c) == 1)
        return sum;
      // Below zero, zero will do: the range then is empty, or begins at the first element.
      sum = arith::MaxSIOp::create(builder, loc, sum, constantIndex(builder, loc, 0));
      sum = plus(builder, loc, sum, std::abs(c) - 1);
      return arith::DivUIOp::create(builder, loc, sum, constantIndex(builder, loc, std::abs(c)));
    };
    // c > 0: i >= ceil(-base / c), i < ceil((size - base) / c);
    // c < 0: i >= ceil((base - size + 1) / |c|), i < ceil((base + 1) / |c|).
    Value low = c > 0 ? divided(base, 0, true) : divided(base, 1 - window->size, false);
    Value high = c > 0 ? divided(base, window->size, true) : divided(base, 1, false);
    from = arith::MaxSIOp::create(builder, loc, from, low);
    to = arith::MinSIOp::create(builder, loc, to, high);
  }
  return {from, to};
}

void TileEmitter::restrict(Position &at, unsigned dim, int64_t value,
                           ArrayRef<const dlk::Window *> windows) const {
  for (const dlk::Window *window : windows) {
    const SmallVector<int64_t> &factors = window->index.coefficients;
    int64_t index = window->index.constant + factors[dim] * value;
    for (unsigned d = 0; d < shape.dims; ++d)
      if (d != dim && factors[d] != 0) {
        std::optional<int64_t> known = shape.isReduction(d) ? at.known[d] : indices[d].known;
        assert(known && "a window that cuts a tile depends on an index that is not constant");
        index += factors[d] * *known;
      }
    auto drop = [&](llvm::BitVector &set, int64_t factor) {
      for (unsigned i = 0; i < set.size(); ++i) {
        int64_t here = index + factor * static_cast<int64_t>(i);
        if (here < 0 || here >= window->size)
          set.reset(i);
      }
    };
    bool alongRows = shape.dependsOnRows(*window);
    drop(alongRows ? at.rows : at.columns,
         alongRows ? factors[*shape.rowDim] : factors[shape.columnDim]);
  }
}

Value dlc::multiplyAdd(OpBuilder &builder, Location loc, Value left, Value right, Value sum) {
  auto type = dyn_cast<VectorType>(right.getType());
  if (!type)
    return math::FmaOp::create(builder, loc, left, right, sum);
  if (!isa<VectorType>(left.getType()))
    left = vector::BroadcastOp::create(builder, loc, type, left);
  return vector::FMAOp::create(builder, loc, left, right, sum);
}

Value TileEmitter::load(const TileOperand &operand, Value base, int64_t offset, int64_t width) {
  Value value = loadLanes(builder, loc, operand.memory, plus(builder, loc, base, offset), width);
  return widened(builder, loc, value, element);
}

TileEmitter::Sums TileEmitter::multiply(const Position &at, Sums sums) {
  if (inPairs)
    return multiplyPaired(at, std::move(sums));
  int64_t columns = tile.columns();
  SmallVector<Value> right(columns);
  int64_t offset = 0;
  for (int64_t j = 0; j < columns; ++j) {
    if (at.columns[j])
      right[j] = load(rhs, at.rhs, at.rhsOffset + offset, tile.vectors[j].width);
    offset += shape.isVectorOfColumns() ? tile.vectors[j].width
                                        : rhs.address.coefficients[shape.columnDim];
  }
  for (unsigned i : at.rows.set_bits()) {
    if (tile.hasColumnSums && i + 1 == tile.rows) {
      for (int64_t j = 0; j < columns; ++j)
        sums[i * columns + j] =
            arith::AddFOp::create(builder, loc, sums[i * columns + j], right[j]);
      continue;
    }
    int64_t step = shape.rowDim ? lhs.address.coefficients[*shape.rowDim] : 0;
    Value left;
    int64_t offset = at.lhsOffset + i * step;
    for (unsigned j : at.columns.set_bits()) {
      int64_t width = shape.isLhsVector() ? tile.vectors[j].width : 1;
      if (!left)
        left = load(lhs, at.lhs, offset, width);
      Value &sum = sums[i * columns + j];
      sum = multiplyAdd(builder, loc, left, right[j], sum);
      if (shape.isLhsVector() && shape.isVectorOfColumns()) {
        offset += width; // the next column has its own vector of the left-hand side
        left = {};
      }
    }
  }
  return sums;
}

TileEmitter::Sums TileEmitter::multiplyPaired(const Position &at, Sums sums) {
  int64_t columns = tile.columns(), offset = at.rhsOffset;
  SmallVector<Value> right(columns);
  for (auto [j, vector] : llvm::enumerate(tile.vectors)) {
    right[j] = loadLanes(builder, loc, rhs.memory, plus(builder, loc, at.rhs, offset), 2 * vector.width);
    offset += 2 * vector.width;
  }
  int64_t step = lhs.address.coefficients[*shape.rowDim];
  for (unsigned i : at.rows.set_bits()) {
    Value index = plus(builder, loc, at.lhs, at.lhsOffset + i * step);
    for (unsigned j : at.columns.set_bits()) {
      Value left = loadPair(builder, loc, lhs.memory, index, tile.vectors[j].width);
      Value &sum = sums[i * columns + j];
      sum = multiplyPairs(builder, loc, sum, left, right[j]);
    }
  }
  return sums;
}
