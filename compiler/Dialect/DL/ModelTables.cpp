//===- ModelTables.cpp - What a model's functions read and write ------------===//
#include "dlc/Dialect/DL/ModelTables.h"

using namespace mlir;
using namespace dlc::dl;

static constexpr llvm::StringLiteral kGradientPrefix = "grad:";
static constexpr llvm::StringLiteral kMetricPrefix = "metrics.";

TensorName dlc::dl::tensorName(DictionaryAttr attributes) {
  auto text = [&](StringRef key) {
    auto value = attributes ? attributes.getAs<StringAttr>(key) : StringAttr();
    return value ? value.str() : std::string();
  };
  return {text(kRoleAttr), text(kNameAttr)};
}

TensorName dlc::dl::argumentName(func::FuncOp function, unsigned index) {
  return tensorName(function.getArgAttrDict(index));
}

TensorName dlc::dl::resultName(func::FuncOp function, unsigned index) {
  return tensorName(function.getResultAttrDict(index));
}

DictionaryAttr dlc::dl::nameAttributes(Builder &builder, const TensorName &name) {
  return builder.getDictionaryAttr({builder.getNamedAttr(kRoleAttr, builder.getStringAttr(name.role)),
                                    builder.getNamedAttr(kNameAttr, builder.getStringAttr(name.name))});
}

const SmallVector<VariableOp> &ModelTables::variables(Role role) const {
  switch (role) {
  case Role::Parameter:
    return parameters;
  case Role::State:
    return state;
  case Role::Optimizer:
    return optimizer;
  case Role::Gradient:
    return gradients;
  }
  llvm_unreachable("every role has a table");
}

void dlc::dl::narrow(int64_t &limit, bool &fromEnd, int64_t otherLimit, bool otherFromEnd) {
  if (!otherLimit)
    return;
  fromEnd = otherFromEnd && (fromEnd || !limit);
  limit = limit ? std::min(limit, otherLimit) : otherLimit;
}

/// Adds the tensor that `attrs` (of an argument or result) describe to the table of its role.
static void addEntry(ModelTables &tables, Type type, DictionaryAttr attrs) {
  auto [role, name] = tensorName(attrs);
  auto tensor = dyn_cast<RankedTensorType>(type);
  SmallVector<TableEntry> *entries = role == "input"    ? &tables.inputs
                                     : role == "target" ? &tables.targets
                                     : role == "output" ? &tables.outputs
                                                        : nullptr;
  if (!entries || name.empty() || !tensor)
    return;
  auto limitAttr = attrs.getAs<IntegerAttr>(kLimitAttr);
  int64_t limit = limitAttr ? limitAttr.getInt() : 0;
  bool fromEnd = attrs.contains(kFromEndAttr);
  auto ignored = attrs.getAs<IntegerAttr>(kIgnoredAttr);
  int64_t index = findEntry(*entries, name);
  if (index < 0)
    entries->push_back({name, tensor, limit, ignored ? ignored.getInt() : 0, fromEnd});
  else
    narrow((*entries)[index].limit, (*entries)[index].fromEnd, limit, fromEnd);
}

static void addFunction(ModelTables &tables, func::FuncOp function) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    addEntry(tables, function.getArgumentTypes()[i], function.getArgAttrDict(i));
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    addEntry(tables, function.getResultTypes()[i], function.getResultAttrDict(i));
}

int64_t dlc::dl::accumulatedBatches(ModuleOp module) {
  auto train = module->getAttrOfType<DictionaryAttr>(kTrainAttr);
  auto count = train ? train.getAs<IntegerAttr>("accumulate") : IntegerAttr();
  return count ? count.getInt() : 1;
}

StringRef dlc::dl::functionKind(StringRef name) { return name.split('.').first; }

bool dlc::dl::isEntryName(StringRef name) {
  return llvm::is_contained({"init", "train_step", "accumulate", "gradients", "apply", "eval_step",
                             "predict", "decode_step"},
                            functionKind(name));
}

static void addPhases(ModelTables &tables, ModuleOp module) {
  auto train = module->getAttrOfType<DictionaryAttr>(kTrainAttr);
  auto phases = train ? train.getAs<ArrayAttr>("phases") : ArrayAttr();
  for (auto phase : phases ? phases.getAsRange<DictionaryAttr>()
                           : ArrayAttr::get(module.getContext(), {}).getAsRange<DictionaryAttr>()) {
    auto text = [&](StringRef key) {
      auto value = phase.getAs<StringAttr>(key);
      return value ? value.str() : std::string();
    };
    auto count = [&](StringRef key) {
      auto value = phase.getAs<IntegerAttr>(key);
      return value ? value.getInt() : 1;
    };
    tables.phases.push_back({text("name"), text("loss"), count("every"), count("repeat")});
  }
  if (tables.phases.empty())
    tables.phases.push_back({"", "loss"});
}

/// Pairs the state variables `metrics.<name>.sum` and `metrics.<name>.count`.
static void addMetrics(ModelTables &tables) {
  for (VariableOp sum : tables.state) {
    StringRef name = sum.getSymName();
    if (!name.consume_front(kMetricPrefix) || !name.consume_back(".sum"))
      continue;
    std::string countName = (kMetricPrefix + name + ".count").str();
    VariableOp count = findVariable(tables, Role::State, countName);
    if (!count)
      continue;
    auto position = name == "loss" ? tables.metrics.begin() : tables.metrics.end();
    tables.metrics.insert(
        position, MetricEntry{name.str(), {{sum, count}}, sum->hasAttr(kExponentialAttr)});
  }
  if (tables.metrics.empty() || tables.metrics.front().name == "loss")
    return;
  // The model itself has no loss, so it is that of its phases.
  MetricEntry total{"loss", {}};
  for (const PhaseEntry &phase : tables.phases)
    for (const MetricEntry &metric : tables.metrics)
      if (metric.name == phase.loss)
        total.parts.push_back(metric.parts.front());
  if (!total.parts.empty())
    tables.metrics.insert(tables.metrics.begin(), total);
}

ModelTables dlc::dl::collectTables(ModuleOp module) {
  ModelTables tables;
  for (VariableOp variable : module.getOps<VariableOp>())
    const_cast<SmallVector<VariableOp> &>(tables.variables(variable.getRole())).push_back(variable);
  // Functions that take all inputs come first, so that the order is the one in the model's text.
  for (StringRef kind :
       {"forward", "train_step", "accumulate", "gradients", "eval", "eval_step", "predict",
        "decode_step"})
    for (auto function : module.getOps<func::FuncOp>())
      if (functionKind(function.getSymName()) == kind)
        addFunction(tables, function);
  addPhases(tables, module);
  addMetrics(tables);
  return tables;
}

int64_t dlc::dl::findEntry(ArrayRef<TableEntry> entries, StringRef name) {
  for (auto [index, entry] : llvm::enumerate(entries))
    if (entry.name == name)
      return index;
  return -1;
}

StringRef dlc::dl::tableName(VariableOp variable) {
  StringRef name = variable.getSymName();
  if (variable.getRole() == Role::Gradient)
    name.consume_front(kGradientPrefix);
  return name;
}

VariableOp dlc::dl::findVariable(const ModelTables &tables, Role role, StringRef name) {
  for (VariableOp variable : tables.variables(role))
    if (tableName(variable) == name)
      return variable;
  return nullptr;
}
