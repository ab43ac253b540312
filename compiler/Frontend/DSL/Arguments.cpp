//===- Arguments.cpp - How a call fills the parameters --------------------===//
#include "Arguments.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;

bool dlc::dsl::bindArguments(const CallExpr &call, llvm::ArrayRef<llvm::StringRef> names,
                             llvm::ArrayRef<bool> hasDefault,
                             llvm::SmallVectorImpl<const Expr *> &bound, Diagnostics &diagnostics,
                             const Loc *definition) {
  std::string callee = ("'" + call.name() + "'").str();
  bool good = true;
  llvm::SmallVector<Note, 1> notes;
  if (definition)
    notes.push_back({*definition, callee + " is defined here"});

  bound.assign(names.size(), nullptr);
  for (auto [position, arg] : llvm::enumerate(call.args)) {
    if (arg.name.empty()) {
      if (position >= names.size()) {
        // One message for all of them.
        diagnostics.error(arg.loc,
                          callee + " takes " + llvm::Twine(names.size()) + " argument" +
                              (names.size() == 1 ? "" : "s") + ", got " +
                              llvm::Twine(call.args.size()),
                          notes);
        return false;
      }
      bound[position] = arg.value.get();
      continue;
    }
    const auto *found = llvm::find(names, arg.name);
    if (found == names.end()) {
      std::string hint = suggest(arg.name, names);
      if (hint.empty() && !names.empty())
        hint = "; it has '" + llvm::join(names, "', '") + "'";
      diagnostics.error(arg.loc, callee + " has no argument '" + arg.name + "'" + hint, notes);
      good = false;
      continue;
    }
    const Expr *&slot = bound[found - names.begin()];
    if (slot && !arg.overrides) {
      diagnostics.error(arg.loc, "argument '" + arg.name + "' of " + callee + " is given twice",
                        Note{slot->loc, "the first one is here"});
      good = false;
    }
    slot = arg.value.get();
  }
  for (auto [name, value, optional] : llvm::zip_equal(names, bound, hasDefault))
    if (!value && !optional && good) {
      diagnostics.error(call.loc, callee + " needs an argument '" + name + "'", notes);
      good = false;
    }
  return good;
}

bool dlc::dsl::bindArguments(const CallExpr &call, llvm::ArrayRef<Param> params,
                             llvm::SmallVectorImpl<const Expr *> &bound, Diagnostics &diagnostics) {
  llvm::SmallVector<llvm::StringRef> names;
  llvm::SmallVector<bool> hasDefault;
  for (const Param &param : params) {
    names.push_back(param.name);
    hasDefault.push_back(param.defaultText != nullptr);
  }
  return bindArguments(call, names, hasDefault, bound, diagnostics);
}
