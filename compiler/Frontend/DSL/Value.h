//===- Value.h - What an expression stands for ------------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_VALUE_H
#define DLC_COMPILER_FRONTEND_DSL_VALUE_H

#include "Diagnostics.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include <vector>

namespace dlc::dsl {

struct ImportedCall;

/// The value of an expression: a tensor of the graph, or something known when the text is read.
struct Value {
  enum class Kind {
    Poison, ///< an error was reported; whatever uses it stays silent
    None,   ///< the default of an argument that may be left out
    Tensor,
    Number,
    Bool,
    String,
    List,
    Symbol,     ///< a bare word: a type, an initialiser, a choice such as `tanh`
    Initializer ///< an initialiser with arguments
  };

  Kind kind = Kind::Poison;
  bool isInteger = false; ///< of a number
  bool boolean = false;
  /// Where it was computed, or the `let` that named it; for notes.
  Loc loc;
  /// The name it was bound to, if any.
  std::string name;

  mlir::Value tensor;
  /// Of each dimension of a tensor: k where it holds batch * k elements with the batch outermost,
  /// 0 where it is not made of the batch. Reductions over such a dimension skip the padding rows.
  llvm::SmallVector<int64_t> rows;

  /// Of a mean: the number of elements behind it, where that is not the number of valid rows.
  mlir::Value weight;
  /// Of e^mean: the mean. As a metric, it is the exponential of the mean over the whole epoch.
  mlir::Value logarithm;

  int64_t integer = 0;
  double number = 0;
  /// Of an integer: k where the text says batch * k.
  int64_t batchFactor = 0;

  std::string text;
  std::vector<Value> elements;
  /// Of a call of an import: whose tensors can be asked for by name.
  const ImportedCall *imported = nullptr;
  /// Of an initialiser.
  std::vector<std::pair<std::string, double>> settings;

  bool isPoison() const { return kind == Kind::Poison; }
  bool isTensor() const { return kind == Kind::Tensor; }
  bool isNumber() const { return kind == Kind::Number; }

  mlir::RankedTensorType type() const {
    return llvm::cast<mlir::RankedTensorType>(tensor.getType());
  }
  llvm::ArrayRef<int64_t> shape() const { return type().getShape(); }
  int64_t rank() const { return type().getRank(); }
  mlir::Type elementType() const { return type().getElementType(); }
  bool isFloatTensor() const { return isTensor() && llvm::isa<mlir::FloatType>(elementType()); }

  static Value ofInteger(int64_t integer, Loc loc);
  static Value ofNumber(double number, Loc loc);
  static Value ofBool(bool boolean, Loc loc);
  static Value ofText(Kind kind, llvm::StringRef text, Loc loc);

  /// "f32[batch, 10]", "the number 3", …
  std::string describe() const;
  /// "[batch, 10]"
  std::string describeShape() const;
};

/// The spelling of an element type: "u8", "f32", "bool".
std::string describeElement(mlir::Type type);
/// The element type of that name, or null.
mlir::Type parseElement(llvm::StringRef name, mlir::MLIRContext *context);
llvm::ArrayRef<llvm::StringRef> elementNames();

/// Whether a tensor of that element type can hold the number: whole and in range for integers.
bool fits(const Value &number, mlir::Type element);

/// Arithmetic on numbers, booleans and strings. Reports an error and gives poison where the
/// operation has no meaning.
Value foldUnary(llvm::StringRef op, const Value &operand, Loc loc, Diagnostics &diagnostics);
Value foldBinary(llvm::StringRef op, const Value &lhs, const Value &rhs, Loc loc,
                 Diagnostics &diagnostics);

struct Expr;
/// Evaluates an expression without names or calls: a setting of the train block.
Value evaluateConstant(const Expr &expr, Diagnostics &diagnostics);

} // namespace dlc::dsl
#endif
