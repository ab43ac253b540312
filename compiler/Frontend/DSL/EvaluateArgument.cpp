//===- EvaluateArgument.cpp - Arguments as their parameters want them -----===//
#include "Builtins.h"
#include "Emitter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;

static llvm::SmallVector<llvm::StringRef> choicesOf(const Param &param) {
  llvm::SmallVector<llvm::StringRef> choices;
  llvm::StringRef(param.choices).split(choices, ' ');
  return choices;
}

static std::string describeChoices(const Param &param) {
  return "'" + llvm::join(choicesOf(param), "' or '") + "'";
}

/// What a parameter takes, for messages.
static std::string describeKind(const Param &param) {
  switch (param.kind) {
  case ArgKind::Tensor:
    return "a tensor";
  case ArgKind::FloatTensor:
    return "a float tensor";
  case ArgKind::IndexTensor:
    return "an integer tensor";
  case ArgKind::TensorOrNumber:
    return "a tensor or a number";
  case ArgKind::TensorList:
    return "a list of tensors";
  case ArgKind::Number:
    return "a number";
  case ArgKind::Integer:
    return "a whole number";
  case ArgKind::Boolean:
    return "true or false";
  case ArgKind::String:
    return "a string";
  case ArgKind::Shape:
    return "a list of whole numbers";
  case ArgKind::Integers:
    return "a whole number or a list of them";
  case ArgKind::IntegersOrKeyword:
    return "a whole number, a list of them or " + describeChoices(param);
  case ArgKind::Type:
    return "an element type such as f32";
  case ArgKind::Initializer:
    return "an initialiser such as zeros()";
  case ArgKind::Keyword:
    return describeChoices(param);
  }
  llvm_unreachable("unknown kind of argument");
}

static bool isWhole(const Value &value) { return value.isNumber() && value.isInteger; }

static bool isListOf(const Value &value, bool (*accepts)(const Value &)) {
  return value.kind == Value::Kind::List && llvm::all_of(value.elements, accepts);
}

static bool accepts(ArgKind kind, const Value &value) {
  auto isTensor = [](const Value &v) { return v.isTensor(); };
  switch (kind) {
  case ArgKind::Tensor:
    return value.isTensor();
  case ArgKind::FloatTensor:
    return value.isFloatTensor();
  case ArgKind::IndexTensor:
    return value.isTensor() && value.elementType().isInteger() && !value.elementType().isInteger(1);
  case ArgKind::TensorOrNumber:
    return value.isTensor() || value.isNumber();
  case ArgKind::TensorList:
    return isListOf(value, isTensor);
  case ArgKind::Number:
    return value.isNumber();
  case ArgKind::Integer:
    return isWhole(value);
  case ArgKind::Boolean:
    return value.kind == Value::Kind::Bool;
  case ArgKind::String:
    return value.kind == Value::Kind::String;
  case ArgKind::Shape:
    return isListOf(value, isWhole);
  case ArgKind::Integers:
    return isWhole(value) || isListOf(value, isWhole);
  case ArgKind::IntegersOrKeyword:
    return isWhole(value) || isListOf(value, isWhole) || value.kind == Value::Kind::Symbol;
  case ArgKind::Type:
  case ArgKind::Initializer:
  case ArgKind::Keyword:
    return value.kind == Value::Kind::Symbol;
  }
  llvm_unreachable("unknown kind of argument");
}

Value Emitter::evaluateArgument(const Expr &expr, const Param &param, llvm::StringRef callee) {
  if (param.kind == ArgKind::Initializer)
    return evaluateInitializer(expr);
  Value value;
  // A choice is a bare word, whatever else the text gives that name to.
  auto *word = llvm::dyn_cast<NameExpr>(&expr);
  bool takesWord = param.kind == ArgKind::Keyword || param.kind == ArgKind::IntegersOrKeyword;
  if (takesWord && word && !lookup(word->name))
    value = Value::ofText(Value::Kind::Symbol, word->name, expr.loc);
  else if (param.kind == ArgKind::Type && word && !lookup(word->name))
    value = Value::ofText(Value::Kind::Symbol, word->name, expr.loc);
  else
    value = evaluate(expr);
  if (value.isPoison())
    return {};

  // `axis = none` says what leaving it out says.
  bool isNone = value.kind == Value::Kind::Symbol && value.text == "none";
  if (isNone && param.kind != ArgKind::Keyword && param.defaultText &&
      llvm::StringRef(param.defaultText) == "none") {
    value.kind = Value::Kind::None;
    return value;
  }
  bool good = accepts(param.kind, value);
  if (good && takesWord && value.kind == Value::Kind::Symbol)
    good = llvm::is_contained(choicesOf(param), value.text);
  if (good && param.kind == ArgKind::Type)
    good = static_cast<bool>(parseElement(value.text, builder.getContext()));
  if (!good) {
    std::string hint;
    if (param.kind == ArgKind::FloatTensor && value.isTensor())
      hint = "; convert it with cast(…, f32) first";
    if (param.kind == ArgKind::IndexTensor && value.isTensor())
      hint = "; convert it with cast(…, i32) first";
    if (param.kind == ArgKind::Type && value.kind == Value::Kind::Symbol)
      hint = suggest(value.text, elementNames());
    llvm::SmallVector<Note, 1> notes;
    if (!value.name.empty() && value.isTensor())
      notes.push_back({value.loc, "'" + value.name + "' is defined here"});
    error(expr.loc,
          "argument '" + param.name + "' of '" + callee + "' must be " + describeKind(param) +
              ", got " + value.describe() + hint,
          notes);
    return {};
  }
  // Notes say where a value came from; an expression without a name came from here.
  if (value.name.empty())
    value.loc = expr.loc;
  if (param.kind == ArgKind::IndexTensor && value.elementType().isUnsignedInteger())
    value = cast(value, builder.getI32Type(), expr.loc);
  return value;
}
