//===- Profile.cpp - The time of each kernel of a step ----------------------===//
#include "Profile.h"

#include "dlc/Dialect/DLK/DLK.h"
#include "mlir/IR/SymbolTable.h"
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

Profile::Profile(ModuleOp module) {
  Operation *step = SymbolTable::lookupSymbolIn(module, "train_step");
  auto entry = step ? step->getAttrOfType<IntegerAttr>(dlk::kProfileAttr) : IntegerAttr();
  if (!entry)
    return;
  offset = entry.getInt();
  for (auto kernel : step->getAttrOfType<ArrayAttr>(dlk::kKernelsAttr).getAsRange<DictionaryAttr>())
    kernels.push_back({kernel.getAs<StringAttr>("name").str(),
                       placeOf(cast<LocationAttr>(kernel.get("place"))),
                       kernel.getAs<FloatAttr>("flops").getValueAsDouble(),
                       kernel.getAs<FloatAttr>("bytes").getValueAsDouble(),
                       kernel.getAs<IntegerAttr>("slices").getInt(),
                       std::numeric_limits<double>::infinity()});
}

void Profile::add(const dlrt_call &call, double seconds) {
  if (isEmpty())
    return;
  auto *times =
      reinterpret_cast<const int64_t *>(static_cast<const char *>(call.workspace) + offset);
  for (size_t i = 0; i < kernels.size(); ++i)
    kernels[i].cycles =
        std::min(kernels[i].cycles, static_cast<double>(times[i + 1] - times[i]));
  // The counter runs at a constant rate: the step that was measured with the least around it tells it best.
  cyclesPerSecond = std::max(cyclesPerSecond, (times[kernels.size()] - times[0]) / seconds);
}

void Profile::print(llvm::raw_ostream &out, double peak, bool asJson) const {
  double total = 0;
  for (const Kernel &kernel : kernels)
    total += kernel.cycles;
  if (!asJson)
    out << "        ms  share  GFLOP/s  % peak     GB/s  slices  kernel\n";
  for (const Kernel &kernel : kernels) {
    double seconds = kernel.cycles / cyclesPerSecond;
    double gflops = kernel.flops / seconds * 1e-9, bandwidth = kernel.bytes / seconds * 1e-9;
    double share = total > 0 ? kernel.cycles / total * 100 : 0;
    double ofPeak = peak > 0 ? gflops / peak * 100 : 0;
    if (asJson)
      out << llvm::json::Value(llvm::json::Object{{"kernel", kernel.name},
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
