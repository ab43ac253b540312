//===- MeasureMachine.cpp - What this machine can do ------------------------===//
//
// Each figure is the best of several short runs, since others may use the machine as well, and of several rounds, as
// others may do so for a while; but in a round the time to wake sleeping threads is the median, as they may not have
// fallen asleep yet.
//
//===----------------------------------------------------------------------===//
#include "MeasureMachine.h"

#include "Flops.h"
#include "dlc/Target/TargetModel.h"
#include "dlrt/core.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/MathExtras.h"
#include <chrono>
#include <cstdlib>
#include <limits>
#include <memory>
#include <thread>

using namespace dlc;
using namespace dlc::tool;

static constexpr int kRounds = 3, kRepeats = 12;
// A run over a small cache is repeated until it has moved so much.
static constexpr int64_t kStreamBytes = 32 << 20;
static constexpr int64_t kLeastMemory = 64 << 20, kMostMemory = 512 << 20;
// Short runs for what several threads do together: on a busy machine few find all CPUs free.
static constexpr int kBarriers = 200, kRuns = 20, kMeetings = 150, kWakes = 31;

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

namespace {

using Body = llvm::function_ref<void(const dlrt_call &, int32_t thread, int32_t threads)>;

/// A call of the runtime's team that carries what to do. The call comes first: a pointer to it is one to
/// the whole.
struct Work {
  dlrt_call call = {};
  Body body;
  double seconds = 0;

  static dlrt_status run(const dlrt_call *call, int32_t thread, int32_t threads) {
    auto *work = reinterpret_cast<Work *>(const_cast<dlrt_call *>(call));
    work->meet(threads);
    double start = now();
    work->body(*call, thread, threads);
    work->meet(threads);
    if (thread == 0)
      work->seconds = now() - start;
    return DLRT_OK;
  }

private:
  void meet(int32_t threads) const {
    if (threads > 1)
      call.barrier(call.barrier_context, threads);
  }
};

class Team {
public:
  static llvm::Expected<Team> create(int32_t threads) {
    dlrt_message message = {};
    Team team(dlrt_team_create(threads, nullptr, &message));
    if (!team.team)
      return llvm::createStringError("%s", message.text);
    return team;
  }

  int32_t threads() const { return dlrt_team_threads(team.get()); }

  /// Seconds from the moment at which all threads are there until all have done `body`: the least.
  double time(Body body, int repeats = kRepeats) {
    double best = std::numeric_limits<double>::infinity();
    Work work{{}, body};
    for (int i = 0; i < repeats; ++i) {
      dlrt_team_run(team.get(), Work::run, &work.call);
      best = std::min(best, work.seconds);
    }
    return best;
  }

  /// Seconds of a run in which there is nothing to do.
  double timeEmpty(int runs) {
    auto nothing = [](const dlrt_call *, int32_t, int32_t) { return DLRT_OK; };
    dlrt_call call = {};
    double start = now();
    for (int i = 0; i < runs; ++i)
      dlrt_team_run(team.get(), nothing, &call);
    return (now() - start) / runs;
  }

private:
  explicit Team(dlrt_team *team) : team(team, dlrt_team_destroy) {}
  std::unique_ptr<dlrt_team, void (*)(dlrt_team *)> team;
};

struct Free {
  void operator()(float *memory) const { std::free(memory); }
};
using Array = std::unique_ptr<float[], Free>;

} // namespace

static double measurePeak(Team &team, const FmaLoop &loop) {
  double seconds = team.time([&](const dlrt_call &, int32_t thread, int32_t) {
    volatile float sink = loop.run(static_cast<float>(thread));
    (void)sink;
  });
  return team.threads() * loop.flops / seconds * 1e-9;
}

/// GB/s of all threads of `team`, each of which works on `bytes` of its own.
static llvm::Expected<double> measureBandwidth(Team &team, int64_t bytes) {
  const int64_t count = std::max<int64_t>(llvm::alignDown(bytes / 2 / sizeof(float), 64), 64);
  const int64_t touched = 3 * count * sizeof(float); // two reads and a write
  const int64_t passes = std::max<int64_t>(kStreamBytes / touched, 1);
  std::vector<Array> arrays;
  for (int32_t i = 0; i < 2 * team.threads(); ++i) {
    arrays.emplace_back(static_cast<float *>(std::aligned_alloc(64, count * sizeof(float))));
    if (!arrays.back())
      return llvm::createStringError("not enough memory to measure its bandwidth: %lld bytes",
                                     static_cast<long long>(count * sizeof(float)));
  }
  // The thread that works on a page is the first to touch it.
  team.time(
      [&](const dlrt_call &, int32_t thread, int32_t) {
        std::fill_n(arrays[2 * thread].get(), count, 1.0f);
        std::fill_n(arrays[2 * thread + 1].get(), count, 1.0f);
      },
      1);
  StreamLoop loop = streamLoop();
  double seconds = team.time([&](const dlrt_call &, int32_t thread, int32_t) {
    for (int64_t pass = 0; pass < passes; ++pass)
      loop(arrays[2 * thread].get(), arrays[2 * thread + 1].get(), count, 1e-3f);
  });
  return team.threads() * static_cast<double>(touched) * passes / seconds * 1e-9;
}

static llvm::Error addLevels(MachineModel &model, const TargetModel &target, Team &one, Team &all) {
  auto add = [&](const char *name, int64_t cache, int64_t set, int64_t setOfEach) -> llvm::Error {
    llvm::Expected<double> alone = measureBandwidth(one, set);
    if (!alone)
      return alone.takeError();
    llvm::Expected<double> together = measureBandwidth(all, setOfEach);
    if (!together)
      return together.takeError();
    model.levels.push_back({name, cache, *alone, *together});
    return llvm::Error::success();
  };
  // Half of a cache: the other half is for what else goes on.
  int64_t threads = all.threads();
  if (llvm::Error error = add("L1", target.l1Bytes, target.l1Bytes / 2, target.l1Bytes / 2))
    return error;
  if (llvm::Error error = add("L2", target.l2Bytes, target.l2Bytes / 2, target.l2Bytes / 2))
    return error;
  // The last level is one for all threads, and a share of it shows where it is more than L2 holds.
  if (target.l3Bytes / 2 > target.l2Bytes * threads)
    if (llvm::Error error =
            add("L3", target.l3Bytes, target.l3Bytes / 2, target.l3Bytes / 2 / threads))
      return error;
  int64_t large = std::clamp(4 * target.l3Bytes, kLeastMemory, kMostMemory);
  return add("memory", 0, large, large / threads);
}

static MachineModel::Team measureTeam(Team &team) {
  MachineModel::Team result;
  result.threads = team.threads();
  double seconds = team.time(
      [&](const dlrt_call &call, int32_t, int32_t threads) {
        for (int i = 0; i < kBarriers; ++i)
          call.barrier(call.barrier_context, threads);
      },
      kMeetings);
  result.barrier = seconds / kBarriers * 1e9;
  result.start = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kMeetings; ++i)
    result.start = std::min(result.start, team.timeEmpty(kRuns) * 1e9);
  std::vector<double> wakes;
  for (int i = 0; i < kWakes; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    wakes.push_back(team.timeEmpty(1) * 1e9);
  }
  llvm::sort(wakes);
  result.wake = wakes[wakes.size() / 2];
  return result;
}

static llvm::Expected<MachineModel> measureOnce() {
  llvm::Expected<TargetModel> target = TargetModel::get("native");
  if (!target)
    return target.takeError();
  MachineModel model;
  model.cpu = MachineModel::hostName();
  model.threads = std::min<int32_t>(dlrt_cpu_count(), DLRT_MAX_THREADS);
  llvm::Expected<Team> one = Team::create(1);
  if (!one)
    return one.takeError();
  llvm::Expected<Team> all = Team::create(model.threads);
  if (!all)
    return all.takeError();
  for (const FmaLoop &loop : fmaLoops())
    model.peaks.push_back({loop.bits, measurePeak(*one, loop), measurePeak(*all, loop)});
  if (model.peaks.empty())
    return llvm::createStringError("the CPU '%s' has no fused multiply-add to measure",
                                   model.cpu.c_str());
  if (llvm::Error error = addLevels(model, *target, *one, *all))
    return error;
  // 2, 4, 8 and so on, and all.
  for (int32_t threads = 2; threads <= model.threads;
       threads = threads < model.threads ? std::min<int32_t>(2 * threads, model.threads)
                                         : threads + 1) {
    llvm::Expected<Team> team = Team::create(threads);
    if (!team)
      return team.takeError();
    model.teams.push_back(measureTeam(*team));
  }
  return model;
}

/// The better figure of each. Both have the same ones.
static void takeBest(MachineModel &best, const MachineModel &other) {
  auto raise = [](double &figure, double to) { figure = std::max(figure, to); };
  auto lower = [](double &figure, double to) { figure = std::min(figure, to); };
  for (auto [peak, others] : llvm::zip_equal(best.peaks, other.peaks)) {
    raise(peak.one, others.one);
    raise(peak.all, others.all);
  }
  for (auto [level, others] : llvm::zip_equal(best.levels, other.levels)) {
    raise(level.one, others.one);
    raise(level.all, others.all);
  }
  for (auto [team, others] : llvm::zip_equal(best.teams, other.teams)) {
    lower(team.barrier, others.barrier);
    lower(team.start, others.start);
    lower(team.wake, others.wake);
  }
}

llvm::Expected<MachineModel> dlc::tool::measureMachine() {
  llvm::Expected<MachineModel> best = measureOnce();
  for (int round = 1; best && round < kRounds; ++round) {
    llvm::Expected<MachineModel> other = measureOnce();
    if (!other)
      return other;
    takeBest(*best, *other);
  }
  return best;
}
