//===- Prediction.cpp - What the cost model expects of a step ---------------===//
#include "Prediction.h"

#include "Profile.h"
#include "dlc/Dialect/DLK/DLK.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

// The cost model cuts work for a few threads, and users ask of more.
static constexpr int64_t kMostThreads = 64;

static KernelCost costOf(DictionaryAttr kernel) {
  return {kernel.getAs<FloatAttr>("flops").getValueAsDouble(),
          kernel.getAs<FloatAttr>("bytes").getValueAsDouble(),
          kernel.getAs<IntegerAttr>("slices").getInt(),
          kernel.getAs<FloatAttr>("largest").getValueAsDouble(), kernel.getAs<BoolAttr>("meets").getValue()};
}

static StepTime operator*(StepTime time, double times) {
  return {time.arithmetic * times, time.memory * times, time.kernels * times,
          time.barriers * times, time.start * times};
}

static StepTime operator+(StepTime a, const StepTime &b) {
  return {a.arithmetic + b.arithmetic, a.memory + b.memory, a.kernels + b.kernels,
          a.barriers + b.barriers, a.start + b.start};
}

/// The functions that make up a step, and how often each runs in one.
static std::vector<std::pair<std::string, double>> partsOf(const ModelDescription &model) {
  std::vector<std::pair<std::string, double>> parts;
  for (const PhaseDescription &phase : model.phases) {
    double times = static_cast<double>(phase.repeat) / phase.every;
    if (model.accumulate > 1) {
      parts.push_back({phase.functionName("accumulate"), times * model.accumulate});
      parts.push_back({phase.functionName("apply"), times});
    } else {
      parts.push_back({phase.functionName("train_step"), times});
    }
  }
  return parts;
}

Prediction dlc::tool::predict(ModuleOp module, const ModelDescription &model,
                              const StepCosts &costs) {
  Prediction prediction;
  for (int64_t threads = 1; threads <= kMostThreads; threads *= 2)
    prediction.steps.push_back({threads, {}});
  for (const auto &[name, times] : partsOf(model)) {
    Operation *function = SymbolTable::lookupSymbolIn(module, name);
    auto kernels = function ? function->getAttrOfType<ArrayAttr>(dlk::kKernelsAttr) : ArrayAttr();
    auto footprint =
        function ? function->getAttrOfType<IntegerAttr>(dlk::kFootprintAttr) : IntegerAttr();
    if (!kernels || !footprint)
      continue;
    double touched = footprint.getInt(), traffic = 0;
    std::vector<KernelCost> list;
    for (auto kernel : kernels.getAsRange<DictionaryAttr>()) {
      list.push_back(costOf(kernel));
      traffic += list.back().bytes;
    }
    for (auto [kernel, cost] : llvm::zip(kernels.getAsRange<DictionaryAttr>(), list))
      prediction.kernels.push_back({name, kernel.getAs<StringAttr>("name").str(),
                                    placeOf(cast<LocationAttr>(kernel.get("place"))), cost, times,
                                    predictKernel(cost, costs, 1, traffic, touched)});
    for (Prediction::Step &step : prediction.steps)
      step.time = step.time + predictStep(list, costs, step.threads, touched) * times;
  }
  return prediction;
}

std::string dlc::tool::toText(const Prediction &prediction) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "predicted time of a training step (" << prediction.source << "), us\n"
      << llvm::format("  %7s %10s %10s %12s %10s %10s %10s\n", "threads", "step", "kernels",
                      "(arithmetic)", "(memory)", "barriers", "start");
  for (const auto &[threads, time] : prediction.steps)
    out << llvm::format("  %7lld %10.1f %10.1f %12.1f %10.1f %10.1f %10.1f\n",
                        static_cast<long long>(threads), time.total() / 1e3, time.kernels / 1e3,
                        time.arithmetic / 1e3, time.memory / 1e3, time.barriers / 1e3,
                        time.start / 1e3);
  return text;
}

json::Value dlc::tool::toJSON(const Prediction &prediction) {
  json::Array kernels, steps;
  for (const Prediction::Kernel &kernel : prediction.kernels)
    kernels.push_back(json::Object{{"function", kernel.function},
                                   {"kernel", kernel.name},
                                   {"place", kernel.place},
                                   {"flops", kernel.cost.flops},
                                   {"bytes", kernel.cost.bytes},
                                   {"slices", kernel.cost.slices},
                                   {"largest_slice", kernel.cost.largest},
                                   {"meets", kernel.cost.meets},
                                   {"times", kernel.times},
                                   {"arithmetic_us", kernel.one.arithmetic / 1e3},
                                   {"memory_us", kernel.one.memory / 1e3},
                                   {"us", kernel.one.kernels / 1e3}});
  for (const auto &[threads, time] : prediction.steps)
    steps.push_back(json::Object{{"threads", threads},
                                 {"us", time.total() / 1e3},
                                 {"kernels_us", time.kernels / 1e3},
                                 {"arithmetic_us", time.arithmetic / 1e3},
                                 {"memory_us", time.memory / 1e3},
                                 {"barriers_us", time.barriers / 1e3},
                                 {"start_us", time.start / 1e3}});
  return json::Object{{"figures", prediction.source},
                      {"kernels", std::move(kernels)},
                      {"steps", std::move(steps)}};
}
