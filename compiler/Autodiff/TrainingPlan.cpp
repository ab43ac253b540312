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
/// Reads what one phase is told, by its own dictionary or else by `dl.train`; errors are located at
/// the module.
class PhaseReader {
public:
  PhaseReader(ModuleOp module, DictionaryAttr train, DictionaryAttr own)
      : module(module), train(train), own(own) {}

  LogicalResult read(PhasePlan &plan);

private:
  LogicalResult readNames(PhasePlan &plan);
  LogicalResult readOptimizer(PhasePlan &plan);
  LogicalResult readSchedule(PhasePlan &plan);
  LogicalResult readClipping(PhasePlan &plan);
  LogicalResult readGroups(PhasePlan &plan);
  LogicalResult readL2(PhasePlan &plan);

  Attribute get(StringRef what) {
    Attribute attribute = own ? own.get(what) : Attribute();
    return attribute ? attribute : train.get(what);
  }
  DictionaryAttr getEntry(StringRef what) { return dyn_cast_if_present<DictionaryAttr>(get(what)); }
  /// A number of at least 0; `slot` stays as it is where there is none.
  LogicalResult readAmount(StringRef what, Attribute attribute, std::optional<double> &slot) {
    if (!attribute)
      return success();
    slot = numberOf(attribute);
    if (slot && *slot >= 0)
      return success();
    return module.emitError() << "'" << what << "' must be a number of at least 0, got "
                              << attribute;
  }
  /// Reports a pattern that matches no parameter that is trained.
  LogicalResult requireMatch(StringRef what, StringRef pattern) {
    for (auto variable : module.getOps<dl::VariableOp>())
      if (variable.getTrainable() && matchesPattern(pattern, variable.getSymName()))
        return success();
    return module.emitError() << "the pattern '" << pattern << "' of '" << what
                              << "' matches no parameter that is trained";
  }
  /// The kind that the entry `what` names; empty without such an entry.
  StringRef kindOf(StringRef what) {
    auto entry = getEntry(what);
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
  DictionaryAttr train, own;
};
} // namespace

//===- Phases -------------------------------------------------------------===//

const ParameterGroup *PhasePlan::findGroup(StringRef parameter) const {
  for (const ParameterGroup &group : groups)
    if (matchesPattern(group.pattern, parameter))
      return &group;
  return nullptr;
}

Hyperparameters PhasePlan::hyperparametersOf(StringRef parameter) const {
  Hyperparameters values = hyperparameters;
  if (const ParameterGroup *group = findGroup(parameter)) {
    values["lr"] = group->learningRate.value_or(values["lr"]);
    values["weight_decay"] = group->weightDecay.value_or(values["weight_decay"]);
  }
  return values;
}

double PhasePlan::l2Of(dl::VariableOp parameter) const {
  // A group's own word holds for biases too.
  if (const ParameterGroup *group = findGroup(parameter.getSymName()); group && group->l2)
    return *group->l2;
  return parameter.getTensorType().getRank() >= 2 ? l2 : 0;
}

std::string PhasePlan::prefixed(StringRef what) const {
  return name.empty() ? what.str() : name + "." + what.str();
}

std::string PhasePlan::functionName(StringRef what) const {
  return name.empty() ? what.str() : what.str() + "." + name;
}

bool PhasePlan::updates(StringRef variable) const {
  return update.empty() || llvm::any_of(update, [&](const std::string &pattern) {
           return matchesPattern(pattern, variable);
         });
}

//===- Reading ------------------------------------------------------------===//

LogicalResult PhaseReader::readNumbers(StringRef what, Hyperparameters &values) {
  auto entry = getEntry(what);
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

LogicalResult PhaseReader::readOptimizer(PhasePlan &plan) {
  StringRef kind = get("optimizer") ? kindOf("optimizer") : "adam";
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
  std::optional<double> decay;
  if (failed(readAmount("weight_decay", get("weight_decay"), decay)))
    return failure();
  if (decay)
    plan.hyperparameters["weight_decay"] = *decay;
  for (auto &[name, value] : plan.hyperparameters)
    if (StringRef(name).starts_with("beta") && !(value >= 0 && value < 1))
      return module.emitError() << "'" << name << "' of 'optimizer' must lie in [0, 1), got "
                                << textOf(value);
  return success();
}

LogicalResult PhaseReader::readSchedule(PhasePlan &plan) {
  if (!get("schedule"))
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
  // 0 steps means the whole run, whose length the caller of a step knows.
  if (schedule.steps > 0 && schedule.steps <= schedule.warmup)
    return module.emitError() << "'steps' of 'schedule' must be above 'warmup', "
                              << textOf(schedule.warmup) << ", got " << textOf(schedule.steps);
  return success();
}

LogicalResult PhaseReader::readClipping(PhasePlan &plan) {
  if (!get("clip"))
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

LogicalResult PhaseReader::readGroups(PhasePlan &plan) {
  auto groups = dyn_cast_if_present<ArrayAttr>(get("groups"));
  for (Attribute attribute : groups ? groups.getValue() : ArrayRef<Attribute>()) {
    auto entry = dyn_cast<DictionaryAttr>(attribute);
    auto pattern = entry ? entry.getAs<StringAttr>("pattern") : StringAttr();
    if (!pattern)
      return module.emitError() << "a group of 'groups' needs a 'pattern', got " << attribute;
    if (failed(requireMatch("groups", pattern.getValue())))
      return failure();
    ParameterGroup group;
    group.pattern = pattern.str();
    if (failed(readAmount("lr", entry.get("lr"), group.learningRate)) ||
        failed(readAmount("weight_decay", entry.get("weight_decay"), group.weightDecay)) ||
        failed(readAmount("l2", entry.get("l2"), group.l2)))
      return failure();
    plan.groups.push_back(group);
  }
  return success();
}

LogicalResult PhaseReader::readL2(PhasePlan &plan) {
  std::optional<double> value;
  if (failed(readAmount("l2", get("l2"), value)))
    return failure();
  plan.l2 = value.value_or(0);
  return success();
}

/// What only a phase has: its name, its loss and what it changes.
LogicalResult PhaseReader::readNames(PhasePlan &plan) {
  if (!own)
    return success();
  auto name = own.getAs<StringAttr>("name"), loss = own.getAs<StringAttr>("loss");
  if (!name || name.getValue().empty() || !loss)
    return module.emitError() << "a phase needs a 'name' and a 'loss', got " << own;
  plan.name = name.str();
  plan.loss = loss.str();
  auto strings = [&](StringRef key, std::vector<std::string> &list) {
    if (auto array = own.getAs<ArrayAttr>(key))
      for (auto text : array.getAsRange<StringAttr>())
        list.push_back(text.str());
  };
  strings("metrics", plan.metrics);
  strings("update", plan.update);
  for (const std::string &pattern : plan.update)
    if (failed(requireMatch("update", pattern)))
      return failure();
  for (auto [key, slot] : {std::pair{"every", &plan.every}, {"repeat", &plan.repeat}})
    if (Attribute count = own.get(key)) {
      *slot = static_cast<int64_t>(numberOf(count).value_or(0));
      if (*slot < 1)
        return module.emitError() << "'" << key << "' of phase '" << plan.name
                                  << "' must be at least 1, got " << count;
    }
  return success();
}

LogicalResult PhaseReader::read(PhasePlan &plan) {
  return success(succeeded(readNames(plan)) && succeeded(readOptimizer(plan)) &&
                 succeeded(readSchedule(plan)) && succeeded(readClipping(plan)) &&
                 succeeded(readGroups(plan)) && succeeded(readL2(plan)));
}

FailureOr<TrainingPlan> dlc::readTrainingPlan(ModuleOp module) {
  auto train = module->getAttrOfType<DictionaryAttr>(dl::kTrainAttr);
  if (!train)
    train = DictionaryAttr::get(module.getContext());
  TrainingPlan plan;
  if (Attribute count = train.get("accumulate")) {
    plan.accumulate = static_cast<int64_t>(numberOf(count).value_or(0));
    if (plan.accumulate < 1)
      return module.emitError() << "'accumulate' must be at least 1, got " << count;
  }
  SmallVector<DictionaryAttr> own;
  if (auto phases = train.getAs<ArrayAttr>("phases"))
    llvm::append_range(own, phases.getAsRange<DictionaryAttr>());
  if (own.empty())
    own.push_back({});
  for (DictionaryAttr phase : own)
    if (failed(PhaseReader(module, train, phase).read(plan.phases.emplace_back())))
      return failure();
  // A later phase must see what an earlier one has changed, but sums change nothing yet.
  if (plan.accumulate > 1 && plan.phases.size() > 1)
    return module.emitError() << "'accumulate' and several phases exclude each other";
  return plan;
}
