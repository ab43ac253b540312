//===- AST.h - The syntax tree of the DSL -----------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_AST_H
#define DLC_COMPILER_FRONTEND_DSL_AST_H

#include "Diagnostics.h"
#include "llvm/Support/Casting.h"
#include <memory>
#include <vector>

namespace dlc::dsl {

struct Expr {
  enum class Kind { Number, String, Bool, Name, List, Unary, Binary, Call, Member, Index, Range };
  Expr(Kind kind, Loc loc) : kind(kind), loc(loc) {}
  virtual ~Expr() = default;
  const Kind kind;
  Loc loc;
};
using ExprPtr = std::unique_ptr<Expr>;

template <Expr::Kind K> struct ExprOf : Expr {
  explicit ExprOf(Loc loc) : Expr(K, loc) {}
  static bool classof(const Expr *expr) { return expr->kind == K; }
};

struct NumberExpr : ExprOf<Expr::Kind::Number> {
  using ExprOf::ExprOf;
  std::string spelling;
  bool isInteger = false;
  int64_t integer = 0;
  double number = 0;
};

struct StringExpr : ExprOf<Expr::Kind::String> {
  using ExprOf::ExprOf;
  std::string text;
};

struct BoolExpr : ExprOf<Expr::Kind::Bool> {
  using ExprOf::ExprOf;
  bool value = false;
};

struct NameExpr : ExprOf<Expr::Kind::Name> {
  using ExprOf::ExprOf;
  std::string name;
};

struct ListExpr : ExprOf<Expr::Kind::List> {
  using ExprOf::ExprOf;
  std::vector<ExprPtr> elements;
};

/// op: "-" or "not".
struct UnaryExpr : ExprOf<Expr::Kind::Unary> {
  using ExprOf::ExprOf;
  std::string op;
  ExprPtr operand;
};

/// op: + - * / % ** == != < <= > >= and or. The place is the operator's.
struct BinaryExpr : ExprOf<Expr::Kind::Binary> {
  using ExprOf::ExprOf;
  std::string op;
  ExprPtr lhs, rhs;
};

struct Argument {
  std::string name; ///< empty: by position
  Loc loc;
  ExprPtr value;
  /// Set by `--set`: wins over what the text says.
  bool overrides = false;
};

struct CallExpr : ExprOf<Expr::Kind::Call> {
  using ExprOf::ExprOf;
  ExprPtr callee;
  std::vector<Argument> args;
  /// The function's name, or "" where the callee is not a plain name.
  llvm::StringRef name() const {
    auto *plain = llvm::dyn_cast<NameExpr>(callee.get());
    return plain ? llvm::StringRef(plain->name) : "";
  }
};

/// base.member; the place is the member's.
struct MemberExpr : ExprOf<Expr::Kind::Member> {
  using ExprOf::ExprOf;
  ExprPtr base;
  std::string member;
};

/// One of the items of x[…]: an index, or a range `start:stop:step` with parts left out.
struct IndexItem {
  Loc loc;
  ExprPtr start, stop, step;
  bool isRange = false;
};

struct IndexExpr : ExprOf<Expr::Kind::Index> {
  using ExprOf::ExprOf;
  ExprPtr base;
  std::vector<IndexItem> items;
};

/// from..to, of a `for` and of `columns("a".."d")`.
struct RangeExpr : ExprOf<Expr::Kind::Range> {
  using ExprOf::ExprOf;
  ExprPtr from, to;
};

/// f32[batch, 10]
struct TypeSpec {
  Loc loc;
  std::string element;
  std::vector<ExprPtr> dims;
};

/// The name after `as`: a word and constant indices, `layers[i]` is the path "layers.0".
struct Label {
  Loc loc;
  std::string name;
  std::vector<ExprPtr> indices;
};

struct Stmt;
using StmtList = std::vector<std::unique_ptr<Stmt>>;

struct Stmt {
  enum class Kind {
    Input,
    Target,
    Let,
    Var,
    Assign,
    Output,
    Loss,
    Metric,
    Param,
    State,
    Update,
    If,
    For,
    Return,
    Decode
  };
  Stmt(Kind kind, Loc loc) : kind(kind), loc(loc) {}
  Kind kind;
  Loc loc;
  /// What is declared, assigned or updated; the variable of a `for`.
  std::string name;
  Loc nameLoc;
  TypeSpec type; ///< input, target, param, state
  /// Value, initialiser, condition of an `if`, range of a `for`; may be missing in `output name`.
  ExprPtr value;
  std::unique_ptr<Label> label;
  StmtList body, orElse;
};

struct BlockParam {
  Loc loc;
  std::string name;
  ExprPtr defaultValue;
};

struct BlockDef {
  Loc loc;
  std::string name;
  std::vector<BlockParam> params;
  StmtList body;
};

struct ModelDef {
  Loc loc;
  std::string name;
  StmtList body;
};

struct TrainEntry {
  Loc loc;
  std::string key;
  ExprPtr value;
};

struct TrainDef {
  Loc loc;
  std::vector<TrainEntry> entries;
};

/// One of several losses, minimised one after the other: its settings.
struct PhaseDef {
  std::string name;
  TrainDef settings; ///< the place is the name's
};

/// import "path" as name
struct ImportDef {
  Loc loc;
  std::string path, name;
  Loc nameLoc;
};

struct File {
  std::vector<std::unique_ptr<ImportDef>> imports;
  std::vector<std::unique_ptr<BlockDef>> blocks;
  std::unique_ptr<ModelDef> model;
  std::unique_ptr<TrainDef> train;
  std::vector<std::unique_ptr<PhaseDef>> phases;
};

/// Canonical text of the tree, with parentheses around every nested operation; parsing it gives the
/// same tree.
std::string printFile(const File &file);
std::string printExpr(const Expr &expr);

} // namespace dlc::dsl
#endif
