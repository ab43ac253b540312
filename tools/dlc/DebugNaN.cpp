//===- DebugNaN.cpp - Where a loss that is no number came from --------------===//
#include "DebugNaN.h"

#include "dlc/Dialect/DLK/DLK.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/bit.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::tool;

DebugNaN::DebugNaN(ModuleOp module, const ModelDescription &model) {
  for (const PhaseDescription &phase : model.phases)
    addPhase(module, phase);
}

void DebugNaN::addPhase(ModuleOp module, const PhaseDescription &phase) {
  std::vector<Value> &values = phases.emplace_back();
  Operation *step = SymbolTable::lookupSymbolIn(module, phase.functionName("train_step"));
  if (!step) // of a model that sums up gradients
    step = SymbolTable::lookupSymbolIn(module, phase.functionName("accumulate"));
  auto list = step ? step->getAttrOfType<ArrayAttr>(dlk::kValuesAttr) : ArrayAttr();
  if (!list)
    return;
  for (auto entry : list.getAsRange<DictionaryAttr>())
    values.push_back({cast<LocationAttr>(entry.get("place")),
                      entry.getAs<StringAttr>("op").str(),
                      entry.getAs<IntegerAttr>("offset").getInt(),
                      entry.getAs<IntegerAttr>("count").getInt(),
                      entry.getAs<TypeAttr>("type").getValue().getIntOrFloatBitWidth()});
}

namespace {
/// The upper half of an f32.
struct BF16 {
  uint16_t bits;
  operator double() const { return llvm::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }
};
} // namespace

template <typename T, typename Test>
static bool anyOf(const void *memory, int64_t offset, int64_t count, Test test) {
  const T *data = reinterpret_cast<const T *>(static_cast<const char *>(memory) + offset);
  return std::any_of(data, data + count, test);
}

void DebugNaN::report(const dlrt_call &call, int64_t step) const {
  if (static_cast<size_t>(call.phase) >= phases.size())
    return;
  const std::vector<Value> &values = phases[call.phase];
  auto find = [&](auto test) {
    return std::find_if(values.begin(), values.end(), [&](const Value &value) {
      return value.bits == 64   ? anyOf<double>(call.workspace, value.offset, value.count, test)
             : value.bits == 32 ? anyOf<float>(call.workspace, value.offset, value.count, test)
                                : anyOf<BF16>(call.workspace, value.offset, value.count, test);
    });
  };
  const char *what = "NaN";
  auto first = find([](double number) { return std::isnan(number); });
  if (first == values.end()) {
    what = "infinity";
    first = find([](double number) { return std::isinf(number); });
  }
  if (first == values.end())
    return;
  emitError(first->place) << "the first " << what << " of step " << step + 1 << " comes from '"
                          << first->op << "' here";
}
