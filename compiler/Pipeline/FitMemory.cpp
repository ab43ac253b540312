//===- FitMemory.cpp - A step that fits a limit of memory --------------------===//
#include "dlc/Pipeline/FitMemory.h"

#include "dlc/Pipeline/DescribeModel.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace dlc;

// First what costs least. More segments save less and less, and begin to cost more than they save.
static constexpr int64_t kSegments[] = {0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64};

uint64_t dlc::fixedBytes(const ModelDescription &model) {
  bool writesGradients = llvm::any_of(model.entries, [](const EntryDescription &entry) {
    return llvm::StringRef(entry.name).split('.').first == "train_step" && entry.gradients;
  });
  return model.parameters.size + model.state.size + model.optimizer.size +
         (writesGradients ? model.gradients.size : 0);
}

FailureOr<int64_t> dlc::fitMemory(ModuleOp module, const ModelDescription &model, uint64_t limit,
                                  KernelOptions options) {
  uint64_t fixed = fixedBytes(model), least = UINT64_MAX;
  for (int64_t segments : kSegments) {
    OwningOpRef<ModuleOp> copy = module.clone();
    options.recomputedSegments = segments;
    PassManager passes(module.getContext());
    passes.enableVerifier(false);
    buildPlanPipeline(passes, options);
    if (failed(passes.run(*copy)))
      return failure();
    uint64_t total = fixed + getWorkspace(*copy).size;
    if (total <= limit)
      return segments;
    least = std::min(least, total);
  }
  auto megabytes = [](uint64_t bytes) { return llvm::formatv("{0:f2} MB", bytes / 1e6).str(); };
  return emitError(UnknownLoc::get(module.getContext()))
         << "a step of '" << model.name << "' at batch " << model.batch << " needs " << megabytes(least)
         << " at least, of which parameters, state and optimizer are " << megabytes(fixed)
         << ", and --memory-limit is " << megabytes(limit) << "; a smaller --batch needs less";
}
