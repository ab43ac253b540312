//===- ConstantEvaluation.cpp - Arithmetic of the reader ------------------===//
#include "AST.h"
#include "Value.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <optional>

using namespace dlc::dsl;

static Value poison() { return Value(); }

Value dlc::dsl::foldUnary(llvm::StringRef op, const Value &operand, Loc loc,
                          Diagnostics &diagnostics) {
  if (operand.isPoison())
    return poison();
  if (op == "not" && operand.kind == Value::Kind::Bool)
    return Value::ofBool(!operand.boolean, loc);
  if (op == "-" && operand.isNumber()) {
    if (!operand.isInteger)
      return Value::ofNumber(-operand.number, loc);
    // The lexer reads no negative numbers, so the smallest one is only reached by arithmetic.
    if (operand.integer == std::numeric_limits<int64_t>::min())
      return Value::ofNumber(-operand.number, loc);
    return Value::ofInteger(-operand.integer, loc);
  }
  diagnostics.error(loc, "'" + op + "' does not apply to " + operand.describe());
  return poison();
}

/// a ** b for b >= 0, or nothing on overflow.
static std::optional<int64_t> power(int64_t base, int64_t exponent) {
  // Only these bases have powers beyond 63 that fit.
  if (base >= -1 && base <= 1)
    return exponent == 0 ? 1 : (base == -1 && exponent % 2 == 0 ? 1 : base);
  int64_t result = 1;
  for (; exponent; --exponent)
    if (llvm::MulOverflow(result, base, result))
      return std::nullopt;
  return result;
}

/// The whole-number result, or nothing where it is a fraction or does not fit.
static std::optional<int64_t> foldIntegers(llvm::StringRef op, int64_t a, int64_t b) {
  int64_t result;
  if (op == "+")
    return llvm::AddOverflow(a, b, result) ? std::nullopt : std::optional(result);
  if (op == "-")
    return llvm::SubOverflow(a, b, result) ? std::nullopt : std::optional(result);
  if (op == "*")
    return llvm::MulOverflow(a, b, result) ? std::nullopt : std::optional(result);
  if (op == "/")
    return b != -1 && a % b == 0 ? std::optional(a / b) : std::nullopt;
  if (op == "%")
    return b == -1 ? 0 : ((a % b) + b) % b;
  if (op == "**" && b >= 0)
    return power(a, b);
  return std::nullopt;
}

static double foldDoubles(llvm::StringRef op, double a, double b) {
  if (op == "+")
    return a + b;
  if (op == "-")
    return a - b;
  if (op == "*")
    return a * b;
  if (op == "/")
    return a / b;
  if (op == "%")
    return a - b * std::floor(a / b);
  return std::pow(a, b);
}

/// `batch * 4`, `4 * batch`, `batch * 4 / 2` and `batch + batch` remain multiples of the batch.
static int64_t foldBatchFactor(llvm::StringRef op, const Value &lhs, const Value &rhs) {
  int64_t a = lhs.batchFactor, b = rhs.batchFactor;
  if (op == "*" && (a == 0) != (b == 0))
    return a ? a * rhs.integer : b * lhs.integer;
  if (op == "/" && a && !b && a % rhs.integer == 0)
    return a / rhs.integer;
  if (op == "+" && a && b)
    return a + b;
  if (op == "-" && a > b && b)
    return a - b;
  return 0;
}

static std::optional<bool> compare(llvm::StringRef op, double a, double b) {
  return llvm::StringSwitch<std::optional<bool>>(op)
      .Case("==", a == b)
      .Case("!=", a != b)
      .Case("<", a < b)
      .Case("<=", a <= b)
      .Case(">", a > b)
      .Case(">=", a >= b)
      .Default(std::nullopt);
}

Value dlc::dsl::foldBinary(llvm::StringRef op, const Value &lhs, const Value &rhs, Loc loc,
                           Diagnostics &diagnostics) {
  using Kind = Value::Kind;
  if (lhs.isPoison() || rhs.isPoison())
    return poison();
  if (lhs.kind == Kind::Bool && rhs.kind == Kind::Bool) {
    if (op == "and")
      return Value::ofBool(lhs.boolean && rhs.boolean, loc);
    if (op == "or")
      return Value::ofBool(lhs.boolean || rhs.boolean, loc);
  }
  if (lhs.kind == rhs.kind &&
      (lhs.kind == Kind::Bool || lhs.kind == Kind::String || lhs.kind == Kind::Symbol) &&
      (op == "==" || op == "!=")) {
    bool equal = lhs.boolean == rhs.boolean && lhs.text == rhs.text;
    return Value::ofBool(equal == (op == "=="), loc);
  }
  if (!lhs.isNumber() || !rhs.isNumber() || op == "and" || op == "or") {
    diagnostics.error(loc, "'" + op + "' does not apply to " + lhs.describe() + " and " +
                               rhs.describe());
    return poison();
  }
  if (std::optional<bool> result = compare(op, lhs.number, rhs.number))
    return Value::ofBool(*result, loc);
  if ((op == "/" || op == "%") && rhs.number == 0) {
    diagnostics.error(loc, "division by zero");
    return poison();
  }
  if (lhs.isInteger && rhs.isInteger) {
    if (std::optional<int64_t> result = foldIntegers(op, lhs.integer, rhs.integer)) {
      Value value = Value::ofInteger(*result, loc);
      value.batchFactor = foldBatchFactor(op, lhs, rhs);
      return value;
    }
  }
  return Value::ofNumber(foldDoubles(op, lhs.number, rhs.number), loc);
}

Value dlc::dsl::evaluateConstant(const Expr &expr, Diagnostics &diagnostics) {
  return llvm::TypeSwitch<const Expr *, Value>(&expr)
      .Case([&](const NumberExpr *e) {
        return e->isInteger ? Value::ofInteger(e->integer, e->loc)
                            : Value::ofNumber(e->number, e->loc);
      })
      .Case(
          [&](const StringExpr *e) { return Value::ofText(Value::Kind::String, e->text, e->loc); })
      .Case([&](const BoolExpr *e) { return Value::ofBool(e->value, e->loc); })
      .Case([&](const NameExpr *e) { return Value::ofText(Value::Kind::Symbol, e->name, e->loc); })
      .Case([&](const UnaryExpr *e) {
        return foldUnary(e->op, evaluateConstant(*e->operand, diagnostics), e->loc, diagnostics);
      })
      .Case([&](const BinaryExpr *e) {
        Value lhs = evaluateConstant(*e->lhs, diagnostics);
        Value rhs = evaluateConstant(*e->rhs, diagnostics);
        return foldBinary(e->op, lhs, rhs, e->loc, diagnostics);
      })
      .Case([&](const ListExpr *e) {
        Value list;
        list.kind = Value::Kind::List;
        list.loc = e->loc;
        for (const ExprPtr &element : e->elements) {
          list.elements.push_back(evaluateConstant(*element, diagnostics));
          if (list.elements.back().isPoison())
            return poison();
        }
        return list;
      })
      .Default([&](const Expr *e) {
        diagnostics.error(e->loc, "expected a number, a string, a list or true or false");
        return poison();
      });
}
