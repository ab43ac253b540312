//===- ChooseLayouts.cpp - Which op works in which layout -------------------===//
// All ops begin in channels-last, which all can have. Then comes one layout after another: a minimum cut finds
// which ops had best change to it together, and which keep what they have. It ends when no layout has any left. The
// first cut is the exact choice between channels-last and batch-innermost; each further one makes the whole cheaper
// (an expansion move: Boykov, Veksler, Zabih, "Fast Approximate Energy Minimization via Graph Cuts", 2001). So the
// choice costs no more than the best one of those two, and no set of ops can gain by changing to one layout; that
// several sets gain by changing to several at once is not excluded.
//
// What an op costs on a side is an arc from or to one of the cut's ends. A value is converted at most once to a
// layout, however many ops read it there: these share a node, whose arc with the value's op is the conversion. What
// other ops read or make is row-major, which nobody can choose.
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

/// Whether all images that `op` reads and makes can have the layout. Groups would cut blocks of channels.
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
  SmallVector<Operation *> inLayout;
  bool inRowMajor = false;
};

/// The choice so far, and what it costs.
class LayoutSearch {
public:
  using CanHave = llvm::function_ref<bool(Operation *, const Layout &)>;

  LayoutSearch(Block &block, ArrayRef<Operation *> ops, const llvm::DenseSet<Value> &images, const LayoutCost &cost,
               CanHave canHave);

  /// Lets the ops change to the layout that gain by it together; whether any do.
  bool expand(const Layout &layout);
  Layout of(Operation *op) const { return layouts.find(op)->second; }

private:
  // Whole picoseconds, of which sums are exact.
  static int64_t capacity(double nanoseconds) { return std::llround(nanoseconds * 1e3); }
  int64_t kernel(Operation *op, const Layout &layout) const { return capacity(cost.ofKernel(op, layout)); }
  int64_t conversion(Value value, const Layout &from, const Layout &to) const {
    return capacity(cost.ofConversion(tensor(value), from, to));
  }
  /// Where a value is made.
  Layout homeOf(Value value) const {
    return images.contains(value) ? of(value.getDefiningOp()) : Layout(Layout::RowMajor);
  }
  int64_t total() const;
  /// The layouts other than `layout` in which ops read a value, and these ops.
  SmallVector<std::pair<Layout, SmallVector<Operation *>>> readersElsewhere(const Readers &by,
                                                                            const Layout &layout) const;

  ArrayRef<Operation *> ops;
  const llvm::DenseSet<Value> &images;
  const LayoutCost &cost;
  CanHave canHave;
  llvm::DenseMap<Operation *, Layout> layouts;
  llvm::MapVector<Value, Readers> readers;
};
} // namespace

LayoutSearch::LayoutSearch(Block &block, ArrayRef<Operation *> ops, const llvm::DenseSet<Value> &images,
                           const LayoutCost &cost, CanHave canHave)
    : ops(ops), images(images), cost(cost), canHave(canHave) {
  for (Operation *op : ops)
    layouts.try_emplace(op, Layout(Layout::ChannelsLast));
  for (Operation &op : block) {
    bool isKnown = layouts.contains(&op);
    SmallVector<Value> inLayout = isKnown ? imagesReadBy(&op) : SmallVector<Value>();
    for (Value operand : op.getOperands()) {
      if (isKnown && isFreeInAnyLayout(operand))
        continue;
      if (llvm::is_contained(inLayout, operand))
        readers[operand].inLayout.push_back(&op);
      else if (images.contains(operand))
        readers[operand].inRowMajor = true;
    }
  }
}

SmallVector<std::pair<Layout, SmallVector<Operation *>>>
LayoutSearch::readersElsewhere(const Readers &by, const Layout &layout) const {
  SmallVector<std::pair<Layout, SmallVector<Operation *>>> groups;
  for (Operation *reader : by.inLayout) {
    Layout there = of(reader);
    if (there == layout)
      continue;
    auto *group = llvm::find_if(groups, [&](const auto &other) { return other.first == there; });
    if (group == groups.end())
      group = groups.insert(groups.end(), {there, {}});
    group->second.push_back(reader);
  }
  return groups;
}

int64_t LayoutSearch::total() const {
  int64_t sum = 0;
  for (Operation *op : ops)
    sum += kernel(op, of(op));
  for (const auto &[value, by] : readers) {
    Layout home = homeOf(value);
    for (const auto &group : readersElsewhere(by, home))
      sum += conversion(value, home, group.first);
    if (by.inRowMajor)
      sum += conversion(value, home, Layout(Layout::RowMajor));
  }
  return sum;
}

bool LayoutSearch::expand(const Layout &layout) {
  const Layout rowMajor(Layout::RowMajor);
  constexpr MinimumCut::Node kSource = MinimumCut::kSource, kSink = MinimumCut::kSink; // change, and keep
  MinimumCut cut;
  llvm::DenseMap<Operation *, MinimumCut::Node> nodes; // of ops that may change
  for (Operation *op : ops) {
    if (of(op) == layout || !canHave(op, layout))
      continue;
    MinimumCut::Node node = nodes[op] = cut.addNode();
    cut.addArc(kSource, node, kernel(op, of(op)));
    cut.addArc(node, kSink, kernel(op, layout));
  }
  auto nodeOf = [&](Operation *op) {
    auto found = nodes.find(op);
    return found != nodes.end() ? found->second : of(op) == layout ? kSource : kSink;
  };
  // Costs where `from` changes and `to` does not. Both may be at ends.
  auto addArc = [&](MinimumCut::Node from, MinimumCut::Node to, int64_t capacity) {
    if (from != to && to != kSource && from != kSink)
      cut.addArc(from, to, capacity);
  };
  for (const auto &[value, by] : readers) {
    // Where it is made if its op does not change, and if it does; what others make is where it is.
    bool isMoved = images.contains(value) && nodes.contains(value.getDefiningOp());
    Layout home = homeOf(value), moved = isMoved ? layout : home;
    MinimumCut::Node made = isMoved ? nodes[value.getDefiningOp()] : kSink;
    if (by.inRowMajor && isMoved) {
      addArc(kSource, made, conversion(value, home, rowMajor));
      addArc(made, kSink, conversion(value, layout, rowMajor));
    }
    // Needed elsewhere as long as one that reads it there keeps that.
    for (const auto &[there, group] : readersElsewhere(by, layout)) {
      MinimumCut::Node kept = cut.addNode();
      for (Operation *reader : group)
        addArc(kept, nodeOf(reader), MinimumCut::kNever);
      int64_t before = there == home ? 0 : conversion(value, home, there);
      addArc(kSource, kept, before);
      // A conversion that becomes cheaper counts as if it did not: the cut overstates costs, but never understates.
      if (isMoved)
        addArc(made, kept, std::max<int64_t>(conversion(value, moved, there) - before, 0));
    }
    // Needed in the layout as soon as one that reads it changes; its op may change as well.
    if (home == layout)
      continue;
    MinimumCut::Node changed = cut.addNode();
    for (Operation *reader : by.inLayout)
      addArc(nodeOf(reader), changed, MinimumCut::kNever);
    addArc(changed, made, conversion(value, home, layout));
  }
  cut.solve();

  int64_t before = total();
  llvm::DenseMap<Operation *, Layout> kept = layouts;
  for (auto [op, node] : nodes)
    if (cut.isOnSourceSide(node))
      layouts.find(op)->second = layout;
  if (total() < before)
    return true;
  layouts = std::move(kept);
  return false;
}

void LayoutChoice::choose(Block &block, const LayoutCost &cost) {
  auto allows = [&](Operation *op, const Layout &layout) { return canHave(op, layout); };
  LayoutSearch search(block, ops, images, cost, allows);
  const Layout all[] = {Layout(Layout::BatchInnermost, cost.getLanes()),
                        Layout(Layout::ChannelBlocked, cost.getLanes()), Layout(Layout::ChannelsLast)};
  // Each time the whole costs less, so that it ends.
  for (size_t at = 0, without = 0; without < std::size(all); at = (at + 1) % std::size(all))
    without = search.expand(all[at]) ? 0 : without + 1;
  for (Operation *op : ops)
    layouts.try_emplace(op, search.of(op));
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
