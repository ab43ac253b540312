//===- KernelView.cpp - What the emitters need to know of a kernel op --------===//
#include "KernelView.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace dlc;

template <typename Op> void KernelView::fill(Op kernel, bool hasAccumulator) {
  body = &kernel.getBody().front();
  sizes = llvm::to_vector(kernel.getSizes());
  inputs = llvm::to_vector(kernel.getInputs());
  outputs = llvm::to_vector(kernel.getOutputs());
  for (auto [index, attribute] : llvm::enumerate(kernel.getMaps())) {
    AffineMap map = cast<AffineMapAttr>(attribute).getValue();
    (index < inputs.size() ? inputMaps : outputMaps).push_back(map);
  }
  slice = kernel.getSlice();
  splitDim = kernel.getSplitDim();
  slices = kernel.getSlices();
  chunk = kernel.getChunk();

  varying.insert(innermostIndex());
  if (hasAccumulator) {
    accumulator = body->getArgument(rank());
    varying.insert(accumulator);
  }
  for (BlockArgument argument : body->getArguments()) {
    int64_t input = inputOf(argument);
    if (input >= 0 && inputMaps[input].isFunctionOfDim(rank() - 1))
      varying.insert(argument);
  }
  for (Operation &inner : body->without_terminator())
    if (!isa<dlk::FoldOp>(inner) &&
        llvm::any_of(inner.getOperands(), [&](Value operand) { return isVarying(operand); }))
      varying.insert(inner.getResult(0));
}

KernelView::KernelView(dlk::RowsOp op) : op(op), loc(op.getLoc()) { fill(op, false); }
KernelView::KernelView(dlk::ColumnsOp op) : op(op), loc(op.getLoc()) { fill(op, false); }
KernelView::KernelView(dlk::ContractOp op) : op(op), loc(op.getLoc()) { fill(op, true); }

int64_t KernelView::inputOf(Value argument) const {
  auto block = dyn_cast<BlockArgument>(argument);
  if (!block || block.getOwner() != body)
    return -1;
  int64_t first = rank() + (accumulator ? 1 : 0);
  return static_cast<int64_t>(block.getArgNumber()) - first < 0
             ? -1
             : static_cast<int64_t>(block.getArgNumber()) - first;
}

void KernelView::forSlice(OpBuilder &builder,
                          llvm::function_ref<void(Value, int64_t)> emit) const {
  if (slices == 1) {
    int64_t length = splitDim < 0 ? sizes[0] : sizes[splitDim];
    emit(arith::ConstantIndexOp::create(builder, loc, 0), length);
    return;
  }
  Value size = arith::ConstantIndexOp::create(builder, loc, chunk);
  Value first = arith::MulIOp::create(builder, loc, slice, size);
  int64_t last = sizes[splitDim] - (slices - 1) * chunk;
  if (last == chunk) {
    emit(first, chunk);
    return;
  }
  Value lastSlice = arith::ConstantIndexOp::create(builder, loc, slices - 1);
  Value isLast =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, slice, lastSlice);
  auto branch = scf::IfOp::create(builder, loc, isLast, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  emit(first, last);
  builder.setInsertionPointToStart(branch.elseBlock());
  emit(first, chunk);
}

SmallVector<int64_t> dlc::cover(int64_t length, int64_t lanes) {
  SmallVector<int64_t> widths(length / lanes, lanes);
  for (int64_t width = lanes / 2, rest = length % lanes; width >= 1; width /= 2)
    if (rest & width)
      widths.push_back(width);
  return widths;
}
