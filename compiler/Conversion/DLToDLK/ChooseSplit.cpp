//===- ChooseSplit.cpp - How a kernel's work is cut into slices --------------===//
// Slices are fixed here, at compile time, so that results do not depend on the number of threads.
//===----------------------------------------------------------------------===//
#include "KernelBuilder.h"

#include "dlc/Dialect/DLK/ContractShape.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;

// A thread needs about this many rows to itself.
static constexpr int64_t kFewRows = 8;
// A right-hand side that every piece of rows would fetch from memory or from the last cache, or copy in
// the order of its tiles; and columns enough for a piece.
static constexpr int64_t kStreamedBytes = 1 << 20, kLongPiece = 128;
// Slices of flat memory begin at cache lines, of a whole number of vectors.
static constexpr int64_t kFlatGrain = 64, kVectorGrain = 16;

/// The elements of `type`, indexed by `map`, of one slice, when dimension `dim` of the space is cut by `chunk`.
/// Known where one index is that dimension and the others do not depend on it.
static Access accessOf(MemRefType type, AffineMap map, int64_t dim, int64_t chunk, int64_t slices) {
  Access access;
  access.slices = slices;
  if (!map)
    return access;
  std::optional<size_t> found;
  for (auto [position, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    if (found || !isa<AffineDimExpr>(expr))
      return access;
    found = position;
  }
  if (!found)
    return access;
  // Outer indices repeat the pattern of the inner ones.
  int64_t inner = 1;
  for (int64_t size : type.getShape().drop_front(*found + 1))
    inner *= size;
  access.period = type.getDimSize(*found) * inner;
  access.share = chunk * inner;
  return access;
}

/// Calls `visit` with the kernel's only structured op; several in a row share data in ways that slices do not.
template <typename Visitor> static void visitOnlyNest(const Kernel &kernel, Visitor visit) {
  Block &body = func::FuncOp(kernel.function).getBody().front();
  if (!llvm::hasNItems(body.without_terminator().begin(), body.without_terminator().end(), 1))
    return;
  if (auto rows = dyn_cast<dlk::RowsOp>(body.front()))
    visit(rows);
  else if (auto columns = dyn_cast<dlk::ColumnsOp>(body.front()))
    visit(columns);
  else if (auto contract = dyn_cast<dlk::ContractOp>(body.front()))
    visit(contract);
}

namespace {
/// Where a kernel can be cut: along `dim`, at multiples of `grain`.
struct Cut {
  int64_t dim, grain;
};
} // namespace

template <typename Op> static void setSplit(Op op, int64_t dim, int64_t slices, int64_t chunk) {
  op.setSplitDim(dim);
  op.setSlices(slices);
  op.setChunk(chunk);
}

template <typename Op>
static void apply(Op op, Kernel &kernel, Cut cut, int64_t slices, int64_t chunk) {
  setSplit(op, cut.dim, slices, chunk);
  for (KernelOperand &operand : kernel.operands)
    operand.access = accessOf(operand.type, operand.map, cut.dim, chunk, slices);
  // Where a contraction's rows are cut the first slice adds up the columns.
  if constexpr (std::is_same_v<Op, dlk::ContractOp>)
    if (op.getColumnSums() && cut.dim + 1 != static_cast<int64_t>(op.getSizes().size()))
      kernel.operands[cast<BlockArgument>(op.getColumnSums()).getArgNumber() - 1].access = {};
}

/// The dimension of a product of matrices to cut: rows, of which each thread has a piece of memory to
/// itself. Pieces of columns lie between each other's, and what the hardware reads ahead for one
/// thread takes lines that another one writes (measured on Zen 5: four times slower, batch 1). But
/// each piece of rows reads the whole right-hand side: if no cache holds that, and if it is wide
/// enough for long pieces, each gets some of its columns.
static int64_t matrixDim(dlk::ContractOp op, const dlk::ContractShape &shape, int64_t slices) {
  auto rhs = cast<MemRefType>(op.getRhs().getType());
  int64_t rows = shape.extents[*shape.rowDim], columns = shape.extents[shape.vectorDim];
  int64_t bytes = rhs.getNumElements() * rhs.getElementTypeBitWidth() / 8;
  bool isStreamed = bytes >= kStreamedBytes && columns / slices >= kLongPiece;
  return rows >= kFewRows && !isStreamed ? *shape.rowDim : shape.vectorDim;
}

/// The dimension of a contraction to cut: the outermost of several blocks, as whole operands' parts go
/// with it; else the largest that no window needs in one piece.
static int64_t contractionDim(dlk::ContractOp op, int64_t slices) {
  dlk::ContractShape shape(op);
  auto canCut = [&](unsigned dim) {
    return !op.isSummed(dim) && llvm::none_of(shape.windows, [&](const dlk::Window &window) {
      return window.index.coefficients[dim] != 0 && shape.dependsOnTile(window);
    });
  };
  bool isBatch = shape.lhs.coefficients[0] != 0 || shape.rhs.coefficients[0] != 0;
  bool isForAll = shape.extents[0] >= slices || shape.extents[0] == slices / 2;
  if (isForAll && isBatch && !shape.isTiled(0) && canCut(0))
    return 0;
  if (shape.rowDim && shape.isVectorOfColumns() && shape.windows.empty() &&
      op.getReductions().size() == 1)
    return matrixDim(op, shape, slices);
  int64_t best = -1;
  for (unsigned dim = 0; dim < shape.vectorDim; ++dim)
    if (canCut(dim) && (best < 0 || shape.extents[dim] > shape.extents[best]))
      best = dim;
  // One row: each piece of its columns reads columns of the right-hand side.
  bool isOneRow = shape.isVectorOfColumns() && !shape.rowDim && shape.windows.empty();
  if (isOneRow && (best < 0 || shape.extents[best] == 1) && shape.extents[shape.vectorDim] / slices >= kLongPiece)
    return shape.vectorDim;
  // Pixels are summed: what is left is to share out channels.
  bool hasSums = llvm::any_of(llvm::seq(shape.vectorDim), [&](unsigned dim) { return op.isSummed(dim); });
  if (best < 0 && hasSums && shape.extents[shape.vectorDim] / slices >= kVectorGrain && canCut(shape.vectorDim))
    return shape.vectorDim;
  return best;
}

template <typename Op> static Cut cutAlong(Op op, int64_t dim) {
  bool isInnermost = dim + 1 == static_cast<int64_t>(op.getSizes().size());
  return {dim, !isInnermost ? 1 : std::is_same_v<Op, dlk::RowsOp> ? kFlatGrain : kVectorGrain};
}

static std::optional<Cut> chooseCut(dlk::RowsOp op, int64_t) {
  bool folds = false;
  op.walk([&](dlk::FoldOp) { folds = true; });
  if (op.getSizes().size() == 1 && folds)
    return std::nullopt; // one fold
  return cutAlong(op, 0);
}

/// Columns of a matrix; else the outermost dimension, as its neighbours are likely to be cut.
static std::optional<Cut> chooseCut(dlk::ColumnsOp op, int64_t) {
  return cutAlong(op, op.getReduced() != 0 ? 0 : op.getSizes().size() - 1);
}

static std::optional<Cut> chooseCut(dlk::ContractOp op, int64_t slices) {
  int64_t dim = contractionDim(op, slices);
  return dim < 0 ? std::nullopt : std::optional(cutAlong(op, dim));
}

/// How many indices of `size` each of at most `slices` has.
static int64_t chunkOf(int64_t size, int64_t slices, int64_t grain) {
  int64_t most = std::min<int64_t>(slices, llvm::divideCeil(size, grain));
  bool isEven = size % most == 0 && (size / most) % grain == 0;
  return isEven ? size / most : llvm::alignTo(llvm::divideCeil(size, most), grain);
}

static void noteSlices(Kernel &kernel, int64_t size, int64_t slices, int64_t chunk) {
  kernel.slices = slices;
  kernel.largestSlice = static_cast<double>(chunk) / size;
}

/// The elementwise passes that the kernel consists of, if they have the outermost of several dimensions in common.
static SmallVector<dlk::RowsOp> passesInStep(const Kernel &kernel) {
  SmallVector<dlk::RowsOp> passes;
  for (Operation &op : func::FuncOp(kernel.function).getBody().front().without_terminator()) {
    auto rows = dyn_cast<dlk::RowsOp>(op);
    if (!rows || rows.getSizes().size() < 2 || (!passes.empty() && rows.getSizes()[0] != passes[0].getSizes()[0]))
      return {};
    passes.push_back(rows);
  }
  return passes;
}

/// Cuts passes that fill one memory, as those of padding do, along their outermost dimension, if each slice has a
/// part of that memory to itself in all of them: no thread waits for another between two passes.
static void splitPasses(Kernel &kernel, int64_t slices) {
  SmallVector<dlk::RowsOp> passes = passesInStep(kernel);
  if (passes.empty())
    return;
  int64_t size = passes[0].getSizes()[0], chunk = chunkOf(size, slices, 1);
  slices = llvm::divideCeil(size, chunk);
  if (slices < 2)
    return;
  SmallVector<std::optional<Access>> accesses(kernel.operands.size());
  for (dlk::RowsOp pass : passes)
    for (auto [memory, map] : llvm::zip(llvm::concat<Value>(pass.getInputs(), pass.getOutputs()),
                                        pass.getMaps().getAsValueRange<AffineMapAttr>())) {
      size_t index = cast<BlockArgument>(memory).getArgNumber() - 1;
      Access access = accessOf(kernel.operands[index].type, map, 0, chunk, slices);
      std::optional<Access> &before = accesses[index];
      if (before && !before->alignsWith(access))
        access = {0, 0, slices};
      if (access.isWhole() && kernel.operands[index].isWritten)
        return;
      before = access;
    }
  for (dlk::RowsOp pass : passes)
    setSplit(pass, 0, slices, chunk);
  for (auto [operand, access] : llvm::zip(kernel.operands, accesses))
    operand.access = *access;
  noteSlices(kernel, size, slices, chunk);
}

void dlc::chooseSplit(Kernel &kernel, int64_t slices, const StepCosts &costs) {
  if (slices < 2 || kernel.flops + costs.flopsPerByte * kernel.bytes < costs.worthSplitting)
    return;
  bool isOnly = false;
  visitOnlyNest(kernel, [&](auto op) {
    isOnly = true;
    std::optional<Cut> cut = chooseCut(op, slices);
    if (!cut)
      return;
    int64_t size = op.getSizes()[cut->dim];
    int64_t chunk = chunkOf(size, slices, cut->grain), most = llvm::divideCeil(size, chunk);
    if (most < 2)
      return;
    apply(op, kernel, *cut, most, chunk);
    noteSlices(kernel, size, most, chunk);
  });
  if (!isOnly)
    splitPasses(kernel, slices);
}

/// Whether each slice along `dim` reads a part of its own of what it multiplies. Else each would read, and where
/// that is packed pack, all of one factor.
static bool sharesNothing(dlk::ContractOp op, int64_t dim) {
  dlk::ContractShape shape(op);
  return shape.lhs.coefficients[dim] != 0 && shape.rhs.coefficients[dim] != 0 && !shape.isTiled(dim);
}
static bool sharesNothing(Operation *, int64_t) { return true; }

/// Where `kernel` is cut, or could be.
template <typename Op> static std::optional<Cut> findCut(Op op, const Kernel &kernel) {
  return kernel.slices > 1 ? cutAlong(op, op.getSplitDim()) : chooseCut(op, 2);
}

int64_t dlc::mostPieces(const Kernel &kernel) {
  int64_t most = 1;
  visitOnlyNest(kernel, [&](auto op) {
    std::optional<Cut> cut = findCut(op, kernel);
    if (!cut || !sharesNothing(op, cut->dim))
      return;
    int64_t size = op.getSizes()[cut->dim], grains = kernel.slices * cut->grain;
    most = size % grains == 0 ? size / grains : 1;
  });
  return most;
}

void dlc::cutIntoPieces(Kernel &kernel, int64_t pieces) {
  if (kernel.slices * pieces == 1)
    return dropSplit(kernel);
  visitOnlyNest(kernel, [&](auto op) {
    Cut cut = *findCut(op, kernel);
    int64_t parts = kernel.slices * pieces;
    apply(op, kernel, cut, parts, op.getSizes()[cut.dim] / parts);
    kernel.pieces = pieces;
  });
}

void dlc::dropSplit(Kernel &kernel) {
  kernel.slices = kernel.pieces = 1;
  kernel.largestSlice = 1;
  for (KernelOperand &operand : kernel.operands)
    operand.access = {};
  auto drop = [](auto op) {
    op.setSplitDim(-1);
    op.setSlices(1);
    op.setChunk(0);
  };
  kernel.function.walk([&](dlk::RowsOp op) { drop(op); });
  kernel.function.walk([&](dlk::ColumnsOp op) { drop(op); });
  kernel.function.walk([&](dlk::ContractOp op) { drop(op); });
}

// Less than a twentieth is within what the figures miss.
static constexpr double kWorthwhile = 0.95;

bool dlc::paysToSplit(ArrayRef<KernelCost> kernels, const StepCosts &costs, double footprint) {
  return predictStep(kernels, costs, 2, footprint).total() <
         kWorthwhile * predictStep(kernels, costs, 1, footprint).total();
}
