//===- ContractShape.cpp - The roles of a contraction's dimensions -----------===//
#include "dlc/Dialect/DLK/ContractShape.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace dlc::dlk;

LinearIndex dlc::dlk::linearIndex(AffineExpr expr, unsigned dims) {
  LinearIndex result;
  result.coefficients.assign(dims, 0);
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    result.constant = constant.getValue();
  } else if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    result.coefficients[dim.getPosition()] = 1;
  } else {
    auto binary = cast<AffineBinaryOpExpr>(expr);
    LinearIndex left = linearIndex(binary.getLHS(), dims), right = linearIndex(binary.getRHS(), dims);
    if (expr.getKind() == AffineExprKind::Add) {
      for (unsigned d = 0; d < dims; ++d)
        result.coefficients[d] = left.coefficients[d] + right.coefficients[d];
      result.constant = left.constant + right.constant;
    } else {
      assert(expr.getKind() == AffineExprKind::Mul && "indices are linear");
      // Canonical products have their constant on the right.
      for (unsigned d = 0; d < dims; ++d)
        result.coefficients[d] = left.coefficients[d] * right.constant;
      result.constant = left.constant * right.constant;
    }
  }
  return result;
}

bool Window::holds(ArrayRef<int64_t> low, ArrayRef<int64_t> high) const {
  int64_t least = index.constant, most = least;
  for (auto [coefficient, from, to] : llvm::zip_equal(index.coefficients, low, high)) {
    least += coefficient * (coefficient < 0 ? to : from);
    most += coefficient * (coefficient < 0 ? from : to);
  }
  return least >= 0 && most < size;
}

// Rows enough for one tile, and for tiles in each of some slices.
static constexpr int64_t kTileOfRows = 6, kManyRows = 32;

ContractShape::ContractShape(ContractOp op)
    : results(op.getSizes().size()), dims(results + op.getReductions().size()),
      extents(op.getSizes()), vectorDim(results - 1) {
  llvm::append_range(extents, op.getReductions());
  SmallVector<int64_t> first(dims, 0), last;
  for (int64_t extent : extents)
    last.push_back(extent - 1);
  auto address = [&](Value operand, AffineMap map) {
    ArrayRef<int64_t> shape = cast<MemRefType>(operand.getType()).getShape();
    LinearIndex total;
    total.coefficients.assign(dims, 0);
    int64_t stride = 1;
    for (unsigned i = shape.size(); i-- > 0; stride *= shape[i]) {
      LinearIndex index = linearIndex(map.getResult(i), dims);
      total.constant += index.constant * stride;
      for (unsigned d = 0; d < dims; ++d)
        total.coefficients[d] += index.coefficients[d] * stride;
      Window window{index, shape[i]};
      if (!window.holds(first, last))
        windows.push_back(window);
    }
    return total;
  };
  lhs = address(op.getLhs(), op.getLhsMap());
  rhs = address(op.getRhs(), op.getRhsMap());

  if (std::optional<AffineMap> map = op.getRange())
    range = {linearIndex(map->getResult(0), dims), linearIndex(map->getResult(1), dims)};

  // The innermost of each kind: its neighbours are close in memory. Rows that no window cuts before
  // others, as their loop needs no edges; but only if they are so many that each of several slices
  // has some tiles of them.
  columnDim = vectorDim;
  bool isRowCut = false;
  for (unsigned d = 0; d < vectorDim; ++d) {
    bool left = lhs.coefficients[d] != 0, right = rhs.coefficients[d] != 0;
    if (extents[d] == 1 || left == right)
      continue;
    if (right) {
      columnDim = d;
      continue;
    }
    bool isCut = llvm::any_of(
        windows, [&](const Window &window) { return window.index.coefficients[d] != 0; });
    bool replacesFew = isCut && rowDim && !isRowCut && extents[*rowDim] < kManyRows &&
                       extents[d] >= kTileOfRows;
    if (!rowDim || !isCut || isRowCut || replacesFew) {
      rowDim = d;
      isRowCut = isCut;
    }
  }
}

unsigned ContractShape::boundReduction(const Window &window) const {
  for (unsigned d = dims; d-- > results;)
    if (window.index.coefficients[d] != 0)
      return d;
  llvm_unreachable("a window without a reduction");
}

bool ContractShape::dependsOnTile(const Window &window) const {
  return dependsOnRows(window) || window.index.coefficients[columnDim] != 0;
}

bool ContractShape::dependsOnRows(const Window &window) const {
  return rowDim && window.index.coefficients[*rowDim] != 0;
}
