//===- Lora.h - Low-rank changes of frozen weights --------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_LORA_H
#define DLC_AUTODIFF_LORA_H

#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {

/// A weight W that stays as it is, and what is trained in its place (Hu et al.: LoRA: Low-Rank Adaptation of
/// Large Language Models, ICLR 2022, 4.1): W + scale left right, as matrices of W's first dimension and of all
/// others. Of the two factors, `a` is on the side of the layer's input and is drawn at random, `b` on that of its
/// output and is 0 at the start.
struct LoraWeight {
  dl::VariableOp variable;
  bool isOutputFirst; ///< [outputs, inputs…], as in convolutions: left is b; else [inputs, outputs], and left is a
  int64_t rank;
  double scale; ///< alpha / rank

  std::string aName() { return variable.getSymName().str() + ".lora_a"; }
  std::string bName() { return variable.getSymName().str() + ".lora_b"; }
  std::string leftName() { return isOutputFirst ? bName() : aName(); }
  std::string rightName() { return isOutputFirst ? aName() : bName(); }
  mlir::RankedTensorType leftType();  ///< [d0, rank]
  mlir::RankedTensorType rightType(); ///< [rank, d1…]
};

/// The weights that the `lora` of a module's `dl.train` names: those of its targets that have two dimensions or
/// more. Reports targets that match none, and a rank that is no less than the matrix's own.
mlir::FailureOr<llvm::SmallVector<LoraWeight>> findLoraWeights(mlir::ModuleOp module);

/// Declares the factors, makes the weights fixed and adds what the factors contribute to each layer that uses one.
mlir::LogicalResult addLora(mlir::ModuleOp module);

/// `weight` + scale left right in the bytes of row-major numbers of the weight's type.
std::vector<char> mergeLora(LoraWeight &lora, llvm::ArrayRef<char> weight, llvm::ArrayRef<char> left,
                            llvm::ArrayRef<char> right);

} // namespace dlc
#endif
