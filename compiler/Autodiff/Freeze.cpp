//===- Freeze.cpp - Parameters that stay as they are ----------------------===//
#include "TrainingPlan.h"

using namespace mlir;
using namespace dlc;

bool dlc::matchesPattern(StringRef pattern, StringRef text) {
  auto [head, rest] = pattern.split('*');
  if (head.size() == pattern.size())
    return text == pattern;
  if (!text.consume_front(head))
    return false;
  for (size_t skipped = 0; skipped <= text.size(); ++skipped)
    if (matchesPattern(rest, text.drop_front(skipped)))
      return true;
  return false;
}

LogicalResult dlc::freezeParameters(ModuleOp module) {
  auto train = module->getAttrOfType<DictionaryAttr>(dl::kTrainAttr);
  auto patterns = train ? train.getAs<ArrayAttr>("freeze") : ArrayAttr();
  if (!patterns)
    return success();

  bool ok = true, hadTrainable = false;
  for (auto variable : module.getOps<dl::VariableOp>())
    hadTrainable |= variable.getTrainable();
  for (auto pattern : patterns.getAsRange<StringAttr>()) {
    bool found = false;
    for (auto variable : module.getOps<dl::VariableOp>()) {
      if (variable.getRole() != dl::Role::Parameter ||
          !matchesPattern(pattern.getValue(), variable.getSymName()))
        continue;
      found = true;
      variable.setTrainable(false);
    }
    if (!found) {
      module.emitError() << "the pattern '" << pattern.getValue()
                         << "' of 'freeze' matches no parameter";
      ok = false;
    }
  }
  bool anyLeft = llvm::any_of(module.getOps<dl::VariableOp>(),
                              [](dl::VariableOp variable) { return variable.getTrainable(); });
  if (ok && hadTrainable && !anyLeft && !train.get("lora"))
    return module.emitError() << "'freeze' matches all parameters; none is left to train";
  return success(ok);
}
