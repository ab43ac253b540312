//===- Profile.cpp - The time of each kernel of a step ----------------------===//
#include "Profile.h"

#include "dlc/Dialect/DLK/DLK.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <limits>

using namespace mlir;
using namespace dlc;
using namespace dlc::tool;

std::string dlc::tool::placeOf(Location location) {
  std::string text;
  location->walk([&](Location inner) {
    auto file = dyn_cast<FileLineColLoc>(inner);
    if (!file)
      return WalkResult::advance();
    text = (llvm::sys::path::filename(file.getFilename()) + ":" + Twine(file.getLine())).str();
    return WalkResult::interrupt();
  });
  return text;
}

/// Whether a function is one of those that a call of train_step runs.
static bool isTraining(StringRef function) {
  return llvm::is_contained({"train_step", "accumulate", "apply"}, function.split('.').first);
}

Profile::Profile(ModuleOp module) {
  for (Operation &function : module.getBody()->getOperations()) {
    auto name = SymbolTable::getSymbolName(&function);
    auto entry = function.getAttrOfType<IntegerAttr>(dlk::kProfileAttr);
    if (!entry || !isTraining(name))
      continue;
    Step step{name.str(), entry.getInt(), {}};
    for (auto kernel :
         function.getAttrOfType<ArrayAttr>(dlk::kKernelsAttr).getAsRange<DictionaryAttr>())
      step.kernels.push_back({kernel.getAs<StringAttr>("name").str(),
                              placeOf(cast<LocationAttr>(kernel.get("place"))),
                              kernel.getAs<FloatAttr>("flops").getValueAsDouble(),
                              kernel.getAs<FloatAttr>("bytes").getValueAsDouble(),
                              kernel.getAs<IntegerAttr>("slices").getInt(),
                              std::numeric_limits<double>::infinity()});
    if (!step.kernels.empty())
      steps.push_back(std::move(step));
  }
}

int64_t *Profile::Step::laps(const dlrt_call &call) const {
  return reinterpret_cast<int64_t *>(static_cast<char *>(call.workspace) + offset);
}

void Profile::begin(const dlrt_call &call) {
  for (const Step &step : steps)
    std::fill_n(step.laps(call), step.kernels.size() + 1, 0);
  start = std::chrono::steady_clock::now();
}

void Profile::end(const dlrt_call &call) {
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  double cycles = 0;
  for (Step &step : steps) {
    const int64_t *laps = step.laps(call);
    if (laps[step.kernels.size()] == 0)
      continue; // it has not run
    for (auto [index, kernel] : llvm::enumerate(step.kernels)) {
      cycles += laps[index];
      kernel.cycles = std::min(kernel.cycles, static_cast<double>(laps[index]));
    }
  }
  // The counter runs at a constant rate: the call that was measured with the least around it tells it best.
  cyclesPerSecond = std::max(cyclesPerSecond, cycles / seconds.count());
}

void Profile::print(llvm::raw_ostream &out, double peak, bool asJson) const {
  bool isNamed = llvm::count_if(steps, [](const Step &step) { return step.hasRun(); }) > 1, isFirst = true;
  for (const Step &step : steps) {
    if (!step.hasRun()) // a step may apply its gradients itself
      continue;
    if (!asJson && isNamed)
      out << (isFirst ? "" : "\n") << step.name << "\n";
    step.print(out, peak, cyclesPerSecond, asJson);
    isFirst = false;
  }
}

void Profile::Step::print(llvm::raw_ostream &out, double peak, double cyclesPerSecond,
                          bool asJson) const {
  double total = 0;
  for (const Kernel &kernel : kernels)
    total += kernel.cycles;
  if (!asJson)
    out << "        ms  share  GFLOP/s  % peak     GB/s  slices  kernel\n";
  for (const Kernel &kernel : kernels) {
    double seconds = kernel.cycles / cyclesPerSecond;
    auto rate = [&](double amount) { return seconds > 0 ? amount / seconds * 1e-9 : 0; };
    double gflops = rate(kernel.flops), bandwidth = rate(kernel.bytes);
    double share = total > 0 ? kernel.cycles / total * 100 : 0;
    double ofPeak = peak > 0 ? gflops / peak * 100 : 0;
    if (asJson)
      out << llvm::json::Value(llvm::json::Object{{"function", name},
                                                  {"kernel", kernel.name},
                                                  {"place", kernel.place},
                                                  {"ms", seconds * 1e3},
                                                  {"gflops", gflops},
                                                  {"bytes", kernel.bytes},
                                                  {"bound_ms", kernel.flops / peak * 1e-6},
                                                  {"percent_of_bound", ofPeak},
                                                  {"slices", kernel.slices}})
          << "\n";
    else
      out << llvm::format("%10.4f %5.1f%% %8.1f %6.1f%% %8.1f %7d  ", seconds * 1e3, share, gflops,
                          ofPeak, bandwidth, static_cast<int>(kernel.slices))
          << kernel.place << " " << kernel.name << "\n";
  }
}
