//===- Parser.cpp - Files, blocks and statements --------------------------===//
#include "Parser.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"
#include <optional>

using namespace dlc::dsl;

static bool isReserved(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases({"let", "var", "for", "in", "if", "else", "return", "as"}, true)
      .Cases({"true", "false", "and", "or", "not", "model", "block", "train"}, true)
      .Default(false);
}

Parser::Parser(llvm::StringRef source, unsigned file, Diagnostics &diagnostics)
    : lexer(source, file, diagnostics), diagnostics(diagnostics) {
  token = lexer.next();
  ahead = lexer.next();
}

/// Deep enough for any text a person writes; keeps a hostile one from overflowing the stack.
static constexpr unsigned maxDepth = 400;

bool Parser::descend() {
  if (depth < maxDepth) {
    ++depth;
    return true;
  }
  error(token.loc, "this is nested more than " + llvm::Twine(maxDepth) + " deep");
  return false;
}

Token Parser::consume() {
  Token consumed = token;
  token = ahead;
  ahead = lexer.next();
  return consumed;
}

bool Parser::accept(llvm::StringRef punctuation) {
  if (!token.is(punctuation))
    return false;
  consume();
  return true;
}

bool Parser::acceptWord(llvm::StringRef word) {
  if (!token.isWord(word))
    return false;
  consume();
  return true;
}

void Parser::error(Loc loc, const llvm::Twine &message, llvm::ArrayRef<Note> notes) {
  diagnostics.error(loc, message, notes);
}

void Parser::expected(const llvm::Twine &what) {
  if (token.kind != TokenKind::Error)
    error(token.loc, "expected " + what + ", got " + token.describe());
}

bool Parser::expect(llvm::StringRef punctuation, const llvm::Twine &where) {
  if (accept(punctuation))
    return true;
  expected("'" + punctuation + "' " + where);
  return false;
}

bool Parser::expectName(std::string &name, Loc &loc, const llvm::Twine &what) {
  loc = token.loc;
  if (token.kind != TokenKind::Identifier) {
    expected(what);
    return false;
  }
  if (isReserved(token.text)) {
    error(loc, "expected " + what + ", got '" + token.text + "', which is a word of the language");
    return false;
  }
  name = consume().text.str();
  return true;
}

/// After an error: the next token that starts a line, or the '}' of the enclosing braces.
void Parser::skipToStatement() {
  unsigned braces = 0;
  while (token.kind != TokenKind::End) {
    if (token.is("{")) {
      ++braces;
    } else if (token.is("}")) {
      if (braces == 0)
        return;
      --braces;
    }
    consume();
    if (braces == 0 && token.startsLine && token.kind == TokenKind::Identifier)
      return;
  }
}

/// Skips what stands before a '{', and everything up to its '}'.
void Parser::skipBraces() {
  unsigned braces = 0;
  while (token.kind != TokenKind::End) {
    Token skipped = consume();
    if (skipped.is("{"))
      ++braces;
    else if (skipped.is("}") && --braces == 0)
      return;
    if (braces == 0 && token.startsLine)
      return;
  }
}

File Parser::parseFile() {
  File file;
  while (token.kind != TokenKind::End)
    parseItem(file);
  return file;
}

void Parser::parseItem(File &file) {
  Loc loc = token.loc;
  if (token.isWord("block")) {
    if (auto block = parseBlock())
      file.blocks.push_back(std::move(block));
  } else if (token.isWord("model")) {
    auto model = parseModel();
    if (model && file.model)
      error(loc, "a file holds one model", Note{file.model->loc, "the first one is here"});
    else if (model)
      file.model = std::move(model);
  } else if (token.isWord("train")) {
    auto train = parseTrain(file);
    if (train && file.train)
      error(loc, "a file holds one train block", Note{file.train->loc, "the first one is here"});
    else if (train)
      file.train = std::move(train);
  } else if (token.isWord("phase")) {
    parsePhase(file);
  } else if (token.isWord("decode")) {
    error(loc, "'decode { … }' belongs in the model");
    skipBraces();
  } else if (token.isWord("import")) {
    parseImport(file);
  } else {
    expected("'model', 'block', 'train', 'phase' or 'import'");
    skipBraces();
  }
}

void Parser::parseImport(File &file) {
  auto import = std::make_unique<ImportDef>();
  import->loc = token.loc;
  consume();
  if (token.kind != TokenKind::String) {
    expected("the path of a model, in quotes, after 'import'");
    return skipBraces();
  }
  import->path = token.text;
  consume();
  if (!token.isWord("as")) {
    expected("'as' and a name after the path of an import");
    return skipBraces();
  }
  consume();
  if (!expectName(import->name, import->nameLoc, "the import's name"))
    return skipBraces();
  file.imports.push_back(std::move(import));
}

std::unique_ptr<BlockDef> Parser::parseBlock() {
  consume();
  auto block = std::make_unique<BlockDef>();
  if (!expectName(block->name, block->loc, "the block's name") ||
      !expect("(", "after the block's name")) {
    skipBraces();
    return nullptr;
  }
  while (!token.is(")")) {
    BlockParam param;
    if (!expectName(param.name, param.loc, "a parameter's name") ||
        (accept("=") && !(param.defaultValue = parseExpression()))) {
      skipBraces();
      return nullptr;
    }
    block->params.push_back(std::move(param));
    if (!accept(","))
      break;
  }
  if (!expect(")", "after the block's parameters")) {
    skipBraces();
    return nullptr;
  }
  return parseBody(block->body) ? std::move(block) : nullptr;
}

std::unique_ptr<ModelDef> Parser::parseModel() {
  consume();
  auto model = std::make_unique<ModelDef>();
  if (!expectName(model->name, model->loc, "the model's name")) {
    skipBraces();
    return nullptr;
  }
  return parseBody(model->body) ? std::move(model) : nullptr;
}

/// The settings between braces. Those of the train block may have phases among them, which go into
/// `file`.
bool Parser::parseSettings(TrainDef &settings, File *file, const llvm::Twine &owner) {
  while (!token.is("}") && token.kind != TokenKind::End) {
    if (file && token.isWord("phase") && ahead.kind == TokenKind::Identifier) {
      parsePhase(*file);
      continue;
    }
    TrainEntry entry;
    if (expectName(entry.key, entry.loc, "a setting's name") &&
        expect("=", "after '" + entry.key + "'") && (entry.value = parseExpression()))
      settings.entries.push_back(std::move(entry));
    else
      skipToStatement();
  }
  return expect("}", "at the end of the " + owner);
}

std::unique_ptr<TrainDef> Parser::parseTrain(File &file) {
  auto train = std::make_unique<TrainDef>();
  train->loc = consume().loc;
  if (!expect("{", "after 'train'")) {
    skipBraces();
    return nullptr;
  }
  return parseSettings(*train, &file, "train block") ? std::move(train) : nullptr;
}

void Parser::parsePhase(File &file) {
  consume();
  auto phase = std::make_unique<PhaseDef>();
  if (!expectName(phase->name, phase->settings.loc, "the phase's name") ||
      !expect("{", "after the phase's name"))
    return skipBraces();
  if (!parseSettings(phase->settings, nullptr, "phase"))
    return;
  for (const auto &other : file.phases)
    if (other->name == phase->name)
      return error(phase->settings.loc, "two phases are named '" + phase->name + "'",
                   Note{other->settings.loc, "the first one is here"});
  file.phases.push_back(std::move(phase));
}

bool Parser::parseBody(StmtList &body) {
  Loc open = token.loc;
  if (!expect("{", "before the statements")) {
    skipBraces();
    return false;
  }
  while (!token.is("}")) {
    if (token.kind == TokenKind::End) {
      error(token.loc, "expected '}', got the end of the file", Note{open, "'{' is here"});
      return false;
    }
    if (auto stmt = parseStatement())
      body.push_back(std::move(stmt));
    else
      skipToStatement();
  }
  consume();
  return true;
}

std::unique_ptr<Stmt> Parser::parseStatement() {
  if (token.kind != TokenKind::Identifier) {
    expected("a statement");
    return nullptr;
  }
  if (token.text == "if")
    return parseIf();
  if (token.text == "for")
    return parseFor();
  // These are words of the language only in front of a name, so `target` may name a value.
  if (ahead.kind == TokenKind::Identifier) {
    auto declaration = llvm::StringSwitch<std::optional<Stmt::Kind>>(token.text)
                           .Case("input", Stmt::Kind::Input)
                           .Case("target", Stmt::Kind::Target)
                           .Case("param", Stmt::Kind::Param)
                           .Case("state", Stmt::Kind::State)
                           .Default(std::nullopt);
    if (declaration)
      return parseDeclaration(*declaration);
    auto definition = llvm::StringSwitch<std::optional<Stmt::Kind>>(token.text)
                          .Case("let", Stmt::Kind::Let)
                          .Case("var", Stmt::Kind::Var)
                          .Case("output", Stmt::Kind::Output)
                          .Case("metric", Stmt::Kind::Metric)
                          .Case("update", Stmt::Kind::Update)
                          .Default(std::nullopt);
    if (definition)
      return parseDefinition(*definition);
    if (token.text == "phase" || token.text == "import") {
      error(token.loc, "'" + token.text + "' is not part of the language in this version of dlc");
      return nullptr;
    }
  }
  if (token.text == "decode" && ahead.is("{")) {
    auto stmt = std::make_unique<Stmt>(Stmt::Kind::Decode, token.loc);
    stmt->name = "decode";
    stmt->nameLoc = consume().loc;
    return parseBody(stmt->body) ? std::move(stmt) : nullptr;
  }
  if (token.text == "return" || (token.text == "loss" && ahead.is("="))) {
    bool isLoss = token.text == "loss";
    auto stmt = std::make_unique<Stmt>(isLoss ? Stmt::Kind::Loss : Stmt::Kind::Return, token.loc);
    stmt->name = "loss";
    stmt->nameLoc = consume().loc;
    if (isLoss)
      consume();
    return parseValueAndLabel(*stmt) ? std::move(stmt) : nullptr;
  }
  if (token.text == "let" || token.text == "var" || ahead.is(":")) {
    consume();
    expected("a name");
    return nullptr;
  }
  if (ahead.is("=")) {
    auto stmt = std::make_unique<Stmt>(Stmt::Kind::Assign, token.loc);
    if (!expectName(stmt->name, stmt->nameLoc, "a statement"))
      return nullptr;
    consume();
    return parseValueAndLabel(*stmt) ? std::move(stmt) : nullptr;
  }
  if (isReserved(token.text))
    expected("a statement");
  else if (ahead.is("("))
    error(token.loc,
          "a call alone has no effect; name its result: 'let y = " + token.text + "(…)'");
  else
    error(token.loc,
          "expected a statement, got '" + token.text + "'" +
              suggest(token.text, {"input", "target", "let", "var", "for", "if", "output", "loss",
                                   "metric", "param", "state", "update", "return"}));
  return nullptr;
}

/// input x : type, target x : type, param x : type = init, state x : type = init
std::unique_ptr<Stmt> Parser::parseDeclaration(Stmt::Kind kind) {
  auto stmt = std::make_unique<Stmt>(kind, consume().loc);
  if (!expectName(stmt->name, stmt->nameLoc, "a name") ||
      !expect(":", "and a type after '" + stmt->name + "'") || !parseType(stmt->type))
    return nullptr;
  if (kind == Stmt::Kind::Input || kind == Stmt::Kind::Target)
    return stmt;
  if (!expect("=", "and an initialiser, such as 'zeros()'"))
    return nullptr;
  stmt->value = parseExpression();
  return stmt->value ? std::move(stmt) : nullptr;
}

std::unique_ptr<Stmt> Parser::parseDefinition(Stmt::Kind kind) {
  auto stmt = std::make_unique<Stmt>(kind, consume().loc);
  if (!expectName(stmt->name, stmt->nameLoc, "a name"))
    return nullptr;
  if (kind == Stmt::Kind::Output && !token.is("="))
    return stmt;
  if (!expect("=", "after '" + stmt->name + "'"))
    return nullptr;
  return parseValueAndLabel(*stmt) ? std::move(stmt) : nullptr;
}

bool Parser::parseValueAndLabel(Stmt &stmt) {
  stmt.value = parseExpression();
  if (!stmt.value)
    return false;
  if (!acceptWord("as"))
    return true;
  stmt.label = std::make_unique<Label>();
  if (!expectName(stmt.label->name, stmt.label->loc, "a name after 'as'"))
    return false;
  while (accept("[")) {
    ExprPtr index = parseExpression();
    if (!index || !expect("]", "after the index"))
      return false;
    stmt.label->indices.push_back(std::move(index));
  }
  return true;
}

bool Parser::parseType(TypeSpec &type) {
  if (!expectName(type.element, type.loc, "a type such as 'f32[batch, 10]'") ||
      !expect("[", "and the dimensions after '" + type.element + "'"))
    return false;
  return parseExpressionList("]", type.dims);
}

std::unique_ptr<Stmt> Parser::parseIf() {
  llvm::SaveAndRestore<unsigned> level(depth);
  if (!descend())
    return nullptr;
  auto stmt = std::make_unique<Stmt>(Stmt::Kind::If, consume().loc);
  stmt->value = parseExpression();
  if (!stmt->value || !parseBody(stmt->body))
    return nullptr;
  if (!acceptWord("else"))
    return stmt;
  if (token.isWord("if")) {
    auto nested = parseIf();
    if (!nested)
      return nullptr;
    stmt->orElse.push_back(std::move(nested));
    return stmt;
  }
  return parseBody(stmt->orElse) ? std::move(stmt) : nullptr;
}

std::unique_ptr<Stmt> Parser::parseFor() {
  llvm::SaveAndRestore<unsigned> level(depth);
  if (!descend())
    return nullptr;
  auto stmt = std::make_unique<Stmt>(Stmt::Kind::For, consume().loc);
  if (!expectName(stmt->name, stmt->nameLoc, "the loop's variable"))
    return nullptr;
  if (!acceptWord("in")) {
    expected("'in' after the loop's variable");
    return nullptr;
  }
  stmt->value = parseExpression();
  if (!stmt->value || !parseBody(stmt->body))
    return nullptr;
  return stmt;
}
