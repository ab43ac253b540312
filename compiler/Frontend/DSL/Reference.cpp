//===- Reference.cpp - What the language has, as Markdown ------------------===//
// Printed from the tables that calls are checked against, so that it says what the compiler does.
//===----------------------------------------------------------------------===//
#include "Builtins.h"
#include "TrainConfig.h"

#include "dlc/Frontend/DSL/DSL.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc::dsl;

/// `name(x, stride = 1)`: what it does.
static void printEntry(llvm::raw_ostream &os, llvm::StringRef name, llvm::ArrayRef<Param> params, llvm::StringRef doc) {
  os << "- `" << name << "(";
  llvm::interleaveComma(params, os, [&](const Param &param) {
    os << param.name;
    if (param.defaultText)
      os << " = " << param.defaultText;
  });
  os << ")`: " << doc << "\n";
}

static void printSettings(llvm::raw_ostream &os, llvm::ArrayRef<Setting> settings) {
  for (const Setting &setting : settings) {
    os << "- `" << setting.name << "`: " << setting.doc << "\n";
    for (const Choice &choice : setting.choices) {
      os << "  ";
      printEntry(os, choice.name, choice.params, choice.doc);
    }
  }
}

std::string dlc::dsl::printReference() {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const BuiltinGroup &group : builtinGroups()) {
    os << "### " << group.title << "\n\n";
    for (const Builtin &builtin : group.builtins)
      printEntry(os, builtin.name, builtin.params, builtin.doc);
    os << "\n";
  }
  os << "### Initialisers\n\n";
  for (const Initializer &initializer : initializers())
    printEntry(os, initializer.name, initializer.params, initializer.doc);
  os << "\n### The train block\n\n";
  printSettings(os, trainSettings());
  // The rest of a phase's settings is the train block's.
  os << "\n### A phase, besides\n\n";
  llvm::SmallVector<Setting> own;
  llvm::copy_if(phaseSettings(), std::back_inserter(own),
                [](const Setting &setting) { return !findSetting(setting.name, trainSettings()); });
  printSettings(os, own);
  return text;
}
