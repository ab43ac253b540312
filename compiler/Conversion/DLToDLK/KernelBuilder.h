//===- KernelBuilder.h - A group becomes a kernel function ------*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTODLK_KERNELBUILDER_H
#define DLC_CONVERSION_DLTODLK_KERNELBUILDER_H

#include "dlc/Conversion/StepCost.h"
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Dialect/DLK/DLK.h"

#include "mlir/IR/AffineMap.h"
#include "llvm/ADT/SmallVector.h"

namespace dlc {

/// How one slice of a kernel touches an operand: slice s has the elements e with
/// (e % period) / share == s, or all of them if share is 0.
struct Access {
  int64_t period = 0, share = 0, slices = 1;

  bool isWhole() const { return share == 0; }
  /// Whether slice s of one kernel touches only what slice s of the other does, for every s.
  bool alignsWith(const Access &other) const {
    if (slices == 1 && other.slices == 1)
      return true; // both are the work of the first thread
    return !isWhole() && period == other.period && share == other.share && slices == other.slices;
  }
};

/// A memory operand of a kernel: a value between groups and the shape under which the kernel sees it.
struct KernelOperand {
  mlir::Value value;
  mlir::MemRefType type;
  bool isRead = false, isWritten = false;
  /// The map of the only structured op that uses it; null if several or an unstructured one does.
  mlir::AffineMap map;
  Access access;
};

struct Kernel {
  mlir::func::FuncOp function; // arguments: the slice, then the operands
  llvm::SmallVector<KernelOperand> operands;
  std::string name; // what it does, for people: its kind and ops
  int64_t slices = 1;
  int64_t pieces = 1;      // that each slice is done in
  double largestSlice = 1; // the part of the work that it is
  double flops = 0, bytes = 0; // of all slices

  /// Names the function too.
  void setName(llvm::StringRef text);
};

/// Builds the kernel of `group` as a function called `name` at the builder's place. Element types in
/// memory are those of the ABI: u8 is i8, and so is bool.
Kernel buildKernel(mlir::OpBuilder &builder, dl::GroupOp group, llvm::StringRef name);

/// Builds a kernel that copies `from` to the value `to`, of the same type.
Kernel buildCopy(mlir::OpBuilder &builder, mlir::Value from, mlir::Value to, llvm::StringRef name);

/// Cuts the work of `kernel` into at most `slices` slices if it is worth more than the threads'
/// meeting, and notes what each slice touches.
void chooseSplit(Kernel &kernel, int64_t slices, const StepCosts &costs);
/// Of how many equal pieces a slice of `kernel` consists, none of which does work that another does too.
int64_t mostPieces(const Kernel &kernel);
/// Cuts each slice into `pieces`, a divisor of `mostPieces`. The kernel's slice argument is then the piece, counted
/// through all slices.
void cutIntoPieces(Kernel &kernel, int64_t pieces);
/// Gives all the work of `kernel` to one thread.
void dropSplit(Kernel &kernel);
/// Whether a second thread makes a step of `kernels`, cut as they are, faster; `footprint` is the bytes of
/// memory that it touches.
bool paysToSplit(llvm::ArrayRef<KernelCost> kernels, const StepCosts &costs, double footprint);

} // namespace dlc
#endif
