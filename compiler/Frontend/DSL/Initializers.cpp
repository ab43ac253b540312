//===- Initializers.cpp - How variables are filled ------------------------===//
#include "Builtins.h"

#include "Parser.h"
#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;

llvm::ArrayRef<Initializer> dlc::dsl::initializers() {
  static const std::vector<Initializer> table = {
      {"zeros", {}, "all 0"},
      {"ones", {}, "all 1"},
      {"constant", {{"value", ArgKind::Number}}, "all `value`"},
      {"uniform",
       {{"low", ArgKind::Number, "-0.05"}, {"high", ArgKind::Number, "0.05"}},
       "uniform in [low, high)"},
      {"normal", {{"mean", ArgKind::Number, "0"}, {"std", ArgKind::Number, "0.05"}}, "normal"},
      {"truncated_normal",
       {{"mean", ArgKind::Number, "0"}, {"std", ArgKind::Number, "0.05"}},
       "normal, drawn again beyond two standard deviations"},
      {"glorot_uniform", {}, "Glorot, Bengio 2010: uniform within sqrt(6 / (fan_in + fan_out))"},
      {"glorot_normal", {}, "Glorot, Bengio 2010: variance 2 / (fan_in + fan_out)"},
      {"he_uniform", {}, "He et al. 2015: uniform within sqrt(6 / fan_in)"},
      {"he_normal", {}, "He et al. 2015: variance 2 / fan_in"},
      {"lecun_uniform", {}, "LeCun et al. 1998: uniform within sqrt(3 / fan_in)"},
      {"lecun_normal", {}, "LeCun et al. 1998: variance 1 / fan_in"},
      {"orthogonal",
       {{"gain", ArgKind::Number, "1"}},
       "Saxe et al. 2014: `gain` times a random matrix with orthonormal columns, or rows if there "
       "are more columns; dimensions after the first are columns"},
  };
  return table;
}

const Initializer *dlc::dsl::findInitializer(llvm::StringRef name) {
  const auto *found =
      llvm::find_if(initializers(), [&](const Initializer &init) { return init.name == name; });
  return found == initializers().end() ? nullptr : found;
}

std::vector<llvm::StringRef> dlc::dsl::initializerNames() {
  std::vector<llvm::StringRef> names;
  for (const Initializer &initializer : initializers())
    names.push_back(initializer.name);
  return names;
}

/// `he_normal`, `normal(std = 0.02)`, or a name that holds one of these.
Value Emitter::evaluateInitializer(const Expr &expr) {
  auto *call = llvm::dyn_cast<CallExpr>(&expr);
  llvm::StringRef name = call ? call->name() : "";
  auto *word = llvm::dyn_cast<NameExpr>(&expr);
  if (word) {
    if (Binding *binding = lookup(word->name)) {
      if (binding->value.isPoison() || binding->value.kind == Value::Kind::Initializer)
        return binding->value;
      if (binding->value.kind == Value::Kind::Symbol)
        name = binding->value.text;
    } else {
      name = word->name;
    }
  }
  const Initializer *initializer = findInitializer(name);
  if (!initializer) {
    std::string what =
        name.empty() ? "" : ", got '" + name.str() + "'" + suggest(name, initializerNames());
    error(expr.loc, "expected an initialiser such as zeros() or normal(std = 0.02)" + what);
    return {};
  }
  CallExpr noArguments(expr.loc);
  if (!call) {
    auto callee = std::make_unique<NameExpr>(expr.loc);
    callee->name = name.str();
    noArguments.callee = std::move(callee);
    call = &noArguments;
  }
  llvm::SmallVector<const Expr *> bound;
  if (!bindArguments(*call, initializer->params, bound, model.diagnostics))
    return {};
  Value value = Value::ofText(Value::Kind::Initializer, name, expr.loc);
  for (auto [param, argument] : llvm::zip_equal(initializer->params, bound)) {
    ExprPtr byDefault;
    if (!argument)
      byDefault = Parser(param.defaultText, expr.loc.file, model.diagnostics).parseOnlyExpression();
    Value number = evaluateArgument(argument ? *argument : *byDefault, param, name);
    if (number.isPoison())
      return {};
    value.settings.push_back({param.name.str(), number.number});
  }
  return value;
}
