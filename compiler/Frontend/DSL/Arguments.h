//===- Arguments.h - Parameters of functions and how calls fill them -*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_ARGUMENTS_H
#define DLC_COMPILER_FRONTEND_DSL_ARGUMENTS_H

#include "AST.h"

namespace dlc::dsl {

enum class ArgKind {
  Tensor,         ///< any tensor
  FloatTensor,    ///< f32 or f64
  IndexTensor,    ///< i32 or i64; u8 is converted
  TensorOrNumber, ///< a number becomes a tensor where it meets one
  TensorList,
  Number,
  Integer,
  Boolean,
  String,
  Shape,             ///< a list of whole numbers
  Integers,          ///< a whole number or a list of them
  IntegersOrKeyword, ///< the same, or one of the words in `choices`
  Type,
  Initializer,
  Keyword ///< one of the words in `choices`
};

/// A parameter of a function of the language. `defaultText` is written in the language itself, so
/// that the reference shows what is evaluated; "none" means left out; null means required.
struct Param {
  llvm::StringLiteral name;
  ArgKind kind;
  const char *defaultText = nullptr;
  const char *choices = nullptr; ///< separated by spaces
};

/// Finds the expression of each parameter in a call's arguments, by position and by name; null
/// where the default holds. False after reporting unknown names, repeated or missing arguments.
bool bindArguments(const CallExpr &call, llvm::ArrayRef<llvm::StringRef> names,
                   llvm::ArrayRef<bool> hasDefault, llvm::SmallVectorImpl<const Expr *> &bound,
                   Diagnostics &diagnostics, const Loc *definition = nullptr);
bool bindArguments(const CallExpr &call, llvm::ArrayRef<Param> params,
                   llvm::SmallVectorImpl<const Expr *> &bound, Diagnostics &diagnostics);

} // namespace dlc::dsl
#endif
