//===- MergeKernels.cpp - Equal kernels are emitted once ----------------------===//
// Training, evaluation and prediction have most of their kernels in common, and so have the layers of
// a deep network.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"

namespace dlc {
#define GEN_PASS_DEF_MERGEKERNELS
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

/// Whether two kernels differ in their names and their places in the user's text alone.
static bool areEqual(func::FuncOp a, func::FuncOp b) {
  return a.getFunctionType() == b.getFunctionType() && a.getArgAttrsAttr() == b.getArgAttrsAttr() &&
         OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(),
                                                    OperationEquivalence::IgnoreLocations);
}

namespace {
struct MergeKernelsPass : dlc::impl::MergeKernelsBase<MergeKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    // Kernels that stay, by their type.
    DenseMap<Type, SmallVector<func::FuncOp>> kept;
    llvm::StringMap<StringRef> standIn; // by the name of the kernel that goes
    SmallVector<func::FuncOp> equal;
    for (auto kernel : module.getOps<func::FuncOp>()) {
      if (!kernel->hasAttr(dlk::kKernelAttr))
        continue;
      SmallVector<func::FuncOp> &candidates = kept[kernel.getFunctionType()];
      auto *same = llvm::find_if(
          candidates, [&](func::FuncOp candidate) { return areEqual(candidate, kernel); });
      if (same == candidates.end()) {
        candidates.push_back(kernel);
        continue;
      }
      standIn[kernel.getName()] = same->getName();
      equal.push_back(kernel);
    }
    module.walk([&](func::CallOp call) {
      auto it = standIn.find(call.getCallee());
      if (it != standIn.end())
        call.setCallee(it->second);
    });
    for (func::FuncOp kernel : equal)
      kernel.erase();
  }
};
} // namespace
