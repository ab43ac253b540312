//===- EmitPhases.cpp - The values that phases refer to -------------------===//
#include "Emitter.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;

/// Makes one of the model's values a result, unless it is one already.
void Emitter::addPhaseValue(llvm::StringRef role, const ValueName &name) {
  for (const FunctionResult &result : results)
    if (result.role == role && result.name == name.name)
      return;
  Binding *binding = lookup(name.name);
  if (!binding) {
    llvm::SmallVector<llvm::StringRef> names;
    for (const auto &entry : frames.back()->scopes.front())
      names.push_back(entry.first());
    return error(name.loc, "the model has no value '" + name.name + "'" +
                               suggest(name.name, names));
  }
  addResult(role, name.name, binding->value, name.loc);
}

void Emitter::emitPhases() {
  for (const auto &phase : model.file.phases) {
    for (const ValueName &name : valueNames(*phase, "loss"))
      addPhaseValue("loss", name);
    for (const ValueName &name : valueNames(*phase, "metrics"))
      addPhaseValue("metric", name);
  }
  for (const FunctionResult &metric : results)
    for (const FunctionResult &loss : results)
      if (metric.role == "metric" && loss.role == "loss" && metric.name == loss.name)
        error(metric.loc, "metric '" + metric.name + "' has the name of a loss, which is reported anyway",
              Note{loss.loc, "the loss is here"});
}
