//===- Grouping.h - Which ops share one pass over memory --------*- C++ -*-===//
#ifndef DLC_TRANSFORMS_GROUPING_H
#define DLC_TRANSFORMS_GROUPING_H

#include "dlc/Dialect/DL/DL.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

namespace dlc {

/// A product of matrices or a convolution: a kernel with a micro-kernel. False for null.
bool isContraction(mlir::Operation *op);
/// Whether it is one whose sums wait in its result for the next block of terms: nothing follows in registers.
bool hasWaitingSums(mlir::Operation *op);
/// Whether a kernel of its own only brings elements to other places.
bool movesElements(mlir::Operation *op);

/// One kernel to be.
struct Group {
  dl::GroupKind kind;
  llvm::SmallVector<mlir::Operation *> ops; // in program order
  llvm::SmallVector<int64_t> domain;        // core shape of the iteration space
  bool hasFold = false;                     // reduces the innermost dimension (rows only)
};

/// Assigns the ops of a graph function to groups, greedily in program order: an op joins the group
/// of one of its operands when the group's loops can compute it and no dependence through a third
/// group forbids it; then whole groups merge under the same conditions.
///
/// Ops that cost next to nothing (constants, broadcasts, comparisons …) belong to no group and are
/// computed anew wherever they are used, unless a kernel or the caller needs them in memory.
class Grouping {
public:
  /// Without `fuse`, each op that is not free has a group of its own.
  Grouping(mlir::Block &block, bool fuse);

  /// The group of `op`, or null for a free op and for a reshape, which only renames memory.
  Group *groupOf(mlir::Operation *op) const { return membership.lookup(op); }
  llvm::ArrayRef<std::unique_ptr<Group>> groups() const { return all; }

  /// Computed anew in each group that uses it.
  static bool isFree(mlir::Operation *op);
  /// Ops on which `op` depends directly, looking through free ops and reshapes, as groups.
  llvm::SmallVector<Group *> producers(mlir::Operation *op) const;
  llvm::SmallVector<Group *> producers(const Group &group) const;

  /// The groups that need `value`, looking through free ops and reshapes. Null stands for the caller.
  llvm::SmallVector<Group *> users(mlir::Value value) const;

private:
  /// The ops in groups that `op` reads, looking through free ops and reshapes; until the next call. All ops before `op`
  /// are placed.
  llvm::ArrayRef<mlir::Operation *> sources(mlir::Operation *op) const;
  bool dependsOn(Group *from, const Group *target) const;
  bool canJoin(mlir::Operation *op, Group &group) const;
  bool fits(mlir::Operation *op, const Group &group) const;
  /// Whether `op` reads, at one row, a value of `group` at another: [N] broadcast along the columns
  /// of [N, N]. A fold is known only for the row that is being walked.
  bool readsOtherRows(mlir::Operation *op, const Group &group) const;
  /// Whether `op` reads a slice of a value of `group`, or the value in another shape: it is whole only once
  /// the group is done.
  bool readsRenamed(mlir::Operation *op, const Group &group) const;
  /// Whether `op` reads a sum that the epilogue of `group` adds up: it is whole only once the group is done.
  bool readsSums(mlir::Operation *op, const Group &group) const;
  void join(mlir::Operation *op, Group &group);
  Group &start(dl::GroupKind kind, mlir::Operation *op, llvm::ArrayRef<int64_t> domain);
  void place(mlir::Operation *op);
  /// Notes the free ops whose results `op` needs in memory.
  void findStored(mlir::Operation *op);
  /// Merges producers into consumers, each as often as it can be; whether there was one.
  bool mergeProducers();
  bool canMerge(const Group &producer, Group &consumer) const;
  /// Whether a third group needs a value of `group`.
  bool isUsedOutside(const Group &group, const Group &other) const;
  /// Whether two reductions of one form, neither of which needs the other, read the same memory.
  bool areSiblings(Group &a, Group &b) const;
  void mergeSiblings();
  /// Moves ops at the end of an epilogue to the group that needs them, if what they are made of is in
  /// memory in any case.
  void sinkLeaves(Group &group);
  /// Gives sums along the columns of what a contraction reads as its right-hand side to that
  /// contraction: the gradient of a bias to that of the weight.
  void mergeColumnSums(Group &contraction);
  void moveInto(Group &from, Group &to);

  bool fuse;
  llvm::SmallVector<std::unique_ptr<Group>> all;
  llvm::DenseMap<mlir::Operation *, Group *> membership;
  llvm::DenseSet<mlir::Operation *> stored; // free, but in a group all the same
  // What is asked for again and again: for each op, and for each group as groups are now.
  mutable llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Operation *, 4>> sourcesOf;
  mutable llvm::DenseMap<const Group *, llvm::SmallVector<Group *>> producersOf;
};

} // namespace dlc
#endif
