//===- ExpandMath.cpp - Mathematical functions as polynomials ------------------===//
// Left to LLVM, a function of a vector becomes a call of libm for each lane. f32 functions become
// MLIR's polynomials at the vector's width (exp 1 ulp, log 1, tanh and erf 5); f64 is for checking
// gradients, where accuracy comes before speed, and calls libm.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace dlc {
#define GEN_PASS_DEF_EXPANDMATH
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;

namespace {
/// log(1 + x) = log(u) x / (u - 1), u = 1 + x rounded; x where u is 1. The errors of both factors
/// cancel (Kahan's formula, as in Goldberg: What Every Computer Scientist Should Know About
/// Floating-Point Arithmetic, 1991, theorem 4).
struct ExpandLog1p : OpRewritePattern<math::Log1pOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::Log1pOp op, PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!getElementTypeOrSelf(type).isF32())
      return rewriter.notifyMatchFailure(op, "is left to libm");
    Location loc = op.getLoc();
    TypedAttr oneAttr = rewriter.getF32FloatAttr(1);
    if (auto vectorType = dyn_cast<VectorType>(type))
      oneAttr = DenseElementsAttr::get(vectorType, cast<Attribute>(oneAttr));
    Value x = op.getOperand(), one = arith::ConstantOp::create(rewriter, loc, oneAttr);
    Value u = arith::AddFOp::create(rewriter, loc, x, one);
    Value isOne = arith::CmpFOp::create(rewriter, loc, arith::CmpFPredicate::OEQ, u, one);
    // At infinity the quotient would be NaN.
    Value isSame = arith::CmpFOp::create(rewriter, loc, arith::CmpFPredicate::OEQ, u, x);
    Value log = math::LogOp::create(rewriter, loc, u);
    Value gap = arith::SubFOp::create(rewriter, loc, u, one);
    Value safe = arith::SelectOp::create(rewriter, loc, isOne, one, gap);
    Value ratio = arith::DivFOp::create(rewriter, loc, x, safe);
    Value corrected = arith::MulFOp::create(rewriter, loc, log, ratio);
    Value large = arith::SelectOp::create(rewriter, loc, isSame, log, corrected);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isOne, x, large);
    return success();
  }
};

struct ExpandMathPass : dlc::impl::ExpandMathBase<ExpandMathPass> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet polynomials(context);
    polynomials.add<ExpandLog1p>(context, /*benefit=*/2);
    populateMathPolynomialApproximationPatterns(polynomials);
    patterns = std::move(polynomials);
    return success();
  }

  void runOnOperation() override {
    // Only what there is of functions, and what becomes of them: kernels have much else.
    SmallVector<Operation *> functions;
    getOperation().walk([&](Operation *op) {
      if (isa<math::MathDialect>(op->getDialect()))
        functions.push_back(op);
    });
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
    if (failed(applyOpPatternsGreedily(functions, patterns, config)))
      signalPassFailure();
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
