//===- TrainingPlan.cpp - What `dl.train` asks for ------------------------===//
#include "TrainingPlan.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace dlc;

static std::optional<double> numberOf(Attribute attribute) {
  if (auto real = dyn_cast<FloatAttr>(attribute))
    return real.getValueAsDouble();
  if (auto flag = dyn_cast<BoolAttr>(attribute))
    return flag.getValue();
  if (auto integer = dyn_cast<IntegerAttr>(attribute))
    return integer.getValue().getSExtValue();
  return std::nullopt;
}

/// 0.5 as 0.5 and 100 as 100.
static std::string textOf(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  return text;
}

namespace {
/// Reads parts of one `dl.train`; errors are located at the module.
class PlanReader {
public:
  explicit PlanReader(ModuleOp module)
      : module(module), train(module->getAttrOfType<DictionaryAttr>(dl::kTrainAttr)) {
    if (!train)
      train = DictionaryAttr::get(module.getContext());
  }

  LogicalResult readOptimizer(TrainingPlan &plan);
  LogicalResult readSchedule(TrainingPlan &plan);
  LogicalResult readClipping(TrainingPlan &plan);
  LogicalResult readRest(TrainingPlan &plan);

private:
  /// The kind that the entry `what` names; empty without such an entry.
  StringRef kindOf(StringRef what) {
    auto entry = train.getAs<DictionaryAttr>(what);
    auto kind = entry ? entry.getAs<StringAttr>("kind") : StringAttr();
    return kind ? kind.getValue() : "";
  }
  /// Stores the numbers that the entry `what` gives in `values`, which holds all names it may give.
  LogicalResult readNumbers(StringRef what, Hyperparameters &values);
  InFlightDiagnostic unknownKind(StringRef what, ArrayRef<StringRef> kinds) {
    return module.emitError() << "'" << what << "' has the unknown kind '" << kindOf(what)
                              << "', expected one of " << llvm::join(kinds, ", ");
  }
  LogicalResult requirePositive(StringRef what, StringRef name, double value) {
    if (value > 0)
      return success();
    return module.emitError() << "'" << name << "' of '" << what << "' must be above 0, got "
                              << textOf(value);
  }

  ModuleOp module;
  DictionaryAttr train;
};
} // namespace

LogicalResult PlanReader::readNumbers(StringRef what, Hyperparameters &values) {
  auto entry = train.getAs<DictionaryAttr>(what);
  if (!entry)
    return success();
  for (NamedAttribute field : entry) {
    StringRef name = field.getName();
    if (name == "kind")
      continue;
    auto slot = values.find(name);
    if (slot == values.end()) {
      SmallVector<StringRef> names;
      for (auto &[known, value] : values)
        names.push_back(known);
      return module.emitError() << "'" << what << "' of kind '" << kindOf(what)
                                << "' has no number '" << name << "', only "
                                << llvm::join(names, ", ");
    }
    std::optional<double> value = numberOf(field.getValue());
    if (!value)
      return module.emitError() << "'" << name << "' of '" << what << "' must be a number, got "
                                << field.getValue();
    slot->second = *value;
  }
  return success();
}

LogicalResult PlanReader::readOptimizer(TrainingPlan &plan) {
  StringRef kind = train.get("optimizer") ? kindOf("optimizer") : "adam";
  plan.optimizer = findOptimizer(kind);
  if (!plan.optimizer) {
    SmallVector<StringRef> kinds;
    for (const Optimizer &optimizer : optimizers())
      kinds.push_back(optimizer.kind);
    return unknownKind("optimizer", kinds);
  }
  plan.hyperparameters = plan.optimizer->defaults;
  if (failed(readNumbers("optimizer", plan.hyperparameters)))
    return failure();
  // The front end writes the optimizer's with its default, so one beside it is the later word.
  if (Attribute decay = train.get("weight_decay")) {
    std::optional<double> value = numberOf(decay);
    if (!value || !(*value >= 0))
      return module.emitError() << "'weight_decay' must be a number of at least 0, got " << decay;
    plan.hyperparameters["weight_decay"] = *value;
  }
  for (auto &[name, value] : plan.hyperparameters)
    if (StringRef(name).starts_with("beta") && !(value >= 0 && value < 1))
      return module.emitError() << "'" << name << "' of 'optimizer' must lie in [0, 1), got "
                                << textOf(value);
  return success();
}

LogicalResult PlanReader::readSchedule(TrainingPlan &plan) {
  if (!train.get("schedule"))
    return success();
  using Kind = Schedule::Kind;
  Schedule &schedule = plan.schedule;
  StringRef kindName = kindOf("schedule");
  auto kind = llvm::StringSwitch<std::optional<Kind>>(kindName)
                  .Case("constant", Kind::Constant)
                  .Case("step", Kind::Step)
                  .Case("exponential", Kind::Exponential)
                  .Case("cosine", Kind::Cosine)
                  .Case("warmup", Kind::Warmup)
                  .Case("warmup_cosine", Kind::WarmupCosine)
                  .Default(std::nullopt);
  if (!kind)
    return unknownKind("schedule",
                       {"constant", "step", "exponential", "cosine", "warmup", "warmup_cosine"});
  schedule.kind = *kind;
  Hyperparameters values;
  if (*kind == Kind::Step || *kind == Kind::Exponential)
    values = {{"gamma", schedule.gamma}, {"every", schedule.every}};
  if (*kind == Kind::Cosine || *kind == Kind::WarmupCosine)
    values = {{"steps", 0}, {"floor", 0}};
  if (*kind == Kind::Warmup || *kind == Kind::WarmupCosine)
    values["warmup"] = 0;
  if (failed(readNumbers("schedule", values)))
    return failure();
  auto take = [&](StringRef name, double &slot) {
    if (auto it = values.find(name); it != values.end())
      slot = it->second;
  };
  take("gamma", schedule.gamma);
  take("every", schedule.every);
  take("steps", schedule.steps);
  take("floor", schedule.floor);
  take("warmup", schedule.warmup);
  for (StringRef name : {"gamma", "every", "warmup"})
    if (auto it = values.find(name); it != values.end())
      if (failed(requirePositive("schedule", name, it->second)))
        return failure();

  if (*kind != Kind::Cosine && *kind != Kind::WarmupCosine)
    return success();
  // 0 steps means the whole run, whose length only those know who have seen the data.
  if (schedule.steps == 0)
    if (Attribute total = train.get("total_steps"))
      schedule.steps = numberOf(total).value_or(0);
  if (schedule.steps == 0) {
    module.emitWarning() << "the number of steps of the run is not known, so 'schedule' of kind '"
                         << kindName << "' keeps its highest rate; give it 'steps'";
    schedule.kind = *kind == Kind::Cosine ? Kind::Constant : Kind::Warmup;
    return success();
  }
  if (schedule.steps <= schedule.warmup)
    return module.emitError() << "'steps' of 'schedule' must be above 'warmup', "
                              << textOf(schedule.warmup) << ", got " << textOf(schedule.steps);
  return success();
}

LogicalResult PlanReader::readClipping(TrainingPlan &plan) {
  if (!train.get("clip"))
    return success();
  auto kind = llvm::StringSwitch<Clipping::Kind>(kindOf("clip"))
                  .Case("value", Clipping::Kind::Value)
                  .Case("global_norm", Clipping::Kind::GlobalNorm)
                  .Default(Clipping::Kind::None);
  if (kind == Clipping::Kind::None)
    return unknownKind("clip", {"value", "global_norm"});
  Hyperparameters values{{"value", 0}};
  if (failed(readNumbers("clip", values)) ||
      failed(requirePositive("clip", "value", values["value"])))
    return failure();
  plan.clipping = {kind, values["value"]};
  return success();
}

LogicalResult PlanReader::readRest(TrainingPlan &plan) {
  if (Attribute l2 = train.get("l2")) {
    std::optional<double> value = numberOf(l2);
    if (!value || !(*value >= 0))
      return module.emitError() << "'l2' must be a number of at least 0, got " << l2;
    plan.l2 = *value;
  }
  return success();
}

FailureOr<TrainingPlan> dlc::readTrainingPlan(ModuleOp module) {
  PlanReader reader(module);
  TrainingPlan plan;
  if (failed(reader.readOptimizer(plan)) || failed(reader.readSchedule(plan)) ||
      failed(reader.readClipping(plan)) || failed(reader.readRest(plan)))
    return failure();
  return plan;
}
