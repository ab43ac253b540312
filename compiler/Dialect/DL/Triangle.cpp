//===- Triangle.cpp - Products of which half need not be computed -------------===//
#include "dlc/Dialect/DL/Triangle.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace dlc::dl;

static StringRef spelling(Triangle triangle) {
  switch (triangle) {
  case Triangle::None:
    return "";
  case Triangle::Result:
    return "result";
  case Triangle::Lower:
    return "lower";
  case Triangle::Upper:
    return "upper";
  }
  llvm_unreachable("a triangle of another kind");
}

void dlc::dl::setTriangle(Operation *op, Triangle triangle) {
  if (triangle != Triangle::None)
    op->setAttr(kTriangleAttr, StringAttr::get(op->getContext(), spelling(triangle)));
}

Triangle dlc::dl::getTriangle(Operation *op) {
  auto text = op->getAttrOfType<StringAttr>(kTriangleAttr);
  return llvm::StringSwitch<Triangle>(text ? text.getValue() : "")
      .Case("result", Triangle::Result)
      .Case("lower", Triangle::Lower)
      .Case("upper", Triangle::Upper)
      .Default(Triangle::None);
}

double dlc::dl::triangularPart(int64_t rows, int64_t columns) {
  double counted = 0;
  for (int64_t row = 0; row < rows; ++row)
    counted += std::clamp<int64_t>(row + columns - rows + 1, 0, columns);
  return counted / (static_cast<double>(rows) * columns);
}

double dlc::dl::neededPart(MatmulOp op) {
  if (getTriangle(op) == Triangle::None)
    return 1;
  auto lhs = cast<RankedTensorType>(op.getLhs().getType());
  auto result = cast<RankedTensorType>(op.getType());
  int64_t rows = result.getDimSize(result.getRank() - 2), columns = result.getShape().back();
  // Of the result, or of A.
  if (getTriangle(op) != Triangle::Result)
    columns = lhs.getDimSize(lhs.getRank() - (op.getTransposeLhs() ? 2 : 1));
  if (getTriangle(op) != Triangle::Upper)
    return triangularPart(rows, columns);
  double counted = 0;
  for (int64_t row = 0; row < rows; ++row)
    counted += columns - std::clamp<int64_t>(row + columns - rows, 0, columns);
  return counted / (static_cast<double>(rows) * columns);
}
