//===- PlanWorkspace.cpp - The memory between the kernels of a step -----------===//
#include "StepPlan.h"

using namespace mlir;
using namespace dlc;

// Values of whole pages that follow each other would begin at the same place of a page: what kernels read and write at
// a time would then compete for the same sets of a cache.
static constexpr int64_t kPage = 4096, kLarge = 4 * kPage, kApart = 17 * 64;

// Values of one phase share no memory with each other, as one thread may be ahead of another. Where that takes more
// than this part of what the values alive at once need, it is worth another barrier.
static constexpr double kNearBound = 1.03;

bool StepPlan::splitWorstPhase() {
  SmallVector<Interval> intervals = this->intervals([](size_t kernel) { return kernel; });
  // Bytes that must be there at some time in kernels [from, to).
  auto needed = [&](int64_t from, int64_t to) {
    int64_t bytes = 0;
    for (const Interval &interval : intervals)
      // Of a value that begins or ends in a phase, the whole phase.
      if (interval.first < to && interval.last >= from)
        bytes += interval.size;
    return bytes;
  };
  int64_t worst = 0, from = 0, to = 0;
  for (size_t begin = 0, end; begin < all.size(); begin = end) {
    for (end = begin; end < all.size() && phase[end] == phase[begin];)
      ++end;
    if (int64_t bytes = needed(begin, end); bytes > worst) {
      worst = bytes;
      from = begin;
      to = end;
    }
  }
  if (worst <= kNearBound * bound)
    return false;
  int64_t best = worst, at = from;
  for (int64_t i = ends[from]; i < to; i = ends[i])
    if (int64_t bytes = std::max(needed(from, i), needed(i, to)); bytes < best) {
      best = bytes;
      at = i;
    }
  if (at == from)
    return false;
  for (size_t i = at; i < all.size(); ++i)
    ++phase[i];
  return true;
}

SmallVector<StepPlan::Interval> StepPlan::intervals(llvm::function_ref<int64_t(size_t kernel)> timeOf) const {
  SmallVector<Interval> found;
  DenseMap<Value, size_t> known;
  auto touch = [&](Value value, int64_t at) {
    if (places.count(value))
      return;
    auto [it, isNew] = known.try_emplace(value, found.size());
    if (isNew)
      found.push_back({value, static_cast<int64_t>(llvm::alignTo(storedBytes(value), 64)), at, at, -1});
    found[it->second].last = std::max(found[it->second].last, at);
  };
  for (auto [index, kernel] : llvm::enumerate(all))
    for (const KernelOperand &operand : kernel.operands)
      touch(operand.value, timeOf(index));
  if (lossValue && !all.empty()) // handed over after the last kernel
    touch(lossValue, timeOf(all.size() - 1));
  return found;
}

int64_t StepPlan::storedBytes(Value value) const {
  auto kept = pieces.find(value);
  return kept == pieces.end() ? sizeInBytes(value) : kept->second.first * kept->second.second;
}

int64_t StepPlan::findBound() const {
  SmallVector<int64_t> change(all.size() + 1, 0);
  // Kernels that take turns are one moment.
  for (const Interval &interval : intervals([&](size_t kernel) { return ends[kernel] - 1; })) {
    change[interval.first] += interval.size;
    change[interval.last + 1] -= interval.size;
  }
  int64_t alive = 0, most = 0;
  for (int64_t bytes : change)
    most = std::max(most, alive += bytes);
  return most;
}

void StepPlan::planWorkspace(bool reuse) {
  bound = findBound();
  if (isShared())
    while (splitWorstPhase()) {
    }
  // One thread does one kernel after the other, or one run of kernels that take turns.
  SmallVector<Interval> intervals = this->intervals(
      [&](size_t kernel) { return isShared() ? phase[kernel] : static_cast<int64_t>(ends[kernel]); });
  for (Interval &interval : intervals)
    if (interval.size >= kLarge && interval.size % kPage == 0)
      interval.size += kApart;
  // Best fit. Large ones first, as the small ones fill the gaps, does best as a rule, but not always.
  auto bySize = [](const Interval &a, const Interval &b) { return a.size > b.size; };
  auto byArea = [](const Interval &a, const Interval &b) {
    return a.size * (a.last - a.first + 1) > b.size * (b.last - b.first + 1);
  };
  auto byTime = [](const Interval &a, const Interval &b) { return a.first < b.first; };
  using Order = bool (*)(const Interval &, const Interval &);
  workspace = INT64_MAX;
  for (Order order : {Order(bySize), Order(byArea), Order(byTime)}) {
    if (workspace <= bound)
      break;
    llvm::stable_sort(intervals, order);
    int64_t size = fit(intervals, reuse);
    if (size >= workspace)
      continue;
    workspace = size;
    for (const Interval &interval : intervals)
      places[interval.value] = {dlk::Space::Workspace, 0, interval.offset, false,
                                 pieces.lookup(interval.value).first};
  }
}

int64_t StepPlan::fit(MutableArrayRef<Interval> intervals, bool reuse) {
  int64_t size = 0;
  SmallVector<const Interval *> placed;
  for (Interval &interval : intervals) {
    SmallVector<std::pair<int64_t, int64_t>> taken;
    for (const Interval *other : placed)
      if (!reuse || (other->first <= interval.last && interval.first <= other->last))
        taken.push_back({other->offset, other->offset + other->size});
    llvm::sort(taken);
    int64_t end = 0, best = -1, bestGap = INT64_MAX;
    for (auto [from, to] : taken) {
      if (from - end >= interval.size && from - end < bestGap) {
        best = end;
        bestGap = from - end;
      }
      end = std::max(end, to);
    }
    interval.offset = best >= 0 ? best : end;
    size = std::max(size, interval.offset + interval.size);
    placed.push_back(&interval);
  }
  return size;
}
