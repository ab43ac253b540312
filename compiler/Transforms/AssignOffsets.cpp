//===- AssignOffsets.cpp - Places of variables in their blocks ----------------===//
#include "dlc/Transforms/Passes.h"

#include "llvm/Support/MathExtras.h"

namespace dlc {
#define GEN_PASS_DEF_ASSIGNOFFSETS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc::dl;

/// A cache line and the widest vector.
static constexpr int64_t kAlignment = 64;

/// Dense, row-major; a bool takes a byte.
static int64_t byteCount(RankedTensorType type) {
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

namespace {
struct AssignOffsetsPass : dlc::impl::AssignOffsetsBase<AssignOffsetsPass> {
  void runOnOperation() override {
    DenseMap<int, int64_t> ends; // by role
    for (VariableOp variable : getOperation().getOps<VariableOp>()) {
      int64_t &end = ends[static_cast<int>(variable.getRole())];
      variable.setOffset(end);
      end = llvm::alignTo(end + byteCount(variable.getTensorType()), kAlignment);
    }
  }
};
} // namespace
