//===- MachineCosts.cpp - A machine's figures for the cost model ------------===//
#include "dlc/Pipeline/MachineCosts.h"

using namespace dlc;

// A core's clock, without anything known of it.
static constexpr double kGigahertz = 3.125;
// Work that takes as long as so many barriers is worth sharing: 0.35 MFLOP with the round figures.
static constexpr double kBarriersWorthSplitting = 3.5;

static StepCosts costsOf(const TargetModel &target) {
  StepCosts costs;
  // A multiply and an add in each lane of each port.
  double operations = target.hasFMA || !target.isX86() ? 2 : 1;
  costs.flopsPerNanosecond = operations * target.lanes(32) * target.fmaPorts * kGigahertz;
  return costs;
}

StepCosts dlc::getStepCosts(const TargetModel &target, const std::optional<MachineModel> &machine) {
  StepCosts costs = costsOf(target);
  if (!machine)
    return costs;
  if (const MachineModel::Peak *peak = machine->peakOf(target.vectorBits))
    costs.flopsPerNanosecond = peak->one;
  // Kernels' tiles are made for L2.
  const MachineModel::Level *l2 = machine->findLevel("L2"), *l3 = machine->findLevel("L3");
  if (const MachineModel::Level *cache = l2 ? l2 : l3) {
    costs.bytesPerNanosecond = cache->one;
    costs.ownBytes = cache->bytes;
  }
  // A cache is shared with the system, its neighbours and the data to come.
  if (const MachineModel::Level *last = l3 ? l3 : l2) {
    costs.cachedBytes = last->bytes / 2.0;
    costs.sharedBytesPerNanosecond = last->one;
  }
  const MachineModel::Level *memory = machine->findLevel("memory");
  costs.memoryBytesPerNanosecond = memory->one;
  costs.threads = machine->threads;
  costs.sharedThreads = std::max<double>(machine->threads, 2);
  costs.sharedSpeedup = std::max(memory->all / memory->one, 1.0);
  if (!machine->teams.empty()) {
    const MachineModel::Team &first = machine->teams.front(), &last = machine->teams.back();
    costs.barrierNanoseconds = first.barrier;
    costs.startNanoseconds = first.start;
    if (last.threads > first.threads)
      costs.meetingPerThread =
          std::max(last.barrier - first.barrier, 0.0) / (last.threads - first.threads);
    else // a barrier is one counter, which one thread after the other takes
      costs.meetingPerThread = first.barrier / 2;
  }
  costs.flopsPerByte = costs.flopsPerNanosecond / costs.bytesPerNanosecond;
  costs.worthSplitting =
      kBarriersWorthSplitting * costs.barrierNanoseconds * costs.flopsPerNanosecond;
  return costs;
}
