//===- MergeBatchDims.cpp - Matrix products in the form that kernels have -----===//
#include "dlc/Dialect/DL/Triangle.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace dlc {
#define GEN_PASS_DEF_MERGEBATCHDIMS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

/// Several batch dimensions are one to a kernel: its loop is the same.
static Value mergeBatch(OpBuilder &builder, Location loc, Value value) {
  auto type = tensor(value);
  int64_t batch = 1;
  for (int64_t size : type.getShape().drop_back(2))
    batch *= size;
  SmallVector<int64_t> shape{batch};
  llvm::append_range(shape, type.getShape().take_back(2));
  return ReshapeOp::create(builder, loc, type.clone(shape), value);
}

/// Kernels read the right-hand side along its rows, so a transposed one is turned first: that costs one
/// pass over it, the product as many as the left-hand side has rows.
static Value transposed(OpBuilder &builder, Location loc, Value value) {
  SmallVector<int64_t> permutation;
  for (int64_t i = 0; i < tensor(value).getRank(); ++i)
    permutation.push_back(i);
  std::swap(permutation[permutation.size() - 1], permutation[permutation.size() - 2]);
  return TransposeOp::create(builder, loc, value, permutation);
}

/// Whether `op` is one row times a transposed matrix: each element of that is needed once, and a turned copy would be
/// one pass more than there is to do. Sums of one term are no reductions any more when this pass runs.
static bool isRowTimesTransposed(MatmulOp op) {
  auto lhs = tensor(op.getLhs());
  Type element = lhs.getElementType();
  return op.getTransposeRhs() && !op.getTransposeLhs() && lhs.getRank() == 2 && lhs.getDimSize(0) == 1 && lhs.getDimSize(1) > 1 &&
         element == tensor(op.getRhs()).getElementType() && element == tensor(op.getResult()).getElementType() &&
         (element.isF32() || element.isF64()); // narrower products would be rounded
}

/// Sums along the rows of the right-hand side.
static Value multiplyRow(OpBuilder &builder, MatmulOp op) {
  Location loc = op.getLoc();
  auto matrix = tensor(op.getRhs()), row = tensor(op.getLhs());
  Value factors = ReshapeOp::create(builder, loc, row.clone({row.getDimSize(1)}), op.getLhs());
  Value wide = BroadcastOp::create(builder, loc, matrix, factors, ArrayRef<int64_t>{1});
  Value products = MulOp::create(builder, loc, op.getRhs(), wide);
  Value sums = ReduceSumOp::create(builder, loc, products, ArrayRef<int64_t>{1});
  return ReshapeOp::create(builder, loc, op.getType(), sums);
}

namespace {
struct MergeBatchDimsPass : dlc::impl::MergeBatchDimsBase<MergeBatchDimsPass> {
  void runOnOperation() override {
    getOperation().walk([](MatmulOp op) {
      OpBuilder builder(op);
      Location loc = op.getLoc();
      if (isRowTimesTransposed(op)) {
        op.replaceAllUsesWith(multiplyRow(builder, op));
        op.erase();
        return;
      }
      Value lhs = op.getLhs(), rhs = op.getRhs();
      bool isBatched = tensor(lhs).getRank() > 3;
      if (!isBatched && !op.getTransposeRhs())
        return;
      if (isBatched) {
        lhs = mergeBatch(builder, loc, lhs);
        rhs = mergeBatch(builder, loc, rhs);
      }
      if (op.getTransposeRhs())
        rhs = transposed(builder, loc, rhs);
      auto matmul = MatmulOp::create(builder, loc, lhs, rhs, op.getTransposeLhs(), false);
      setTriangle(matmul, getTriangle(op));
      Value product = matmul;
      if (isBatched)
        product = ReshapeOp::create(builder, loc, op.getType(), product);
      op.replaceAllUsesWith(product);
      op.erase();
    });
  }
};
} // namespace
