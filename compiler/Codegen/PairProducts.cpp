//===- PairProducts.cpp - Products of pairs of bf16 ----------------------------===//
// AVX512-BF16 multiplies two bf16 a lane and adds both products to an f32: twice the arithmetic of f32,
// if the pairs are neighbours along the reduction. A row of lhs mostly is such a sequence. The columns
// of rhs are not: two of its rows at a time are interleaved in a panel before the tiles need them.
//===----------------------------------------------------------------------===//
#include "PairProducts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

#include <functional>

using namespace mlir;
using namespace dlc;

static bool isBF16(Value memory) {
  return cast<MemRefType>(memory.getType()).getElementType().isBF16();
}

bool dlc::canPair(dlk::ContractOp op, const dlk::ContractShape &shape, bool &isLhsPaired) {
  int64_t depth = shape.extents.back();
  if (!isBF16(op.getLhs()) || !isBF16(op.getRhs()) || op.getBlocked() > 0 || !shape.rowDim ||
      !shape.isVectorOfColumns() || shape.isLhsVector() || depth < 2)
    return false;
  isLhsPaired = depth % 2 == 0 && shape.lhs.coefficients.back() == 1;
  if (shape.windows.empty())
    return true;
  // What is copied must be there, so that a window may only cut rows that stay where they are.
  SmallVector<int64_t> low(shape.dims, 0), high;
  for (int64_t extent : shape.extents)
    high.push_back(extent - 1);
  auto type = cast<MemRefType>(op.getRhs().getType());
  for (auto [expr, size] : llvm::zip_equal(op.getRhsMap().getResults(), type.getShape()))
    if (!dlk::Window{dlk::linearIndex(expr, shape.dims), size}.holds(low, high))
      return false;
  return isLhsPaired && llvm::all_of(shape.windows, [](const dlk::Window &window) {
           return window.index.coefficients.back() == 0;
         });
}

dlk::ContractShape dlc::pairedShape(const dlk::ContractShape &shape) {
  dlk::ContractShape paired(shape);
  paired.extents.back() = llvm::divideCeil(paired.extents.back(), 2);
  paired.lhs.coefficients.back() *= 2;
  paired.rhs.coefficients.back() *= 2;
  paired.range.reset(); // counts single terms
  return paired;
}

//===- Copies -----------------------------------------------------------------------===//

/// a0 b0 a1 b1 …
static Value interleave(OpBuilder &builder, Location loc, Value a, Value b) {
  if (!isa<VectorType>(a.getType()))
    return vector::FromElementsOp::create(builder, loc, VectorType::get({2}, a.getType()),
                                          ValueRange{a, b});
  int64_t lanes = cast<VectorType>(a.getType()).getNumElements();
  SmallVector<int64_t> order;
  for (int64_t lane = 0; lane < lanes; ++lane)
    order.append({lane, lanes + lane});
  return vector::ShuffleOp::create(builder, loc, a, b, order);
}

void dlc::emitPairs(OpBuilder &builder, Location loc, const dlk::ContractShape &shape,
                    const TileOperand &from, Value base, ArrayRef<int64_t> widths, int64_t stride,
                    Value to, Value first) {
  int64_t width = 0;
  for (int64_t lanes : widths)
    width += lanes;
  auto zero = [&](Type type) {
    return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  };
  /// One step: elements at `source`, and `next` after them unless that is the odd one.
  auto copy = [&](Value source, std::optional<int64_t> next, Value target) {
    int64_t lane = 0;
    auto pair = [&](int64_t lanes) {
      auto load = [&](int64_t offset) {
        return loadLanes(builder, loc, from.memory, plus(builder, loc, source, offset), lanes);
      };
      Value one = load(lane * stride);
      Value other = next ? load(lane * stride + *next) : Value(zero(one.getType()));
      storeLanes(builder, loc, interleave(builder, loc, one, other), to,
                 plus(builder, loc, target, 2 * lane));
      lane += lanes;
    };
    for (int64_t lanes : widths)
      if (stride == 1)
        pair(lanes);
      else
        for (int64_t i = 0; i < lanes; ++i)
          pair(1);
  };
  std::function<void(unsigned, Value, Value)> walk = [&](unsigned dim, Value source, Value target) {
    int64_t extent = shape.extents[dim], factor = from.address.coefficients[dim];
    Value start = arith::ConstantIndexOp::create(builder, loc, 0);
    int64_t step = 2 * width;
    if (dim + 1 == shape.dims) {
      forLoop(builder, loc, start, extent / 2, 1, [&](Value index) {
        copy(addScaled(builder, loc, source, index, 2 * factor), factor,
             addScaled(builder, loc, target, index, step));
      });
      if (extent % 2)
        copy(plus(builder, loc, source, (extent - 1) * factor), std::nullopt,
             plus(builder, loc, target, extent / 2 * step));
      return;
    }
    step *= llvm::divideCeil(shape.extents.back(), 2);
    for (unsigned inner = dim + 1; inner + 1 < shape.dims; ++inner)
      step *= shape.extents[inner];
    forLoop(builder, loc, start, extent, 1, [&](Value index) {
      walk(dim + 1, addScaled(builder, loc, source, index, factor),
           addScaled(builder, loc, target, index, step));
    });
  };
  walk(shape.results, base, first);
}

//===- Products ---------------------------------------------------------------------===//

Value dlc::loadPair(OpBuilder &builder, Location loc, Value memory, Value index, int64_t width) {
  Type bf16 = builder.getBF16Type(), i32 = builder.getI32Type();
  Value pair = vector::LoadOp::create(builder, loc, VectorType::get({2}, bf16), memory, index);
  if (width == 1)
    return pair;
  Value whole = vector::BitCastOp::create(builder, loc, VectorType::get({1}, i32), pair);
  whole = vector::ExtractOp::create(builder, loc, whole, 0);
  whole = vector::BroadcastOp::create(builder, loc, VectorType::get({width}, i32), whole);
  return vector::BitCastOp::create(builder, loc, VectorType::get({2 * width}, bf16), whole);
}

Value dlc::multiplyPairs(OpBuilder &builder, Location loc, Value sum, Value lhs, Value rhs) {
  auto type = dyn_cast<VectorType>(sum.getType());
  if (type && type.getNumElements() >= 4)
    return dlk::DotPairsOp::create(builder, loc, sum, lhs, rhs);
  // Few lanes, at an edge.
  int64_t lanes = type ? type.getNumElements() : 1;
  auto half = [&](Value pairs, int64_t from) -> Value {
    Value elements;
    if (!type) {
      elements = vector::ExtractOp::create(builder, loc, pairs, from);
    } else {
      SmallVector<int64_t> order;
      for (int64_t lane = 0; lane < lanes; ++lane)
        order.push_back(2 * lane + from);
      elements = vector::ShuffleOp::create(builder, loc, pairs, pairs, order);
    }
    return arith::ExtFOp::create(builder, loc, sum.getType(), elements);
  };
  for (int64_t from : {0, 1})
    sum = multiplyAdd(builder, loc, half(lhs, from), half(rhs, from), sum);
  return sum;
}
