//===- ContractionToLinalg.cpp - Sums of products -------------------------------===//
#include "Patterns.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

DLC_LOWER(MatmulOp) {
  auto lhs = LinalgBuilder::tensor(adaptor.getLhs());
  int64_t rank = lhs.getRank(), inner = lhs.getDimSize(op.getTransposeLhs() ? rank - 2 : rank - 1);
  // Loops over [batch…, M, N, K].
  int64_t m = rank - 2, n = rank - 1, k = rank;
  SmallVector<int64_t> domain(type.getShape());
  domain.push_back(inner);
  LinalgBuilder::Dims left = llvm::to_vector(llvm::seq<int64_t>(0, rank - 2)), right = left;
  left.append({m, k});
  right.append({k, n});
  if (op.getTransposeLhs())
    std::swap(left[rank - 2], left[rank - 1]);
  if (op.getTransposeRhs())
    std::swap(right[rank - 2], right[rank - 1]);

  Type wide = b.sumType(type.getElementType());
  Value sums =
      b.fold(b.filled(type.clone(wide), 0), domain, LinalgBuilder::allDims(type),
             adaptor.getOperands(), {left, right}, [&](ScalarBuilder &b, ValueRange elements) {
               Value product =
                   b.mul(convertFloat(b, elements[0], wide), convertFloat(b, elements[1], wide));
               return b.add(elements[2], product);
             });
  return b.convertTensor(sums, type.getElementType());
}

void dlc::populateContractionToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<MatmulOp>(patterns, converter);
}
