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

  mlir::DictionaryAttr read(const TrainDef &train);

private:
  mlir::Attribute readEntry(const Setting &setting, const TrainEntry &entry);
  mlir::Attribute readNames(const TrainEntry &entry);
  mlir::Attribute readChoice(const Setting &setting, const Expr &expr);
  mlir::Attribute readParam(const Param &param, const Expr &expr, llvm::StringRef owner);
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

mlir::Attribute TrainReader::readParam(const Param &param, const Expr &expr,
                                       llvm::StringRef owner) {
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

mlir::Attribute TrainReader::readNames(const TrainEntry &entry) {
  Value list = evaluateConstant(*entry.value, diagnostics);
  if (list.isPoison())
    return {};
  if (list.kind == Value::Kind::String) {
    // One pattern needs no brackets.
    Value single = list;
    list.kind = Value::Kind::List;
    list.elements = {single};
  }
  llvm::SmallVector<llvm::StringRef> names, patterns;
  for (const Variable &variable : model.variables)
    if (variable.role == dlc::dl::Role::Parameter)
      names.push_back(variable.name);
  for (const Value &pattern : list.elements) {
    if (pattern.kind != Value::Kind::String) {
      diagnostics.error(pattern.loc, "expected a pattern in quotes, got " + pattern.describe());
      continue;
    }
    patterns.push_back(pattern.text);
    if (llvm::none_of(names,
                      [&](llvm::StringRef name) { return matchesPattern(pattern.text, name); }))
      diagnostics.error(pattern.loc, "the pattern \"" + pattern.text + "\" of '" + entry.key +
                                         "' matches no parameter" + suggest(pattern.text, names));
  }
  if (list.kind != Value::Kind::List) {
    diagnostics.error(entry.value->loc,
                      "'" + entry.key + "' is a list of patterns, got " + list.describe());
    return {};
  }
  return builder.getStrArrayAttr(patterns);
}

mlir::Attribute TrainReader::readEntry(const Setting &setting, const TrainEntry &entry) {
  using Kind = Setting::Kind;
  if (setting.kind == Kind::Names)
    return readNames(entry);
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
  if (setting.name == "accumulate" && value.integer != 1) {
    diagnostics.error(entry.value->loc,
                      "'accumulate' must be 1 in this version of dlc: the optimizer runs after "
                      "every batch; got " +
                          value.describe());
    return {};
  }
  if (setting.kind == Kind::Integer)
    return builder.getI64IntegerAttr(value.integer);
  return builder.getF64FloatAttr(value.number);
}

mlir::DictionaryAttr TrainReader::read(const TrainDef &train) {
  llvm::SmallVector<mlir::NamedAttribute> fields;
  llvm::StringMap<Loc> seen;
  for (const TrainEntry &entry : train.entries) {
    const Setting *setting = findSetting(entry.key);
    if (!setting) {
      if (entry.key == "lora")
        diagnostics.error(entry.loc, "'lora' is not a setting of this version of dlc");
      else
        diagnostics.error(entry.loc, "there is no setting '" + entry.key + "'" +
                                         suggest(entry.key, settingNames()));
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

mlir::DictionaryAttr dlc::dsl::readTrainBlock(ModelContext &model) {
  return TrainReader(model).read(*model.file.train);
}
