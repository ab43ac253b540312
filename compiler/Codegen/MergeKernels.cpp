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

/// Everything of a kernel but its name and its place in the user's text.
static std::string textOf(func::FuncOp kernel) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  kernel.getFunctionType().print(stream);
  if (ArrayAttr attributes = kernel.getArgAttrsAttr())
    attributes.print(stream);
  kernel.getBody().front().print(stream);
  return text;
}

namespace {
struct MergeKernelsPass : dlc::impl::MergeKernelsBase<MergeKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    llvm::StringMap<func::FuncOp> first;
    llvm::StringMap<StringRef> standIn; // by the name of the kernel that goes
    SmallVector<func::FuncOp> equal;
    for (auto kernel : module.getOps<func::FuncOp>()) {
      if (!kernel->hasAttr(dlk::kKernelAttr))
        continue;
      auto [it, isNew] = first.try_emplace(textOf(kernel), kernel);
      if (isNew)
        continue;
      standIn[kernel.getName()] = it->second.getName();
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
