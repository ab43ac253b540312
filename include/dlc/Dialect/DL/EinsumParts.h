//===- EinsumParts.h - Sums of products by subscripts -----------*- C++ -*-===//
#ifndef DLC_DIALECT_DL_EINSUMPARTS_H
#define DLC_DIALECT_DL_EINSUMPARTS_H

#include "dlc/Dialect/DL/DL.h"

#include "llvm/ADT/DenseMap.h"
#include <functional>

namespace dlc::dl {

/// A tensor whose dimensions have letters.
struct EinsumOperand {
  mlir::Value value;
  std::string letters;

  llvm::ArrayRef<int64_t> shape() const {
    return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
  }
};

/// What front ends make of einsum: slices (a letter twice in one operand is its diagonal), sums, transposes and
/// matrix products. They have checked the subscripts.
class EinsumParts {
public:
  /// `sizes` of all letters; `output` has each letter at most once. `masked` gives an operand that is zero where
  /// a sum over its dimension of that number must not count it.
  EinsumParts(mlir::OpBuilder &builder, mlir::Location loc, llvm::DenseMap<char, int64_t> sizes, llvm::StringRef output,
              std::function<mlir::Value(const EinsumOperand &, int64_t)> masked)
      : builder(builder), loc(loc), sizes(std::move(sizes)), output(output), masked(std::move(masked)) {}

  /// The sum of the products, of operands of one floating-point type, with the dimensions of the output.
  mlir::Value compute(llvm::SmallVector<EinsumOperand> operands);

private:
  void takeDiagonals(EinsumOperand &operand);
  void sumAway(EinsumOperand &operand, llvm::function_ref<bool(char)> isGone);
  void transposeTo(EinsumOperand &operand, llvm::StringRef letters);
  EinsumOperand multiplyElements(EinsumOperand a, EinsumOperand b, llvm::StringRef letters);
  /// Sums over the letters that both have and `kept` has not.
  EinsumOperand multiply(EinsumOperand a, EinsumOperand b, llvm::StringRef kept, bool isLast);
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  llvm::SmallVector<int64_t> sizesOf(llvm::StringRef letters) const;
  int64_t product(llvm::StringRef letters) const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  llvm::DenseMap<char, int64_t> sizes;
  std::string output;
  std::function<mlir::Value(const EinsumOperand &, int64_t)> masked;
};

} // namespace dlc::dl
#endif
