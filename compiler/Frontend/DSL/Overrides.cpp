//===- Overrides.cpp - Settings from the command line ---------------------===//
#include "TrainConfig.h"

#include "Parser.h"
#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;

/// The entry of `key`, or null.
static TrainEntry *findEntry(TrainDef &train, llvm::StringRef key) {
  auto found = llvm::find_if(train.entries, [&](TrainEntry &entry) { return entry.key == key; });
  return found == train.entries.end() ? nullptr : &*found;
}

/// optimizer.lr=1e-2: puts an argument into the call that the setting already is.
static bool overrideArgument(TrainDef &train, const Setting &setting, llvm::StringRef name, Loc loc,
                             ExprPtr value, Diagnostics &diagnostics) {
  TrainEntry *entry = findEntry(train, setting.name);
  if (!entry) {
    diagnostics.error(loc, "the train block has no '" + setting.name + "' whose '" + name +
                               "' could be set");
    return false;
  }
  // `adam` becomes `adam()`.
  if (llvm::isa<NameExpr>(entry->value.get())) {
    auto call = std::make_unique<CallExpr>(entry->value->loc);
    call->callee = std::move(entry->value);
    entry->value = std::move(call);
  }
  auto *call = llvm::dyn_cast<CallExpr>(entry->value.get());
  if (!call) {
    diagnostics.error(loc, "'" + setting.name + "' has no parts that could be set");
    return false;
  }
  llvm::erase_if(call->args, [&](const Argument &arg) { return arg.name == name; });
  Argument arg;
  arg.name = name.str();
  arg.loc = loc;
  arg.value = std::move(value);
  arg.overrides = true;
  call->args.push_back(std::move(arg));
  return true;
}

/// Whether a part of a setting is a string: data.path.
static bool isText(const Setting &setting, llvm::StringRef part) {
  return llvm::any_of(setting.choices, [&](const Choice &choice) {
    return llvm::any_of(choice.params, [&](const Param &param) {
      return param.name == part && param.kind == ArgKind::String;
    });
  });
}

static bool applyOverride(llvm::StringRef text, File &file, Diagnostics &diagnostics) {
  unsigned number = diagnostics.addFile(("--set " + text).str());
  auto [key, valueText] = text.split('=');
  key = key.trim();
  Loc loc{1, 1, number};
  if (key.empty() || key.size() == text.size()) {
    diagnostics.error(loc, "'" + text + "' is not of the form KEY=VALUE");
    return false;
  }
  auto [name, part] = key.split('.');
  // generator.optimizer.lr is a setting of the phase 'generator'.
  TrainDef *block = nullptr;
  llvm::ArrayRef<Setting> settings = trainSettings();
  for (const auto &phase : file.phases)
    if (phase->name == name) {
      block = &phase->settings;
      settings = phaseSettings();
      std::tie(name, part) = part.split('.');
      break;
    }
  const Setting *setting = findSetting(name, settings);
  if (!setting) {
    diagnostics.error(loc, "there is no setting '" + name + "'" +
                               suggest(name, settingNames(settings)));
    return false;
  }
  if (!part.empty() && setting->choices.empty()) {
    diagnostics.error(loc, "'" + name + "' has no parts that could be set, got '" + key + "'");
    return false;
  }
  // Columns then count from the option's first letter.
  std::string padded = std::string(text.size() - valueText.size(), ' ') + valueText.str();
  ExprPtr value;
  if (isText(*setting, part) && !valueText.starts_with("\"")) {
    // A shell takes the quotes of a path away.
    auto text = std::make_unique<StringExpr>(Loc{1, static_cast<unsigned>(key.size() + 2), number});
    text->text = valueText.str();
    value = std::move(text);
  } else {
    value = Parser(padded, number, diagnostics).parseOnlyExpression();
  }
  if (!value)
    return false;

  if (!block && !file.train) {
    file.train = std::make_unique<TrainDef>();
    file.train->loc = loc;
  }
  if (!block)
    block = file.train.get();
  if (!part.empty())
    return overrideArgument(*block, *setting, part, loc, std::move(value), diagnostics);
  if (TrainEntry *entry = findEntry(*block, name)) {
    entry->value = std::move(value);
    return true;
  }
  TrainEntry entry;
  entry.key = name.str();
  entry.loc = loc;
  entry.value = std::move(value);
  block->entries.push_back(std::move(entry));
  return true;
}

bool dlc::dsl::applyOverrides(llvm::ArrayRef<std::string> overrides, File &file,
                              Diagnostics &diagnostics) {
  bool good = true;
  for (const std::string &text : overrides)
    good &= applyOverride(text, file, diagnostics);
  return good;
}
