//===- ChoosePieces.cpp - Kernels that take turns, piece by piece -------------===//
// The scores of attention, say, are as many as there are pairs of positions: one kernel writes them to memory, the
// next reads them from there. But no head needs those of another. So where slices of kernels in a row align, and
// what lies between them is more than a thread's own cache holds, slices are cut into pieces that fit there,
// and each thread does one piece in all the kernels before it turns to the next.
//===----------------------------------------------------------------------===//
#include "StepPlan.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

#include <numeric>

using namespace mlir;
using namespace dlc;

// The rest of the cache is for what else a kernel needs: its stack, packed panels, what is read ahead.
static constexpr double kPartOfCache = 0.5;

size_t StepPlan::runEnd(size_t index) const { return ends[index]; }

bool StepPlan::areIndependent(ArrayRef<Kernel> kernels) const {
  for (auto [index, later] : llvm::enumerate(kernels))
    for (const Kernel &earlier : kernels.take_front(index))
      for (const KernelOperand &a : earlier.operands)
        for (const KernelOperand &b : later.operands)
          if (conflicts(a, b))
            return false;
  return true;
}

/// The bytes of what the kernels touch, if they have anything in common.
static double sharedFootprint(ArrayRef<Kernel> kernels) {
  llvm::DenseSet<Value> known;
  double bytes = 0;
  bool isShared = false;
  for (const Kernel &kernel : kernels)
    for (const KernelOperand &operand : kernel.operands)
      if (known.insert(operand.value).second)
        bytes += StepPlan::sizeInBytes(operand.value);
      else
        isShared = true;
  return isShared ? bytes : 0;
}

bool StepPlan::cutRun(MutableArrayRef<Kernel> kernels, int64_t mostPieces, double ownBytes) {
  double bytes = sharedFootprint(kernels) / kernels.front().slices;
  int64_t best = 1;
  for (int64_t pieces = 2; pieces <= mostPieces && bytes / best > kPartOfCache * ownBytes; ++pieces) {
    if (mostPieces % pieces != 0)
      continue;
    for (Kernel &kernel : kernels)
      cutIntoPieces(kernel, pieces);
    if (areIndependent(kernels))
      best = pieces;
  }
  for (Kernel &kernel : kernels)
    cutIntoPieces(kernel, best);
  return best > 1;
}

/// Whether a piece of the operand is one block of memory, and the blocks of all pieces are the operand.
static bool isOneBlock(const KernelOperand &operand, int64_t parts) {
  int64_t count = operand.type.getNumElements();
  return operand.access.period == count && operand.access.share * parts == count;
}

void StepPlan::keepPiecesOnly(size_t first, size_t last) {
  llvm::SetVector<Value> inside;
  llvm::DenseSet<Value> outside{lossValue};
  int64_t slices = all[first].slices, parts = slices * all[first].pieces;
  for (auto [index, kernel] : llvm::enumerate(all))
    for (const KernelOperand &operand : kernel.operands)
      if (index >= first && index < last && isOneBlock(operand, parts))
        inside.insert(operand.value);
      else
        outside.insert(operand.value);
  for (Value value : inside)
    if (!outside.contains(value) && !places.contains(value))
      pieces[value] = {sizeInBytes(value) / parts, slices};
}

void StepPlan::choosePieces(const StepCosts &costs, bool reuse) {
  ends.clear();
  pieces.clear();
  for (size_t index = 0; index < all.size(); ++index)
    ends.push_back(index + 1);
  for (size_t first = 0, last; first < all.size(); first = last) {
    int64_t most = mostPieces(all[first]);
    for (last = first + 1; last < all.size(); ++last) {
      if (phase[last] != phase[first] || all[last].slices != all[first].slices)
        break;
      int64_t common = std::gcd(most, mostPieces(all[last]));
      if (common == 1)
        break;
      most = common;
    }
    auto run = MutableArrayRef(all).slice(first, last - first);
    if (last - first > 1 && most > 1 && cutRun(run, most, costs.ownBytes)) {
      std::fill(ends.begin() + first, ends.begin() + last, last);
      if (reuse)
        keepPiecesOnly(first, last);
    }
  }
}
