//===- ParseExpr.cpp - Expressions ----------------------------------------===//
#include "Parser.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace dlc::dsl;

static int precedence(const Token &token) {
  if (token.kind == TokenKind::Identifier)
    return llvm::StringSwitch<int>(token.text).Case("or", 1).Case("and", 2).Default(-1);
  if (token.kind != TokenKind::Punctuation)
    return -1;
  return llvm::StringSwitch<int>(token.text)
      .Cases({"==", "!=", "<", "<=", ">", ">="}, 3)
      .Cases({"+", "-"}, 4)
      .Cases({"*", "/", "%"}, 5)
      .Default(-1);
}

ExprPtr Parser::parseOnlyExpression() {
  ExprPtr expr = parseExpression();
  if (expr && token.kind != TokenKind::End) {
    expected("the end of the value");
    return nullptr;
  }
  return expr;
}

/// A binary expression, or a range of two.
ExprPtr Parser::parseExpression() {
  llvm::SaveAndRestore<unsigned> level(depth);
  if (!descend())
    return nullptr;

  ExprPtr from = parseBinary(0);
  if (!from || !token.is(".."))
    return from;
  auto range = make<RangeExpr>(consume().loc);
  range->from = std::move(from);
  range->to = parseBinary(0);
  return range->to ? std::move(range) : nullptr;
}

ExprPtr Parser::parseBinary(int minPrecedence) {
  llvm::SaveAndRestore<unsigned> restore(depth);
  ExprPtr lhs = parseUnary();
  while (lhs) {
    int level = precedence(token);
    if (level < 0 || level < minPrecedence)
      break;
    // The tree of a + b + c + … leans to the left: each operator makes it one deeper.
    if (!descend())
      return nullptr;
    auto binary = make<BinaryExpr>(token.loc);
    binary->op = consume().text.str();
    binary->lhs = std::move(lhs);
    binary->rhs = parseBinary(level + 1);
    if (!binary->rhs)
      return nullptr;
    lhs = std::move(binary);
    if (level == 3 && precedence(token) == 3) {
      error(token.loc, "comparisons do not chain; join two with 'and'");
      return nullptr;
    }
  }
  return lhs;
}

/// -x, not x and x ** y. As in Python, -x ** 2 is -(x ** 2), and 2 ** -1 is allowed.
ExprPtr Parser::parseUnary() {
  llvm::SaveAndRestore<unsigned> level(depth);
  if (!descend())
    return nullptr;

  if (token.is("-") || token.isWord("not")) {
    auto unary = make<UnaryExpr>(token.loc);
    unary->op = consume().text.str();
    // `not a == b` negates the comparison.
    unary->operand = unary->op == "not" ? parseBinary(3) : parseUnary();
    return unary->operand ? std::move(unary) : nullptr;
  }
  ExprPtr base = parsePostfix();
  if (!base || !token.is("**"))
    return base;
  auto power = make<BinaryExpr>(token.loc);
  power->op = consume().text.str();
  power->lhs = std::move(base);
  power->rhs = parseUnary();
  return power->rhs ? std::move(power) : nullptr;
}

ExprPtr Parser::parsePostfix() {
  llvm::SaveAndRestore<unsigned> restore(depth);
  ExprPtr expr = parsePrimary();
  while (expr && (token.is("(") || token.is("[") || token.is("."))) {
    if (!descend())
      return nullptr;
    if (token.is("(") && !token.startsLine) {
      expr = parseCall(std::move(expr));
    } else if (token.is("[") && !token.startsLine) {
      expr = parseIndex(std::move(expr));
    } else if (token.is(".")) {
      consume();
      auto member = make<MemberExpr>(token.loc);
      if (token.kind != TokenKind::Identifier) {
        expected("a name after '.'");
        return nullptr;
      }
      member->member = consume().text.str();
      member->base = std::move(expr);
      expr = std::move(member);
    } else {
      break;
    }
  }
  return expr;
}

ExprPtr Parser::parsePrimary() {
  Loc loc = token.loc;
  if (token.kind == TokenKind::Integer || token.kind == TokenKind::Float) {
    auto number = make<NumberExpr>(loc);
    number->spelling = token.text.str();
    number->isInteger = token.kind == TokenKind::Integer;
    if (number->isInteger && token.text.getAsInteger(10, number->integer)) {
      error(loc, "'" + token.text + "' does not fit into 64 bits");
      return nullptr;
    }
    if (token.text.getAsDouble(number->number)) {
      error(loc, "'" + token.text + "' is out of a number's range");
      return nullptr;
    }
    consume();
    return number;
  }
  if (token.kind == TokenKind::String) {
    auto string = make<StringExpr>(loc);
    string->text = consume().text.str();
    return string;
  }
  if (token.isWord("true") || token.isWord("false")) {
    auto boolean = make<BoolExpr>(loc);
    boolean->value = consume().text == "true";
    return boolean;
  }
  if (accept("(")) {
    ExprPtr inner = parseExpression();
    return inner && expect(")", "to close the parentheses") ? std::move(inner) : nullptr;
  }
  if (accept("[")) {
    auto list = make<ListExpr>(loc);
    return parseExpressionList("]", list->elements) ? std::move(list) : nullptr;
  }
  if (token.kind == TokenKind::Identifier) {
    auto name = make<NameExpr>(loc);
    return expectName(name->name, loc, "an expression") ? std::move(name) : nullptr;
  }
  expected("an expression");
  return nullptr;
}

/// Elements up to and including the closing bracket; a comma may follow the last.
bool Parser::parseExpressionList(llvm::StringRef closing, std::vector<ExprPtr> &elements) {
  while (!token.is(closing)) {
    ExprPtr element = parseExpression();
    if (!element)
      return false;
    elements.push_back(std::move(element));
    if (!accept(","))
      break;
  }
  return expect(closing, "or ',' in the list");
}

ExprPtr Parser::parseCall(ExprPtr callee) {
  auto call = make<CallExpr>(callee->loc);
  call->callee = std::move(callee);
  consume();
  while (!token.is(")")) {
    Argument arg;
    arg.loc = token.loc;
    if (token.kind == TokenKind::Identifier && ahead.is("=")) {
      arg.name = consume().text.str();
      consume();
    } else if (!call->args.empty() && !call->args.back().name.empty()) {
      error(arg.loc, "an argument without a name follows one with a name");
      return nullptr;
    }
    arg.value = parseExpression();
    if (!arg.value)
      return nullptr;
    call->args.push_back(std::move(arg));
    if (!accept(","))
      break;
  }
  return expect(")", "or ',' after the argument") ? std::move(call) : nullptr;
}

ExprPtr Parser::parseIndex(ExprPtr base) {
  auto index = make<IndexExpr>(consume().loc);
  index->base = std::move(base);
  while (!token.is("]")) {
    IndexItem item;
    if (!parseIndexItem(item))
      return nullptr;
    index->items.push_back(std::move(item));
    if (!accept(","))
      break;
  }
  if (index->items.empty() && token.is("]")) {
    expected("an index");
    return nullptr;
  }
  return expect("]", "or ',' after the index") ? std::move(index) : nullptr;
}

bool Parser::parseIndexItem(IndexItem &item) {
  item.loc = token.loc;
  auto endsItem = [&] { return token.is(":") || token.is(",") || token.is("]"); };
  if (!endsItem() && !(item.start = parseExpression()))
    return false;
  if (!accept(":"))
    return item.start != nullptr;
  item.isRange = true;
  if (!endsItem() && !(item.stop = parseExpression()))
    return false;
  if (accept(":") && !endsItem() && !(item.step = parseExpression()))
    return false;
  return true;
}
