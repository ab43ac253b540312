//===- Cotangents.h - What the rules of differentiation are written with -*- C++ -*-===//
#ifndef DLC_AUTODIFF_COTANGENTS_H
#define DLC_AUTODIFF_COTANGENTS_H

#include "GraphBuilder.h"
#include "dlc/Interfaces/DifferentiableOpInterface.h"

#include "mlir/IR/Matchers.h"

namespace dlc {

/// Collects the cotangents of one op's operands. A rule calls `add` for each operand that has one;
/// what is not wanted is not built, because its formula is given as a function.
struct Cotangents : GraphBuilder {
  Cotangents(mlir::Location loc, mlir::OpBuilder &builder, const llvm::BitVector &wanted,
             llvm::MutableArrayRef<mlir::Value> values)
      : GraphBuilder(loc, builder), wanted(wanted), values(values) {}

  /// Sets the cotangent of operand `index` to what `formula` builds, if it is wanted.
  template <typename Formula> void set(unsigned index, Formula formula) {
    if (wanted[index])
      values[index] = formula();
  }

private:
  const llvm::BitVector &wanted;
  llvm::MutableArrayRef<mlir::Value> values;
};

/// Whether a cotangent is the constant 0 that stands for a result without influence. What it is
/// multiplied with need not be built: 0 * NaN would not fold.
inline bool isZero(mlir::Value cotangent) {
  auto constant = cotangent.getDefiningOp<dl::ConstantOp>();
  return constant && mlir::matchPattern(constant.getResult(), mlir::m_AnyZeroFloat());
}

/// Attaches the overload `backward(Op, Value g, Cotangents &)` to an op with one result, g being
/// the result's cotangent, or `backward(Op, ValueRange g, Cotangents &)` to one with several. The
/// overload is found in namespace dlc.
template <typename Op>
struct RuleModel : DifferentiableOpInterface::ExternalModel<RuleModel<Op>, Op> {
  Differentiability getDifferentiability(mlir::Operation *) const {
    return Differentiability::Differentiable;
  }
  void buildBackward(mlir::Operation *op, mlir::OpBuilder &builder, mlir::ValueRange cotangents,
                     const llvm::BitVector &wanted,
                     llvm::MutableArrayRef<mlir::Value> operandCotangents) const {
    Cotangents context(op->getLoc(), builder, wanted, operandCotangents);
    if constexpr (Op::template hasTrait<mlir::OpTrait::OneResult>())
      backward(mlir::cast<Op>(op), cotangents.front(), context);
    else
      backward(mlir::cast<Op>(op), cotangents, context);
  }
};

/// An op without a rule, by decision.
template <typename Op, Differentiability kind>
struct ConstantModel : DifferentiableOpInterface::ExternalModel<ConstantModel<Op, kind>, Op> {
  Differentiability getDifferentiability(mlir::Operation *) const { return kind; }
  void buildBackward(mlir::Operation *, mlir::OpBuilder &, mlir::ValueRange,
                     const llvm::BitVector &, llvm::MutableArrayRef<mlir::Value>) const {
    llvm_unreachable("the driver stops at ops without a rule");
  }
};

template <typename... Ops> void attachRules(mlir::MLIRContext *context) {
  (Ops::template attachInterface<RuleModel<Ops>>(*context), ...);
}
template <typename... Ops> void attachZero(mlir::MLIRContext *context) {
  (Ops::template attachInterface<ConstantModel<Ops, Differentiability::Zero>>(*context), ...);
}
template <typename... Ops> void attachNonDifferentiable(mlir::MLIRContext *context) {
  (Ops::template attachInterface<ConstantModel<Ops, Differentiability::NonDifferentiable>>(
       *context),
   ...);
}

// One for each file in Rules/.
void attachElementwiseRules(mlir::MLIRContext *context);
void attachShapeRules(mlir::MLIRContext *context);
void attachReductionRules(mlir::MLIRContext *context);
void attachContractionRules(mlir::MLIRContext *context);
void attachConvolutionRules(mlir::MLIRContext *context);
void attachPoolingRules(mlir::MLIRContext *context);
void attachAttentionRules(mlir::MLIRContext *context);
void attachNNRules(mlir::MLIRContext *context);
void attachNormRules(mlir::MLIRContext *context);
void attachRandomRules(mlir::MLIRContext *context);
void attachLossRules(mlir::MLIRContext *context);

} // namespace dlc
#endif
