//===- Lexer.cpp - Tokens of the DSL --------------------------------------===//
#include "Lexer.h"

#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;

std::string Token::describe() const {
  if (kind == TokenKind::End)
    return loc.file == 0 ? "the end of the file" : "the end of the value";
  if (kind == TokenKind::String)
    return ("the string \"" + text + "\"").str();
  return ("'" + text + "'").str();
}

void Lexer::advance(size_t count) {
  for (; count && position < source.size(); --count, ++position) {
    if (source[position] == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
}

bool Lexer::skipBlanks() {
  bool newLine = position == 0;
  while (position < source.size()) {
    char c = peek();
    if (c == '#') {
      while (position < source.size() && peek() != '\n')
        advance();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      newLine |= c == '\n';
      advance();
    } else {
      break;
    }
  }
  return newLine;
}

Token Lexer::take(Token token, TokenKind kind, size_t length) {
  token.kind = kind;
  token.text = source.substr(position, length);
  advance(length);
  return token;
}

Token Lexer::fail(Token token, size_t length, const llvm::Twine &message) {
  diagnostics.error(token.loc, message);
  return take(token, TokenKind::Error, length);
}

Token Lexer::number(Token token) {
  size_t length = 0;
  bool isFloat = false;
  auto digits = [&] {
    while (llvm::isDigit(peek(length)))
      ++length;
  };
  digits();
  // In `0..4` the dots are the range's, not the number's.
  if (peek(length) == '.' && peek(length + 1) != '.') {
    isFloat = true;
    ++length;
    digits();
  }
  if (peek(length) == 'e' || peek(length) == 'E') {
    size_t sign = peek(length + 1) == '+' || peek(length + 1) == '-' ? 1 : 0;
    if (llvm::isDigit(peek(length + 1 + sign))) {
      isFloat = true;
      length += 1 + sign;
      digits();
    }
  }
  if (llvm::isAlpha(peek(length)) || peek(length) == '_') {
    while (llvm::isAlnum(peek(length)) || peek(length) == '_')
      ++length;
    return fail(token, length,
                "'" + source.substr(position, length) + "' is neither a number nor a name");
  }
  return take(token, isFloat ? TokenKind::Float : TokenKind::Integer, length);
}

Token Lexer::string(Token token) {
  size_t length = 1;
  while (position + length < source.size() && peek(length) != '"' && peek(length) != '\n')
    ++length;
  if (peek(length) != '"')
    return fail(token, length, "this string has no closing '\"' on its line");
  advance();
  token = take(token, TokenKind::String, length - 1);
  advance();
  return token;
}

Token Lexer::next() {
  Token token;
  token.startsLine = skipBlanks();
  token.loc = {line, column, file};
  if (position >= source.size())
    return token;

  char c = peek();
  if (llvm::isAlpha(c) || c == '_') {
    size_t length = 1;
    while (llvm::isAlnum(peek(length)) || peek(length) == '_')
      ++length;
    return take(token, TokenKind::Identifier, length);
  }
  if (llvm::isDigit(c) || (c == '.' && llvm::isDigit(peek(1))))
    return number(token);
  if (c == '"')
    return string(token);
  for (llvm::StringRef two : {"**", "==", "!=", "<=", ">=", ".."})
    if (source.substr(position).starts_with(two))
      return take(token, TokenKind::Punctuation, 2);
  if (llvm::StringRef("{}()[],:=+-*/%<>.").contains(c))
    return take(token, TokenKind::Punctuation, 1);
  if (llvm::isPrint(c))
    return fail(token, 1, "'" + llvm::Twine(c) + "' has no meaning here");
  // Take a whole UTF-8 sequence, so that one letter gives one error.
  size_t length = 1;
  while ((static_cast<unsigned char>(peek(length)) & 0xC0) == 0x80)
    ++length;
  return fail(token, length, "only strings and comments may hold letters other than ASCII");
}
