//===- PaddingRows.cpp - Rows that must not count -------------------------===//
// The rows of a batch from n_valid on hold anything, NaN too. What a graph computes of them reaches no
// loss, so their cotangents are zero; but a weight's gradient is a sum over all rows of products, and
// zero times NaN or infinity is NaN. So these rows are replaced where they come in.
//===----------------------------------------------------------------------===//
#include "StepFunction.h"

using namespace mlir;
using namespace dlc;

/// Whether an op can make NaN or infinity, or have such a derivative, where its operand is finite.
static bool canBlowUp(OpOperand &use) {
  Operation *op = use.getOwner();
  if (isa<dl::DivOp>(op))
    return use.getOperandNumber() == 1 && isFloat(op->getResult(0));
  if (auto norm = dyn_cast<dl::NormalizeOp>(op))
    return norm.getEpsilon() == 0;
  if (auto norm = dyn_cast<dl::RmsNormalizeOp>(op))
    return norm.getEpsilon() == 0;
  return isa<dl::ExpOp, dl::LogOp, dl::SqrtOp, dl::RsqrtOp, dl::PowOp>(op);
}

/// Whether anything that is computed from `value` can blow up.
static bool isSensitive(Value value) {
  SmallVector<Value> pending{value};
  llvm::DenseSet<Value> seen{value};
  while (!pending.empty())
    for (OpOperand &use : pending.pop_back_val().getUses()) {
      if (canBlowUp(use))
        return true;
      for (Value result : use.getOwner()->getResults())
        if (seen.insert(result).second)
          pending.push_back(result);
    }
  return false;
}

/// `value` with all rows from n_valid on replaced: by zeros, or where these will not do by copies of
/// the first row, whatever becomes of which is finite, or the loss is not.
static Value replacePadding(GraphBuilder &b, Value value, Value valid, bool byFirstRow) {
  RankedTensorType type = tensorType(value);
  Value mask = dl::RowMaskOp::create(
      b, RankedTensorType::get(type.getShape().take_front(), b.getI1Type()), valid);
  if (type.getRank() > 1)
    mask = b.broadcast(mask, type.getShape(), {0});
  Value filler = b.zeros(value);
  if (byFirstRow) {
    SmallVector<int64_t> starts(type.getRank(), 0), strides(type.getRank(), 1);
    SmallVector<int64_t> limits(type.getShape());
    limits[0] = 1;
    Value row = dl::SliceOp::create(b, value, starts, limits, strides);
    SmallVector<int64_t> all = llvm::to_vector(llvm::seq<int64_t>(1, type.getRank()));
    filler = b.broadcast(b.reshape(row, type.getShape().drop_front()), type.getShape(), all);
  }
  return b.select(mask, value, filler);
}

void StepFunction::replacePaddingRows(func::FuncOp graph) {
  Value valid = argument("scalar", "n_valid");
  for (BlockArgument own : graph.getArguments()) {
    dl::TensorName name = dl::argumentName(graph, own.getArgNumber());
    if (name.role != "input" && name.role != "target")
      continue;
    auto *entry = llvm::find_if(arguments, [&](const NamedValue &known) { return known.name == name; });
    // Integers are finite; what only sums and multiplies them stays so.
    bool sensitive = isSensitive(own);
    if (entry != arguments.end() && tensorType(own).getRank() > 0 && (sensitive || isFloat(own)))
      entry->value = replacePadding(b, entry->value, valid, sensitive);
  }
}
