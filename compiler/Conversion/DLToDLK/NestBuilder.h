//===- NestBuilder.h - Kernel functions and their loop nests ----*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTODLK_NESTBUILDER_H
#define DLC_CONVERSION_DLTODLK_NESTBUILDER_H

#include "KernelBuilder.h"
#include "RegionBuilder.h"

namespace dlc {

/// The scalar type of a value's elements inside a region.
mlir::Type scalarElement(mlir::Value value);

/// A kernel function under construction: its operands become arguments as they are found.
class KernelFunction {
public:
  KernelFunction(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name);

  mlir::Value slice() { return entry->getArgument(0); }
  /// The argument for `value` seen as `type`. `map` is how a structured op uses it; none if it is not
  /// a structured op that does.
  mlir::Value argument(mlir::Value value, mlir::MemRefType type, bool isWritten,
                       mlir::AffineMap map);
  mlir::MemRefType memrefOf(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  void scatterAdd(mlir::Value base, mlir::Value indices, mlir::Value updates, mlir::Location loc);
  Kernel finish();

  mlir::OpBuilder builder;
  Kernel kernel;

private:
  mlir::Value constantMemory(dl::ConstantOp constant, mlir::MemRefType type);

  mlir::Block *entry;
  unsigned constants = 0;
};

/// One structured op: its iteration space, operands and region.
class NestBuilder {
public:
  NestBuilder(KernelFunction &kernel, dl::GroupOp group, llvm::ArrayRef<int64_t> sizes);

  RegionBuilder &region() { return elements; }
  /// Adds the argument for a contraction's sum; before any input.
  mlir::Value addAccumulator(mlir::Type type);
  void output(mlir::Value value, const Dims &dims, mlir::Value element);

  /// Operands with indices of their own, in the value's own shape.
  mlir::Value mappedInput(mlir::Value value, llvm::ArrayRef<mlir::AffineExpr> indices);
  void mappedOutput(mlir::Value value, llvm::ArrayRef<mlir::AffineExpr> indices,
                    mlir::Value element);
  /// All of `value` as one dimension, as memory holds it.
  mlir::Value flatInput(mlir::Value value);
  /// `result` [I, D] = `table` [V, D] at `indices` [I].
  void gather(mlir::Value table, mlir::Value indices, mlir::Value result);
  /// A constant of the element type of `like`, as memory holds it.
  mlir::Value number(double value, mlir::Value like);

  /// Makes one dimension of two adjacent ones that all operands have in common, but of `apart` if it is
  /// one; its place in the end is the result.
  int64_t mergeDimensions(int64_t apart = -1);
  /// Makes one dimension of `count` adjacent ones from `first` on, which all operands must have in common.
  void mergeRun(int64_t first, int64_t count);

  /// Of matrices of `rows` by `columns`, the innermost dimensions, the elements right of the diagonal change
  /// nothing.
  void stopAtDiagonal(int64_t rows, int64_t columns) { triangle = {rows, columns}; }
  void finishRows();
  /// Combines over dimension `reduced`; others that all operands have in common become one.
  void finishColumns(dlk::Combine combine, int64_t reduced);
  /// The sum of a contraction's right-hand side along its columns is wanted as `value`.
  void columnSums(mlir::Value value) { sums = value; }
  /// What a contraction's elements need of the last reduction, as `dlk.contract` has it; `part` of all terms.
  void needRange(mlir::AffineMap map, double part) {
    range = map;
    neededPart = part;
  }
  /// Sums of products of `lhs` and `rhs`, each indexed by the iteration space and the reductions.
  void finishContract(mlir::Value lhs, mlir::AffineMap lhsMap, mlir::Value rhs,
                      mlir::AffineMap rhsMap, llvm::ArrayRef<int64_t> reductions, int64_t blocked);

private:
  struct Operand {
    mlir::Value value;
    Dims dims;
    // Instead of dims, if set: indices into the value's own shape.
    std::optional<llvm::SmallVector<mlir::AffineExpr>> indices;
  };
  mlir::OpBuilder atEnd();
  void collectInputs();
  bool tryMerge(int64_t dim);
  /// Fills arguments and maps of all operands, inputs first.
  void collectArguments();
  void moveBody(mlir::Operation *op);

  KernelFunction &kernel;
  mlir::Location loc;
  llvm::SmallVector<int64_t> sizes;
  std::unique_ptr<mlir::Region> holder;
  mlir::Block *body;
  RegionBuilder elements;
  bool collected = false;
  mlir::Value sums;
  mlir::AffineMap range;
  double neededPart = 1, elementsPart = 1;
  std::optional<std::pair<int64_t, int64_t>> triangle; // rows, columns
  llvm::SmallVector<Operand> inputs, outputs;
  llvm::SmallVector<mlir::Value> yielded, inputArguments, outputArguments;
  llvm::SmallVector<mlir::AffineMap> maps;
};

} // namespace dlc
#endif
