//===- StepParts.cpp - The forward and the backward pass of a step ------------===//
#include "StepParts.h"

#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Transforms/Grouping.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

double dlc::bytesOf(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return static_cast<double>(type.getNumElements()) * type.getElementTypeBitWidth() / 8;
}

/// The ops before the results of `function` whose role is wanted.
static llvm::SmallPtrSet<Operation *, 32> behind(func::FuncOp function,
                                                 llvm::function_ref<bool(StringRef role)> isWanted) {
  llvm::SmallPtrSet<Operation *, 32> found;
  SmallVector<Value> pending;
  for (auto [index, value] : llvm::enumerate(function.getBody().front().getTerminator()->getOperands())) {
    if (isWanted(resultName(function, index).role))
      pending.push_back(value);
  }
  while (!pending.empty())
    if (Operation *op = pending.pop_back_val().getDefiningOp(); op && found.insert(op).second)
      llvm::append_range(pending, op->getOperands());
  return found;
}

StepParts::StepParts(func::FuncOp function)
    : forward(behind(function, [](StringRef role) { return role == "loss"; })),
      backward(behind(function, [](StringRef role) {
        return role == "parameter" || role == "optimizer" || role == "gradient";
      })) {
  for (Operation *op : forward)
    backward.erase(op);
}

bool StepParts::isSaved(Value value) const {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    return backward.contains(user) ||
           (forward.contains(user) && isTransparent(user) && isSaved(user->getResult(0)));
  });
}

bool StepParts::isTransparent(Operation *op) { return Grouping::isFree(op) || isa<ReshapeOp>(op); }
