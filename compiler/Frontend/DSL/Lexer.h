//===- Lexer.h - Tokens of the DSL ------------------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_LEXER_H
#define DLC_COMPILER_FRONTEND_DSL_LEXER_H

#include "Diagnostics.h"

namespace dlc::dsl {

enum class TokenKind { End, Error, Identifier, Integer, Float, String, Punctuation };

struct Token {
  TokenKind kind = TokenKind::End;
  Loc loc;
  /// The text as written; of a string, what is between the quotes.
  llvm::StringRef text;
  /// Whether it is the first token of its line: a call's '(' may not be, and recovery looks for it.
  bool startsLine = false;

  bool is(llvm::StringRef punctuation) const {
    return kind == TokenKind::Punctuation && text == punctuation;
  }
  bool isWord(llvm::StringRef word) const { return kind == TokenKind::Identifier && text == word; }
  /// The token in quotes for a message, or "the end of the file".
  std::string describe() const;
};

class Lexer {
public:
  Lexer(llvm::StringRef source, unsigned file, Diagnostics &diagnostics)
      : source(source), file(file), diagnostics(diagnostics) {}

  Token next();

private:
  bool skipBlanks();
  Token number(Token token);
  Token string(Token token);
  Token take(Token token, TokenKind kind, size_t length);
  Token fail(Token token, size_t length, const llvm::Twine &message);
  char peek(size_t ahead = 0) const {
    return position + ahead < source.size() ? source[position + ahead] : '\0';
  }
  void advance(size_t count = 1);

  llvm::StringRef source;
  unsigned file;
  Diagnostics &diagnostics;
  size_t position = 0;
  unsigned line = 1, column = 1;
};

} // namespace dlc::dsl
#endif
