//===- EmitKernels.cpp - Structured kernels become loops over vectors ---------===//
#include "Emitters.h"
#include "dlc/Codegen/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace dlc {
#define GEN_PASS_DEF_EMITKERNELS
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

namespace {
struct EmitKernelsPass : dlc::impl::EmitKernelsBase<EmitKernelsPass> {
  using EmitKernelsBase::EmitKernelsBase;

  void runOnOperation() override {
    VectorTarget target{vectorBits, dotsBF16, vectorRegisters};
    SmallVector<Operation *> kernels;
    getOperation().walk([&](Operation *op) {
      if (isa<dlk::RowsOp, dlk::ColumnsOp, dlk::ContractOp, dlk::ScatterAddOp>(op))
        kernels.push_back(op);
    });
    for (Operation *op : kernels) {
      OpBuilder builder(op);
      if (auto rows = dyn_cast<dlk::RowsOp>(op))
        emitRows(builder, rows, target);
      else if (auto columns = dyn_cast<dlk::ColumnsOp>(op))
        emitColumns(builder, columns, target);
      else if (auto contract = dyn_cast<dlk::ContractOp>(op))
        emitContract(builder, contract, target);
      else
        emitScatterAdd(builder, cast<dlk::ScatterAddOp>(op), target);
      op->erase();
    }
  }
};
} // namespace
