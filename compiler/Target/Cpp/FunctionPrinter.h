//===- FunctionPrinter.h - A kernel or a step as a C++ function -*- C++ -*-===//
#ifndef DLC_TARGET_CPP_FUNCTIONPRINTER_H
#define DLC_TARGET_CPP_FUNCTIONPRINTER_H

#include "Plan.h"
#include "Types.h"

#include "dlc/Dialect/DLK/DLK.h"
#include "dlc/Target/EmitCpp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/raw_ostream.h"

namespace dlc::cpp {

/// Prints one function. Every value becomes a constant with a name, but for literals, sums of
/// indices and loads that are used once, which are written where they are used. Values that loops
/// carry are variables.
class FunctionPrinter {
public:
  FunctionPrinter(mlir::func::FuncOp function, const Plan &plan, Types &types,
                  llvm::raw_ostream &out)
      : function(function), plan(plan), types(types), out(out), scope(&plan.names) {}

  mlir::LogicalResult print(SourceLine sourceLine);

private:
  /// How tightly an expression holds together, for leaving out parentheses.
  enum Binding { kAtom, kProduct, kSum, kLoose };
  /// What stands for a value.
  struct Expression {
    std::string text;
    Binding binding = kAtom;
  };

  void printComment(SourceLine sourceLine);
  void printSignature();
  mlir::LogicalResult printBlock(mlir::Block &block);
  mlir::LogicalResult printOp(mlir::Operation &op);
  bool printMemoryOp(mlir::Operation &op);
  bool printStepOp(mlir::Operation &op);
  mlir::LogicalResult printFor(mlir::scf::ForOp loop);
  mlir::LogicalResult printIf(mlir::scf::IfOp branch);
  void printYield(mlir::scf::YieldOp yield);
  void printCall(mlir::func::CallOp call);
  void printReturn(mlir::func::ReturnOp op);
  void printView(dlk::ViewOp view);

  /// The value of an op without regions; nothing for an op that we do not know.
  std::optional<Expression> express(mlir::Operation &op);
  std::optional<Expression> expressArithmetic(mlir::Operation &op);
  std::optional<Expression> expressConversion(mlir::Operation &op);
  std::optional<Expression> expressFunction(mlir::Operation &op);
  std::optional<Expression> expressVector(mlir::Operation &op);
  Expression expressCompare(llvm::StringRef op, mlir::Value a, mlir::Value b);
  Expression expressCompare(mlir::arith::CmpFOp op);
  Expression expressCompare(mlir::arith::CmpIOp op);
  Expression expressSelect(mlir::arith::SelectOp op);
  Expression expressShuffle(mlir::vector::ShuffleOp op);
  Expression expressConstant(mlir::arith::ConstantOp op);
  Expression binary(llvm::StringRef op, mlir::Value a, mlir::Value b);
  Expression signedBinary(llvm::StringRef op, mlir::Value a, mlir::Value b);
  Expression larger(llvm::StringRef helper, mlir::Value a, mlir::Value b, bool isSigned);
  Expression bound(llvm::StringRef helper, mlir::Value a, mlir::Value b, bool isMaximum);
  Expression call(llvm::StringRef helper, mlir::ValueRange operands);

  std::string typeOf(mlir::Value value);
  /// The text of `value`, as the argument of a call or, by `use`, as an operand.
  std::string text(mlir::Value value);
  std::string use(mlir::Value value, Binding loosest = kAtom);
  /// An operand beside another that makes it a vector: a splat constant is its scalar.
  std::string useBeside(mlir::Value value, mlir::Value other, Binding loosest = kAtom);
  /// `value` as a signed or an unsigned number, where that is not what its type is anyway.
  std::string asSigned(mlir::Value value);
  std::string asUnsigned(mlir::Value value);
  /// A vector of i1 with lanes of so many bits.
  std::string maskOf(mlir::Value value, unsigned bits);
  unsigned maskBits(mlir::Value value) const { return maskWidths.lookup_or(value, 32); }
  /// An element's index in memory, and the memory with it added.
  Expression elementIndex(mlir::Value memory, mlir::ValueRange indices);
  std::string address(mlir::Value memory, mlir::ValueRange indices);
  std::string element(mlir::Value memory, mlir::ValueRange indices);

  bool isWrittenInPlace(mlir::Operation &op, std::string &variable);
  bool staysInline(mlir::Operation &op, const Expression &expression);
  void bind(mlir::Operation &op, Expression expression);
  std::string newTemporary() { return scope.add("t" + std::to_string(++temporaries)); }
  void statement(std::string text);
  llvm::raw_ostream &line() { return out.indent(2 * depth); }

  mlir::func::FuncOp function;
  const Plan &plan;
  Types &types;
  llvm::raw_ostream &out;
  Names scope;
  unsigned depth = 1, loopDepth = 0, temporaries = 0, variables = 0;
  llvm::DenseMap<mlir::Value, Expression> texts;
  llvm::DenseMap<mlir::Value, unsigned> maskWidths;
  llvm::DenseSet<mlir::Value> mutableValues;
};

} // namespace dlc::cpp
#endif
