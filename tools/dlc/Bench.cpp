//===- Bench.cpp - dlc bench ------------------------------------------------===//
#include "Commands.h"
#include "Flops.h"
#include "Runner.h"
#include "Session.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <chrono>
#include <sys/resource.h>

using namespace dlc;
using namespace dlc::tool;

namespace {

struct Measurement {
  double firstSeconds = 0;
  std::vector<double> milliseconds; // sorted
};

} // namespace

static double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Runs training steps: one cold, then as many as asked for, or about a second's worth (at least
/// 5).
static llvm::Expected<Measurement> measure(Runner &runner, std::optional<int64_t> repeat,
                                           Profile &profile) {
  Measurement result;
  if (!profile.isEmpty()) {
    runner.onBegin = [&] { profile.begin(runner.call); };
    runner.onEnd = [&] { profile.end(runner.call); };
  }
  double total = 0;
  for (int64_t step = 0; repeat ? step <= *repeat : step <= 5 || (total < 1 && step < 100000);
       ++step) {
    auto start = std::chrono::steady_clock::now();
    if (llvm::Error error = runner.trainStep(step))
      return error;
    double seconds = secondsSince(start);
    if (step == 0)
      result.firstSeconds = seconds;
    else
      result.milliseconds.push_back(seconds * 1e3);
    total += seconds;
  }
  llvm::sort(result.milliseconds);
  return result;
}

static double peakMegabytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

int dlc::tool::runBench(const CommandLine &line) {
  if (line.has(OPT_machine))
    return runBenchMachine(line);
  // What is about to run can be kept.
  if (line.has(OPT_emit) || line.has(OPT_output))
    if (int code = runCompile(line))
      return code;
  Session session(line.compileOptions());
  int exitCode;
  std::unique_ptr<LoadedModel> model = compileAndLink(session, line, exitCode);
  if (!model)
    return exitCode;
  int32_t threads = static_cast<int32_t>(line.integer(OPT_threads).value_or(1));
  auto runner = Runner::create(model->model(), threads,
                               static_cast<uint64_t>(line.integer(OPT_seed).value_or(1)));
  if (!runner)
    return fail(llvm::toString(runner.takeError()));
  llvm::Expected<Measurement> measured = measure(**runner, line.integer(OPT_repeat), model->profile);
  if (!measured)
    return fail(llvm::toString(measured.takeError()));

  bool isDouble = line.compileOptions().precision == Precision::F64;
  double fastest = measured->milliseconds.front();
  double median = measured->milliseconds[measured->milliseconds.size() / 2];
  double gflop = model->stepFlops * 1e-9;
  double peak = measurePeakGflops(isDouble) * threads;
  double bound = peak > 0 ? gflop / peak * 1e3 : 0;
  double share = fastest > 0 ? bound / fastest * 100 : 0;
  if (line.has(OPT_json)) {
    llvm::outs() << llvm::json::Value(llvm::json::Object{
                        {"model", model->description.name},
                        {"batch", model->description.batch},
                        {"threads", threads},
                        {"target_cpu", model->description.targetCPU},
                        {"precision", spell(line.compileOptions().precision)},
                        {"steps", static_cast<int64_t>(measured->milliseconds.size())},
                        {"ms_min", fastest},
                        {"ms_median", median},
                        {"compile_s", model->compileSeconds},
                        {"first_step_s", measured->firstSeconds},
                        {"gflop_per_step", gflop},
                        {"gflops", gflop / fastest * 1e3},
                        {"peak_gflops", peak},
                        {"bound_ms", bound},
                        {"percent_of_bound", share},
                        {"peak_rss_mb", peakMegabytes()}})
                 << "\n";
    model->profile.print(llvm::outs(), peak, /*asJson=*/true);
    return kSuccess;
  }
  llvm::outs() << model->description.name << ": batch " << model->description.batch << ", "
               << threads << (threads == 1 ? " thread, " : " threads, ")
               << model->description.targetCPU << "\n"
               << llvm::format("  step      %10.4f ms (median %.4f, %zu steps)\n", fastest, median,
                               measured->milliseconds.size())
               << llvm::format("  arithmetic%10.3f GFLOP a step, %.1f GFLOP/s\n", gflop,
                               gflop / fastest * 1e3)
               << llvm::format("  limit     %10.4f ms at %.1f GFLOP/s of this machine: %.1f %%\n",
                               bound, peak, share)
               << llvm::format("  compile   %10.3f s, first step %.3f ms\n", model->compileSeconds,
                               measured->firstSeconds * 1e3)
               << llvm::format("  memory    %10.1f MB at most\n", peakMegabytes());
  if (!model->profile.isEmpty())
    model->profile.print(llvm::outs() << "\n", peak, /*asJson=*/false);
  return kSuccess;
}
