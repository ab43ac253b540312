//===- TrainConfig.cpp - The train block ----------------------------------===//
#include "TrainConfig.h"

#include "Emitter.h"
#include "Parser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;

namespace {
class TrainReader {
public:
  explicit TrainReader(ModelContext &model)
      : model(model), diagnostics(model.diagnostics), builder(diagnostics.getContext()) {}

  mlir::DictionaryAttr read();

private:
  /// The settings of the train block, or of the phase called `phase`.
  void readSettings(const TrainDef &train, llvm::ArrayRef<Setting> settings, llvm::StringRef phase,
                    llvm::SmallVectorImpl<mlir::NamedAttribute> &fields);
  mlir::DictionaryAttr readPhase(const PhaseDef &phase);
  mlir::Attribute readGroups(const TrainEntry &entry);
  mlir::Attribute readValues(const Setting &setting, const TrainEntry &entry);
  bool checkColumnNames(const Choice &source, Loc loc);
  mlir::Attribute readEntry(const Setting &setting, const TrainEntry &entry);
  mlir::Attribute readNames(const TrainEntry &entry);
  mlir::Attribute readNorms(const TrainEntry &entry);
  mlir::Attribute readLora(const TrainEntry &entry);
  /// One pattern or a list of them, each of which must match a name; null if it is something else.
  mlir::ArrayAttr readPatterns(llvm::StringRef key, const Expr &expr, llvm::ArrayRef<llvm::StringRef> names,
                               llvm::StringRef what);
  std::vector<llvm::StringRef> parameterNames();
  std::vector<std::string> loraFactors();
  mlir::Attribute readChoice(const Setting &setting, const Expr &expr);
  mlir::Attribute readParam(const Param &param, const Expr &expr, llvm::StringRef owner);
  mlir::Attribute readKeyword(const Param &param, const Expr &expr, llvm::StringRef owner);
  mlir::Attribute readColumns(const Argument &arg);
  void checkRange(llvm::StringRef key, double value, Loc loc);
  mlir::NamedAttribute named(llvm::StringRef name, mlir::Attribute value) {
    return builder.getNamedAttr(name, value);
  }

  ModelContext &model;
  Diagnostics &diagnostics;
  mlir::Builder builder;
};
} // namespace

bool dlc::dsl::matchesPattern(llvm::StringRef pattern, llvm::StringRef path) {
  // On a mismatch, let the last star swallow one letter more.
  size_t p = 0, s = 0, star = llvm::StringRef::npos, swallowed = 0;
  while (s < path.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      swallowed = s;
    } else if (p < pattern.size() && pattern[p] == path[s]) {
      ++p, ++s;
    } else if (star != llvm::StringRef::npos) {
      p = star + 1;
      s = ++swallowed;
    } else {
      return false;
    }
  }
  return pattern.drop_front(p).find_first_not_of('*') == llvm::StringRef::npos;
}

/// Values outside make an optimizer diverge or divide by zero from the first step on.
void TrainReader::checkRange(llvm::StringRef key, double value, Loc loc) {
  bool belowOne =
      key.starts_with("beta") || key == "alpha" || key == "momentum" || key == "dampening";
  bool positive = key == "lr" || key == "eps" || key == "gamma" || key == "value" ||
                  key == "every" || key == "samples";
  std::string range;
  if (belowOne && !(value >= 0 && value < 1))
    range = "at least 0 and below 1";
  else if (key == "split" && !(value > 0 && value <= 1))
    range = "above 0 and at most 1";
  else if (positive && !(value > 0))
    range = "above 0";
  else if (!(value >= 0))
    range = "at least 0";
  if (!range.empty())
    diagnostics.error(loc, "'" + key + "' is " + range + ", got " +
                               Value::ofNumber(value, loc).describe());
}

/// One of the words that a parameter may be.
mlir::Attribute TrainReader::readKeyword(const Param &param, const Expr &expr,
                                         llvm::StringRef owner) {
  llvm::SmallVector<llvm::StringRef> words;
  llvm::StringRef(param.choices).split(words, ' ');
  auto *name = llvm::dyn_cast<NameExpr>(&expr);
  if (name && llvm::is_contained(words, name->name))
    return builder.getStringAttr(name->name);
  diagnostics.error(expr.loc, "'" + param.name + "' of '" + owner + "' is " +
                                  llvm::join(words, " or ") +
                                  (name ? ", got '" + name->name + "'" +
                                              suggest(name->name, words)
                                        : ""));
  return {};
}

mlir::Attribute TrainReader::readParam(const Param &param, const Expr &expr,
                                       llvm::StringRef owner) {
  if (param.kind == ArgKind::Keyword)
    return readKeyword(param, expr, owner);
  Value value = evaluateConstant(expr, diagnostics);
  if (value.isPoison())
    return {};
  const char *wanted = "a number";
  switch (param.kind) {
  case ArgKind::Integer:
    wanted = "a whole number";
    if (!value.isNumber() || !value.isInteger)
      break;
    checkRange(param.name, value.number, expr.loc);
    return builder.getI64IntegerAttr(value.integer);
  case ArgKind::Boolean:
    wanted = "true or false";
    if (value.kind == Value::Kind::Bool)
      return builder.getBoolAttr(value.boolean);
    break;
  case ArgKind::String:
    wanted = "a string";
    if (value.kind == Value::Kind::String)
      return builder.getStringAttr(value.text);
    break;
  default:
    if (!value.isNumber())
      break;
    checkRange(param.name, value.number, expr.loc);
    return builder.getF64FloatAttr(value.number);
  }
  diagnostics.error(expr.loc, "'" + param.name + "' of '" + owner + "' must be " + wanted +
                                  ", got " + value.describe());
  return {};
}

/// `columns("a".."d")`, `columns("a", "b")` or `classes("species")`: where a csv file holds an
/// input.
mlir::Attribute TrainReader::readColumns(const Argument &arg) {
  auto *call = llvm::dyn_cast<CallExpr>(arg.value.get());
  llvm::StringRef kind = call ? call->name() : "";
  if (kind != "columns" && kind != "classes") {
    diagnostics.error(
        arg.value->loc,
        "expected columns(\"first\"..\"last\"), columns(\"a\", \"b\") or classes(\"c\")");
    return {};
  }
  llvm::SmallVector<mlir::NamedAttribute> fields{named("kind", builder.getStringAttr(kind))};
  llvm::SmallVector<llvm::StringRef> names;
  auto name = [&](const Expr &expr) -> llvm::StringRef {
    if (auto *text = llvm::dyn_cast<StringExpr>(&expr); text && !text->text.empty())
      return text->text;
    diagnostics.error(expr.loc, "expected the name of a column in quotes");
    return "";
  };
  auto *range =
      call->args.size() == 1 ? llvm::dyn_cast<RangeExpr>(call->args[0].value.get()) : nullptr;
  if (range && kind == "columns") {
    llvm::StringRef from = name(*range->from), to = name(*range->to);
    fields.push_back(named("from", builder.getStringAttr(from)));
    fields.push_back(named("to", builder.getStringAttr(to)));
    return builder.getDictionaryAttr(fields);
  }
  for (const Argument &column : call->args)
    names.push_back(name(*column.value));
  if (names.empty() || (kind == "classes" && names.size() != 1)) {
    diagnostics.error(call->loc, kind == "classes" ? "'classes' takes the name of one column"
                                                   : "'columns' takes the names of columns");
    return {};
  }
  fields.push_back(named("names", builder.getStrArrayAttr(names)));
  return builder.getDictionaryAttr(fields);
}

/// Inputs of a csv source are arguments of it, beside its own.
bool TrainReader::checkColumnNames(const Choice &source, Loc loc) {
  if (source.name != "csv")
    return true;
  for (const auto &stmt : model.file.model->body) {
    if (stmt->kind != Stmt::Kind::Input && stmt->kind != Stmt::Kind::Target)
      continue;
    bool isTaken = stmt->name == "kind" || llvm::any_of(source.params, [&](const Param &param) {
                     return param.name == stmt->name;
                   });
    if (isTaken) {
      diagnostics.error(loc,
                        "'" + stmt->name + "' of the model has the name of an argument of 'csv'; "
                        "give it another",
                        Note{stmt->nameLoc, "it is declared here"});
      return false;
    }
  }
  return true;
}

mlir::Attribute TrainReader::readChoice(const Setting &setting, const Expr &expr) {
  // `adam` is `adam()`.
  CallExpr noArguments(expr.loc);
  auto *call = llvm::dyn_cast<CallExpr>(&expr);
  if (auto *word = llvm::dyn_cast<NameExpr>(&expr)) {
    noArguments.callee = std::make_unique<NameExpr>(expr.loc);
    llvm::cast<NameExpr>(noArguments.callee.get())->name = word->name;
    call = &noArguments;
  }
  llvm::SmallVector<llvm::StringRef> names;
  for (const Choice &choice : setting.choices)
    names.push_back(choice.name);
  llvm::StringRef name = call ? call->name() : "";
  const auto *found = llvm::find_if(setting.choices, [&](const Choice &choice) {
                        return choice.name == name;
                      }).base();
  if (found == setting.choices.data() + setting.choices.size()) {
    std::string hint = suggest(name, names);
    diagnostics.error(expr.loc, "'" + setting.name + "' is one of " + llvm::join(names, ", ") +
                                    (name.empty() ? "" : ", got '" + name.str() + "'" + hint));
    return {};
  }

  if (setting.kind == Setting::Kind::Data && !checkColumnNames(*found, expr.loc))
    return {};
  // In a csv source, a name of the model's binds that input; all other arguments are the source's.
  bool isData = setting.kind == Setting::Kind::Data;
  llvm::SmallVector<mlir::NamedAttribute> fields{named("kind", builder.getStringAttr(name))};
  CallExpr own(call->loc);
  own.callee = std::make_unique<NameExpr>(call->loc);
  llvm::cast<NameExpr>(own.callee.get())->name = name.str();
  llvm::SmallVector<llvm::StringRef> inputs;
  for (const auto &stmt : model.file.model->body)
    if (stmt->kind == Stmt::Kind::Input || stmt->kind == Stmt::Kind::Target)
      inputs.push_back(stmt->name);
  // The binder only reads the expressions; lend them to it.
  std::vector<std::pair<Argument *, ExprPtr *>> lent;
  for (const Argument &arg : call->args) {
    if (isData && name == "csv" && llvm::is_contained(inputs, arg.name)) {
      if (mlir::Attribute columns = readColumns(arg))
        fields.push_back(named(arg.name, columns));
      continue;
    }
    Argument copy;
    copy.name = arg.name;
    copy.loc = arg.loc;
    copy.overrides = arg.overrides;
    copy.value.reset(arg.value.get());
    own.args.push_back(std::move(copy));
  }
  llvm::SmallVector<const Expr *> bound;
  bool good = bindArguments(own, found->params, bound, diagnostics);
  for (Argument &arg : own.args)
    (void)arg.value.release();
  if (!good)
    return {};
  for (auto [param, value] : llvm::zip_equal(found->params, bound)) {
    ExprPtr byDefault;
    if (!value)
      byDefault = Parser(param.defaultText, expr.loc.file, diagnostics).parseOnlyExpression();
    if (mlir::Attribute field = readParam(param, value ? *value : *byDefault, name))
      fields.push_back(named(param.name, field));
  }
  return builder.getDictionaryAttr(fields);
}

mlir::ArrayAttr TrainReader::readPatterns(llvm::StringRef key, const Expr &expr,
                                          llvm::ArrayRef<llvm::StringRef> names, llvm::StringRef what) {
  Value list = evaluateConstant(expr, diagnostics);
  if (list.isPoison())
    return {};
  if (list.kind == Value::Kind::String) {
    // One pattern needs no brackets.
    Value single = list;
    list.kind = Value::Kind::List;
    list.elements = {single};
  }
  llvm::SmallVector<llvm::StringRef> patterns;
  for (const Value &pattern : list.elements) {
    if (pattern.kind != Value::Kind::String) {
      diagnostics.error(pattern.loc, "expected a pattern in quotes, got " + pattern.describe());
      continue;
    }
    patterns.push_back(pattern.text);
    if (llvm::none_of(names,
                      [&](llvm::StringRef name) { return matchesPattern(pattern.text, name); }))
      diagnostics.error(pattern.loc, "the pattern \"" + pattern.text + "\" of '" + key +
                                         "' matches no " + what + suggest(pattern.text, names));
  }
  if (list.kind != Value::Kind::List) {
    diagnostics.error(expr.loc, "'" + key + "' is a list of patterns, got " + list.describe());
    return {};
  }
  return builder.getStrArrayAttr(patterns);
}

std::vector<llvm::StringRef> TrainReader::parameterNames() {
  std::vector<llvm::StringRef> names;
  for (const Variable &variable : model.variables)
    if (variable.role == dlc::dl::Role::Parameter)
      names.push_back(variable.name);
  return names;
}

mlir::Attribute TrainReader::readNames(const TrainEntry &entry) {
  return readPatterns(entry.key, *entry.value, parameterNames(), "parameter");
}

/// The graph is built with them by now.
mlir::Attribute TrainReader::readNorms(const TrainEntry &entry) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const auto &norm : model.importedNorms)
    names.push_back(norm.getKey());
  llvm::sort(names);
  return readPatterns(entry.key, *entry.value, names, "batch norm of an import; they are named by their scales");
}

/// `lora(rank = 8, alpha = 16, targets = ["net.*.weight"])`
mlir::Attribute TrainReader::readLora(const TrainEntry &entry) {
  auto *call = llvm::dyn_cast<CallExpr>(entry.value.get());
  if (!call || call->name() != "lora") {
    diagnostics.error(entry.value->loc, "expected lora(rank = 8, alpha = 16, targets = [\"pattern\"])");
    return {};
  }
  llvm::SmallVector<const Expr *> bound;
  if (!bindArguments(*call, loraParameters(), bound, diagnostics))
    return {};
  enum { Rank, Alpha, Targets };
  std::vector<llvm::StringRef> names;
  for (const Variable &variable : model.variables)
    if (variable.role == dlc::dl::Role::Parameter && variable.type.getRank() >= 2)
      names.push_back(variable.name);
  mlir::Attribute rank = readParam(loraParameters()[Rank], *bound[Rank], "lora");
  Value alpha = bound[Alpha] ? evaluateConstant(*bound[Alpha], diagnostics) : Value::ofNumber(0, call->loc);
  if (bound[Alpha] && !alpha.isPoison() && !(alpha.isNumber() && alpha.number > 0))
    diagnostics.error(bound[Alpha]->loc, "'alpha' of 'lora' is a number above 0, got " + alpha.describe());
  mlir::Attribute targets = readPatterns("lora", *bound[Targets], names, "parameter of two dimensions or more");
  auto number = llvm::dyn_cast_if_present<mlir::IntegerAttr>(rank);
  if (!number || !targets || !alpha.isNumber())
    return {};
  if (number.getInt() < 1) {
    diagnostics.error(bound[Rank]->loc, "'rank' of 'lora' is at least 1, got " + llvm::Twine(number.getInt()));
    return {};
  }
  // Without it, what is learnt counts once.
  double factor = bound[Alpha] ? alpha.number : static_cast<double>(number.getInt());
  return builder.getDictionaryAttr(
      {named("rank", rank), named("alpha", builder.getF64FloatAttr(factor)), named("targets", targets)});
}

/// The parameters that `lora` adds, which no statement of the text defines.
std::vector<std::string> TrainReader::loraFactors() {
  std::vector<std::string> names;
  for (const std::string &pattern : dlc::dsl::readPatterns(model.file, "lora"))
    for (const Variable &variable : model.variables)
      if (variable.type.getRank() >= 2 && matchesPattern(pattern, variable.name))
        names.insert(names.end(), {variable.name + ".lora_a", variable.name + ".lora_b"});
  return names;
}

/// `[group("*.bias", weight_decay = 0), …]`
mlir::Attribute TrainReader::readGroups(const TrainEntry &entry) {
  auto *list = llvm::dyn_cast<ListExpr>(entry.value.get());
  if (!list) {
    diagnostics.error(entry.value->loc,
                      "'groups' is a list such as [group(\"*.bias\", weight_decay = 0)]");
    return {};
  }
  std::vector<std::string> factors = loraFactors();
  std::vector<llvm::StringRef> names = parameterNames();
  names.insert(names.end(), factors.begin(), factors.end());
  llvm::SmallVector<mlir::Attribute> groups;
  for (const ExprPtr &element : list->elements) {
    auto *call = llvm::dyn_cast<CallExpr>(element.get());
    if (!call || call->name() != "group") {
      diagnostics.error(element->loc, "expected group(\"pattern\", lr = …, weight_decay = …, l2 = …)");
      continue;
    }
    llvm::SmallVector<const Expr *> bound;
    if (!bindArguments(*call, groupParameters(), bound, diagnostics))
      continue;
    llvm::SmallVector<mlir::NamedAttribute> fields;
    for (auto [param, value] : llvm::zip_equal(groupParameters(), bound))
      if (value)
        if (mlir::Attribute field = readParam(param, *value, "group"))
          fields.push_back(named(param.name, field));
    if (llvm::count_if(bound, [](const Expr *value) { return value != nullptr; }) == 1)
      diagnostics.error(call->loc, "a group sets 'lr', 'weight_decay' or 'l2', this one nothing");
    auto pattern = fields.empty() ? mlir::StringAttr()
                                  : llvm::dyn_cast<mlir::StringAttr>(fields.front().getValue());
    if (pattern && llvm::none_of(names, [&](llvm::StringRef name) {
          return matchesPattern(pattern.getValue(), name);
        }))
      diagnostics.error(bound.front()->loc, "the pattern \"" + pattern.getValue() +
                                                "\" of 'groups' matches no parameter" +
                                                suggest(pattern.getValue(), names));
    groups.push_back(builder.getDictionaryAttr(fields));
  }
  return builder.getArrayAttr(groups);
}

std::vector<ValueName> dlc::dsl::valueNames(const PhaseDef &phase, llvm::StringRef key) {
  std::vector<ValueName> names;
  auto add = [&](const Expr &expr) {
    if (auto *name = llvm::dyn_cast<NameExpr>(&expr))
      names.push_back({name->name, name->loc});
  };
  for (const TrainEntry &entry : phase.settings.entries) {
    if (entry.key != key)
      continue;
    add(*entry.value);
    if (auto *list = llvm::dyn_cast<ListExpr>(entry.value.get()); list && key == "metrics")
      for (const ExprPtr &element : list->elements)
        add(*element);
  }
  return names;
}

/// Names of the model's values; the model's own functions have looked them up already.
mlir::Attribute TrainReader::readValues(const Setting &setting, const TrainEntry &entry) {
  auto *list = llvm::dyn_cast<ListExpr>(entry.value.get());
  llvm::SmallVector<llvm::StringRef> names;
  auto add = [&](const Expr &expr) {
    if (auto *name = llvm::dyn_cast<NameExpr>(&expr))
      names.push_back(name->name);
    else
      diagnostics.error(expr.loc, "'" + setting.name + "' of a phase names " +
                                      (setting.kind == Setting::Kind::Value
                                           ? "one of the model's values"
                                           : "values of the model, such as [accuracy]"));
  };
  if (list && setting.kind == Setting::Kind::Values) {
    for (const ExprPtr &element : list->elements)
      add(*element);
  } else {
    add(*entry.value);
  }
  if (setting.kind == Setting::Kind::Values)
    return builder.getStrArrayAttr(names);
  return names.empty() ? mlir::Attribute() : builder.getStringAttr(names.front());
}

mlir::Attribute TrainReader::readEntry(const Setting &setting, const TrainEntry &entry) {
  using Kind = Setting::Kind;
  if (setting.kind == Kind::Names)
    return readNames(entry);
  if (setting.kind == Kind::Norms)
    return readNorms(entry);
  if (setting.kind == Kind::Lora)
    return readLora(entry);
  if (setting.kind == Kind::Groups)
    return readGroups(entry);
  if (setting.kind == Kind::Value || setting.kind == Kind::Values)
    return readValues(setting, entry);
  if (setting.kind == Kind::Choice || setting.kind == Kind::Data)
    return readChoice(setting, *entry.value);
  Value value = evaluateConstant(*entry.value, diagnostics);
  if (value.isPoison())
    return {};
  const char *wanted = setting.kind == Kind::Boolean
                           ? "true or false"
                           : (setting.kind == Kind::Integer ? "a whole number" : "a number");
  bool good = setting.kind == Kind::Boolean
                  ? value.kind == Value::Kind::Bool
                  : value.isNumber() && (setting.kind == Kind::Number || value.isInteger);
  if (!good) {
    diagnostics.error(entry.value->loc,
                      "'" + setting.name + "' is " + wanted + ", got " + value.describe());
    return {};
  }
  if (setting.kind == Kind::Boolean)
    return builder.getBoolAttr(value.boolean);
  if (!(value.number >= setting.minimum)) {
    diagnostics.error(entry.value->loc, "'" + setting.name + "' is at least " +
                                            llvm::Twine(static_cast<int64_t>(setting.minimum)) +
                                            ", got " + value.describe());
    return {};
  }
  if (setting.kind == Kind::Integer)
    return builder.getI64IntegerAttr(value.integer);
  return builder.getF64FloatAttr(value.number);
}

void TrainReader::readSettings(const TrainDef &train, llvm::ArrayRef<Setting> settings,
                               llvm::StringRef phase,
                               llvm::SmallVectorImpl<mlir::NamedAttribute> &fields) {
  llvm::StringMap<Loc> seen;
  for (const TrainEntry &entry : train.entries) {
    const Setting *setting = findSetting(entry.key, settings);
    if (!setting) {
      std::string owner = phase.empty() ? "" : (" of a phase, such as '" + phase + "'").str();
      diagnostics.error(entry.loc, "there is no setting '" + entry.key + "'" + owner +
                                       suggest(entry.key, settingNames(settings)));
      continue;
    }
    auto [first, isNew] = seen.try_emplace(entry.key, entry.loc);
    if (!isNew) {
      diagnostics.error(entry.loc, "'" + entry.key + "' is set twice",
                        Note{first->second, "the first time is here"});
      continue;
    }
    if (mlir::Attribute value = readEntry(*setting, entry))
      fields.push_back(named(entry.key, value));
  }
}

mlir::DictionaryAttr TrainReader::readPhase(const PhaseDef &phase) {
  llvm::SmallVector<mlir::NamedAttribute> fields{named("name", builder.getStringAttr(phase.name))};
  readSettings(phase.settings, phaseSettings(), phase.name, fields);
  if (llvm::none_of(phase.settings.entries,
                    [](const TrainEntry &entry) { return entry.key == "loss"; }))
    diagnostics.error(phase.settings.loc, "phase '" + phase.name + "' has no 'loss = …'");
  return builder.getDictionaryAttr(fields);
}

mlir::DictionaryAttr TrainReader::read() {
  llvm::SmallVector<mlir::NamedAttribute> fields;
  if (model.file.train)
    readSettings(*model.file.train, trainSettings(), "", fields);
  llvm::SmallVector<mlir::Attribute> phases;
  for (const auto &phase : model.file.phases)
    phases.push_back(readPhase(*phase));
  if (!phases.empty())
    fields.push_back(named("phases", builder.getArrayAttr(phases)));
  // The batch is the module's attribute dl.batch: an option may have changed it.
  llvm::erase_if(fields, [](mlir::NamedAttribute field) { return field.getName() == "batch"; });
  return builder.getDictionaryAttr(fields);
}

std::optional<int64_t> dlc::dsl::readBatch(const File &file, Diagnostics &diagnostics) {
  if (!file.train)
    return std::nullopt;
  for (const TrainEntry &entry : file.train->entries) {
    if (entry.key != "batch")
      continue;
    Value value = evaluateConstant(*entry.value, diagnostics);
    // What is wrong with it is said when the whole block is read.
    if (value.isNumber() && value.isInteger && value.integer >= 1)
      return value.integer;
  }
  return std::nullopt;
}

std::vector<std::string> dlc::dsl::readPatterns(const File &file, llvm::StringRef key) {
  std::vector<std::string> patterns;
  auto add = [&](const Expr &expr) {
    if (auto *text = llvm::dyn_cast<StringExpr>(&expr))
      patterns.push_back(text->text);
  };
  if (!file.train)
    return patterns;
  for (const TrainEntry &entry : file.train->entries) {
    if (entry.key != key)
      continue;
    const Expr *value = entry.value.get();
    if (auto *call = llvm::dyn_cast<CallExpr>(value))
      for (auto [position, arg] : llvm::enumerate(call->args))
        if (arg.name == "targets" || (arg.name.empty() && position == 2))
          value = arg.value.get();
    add(*value);
    if (auto *list = llvm::dyn_cast<ListExpr>(value))
      for (const ExprPtr &element : list->elements)
        add(*element);
  }
  return patterns;
}

mlir::DictionaryAttr dlc::dsl::readTrainBlock(ModelContext &model) {
  return TrainReader(model).read();
}
