//===- Parser.h - From text to syntax tree ----------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_PARSER_H
#define DLC_COMPILER_FRONTEND_DSL_PARSER_H

#include "AST.h"
#include "Lexer.h"

namespace dlc::dsl {

/// Recursive descent. Line ends mean nothing except that the '(' of a call and the '[' of an index
/// stand on the line of what they belong to. A function that fails has reported the error and
/// returns null; the caller skips to the next statement.
class Parser {
public:
  Parser(llvm::StringRef source, unsigned file, Diagnostics &diagnostics);

  File parseFile();
  /// The whole text is one expression: a default value or the value of a `--set`.
  ExprPtr parseOnlyExpression();

private:
  // Parser.cpp: the file's parts and statements.
  void parseItem(File &file);
  void parseImport(File &file);
  std::unique_ptr<BlockDef> parseBlock();
  std::unique_ptr<ModelDef> parseModel();
  std::unique_ptr<TrainDef> parseTrain(File &file);
  void parsePhase(File &file);
  bool parseSettings(TrainDef &settings, File *file, const llvm::Twine &owner);
  bool parseBody(StmtList &body);
  std::unique_ptr<Stmt> parseStatement();
  std::unique_ptr<Stmt> parseDeclaration(Stmt::Kind kind);
  std::unique_ptr<Stmt> parseDefinition(Stmt::Kind kind);
  std::unique_ptr<Stmt> parseIf();
  std::unique_ptr<Stmt> parseFor();
  bool parseValueAndLabel(Stmt &stmt);
  bool parseType(TypeSpec &type);
  void skipToStatement();
  void skipBraces();

  // ParseExpr.cpp
  ExprPtr parseExpression();
  ExprPtr parseBinary(int minPrecedence);
  ExprPtr parseUnary();
  ExprPtr parsePostfix();
  ExprPtr parsePrimary();
  ExprPtr parseCall(ExprPtr callee);
  ExprPtr parseIndex(ExprPtr base);
  bool parseIndexItem(IndexItem &item);
  bool parseExpressionList(llvm::StringRef closing, std::vector<ExprPtr> &elements);

  /// Counts a level of nesting, which the caller takes back; false after reporting too many.
  bool descend();
  Token consume();
  bool accept(llvm::StringRef punctuation);
  bool acceptWord(llvm::StringRef word);
  bool expect(llvm::StringRef punctuation, const llvm::Twine &where);
  /// A name that is not one of the language's words.
  bool expectName(std::string &name, Loc &loc, const llvm::Twine &what);
  void error(Loc loc, const llvm::Twine &message, llvm::ArrayRef<Note> notes = {});
  /// "expected `what`, got …" at the current token; silent where the lexer has complained.
  void expected(const llvm::Twine &what);
  template <typename T> std::unique_ptr<T> make(Loc loc) { return std::make_unique<T>(loc); }

  Lexer lexer;
  Diagnostics &diagnostics;
  Token token, ahead;
  unsigned depth = 0;
};

} // namespace dlc::dsl
#endif
