//===- ChooseSplit.cpp - How a kernel's work is cut into slices --------------===//
// Slices are fixed here, at compile time, so that results do not depend on the number of threads.
//===----------------------------------------------------------------------===//
#include "KernelBuilder.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;

// Below this much work a thread waits longer for the others than it saves: about 3 µs of arithmetic
// (0.35 MFLOP) or of memory traffic.
static constexpr double kWorthSplitting = 0.35e6;
static constexpr double kFlopsPerByte = 3;
static constexpr int64_t kFewRows = 16;
// Slices of flat memory begin at cache lines, of a whole number of vectors.
static constexpr int64_t kFlatGrain = 64;

/// The operand's elements of one slice, when dimension `dim` of the space is cut by `chunk`.
static Access accessOf(const KernelOperand &operand, int64_t dim, int64_t chunk, int64_t slices) {
  Access access;
  access.slices = slices;
  if (!operand.map || !operand.map.isProjectedPermutation())
    return access;
  int64_t share = chunk;
  bool seen = false;
  int64_t period = 1;
  ArrayRef<int64_t> shape = operand.type.getShape();
  for (auto [position, expr] : llvm::enumerate(operand.map.getResults())) {
    bool isDim = cast<AffineDimExpr>(expr).getPosition() == static_cast<unsigned>(dim);
    if (!seen && !isDim)
      continue; // outer dimensions repeat the pattern
    period *= shape[position];
    if (!isDim)
      share *= shape[position];
    seen = true;
  }
  if (seen) {
    access.period = period;
    access.share = share;
  }
  return access;
}

template <typename Op>
static void apply(Op op, Kernel &kernel, int64_t dim, int64_t slices, int64_t grain) {
  int64_t size = op.getSizes()[dim];
  slices = std::min<int64_t>(slices, llvm::divideCeil(size, grain));
  int64_t chunk = size % slices == 0 && (size / slices) % grain == 0
                      ? size / slices
                      : llvm::alignTo(llvm::divideCeil(size, slices), grain);
  slices = llvm::divideCeil(size, chunk);
  if (slices < 2)
    return;
  op.setSplitDim(dim);
  op.setSlices(slices);
  op.setChunk(chunk);
  kernel.slices = slices;
  for (KernelOperand &operand : kernel.operands)
    operand.access = accessOf(operand, dim, chunk, slices);
}

/// The dimension of a contraction to cut. Every thread reads all of the operand that lacks it, so that
/// should be the smaller one.
static int64_t contractionDim(dlk::ContractOp op) {
  ArrayRef<int64_t> sizes = op.getSizes();
  if (sizes[0] > 1)
    return 0;
  int64_t left = sizes[1] * op.getDepth(), right = op.getDepth() * sizes[2];
  // The gradient of a weight, and the optimizer with it, over few rows of a batch: moving the weight
  // costs more than the products, so it is cut by columns as when it is read forward, and a thread
  // finds what it wrote in its own cache.
  if (op.getTransposeLhs() && op.getDepth() < kFewRows && sizes[2] >= 64)
    return 2;
  bool wideEnough = sizes[2] >= 32;
  bool tallEnough = sizes[1] >= 8;
  if (wideEnough && (!tallEnough || left <= right))
    return 2;
  return 1;
}

static void splitContraction(dlk::ContractOp op, Kernel &kernel, int64_t slices) {
  int64_t dim = contractionDim(op);
  apply(op, kernel, dim, slices, dim == 2 ? 16 : 1);
  if (kernel.slices == 1)
    return;
  Value left = op.getLhs(), right = op.getRhs();
  for (auto [index, operand] : llvm::enumerate(kernel.operands)) {
    Value argument = kernel.function.getArgument(index + 1);
    if (argument != left && argument != right)
      continue;
    int64_t size = operand.type.getNumElements() / op.getSizes()[0];
    int64_t chunk = op.getChunk();
    if (left == right)
      operand.access.share = 0;
    else if (dim == 0)
      operand.access = {operand.type.getNumElements(), chunk * size, kernel.slices};
    else if (dim == 1 && argument == left)
      operand.access = op.getTransposeLhs() ? Access{op.getSizes()[1], chunk, kernel.slices}
                                            : Access{size, chunk * op.getDepth(), kernel.slices};
    else if (dim == 2 && argument == right)
      operand.access = {op.getSizes()[2], chunk, kernel.slices};
  }
}

void dlc::chooseSplit(Kernel &kernel, int64_t slices) {
  if (slices < 2 || kernel.flops + kFlopsPerByte * kernel.bytes < kWorthSplitting)
    return;
  Block &body = kernel.function.getBody().front();
  if (!llvm::hasNItems(body.without_terminator().begin(), body.without_terminator().end(), 1))
    return; // several nests in a row share data in ways that slices do not
  Operation *op = &body.front();
  if (auto rows = dyn_cast<dlk::RowsOp>(op)) {
    bool isFlat = rows.getSizes().size() == 1;
    bool folds = false;
    rows.walk([&](dlk::FoldOp) { folds = true; });
    if (isFlat && folds)
      return; // one fold
    apply(rows, kernel, 0, slices, isFlat ? kFlatGrain : 1);
  } else if (auto columns = dyn_cast<dlk::ColumnsOp>(op)) {
    apply(columns, kernel, 1, slices, 16);
  } else if (auto contract = dyn_cast<dlk::ContractOp>(op)) {
    splitContraction(contract, kernel, slices);
  }
}
