//===- StepPlan.h - Kernels, barriers and memory of one step ----*- C++ -*-===//
#ifndef DLC_CONVERSION_DLTODLK_STEPPLAN_H
#define DLC_CONVERSION_DLTODLK_STEPPLAN_H

#include "KernelBuilder.h"

#include "dlc/Dialect/DL/ModelTables.h"

#include "llvm/ADT/DenseMap.h"

namespace dlc {

/// Where a value between groups lives.
struct Place {
  dlk::Space space = dlk::Space::Workspace;
  int64_t index = 0;   // position in the table of inputs, targets or outputs
  int64_t offset = 0;  // bytes
  bool isFixed = true; // not in the workspace
  int64_t piece = 0;   // bytes of each piece, where there is memory for one a slice only; else 0
};

/// Everything about a step that does not depend on loops: the kernels in order, where threads meet,
/// and the place of each value.
class StepPlan {
public:
  /// Builds the kernels of `function`, whose ops are groups, before it in its module. Each is cut into at
  /// most `slices`; for 0, into as many as make a step on all of the machine's threads fastest.
  StepPlan(mlir::func::FuncOp function, const dl::ModelTables &tables, int64_t slices,
           bool reuse, const StepCosts &costs);

  llvm::ArrayRef<Kernel> kernels() const { return all; }
  /// Whether the threads meet before kernel `index`.
  bool hasBarrier(size_t index) const { return index > 0 && phase[index] != phase[index - 1]; }
  /// Kernels [index, runEnd(index)) take turns, piece by piece: each does a piece before the first does the next.
  size_t runEnd(size_t index) const;
  Place placeOf(mlir::Value value) const { return places.lookup(rootOf(value)); }
  int64_t workspaceSize() const { return workspace; }
  /// The bytes alive at once at the worst moment: no plan needs less.
  int64_t workspaceBound() const { return bound; }
  /// The floating-point values in the workspace, as `dlk.values` lists them.
  mlir::ArrayAttr describeValues() const;
  /// The kernels, as `dlk.kernels` lists them.
  mlir::ArrayAttr describeKernels() const;
  /// The bytes of memory that a step touches: the workspace at its fullest, and what it uses of the other
  /// blocks and of the caller's tensors.
  int64_t footprint() const;
  mlir::Value loss() const { return lossValue; }

  static int64_t sizeInBytes(mlir::Value value);
  /// Looks through reshapes, which only rename memory.
  static mlir::Value rootOf(mlir::Value value);

private:
  void placeArguments();
  void placeResults();
  /// Gives the value returned as result `index` its home, by a copy if it cannot be computed there.
  void placeResult(size_t index, const Place &home);
  mlir::Value argumentAt(const Place &home) const;
  mlir::Value appendCopy(mlir::Value from);
  bool canOverwrite(mlir::Value value, mlir::Value argument) const;
  std::optional<Place> findPlace(llvm::StringRef role, llvm::StringRef name) const;
  std::optional<Place> homeOf(size_t result) const;
  void cut(int64_t slices, const StepCosts &costs);
  int64_t chooseSlices(const StepCosts &costs);
  void insertBarriers();
  /// Puts a barrier into the phase that needs most memory, if that much is more than the kernels need one by one
  /// and a barrier helps.
  bool splitWorstPhase();
  /// Whether there is work for more than one thread.
  bool isShared() const;
  bool conflicts(const KernelOperand &a, const KernelOperand &b) const;
  /// Where the values between kernels are too large for a thread's own cache, lets these kernels take turns.
  void choosePieces(const StepCosts &costs, bool reuse);
  bool cutRun(llvm::MutableArrayRef<Kernel> kernels, int64_t mostPieces, double ownBytes);
  /// Of what no other kernel touches, memory holds the piece that is at work.
  void keepPiecesOnly(size_t first, size_t last);
  /// Bytes in the workspace.
  int64_t storedBytes(mlir::Value value) const;
  /// Whether each piece of the kernels touches only what no other piece writes.
  bool areIndependent(llvm::ArrayRef<Kernel> kernels) const;
  /// From when to when a value of the workspace must be there.
  struct Interval {
    mlir::Value value;
    int64_t size, first, last, offset;
  };
  llvm::SmallVector<Interval> intervals(llvm::function_ref<int64_t(size_t kernel)> timeOf) const;
  /// The bytes alive at once at the worst kernel.
  int64_t findBound() const;
  void planWorkspace(bool reuse);
  /// Gives each interval, in their order, the smallest gap that is large enough; the bytes of all of them.
  static int64_t fit(llvm::MutableArrayRef<Interval> intervals, bool reuse);
  llvm::SmallVector<KernelCost> kernelCosts() const;

  mutable mlir::func::FuncOp function; // reading attributes is not const in MLIR
  const dl::ModelTables &tables;
  llvm::SmallVector<Kernel> all;
  llvm::SmallVector<int64_t> phase;
  llvm::SmallVector<size_t> ends; // of the run of each kernel
  /// The values of which each slice keeps one piece: its bytes, and the slices.
  llvm::DenseMap<mlir::Value, std::pair<int64_t, int64_t>> pieces;
  llvm::DenseMap<mlir::Value, Place> places;
  mlir::Value lossValue;
  int64_t workspace = 0, bound = 0;
};

} // namespace dlc
#endif
