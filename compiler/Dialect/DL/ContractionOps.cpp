//===- ContractionOps.cpp - Shapes of contractions ----------------------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto lhs = cast<RankedTensorType>(adaptor.getLhs().getType());
  auto rhs = cast<RankedTensorType>(adaptor.getRhs().getType());
  if (lhs.getRank() < 2 || lhs.getRank() != rhs.getRank() ||
      lhs.getElementType() != rhs.getElementType() ||
      lhs.getShape().drop_back(2) != rhs.getShape().drop_back(2))
    return emitOptionalError(loc, "'dl.matmul' op needs two operands of one element type, one rank "
                                  "of at least 2 and equal leading dimensions, got ",
                             lhs, " and ", rhs);
  int64_t rank = lhs.getRank();
  bool left = adaptor.getTransposeLhs(), right = adaptor.getTransposeRhs();
  int64_t inner = lhs.getDimSize(left ? rank - 2 : rank - 1);
  int64_t other = rhs.getDimSize(right ? rank - 1 : rank - 2);
  if (inner != other)
    return emitOptionalError(loc, "'dl.matmul' op sums over ", inner, " elements of ", lhs,
                             " but ", other, " of ", rhs);
  SmallVector<int64_t> shape(lhs.getShape());
  shape[rank - 2] = lhs.getDimSize(left ? rank - 1 : rank - 2);
  shape[rank - 1] = rhs.getDimSize(right ? rank - 2 : rank - 1);
  types.push_back(lhs.clone(shape));
  return success();
}

LogicalResult ContractOp::verify() {
  auto result = cast<RankedTensorType>(getType());
  size_t dims = result.getRank() + getReductions().size();
  for (auto [map, operand, name] : {std::make_tuple(getLhsMap(), getLhs(), "lhs"),
                                    std::make_tuple(getRhsMap(), getRhs(), "rhs")}) {
    auto type = cast<RankedTensorType>(operand.getType());
    if (type.getElementType() != result.getElementType())
      return emitOpError() << name << " is " << type << " but the result is " << result;
    if (map.getNumDims() != dims || map.getNumResults() != type.getRank())
      return emitOpError() << name << " map " << AffineMapAttr::get(map) << " does not take " << dims
                           << " indices to those of " << type;
  }
  int64_t count = getReductions().size(), blocked = getBlocked();
  if (blocked < 0 || blocked > count)
    return emitOpError("cannot block ") << blocked << " of " << count << " reductions";
  return success();
}

namespace {
/// A transpose of an operand's last two dimensions is free: the product reads it the other way.
struct AbsorbTranspose : OpRewritePattern<MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  static Value swapped(Value value) {
    auto op = value.getDefiningOp<TransposeOp>();
    if (!op)
      return {};
    int64_t rank = op.getPermutation().size();
    for (auto [index, dim] : llvm::enumerate(op.getPermutation())) {
      int64_t i = index;
      int64_t wanted = i < rank - 2 ? i : (i == rank - 2 ? rank - 1 : rank - 2);
      if (dim != wanted)
        return {};
    }
    return op.getOperand();
  }

  LogicalResult matchAndRewrite(MatmulOp op, PatternRewriter &rewriter) const override {
    Value lhs = swapped(op.getLhs()), rhs = swapped(op.getRhs());
    if (!lhs && !rhs)
      return rewriter.notifyMatchFailure(op, "no operand is a transpose of the last two dimensions");
    rewriter.replaceOpWithNewOp<MatmulOp>(op, op.getType(), lhs ? lhs : op.getLhs(),
                                          rhs ? rhs : op.getRhs(), op.getTransposeLhs() != !!lhs,
                                          op.getTransposeRhs() != !!rhs);
    return success();
  }
};
} // namespace

void MatmulOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<AbsorbTranspose>(context);
}
