//===- ExpandMath.cpp - Mathematical functions as polynomials ------------------===//
// Left to LLVM, a function of a vector becomes a call of libm for each lane. f32 functions become
// polynomials at the vector's width, of few registers where they are many (exp 1 ulp, erf 6), else MLIR's
// (log 1, tanh 5); f64 is for checking gradients, where accuracy comes before speed, and calls libm.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace dlc {
#define GEN_PASS_DEF_EXPANDMATH
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;

namespace {
/// `element`, or a vector of it where `like` is one.
Type typeLike(Type like, Type element) {
  auto vectorType = dyn_cast<VectorType>(like);
  return vectorType ? Type(vectorType.clone(element)) : element;
}

/// An i32 or f32, or a vector of it where `like` is one.
template <typename T>
Value numberLike(PatternRewriter &rewriter, Location loc, Type like, T value) {
  TypedAttr attribute;
  if constexpr (std::is_integral_v<T>)
    attribute = rewriter.getI32IntegerAttr(value);
  else
    attribute = rewriter.getF32FloatAttr(value);
  if (auto vectorType = dyn_cast<VectorType>(like))
    attribute = DenseElementsAttr::get(vectorType.clone(attribute.getType()),
                                       cast<Attribute>(attribute));
  return arith::ConstantOp::create(rewriter, loc, attribute);
}

/// Builds arithmetic on numbers of one type, f32 or vectors of it.
struct Numbers : ImplicitLocOpBuilder {
  Numbers(Location loc, PatternRewriter &rewriter, Type type)
      : ImplicitLocOpBuilder(loc, rewriter), rewriter(rewriter), type(type) {}

  template <typename T> Value number(T value) { return numberLike(rewriter, getLoc(), type, value); }
  Value fma(Value x, Value y, Value z) {
    return isa<VectorType>(type) ? vector::FMAOp::create(*this, x, y, z).getResult()
                                 : math::FmaOp::create(*this, x, y, z).getResult();
  }
  /// `instead` where x is beyond `limit`; NaN stays NaN.
  Value bound(Value x, arith::CmpFPredicate beyond, float limit, float instead) {
    Value isBeyond = arith::CmpFOp::create(*this, beyond, x, number(limit));
    return arith::SelectOp::create(*this, isBeyond, number(instead), x);
  }
  Value clamp(Value x, float low, float high) {
    x = bound(x, arith::CmpFPredicate::OGT, high, high);
    return bound(x, arith::CmpFPredicate::OLT, low, low);
  }
  /// The coefficient of the highest power comes first.
  Value polynomial(Value x, ArrayRef<float> coefficients) {
    Value sum = number(coefficients.front());
    for (float coefficient : coefficients.drop_front())
      sum = fma(sum, x, number(coefficient));
    return sum;
  }

private:
  PatternRewriter &rewriter;
  Type type;
};

/// e^x = 2^n e^r, n the whole number nearest to x / ln 2 and r = x - n ln 2, with ln 2 in two parts (Cody
/// and Waite: Software Manual for the Elementary Functions, 1980). e^r = 1 + r + r^2 p(r), p fitted to the
/// least relative error for |r| <= ln(2) / 2. Within 1 ulp; beyond the range zero or infinity, and NaN
/// stays one, without a comparison whose result waits in a register.
struct ExpandExp : OpRewritePattern<math::ExpOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::ExpOp op, PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!getElementTypeOrSelf(type).isF32())
      return rewriter.notifyMatchFailure(op, "is left to libm");
    Numbers b(op.getLoc(), rewriter, type);
    Type i32 = typeLike(type, b.getI32Type());
    auto number = [&](float value) { return b.number(value); };
    auto whole = [&](int32_t value) { return b.number(value); };
    auto fma = [&](Value x, Value y, Value z) { return b.fma(x, y, z); };
    // Below the range both factors of 2^n become zero: an underflow, as for hidden scores, takes some processors
    // as long as a hundred multiplications.
    Value x = b.bound(op.getOperand(), arith::CmpFPredicate::OGT, 88.8f, 88.8f);
    x = b.bound(x, arith::CmpFPredicate::OLT, -104.0f, -254 * 0.693147181f);
    // Added to so large a number, the lowest bit of a sum is worth one.
    Value large = number(12582912.0f);
    Value shifted = fma(x, number(1.44269504f), large);
    Value n = arith::SubFOp::create(b, shifted, large);
    Value r = fma(n, number(-0.693359375f), x);
    r = fma(n, number(2.12194442e-4f), r);
    Value p = b.polynomial(r, {1.97892616e-4f, 1.39457523e-3f, 8.33350420e-3f, 4.16662805e-2f,
                               1.66666657e-1f, 0.5f});
    p = fma(p, arith::MulFOp::create(b, r, r), r);
    p = arith::AddFOp::create(b, p, number(1.0f));
    // 2^n in two factors: n may be larger than an exponent.
    Value exponent = arith::SubIOp::create(b, arith::BitcastOp::create(b, i32, shifted),
                                           arith::BitcastOp::create(b, i32, large));
    Value half = arith::ShRSIOp::create(b, exponent, whole(1));
    Value rest = arith::SubIOp::create(b, exponent, half);
    for (Value part : {half, rest}) {
      // The bits of 1.0, a constant that is there anyway.
      Value bits = arith::AddIOp::create(b, arith::ShLIOp::create(b, part, whole(23)), whole(0x3f800000));
      p = arith::MulFOp::create(b, p, arith::BitcastOp::create(b, type, bits));
    }
    rewriter.replaceOp(op, p);
    return success();
  }
};

/// x p(x^2) / q(x^2), fitted to the least relative error for |x| <= 3.92, beyond which the nearest f32 is 1.
/// Within 6 ulp.
struct ExpandErf : OpRewritePattern<math::ErfOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::ErfOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "is left to libm");
    Numbers b(op.getLoc(), rewriter, op.getType());
    Value x = b.clamp(op.getOperand(), -3.92f, 3.92f);
    Value square = arith::MulFOp::create(b, x, x);
    Value p = b.polynomial(square, {1.99217673e-8f, -1.95760776e-6f, 1.41831420e-4f, 3.70111782e-3f,
                                    5.05719818e-2f, 1.99915215e-1f, 1.12837911f});
    Value q = b.polynomial(square, {9.55895579e-4f, 1.43523049e-2f, 1.14994451e-1f, 5.10501921e-1f,
                                    1.0f});
    Value ratio = arith::DivFOp::create(b, arith::MulFOp::create(b, x, p), q);
    rewriter.replaceOp(op, b.clamp(ratio, -1.0f, 1.0f));
    return success();
  }
};

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

bool roundsToBF16(Operation *op) {
  return isa<arith::TruncFOp>(op) && getElementTypeOrSelf(op->getResult(0).getType()).isBF16() &&
         getElementTypeOrSelf(op->getOperand(0).getType()).isF32();
}

bool widensBF16(Operation *op) {
  return isa<arith::ExtFOp>(op) && getElementTypeOrSelf(op->getOperand(0).getType()).isBF16() &&
         getElementTypeOrSelf(op->getResult(0).getType()).isF32();
}

/// A bf16 is the upper half of an f32. LLVM must not see more in it: it would choose the larger of two
/// bf16, say, before it widens them, which no CPU has an instruction for.
struct ExpandWidenBF16 : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    if (!widensBF16(op))
      return rewriter.notifyMatchFailure(op, "widens another type");
    Location loc = op.getLoc();
    Type type = op.getType();
    Value bits = arith::BitcastOp::create(rewriter, loc, typeLike(type, rewriter.getI16Type()), op.getIn());
    bits = arith::ExtUIOp::create(rewriter, loc, typeLike(type, rewriter.getI32Type()), bits);
    bits = arith::ShLIOp::create(rewriter, loc, bits, numberLike(rewriter, loc, type, 16));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, type, bits);
    return success();
  }
};

/// Rounds to the nearest, ties to even; a NaN stays one. Without an instruction for it, LLVM calls a
/// function for each lane.
struct ExpandRoundToBF16 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &rewriter) const override {
    if (!roundsToBF16(op))
      return rewriter.notifyMatchFailure(op, "rounds to another type");
    Location loc = op.getLoc();
    Value x = op.getIn();
    Type i32 = typeLike(x.getType(), rewriter.getI32Type());
    auto number = [&](int32_t value) { return numberLike(rewriter, loc, i32, value); };
    Value bits = arith::BitcastOp::create(rewriter, loc, i32, x);
    Value last = arith::ShRUIOp::create(rewriter, loc, bits, number(16));
    last = arith::AndIOp::create(rewriter, loc, last, number(1));
    Value rounded = arith::AddIOp::create(rewriter, loc, bits, number(0x7fff));
    rounded = arith::AddIOp::create(rewriter, loc, rounded, last);
    Value quiet = arith::OrIOp::create(rewriter, loc, bits, number(0x400000));
    Value isNaN = arith::CmpFOp::create(rewriter, loc, arith::CmpFPredicate::UNO, x, x);
    Value chosen = arith::SelectOp::create(rewriter, loc, isNaN, quiet, rounded);
    chosen = arith::ShRUIOp::create(rewriter, loc, chosen, number(16));
    Value half =
        arith::TruncIOp::create(rewriter, loc, typeLike(i32, rewriter.getI16Type()), chosen);
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), half);
    return success();
  }
};

bool isIntegerToBF16(Operation *op) {
  return isa<arith::SIToFPOp, arith::UIToFPOp>(op) &&
         getElementTypeOrSelf(op->getResult(0).getType()).isBF16();
}

/// An integer becomes an f32 first, as the text has it: canonicalisation merges the two casts.
template <typename Op> struct ExpandIntegerToBF16 : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!isIntegerToBF16(op))
      return rewriter.notifyMatchFailure(op, "gives another type");
    Type f32 = typeLike(op.getType(), rewriter.getF32Type());
    Value wide = Op::create(rewriter, op.getLoc(), f32, op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), wide);
    return success();
  }
};

struct ExpandMathPass : dlc::impl::ExpandMathBase<ExpandMathPass> {
  using ExpandMathBase::ExpandMathBase;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet polynomials(context);
    polynomials.add<ExpandErf, ExpandExp, ExpandLog1p>(context, /*benefit=*/2);
    populateMathPolynomialApproximationPatterns(polynomials);
    polynomials.add<ExpandWidenBF16>(context);
    if (!roundsBF16)
      polynomials.add<ExpandRoundToBF16, ExpandIntegerToBF16<arith::SIToFPOp>,
                      ExpandIntegerToBF16<arith::UIToFPOp>>(context);
    patterns = std::move(polynomials);
    return success();
  }

  void runOnOperation() override {
    // Only what there is of functions, and what becomes of them: kernels have much else.
    SmallVector<Operation *> functions;
    getOperation().walk([&](Operation *op) {
      if (isa<math::MathDialect>(op->getDialect()) || roundsToBF16(op) ||
          isIntegerToBF16(op) || widensBF16(op))
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
