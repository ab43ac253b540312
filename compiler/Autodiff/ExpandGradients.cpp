//===- ExpandGradients.cpp - Derivatives in place of dl.gradient ----------===//
#include "GraphBuilder.h"
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Autodiff/Driver.h"
#include "dlc/Dialect/DL/GradientOps.h"

#include "mlir/IR/IRMapping.h"

namespace dlc {
#define GEN_PASS_DEF_EXPANDGRADIENTS
#include "dlc/Autodiff/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

/// Differentiates the region where it is; then it takes the op's place.
static LogicalResult expand(dl::GradientOp op) {
  Block &body = op.getBody().front();
  auto end = cast<dl::GradientOfOp>(body.getTerminator());
  Value value = end.getValue();
  SmallVector<Wanted> wanted;
  for (auto [argument, name] : llvm::zip_equal(body.getArguments(), op.getNames()))
    wanted.push_back({argument, cast<StringAttr>(name).str(), op.getLoc(), ZeroGradients::ByDefinition});
  GraphBuilder b(op.getLoc(), OpBuilder(end));
  FailureOr<SmallVector<Value>> gradients = differentiate(b, Seed{value, b.like(value, 1)}, wanted, op.getOf());
  if (failed(gradients))
    return failure();
  // A gradient may be one of the arguments, which the operands replace.
  IRMapping operands;
  operands.map(body.getArguments(), op.getOperands());
  for (auto [result, gradient] : llvm::zip_equal(op.getResults(), *gradients))
    result.replaceAllUsesWith(operands.lookupOrDefault(gradient));
  for (auto [argument, operand] : llvm::zip_equal(body.getArguments(), op.getOperands()))
    argument.replaceAllUsesWith(operand);
  end->erase();
  op->getBlock()->getOperations().splice(op->getIterator(), body.getOperations());
  op->erase();
  return success();
}

namespace {
struct ExpandGradientsPass : dlc::impl::ExpandGradientsBase<ExpandGradientsPass> {
  void runOnOperation() override {
    // Inner ones first: what is differentiated has to be there.
    SmallVector<dl::GradientOp> ops;
    getOperation().walk([&](dl::GradientOp op) { ops.push_back(op); });
    for (dl::GradientOp op : ops)
      if (failed(expand(op)))
        return signalPassFailure();
  }
};
} // namespace
