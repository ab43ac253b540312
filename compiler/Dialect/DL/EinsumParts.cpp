//===- EinsumParts.cpp - Sums of products by subscripts -----------------------===//
#include "dlc/Dialect/DL/EinsumParts.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dl;

static bool has(llvm::StringRef letters, char letter) { return letters.contains(letter); }

mlir::Value EinsumParts::reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape) {
  auto type = llvm::cast<mlir::RankedTensorType>(value.getType()).clone(shape);
  return type == value.getType() ? value : ReshapeOp::create(builder, loc, type, value);
}

llvm::SmallVector<int64_t> EinsumParts::sizesOf(llvm::StringRef letters) const {
  return llvm::map_to_vector(letters, [&](char letter) { return sizes.lookup(letter); });
}

int64_t EinsumParts::product(llvm::StringRef letters) const {
  int64_t result = 1;
  for (char letter : letters)
    result *= sizes.lookup(letter);
  return result;
}

void EinsumParts::transposeTo(EinsumOperand &operand, llvm::StringRef letters) {
  if (operand.letters == letters)
    return;
  auto permutation = llvm::map_to_vector(letters, [&](char letter) {
    return static_cast<int64_t>(operand.letters.find(letter));
  });
  operand = {TransposeOp::create(builder, loc, operand.value, permutation), letters.str()};
}

/// Of [rest…, n, n], each n + 1st element of the last two dimensions in one.
void EinsumParts::takeDiagonals(EinsumOperand &operand) {
  for (size_t i = 0; i < operand.letters.size(); ++i) {
    char letter = operand.letters[i];
    size_t other = operand.letters.find(letter, i + 1);
    if (other == std::string::npos)
      continue;
    llvm::SmallVector<int64_t> permutation, shape;
    std::string rest;
    for (size_t k = 0; k < operand.letters.size(); ++k)
      if (k != i && k != other) {
        permutation.push_back(k);
        shape.push_back(operand.shape()[k]);
        rest += operand.letters[k];
      }
    permutation.append({static_cast<int64_t>(i), static_cast<int64_t>(other)});
    int64_t n = sizes.lookup(letter);
    shape.push_back(n * n);
    mlir::Value flat = reshape(
        TransposeOp::create(builder, loc, operand.value, permutation), shape);
    llvm::SmallVector<int64_t> starts(shape.size(), 0), strides(shape.size(), 1);
    strides.back() = n + 1;
    operand = {SliceOp::create(builder, loc, flat, starts, shape, strides), rest + letter};
    i = -1; // from the start: a letter may be there three times
  }
}

void EinsumParts::sumAway(EinsumOperand &operand, llvm::function_ref<bool(char)> isGone) {
  llvm::SmallVector<int64_t> axes;
  std::string left;
  for (auto [i, letter] : llvm::enumerate(operand.letters)) {
    if (!isGone(letter)) {
      left += letter;
      continue;
    }
    operand.value = masked(operand, i);
    axes.push_back(i);
  }
  if (!axes.empty())
    operand = {ReduceSumOp::create(builder, loc, operand.value, axes), left};
}

/// The product of the elements, each operand repeated along the letters that it lacks.
EinsumOperand EinsumParts::multiplyElements(EinsumOperand a, EinsumOperand b, llvm::StringRef letters) {
  auto spread = [&](EinsumOperand &operand) -> mlir::Value {
    std::string own;
    llvm::SmallVector<int64_t> dims;
    for (auto [i, letter] : llvm::enumerate(letters))
      if (has(operand.letters, letter)) {
        own += letter;
        dims.push_back(i);
      }
    transposeTo(operand, own);
    auto type = llvm::cast<mlir::RankedTensorType>(operand.value.getType()).clone(sizesOf(letters));
    if (type == operand.value.getType())
      return operand.value;
    return BroadcastOp::create(builder, loc, type, operand.value, dims);
  };
  mlir::Value lhs = spread(a), rhs = spread(b);
  return {MulOp::create(builder, loc, lhs, rhs), letters.str()};
}

EinsumOperand EinsumParts::multiply(EinsumOperand a, EinsumOperand b, llvm::StringRef kept, bool isLast) {
  std::string batch, left, right, inner;
  for (char letter : a.letters)
    (!has(b.letters, letter) ? left : (has(kept, letter) ? batch : inner)) += letter;
  for (char letter : b.letters)
    if (!has(a.letters, letter))
      right += letter;
  if (inner.empty())
    return multiplyElements(a, b, isLast ? output : batch + left + right);
  if (left.empty() && right.empty()) {
    EinsumOperand product = multiplyElements(a, b, batch + inner);
    sumAway(product, [&](char letter) { return has(inner, letter); });
    return product;
  }
  // On both sides: 0 * NaN is NaN.
  for (char letter : inner) {
    a.value = masked(a, a.letters.find(letter));
    b.value = masked(b, b.letters.find(letter));
  }
  transposeTo(a, batch + left + inner);
  transposeTo(b, batch + inner + right);
  llvm::SmallVector<int64_t> lhs, rhs;
  if (!batch.empty())
    lhs.push_back(product(batch));
  rhs = lhs;
  lhs.append({product(left), product(inner)});
  rhs.append({product(inner), product(right)});
  mlir::Value result =
      MatmulOp::create(builder, loc, reshape(a.value, lhs), reshape(b.value, rhs),
                           /*transpose_lhs=*/false, /*transpose_rhs=*/false);
  std::string letters = batch + left + right;
  return {reshape(result, sizesOf(letters)), letters};
}

mlir::Value EinsumParts::compute(llvm::SmallVector<EinsumOperand> operands) {
  for (EinsumOperand &operand : operands)
    takeDiagonals(operand);
  for (auto [i, operand] : llvm::enumerate(operands)) {
    std::string others = output;
    for (auto [k, other] : llvm::enumerate(operands))
      others += k == i ? "" : other.letters;
    sumAway(operand, [&](char letter) { return !has(others, letter); });
  }
  EinsumOperand result = operands.front();
  for (size_t i = 1; i < operands.size(); ++i) {
    std::string kept = output;
    for (size_t k = i + 1; k < operands.size(); ++k)
      kept += operands[k].letters;
    result = multiply(result, operands[i], kept, i + 1 == operands.size());
  }
  transposeTo(result, output);
  return result.value;
}
