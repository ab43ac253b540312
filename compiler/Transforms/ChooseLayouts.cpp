//===- ChooseLayouts.cpp - Which op works in which layout -------------------===//
// Each op is on one of two sides, channels-last or batch-innermost. What an op costs on a side is an arc
// from or to one of the cut's ends. A value is converted at most once, however many ops read it in the
// other layout: these share a node, which is on the side of the readers as soon as one of them is, and
// whose arc with the value's op is the conversion. What other ops read or make is row-major: a side of
// its own, that nobody can choose.
//===----------------------------------------------------------------------===//
#include "ChooseLayouts.h"

#include "MinimumCut.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

static bool isConvolution(Operation *op) {
  return isa<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(op);
}

static bool isPooling(Operation *op) {
  return isa<MaxPool2DOp, MaxUnpool2DOp, PoolSelectOp, SumPool2DOp, SumUnpool2DOp>(op);
}

bool dlc::isImageReduction(Operation *op) {
  return isa<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(op);
}

bool dlc::isFreeInAnyLayout(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto constant = dyn_cast_or_null<ConstantOp>(op))
    return constant.getValue().isSplat();
  if (auto iota = dyn_cast_or_null<IotaOp>(op))
    return iota.getDimension() != 0;
  return isa_and_nonnull<BroadcastOp>(op);
}

void LayoutChoice::findOps(Block &block) {
  for (Operation &op : block) {
    bool readsImage = llvm::any_of(op.getOperands(), [&](Value operand) { return isImage(operand); });
    bool isElementwise = op.hasTrait<OpTrait::Elementwise>() && readsImage &&
                         tensor(op.getResult(0)).getRank() == 4;
    bool isReduction = isImageReduction(&op) && readsImage;
    if (!isConvolution(&op) && !isPooling(&op) && !isElementwise && !isReduction)
      continue;
    ops.push_back(&op);
    if (!isReduction && !isa<Conv2DWeightGradientOp>(op))
      images.insert(op.result_begin(), op.result_end());
  }
}

/// The operands that `op` reads in its layout: all but filters.
static SmallVector<Value> imagesReadBy(Operation *op) {
  if (isa<Conv2DOp, Conv2DInputGradientOp>(op))
    return {op->getOperand(0)};
  return llvm::to_vector(op->getOperands());
}

/// Whether all images that `op` reads and makes can have the layout. Blocks of channels would be cut by groups.
bool LayoutChoice::canHave(Operation *op, const Layout &layout) const {
  bool isGrouped = llvm::TypeSwitch<Operation *, bool>(op)
                       .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(
                           [](auto conv) { return conv.getGroups() > 1; })
                       .Default(false);
  SmallVector<Value> all = imagesReadBy(op);
  llvm::append_range(all, llvm::make_filter_range(op->getResults(), [&](Value value) { return isImage(value); }));
  return !(isGrouped && layout.channelBlock() > 1) &&
         llvm::all_of(all, [&](Value value) { return layout.fits(tensor(value)); });
}

namespace {
/// The ops that read a value.
struct Readers {
  SmallVector<MinimumCut::Node> inLayout;
  bool inRowMajor = false;
};

/// The cut whose source side is channels-last.
class LayoutCut {
public:
  LayoutCut(const LayoutCost &cost, const llvm::DenseSet<Value> &images)
      : cost(cost), images(images), batchInnermost(Layout::BatchInnermost, cost.getLanes()) {}

  void addOp(Operation *op);
  /// Of an op that knows no layouts.
  void addReader(Operation *op);
  void addConversions();
  void solve() { cut.solve(); }
  Layout of(Operation *op) const {
    return cut.isOnSourceSide(nodes.lookup(op)) ? channelsLast : batchInnermost;
  }

private:
  // Whole picoseconds, of which sums are exact.
  static int64_t capacity(double nanoseconds) { return std::llround(nanoseconds * 1e3); }
  int64_t conversion(Value value, const Layout &from, const Layout &to) const {
    return capacity(cost.ofConversion(tensor(value), from, to));
  }

  const LayoutCost &cost;
  const llvm::DenseSet<Value> &images;
  const Layout rowMajor{Layout::RowMajor}, channelsLast{Layout::ChannelsLast}, batchInnermost;
  MinimumCut cut;
  llvm::DenseMap<Operation *, MinimumCut::Node> nodes;
  llvm::MapVector<Value, Readers> readers;
};
} // namespace

void LayoutCut::addOp(Operation *op) {
  MinimumCut::Node node = cut.addNode();
  nodes[op] = node;
  SmallVector<Value> read = imagesReadBy(op);
  bool fits = llvm::all_of(read, [&](Value value) { return batchInnermost.fits(tensor(value)); });
  cut.addArc(MinimumCut::kSource, node,
             fits ? capacity(cost.ofKernel(op, batchInnermost)) : MinimumCut::kNever);
  cut.addArc(node, MinimumCut::kSink, capacity(cost.ofKernel(op, channelsLast)));
  for (Value operand : op->getOperands()) {
    if (isFreeInAnyLayout(operand))
      continue;
    if (llvm::is_contained(read, operand))
      readers[operand].inLayout.push_back(node);
    else
      readers[operand].inRowMajor = true;
  }
}

void LayoutCut::addReader(Operation *op) {
  for (Value operand : op->getOperands())
    if (images.contains(operand))
      readers[operand].inRowMajor = true;
}

void LayoutCut::addConversions() {
  for (auto &[value, by] : readers) {
    bool isImage = images.contains(value);
    if (by.inLayout.empty() && !isImage)
      continue;
    // Where the value is in channels-last, or in batch-innermost; row-major is at neither end.
    MinimumCut::Node made = isImage ? nodes.lookup(value.getDefiningOp()) : -1;
    if (isImage && by.inRowMajor) {
      cut.addArc(made, MinimumCut::kSink, conversion(value, channelsLast, rowMajor));
      cut.addArc(MinimumCut::kSource, made, conversion(value, batchInnermost, rowMajor));
    }
    if (by.inLayout.empty() || !batchInnermost.fits(tensor(value)))
      continue;
    MinimumCut::Node inBatchInnermost = cut.addNode(), inChannelsLast = cut.addNode();
    cut.addArc(isImage ? made : MinimumCut::kSource, inBatchInnermost,
               conversion(value, isImage ? channelsLast : rowMajor, batchInnermost));
    cut.addArc(inChannelsLast, isImage ? made : MinimumCut::kSink,
               conversion(value, isImage ? batchInnermost : rowMajor, channelsLast));
    for (MinimumCut::Node reader : by.inLayout) {
      cut.addArc(inBatchInnermost, reader, MinimumCut::kNever);
      cut.addArc(reader, inChannelsLast, MinimumCut::kNever);
    }
  }
}

void LayoutChoice::choose(Block &block, const LayoutCost &cost) {
  LayoutCut cut(cost, images);
  llvm::SmallPtrSet<Operation *, 32> known(ops.begin(), ops.end());
  for (Operation &op : block) {
    if (known.contains(&op))
      cut.addOp(&op);
    else
      cut.addReader(&op);
  }
  cut.addConversions();
  cut.solve();
  for (Operation *op : ops)
    layouts.try_emplace(op, cut.of(op));
}

LayoutChoice::LayoutChoice(Block &block, const LayoutCost &cost, std::optional<Layout> forced) {
  findOps(block);
  if (!forced) {
    choose(block, cost);
    return;
  }
  for (Operation *op : ops)
    layouts.try_emplace(op, canHave(op, *forced) ? *forced : Layout(Layout::ChannelsLast));
}

Layout LayoutChoice::of(Operation *op) const {
  auto found = layouts.find(op);
  return found == layouts.end() ? Layout(Layout::RowMajor) : found->second;
}
