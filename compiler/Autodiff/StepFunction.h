//===- StepFunction.h - Functions that name what they read and write -*- C++ -*-===//
#ifndef DLC_AUTODIFF_STEPFUNCTION_H
#define DLC_AUTODIFF_STEPFUNCTION_H

#include "GraphBuilder.h"

#include "dlc/Dialect/DL/ModelTables.h"
#include "mlir/IR/BuiltinOps.h"

namespace dlc {

struct NamedValue {
  dl::TensorName name;
  mlir::Value value;
};

/// One function that the runtime calls, under construction. It starts with every argument that it
/// might need, in the order of roles; `finish` drops the unused ones.
class StepFunction {
public:
  /// Takes all variables of `module` whose role is in `roles`, the inputs and targets of `graph`
  /// (may be null) and the scalars as arguments.
  StepFunction(mlir::ModuleOp module, llvm::StringRef name, llvm::ArrayRef<dl::Role> roles,
               mlir::func::FuncOp graph);

  GraphBuilder &builder() { return b; }
  /// The argument of that name; null if there is none.
  mlir::Value argument(llvm::StringRef role, llvm::StringRef name) const;

  /// Makes sure that nothing in the rows of inputs and targets which do not count can reach the
  /// gradients of `graph`, which is to be inlined next.
  void replacePaddingRows(mlir::func::FuncOp graph);

  /// Copies the body of `graph` to the end; gives its results. `counter`, if given, takes the place
  /// of the scalar `step`, which only random numbers of a graph use. Reports arguments of `graph`
  /// that this function does not have.
  mlir::FailureOr<llvm::SmallVector<NamedValue>> inlineGraph(mlir::func::FuncOp graph,
                                                             mlir::Value counter);

  void addResult(llvm::StringRef role, llvm::StringRef name, mlir::Value value) {
    results.push_back({{role.str(), name.str()}, value});
  }
  /// Completes the function.
  mlir::func::FuncOp finish();

private:
  void addArgument(const dl::TensorName &name, mlir::Type type, mlir::DictionaryAttr attributes,
                   mlir::Location loc);

  mlir::func::FuncOp function;
  GraphBuilder b;
  llvm::SmallVector<NamedValue> arguments, results;
};

} // namespace dlc
#endif
