//===- Activity.cpp - Where derivatives flow in a graph -------------------===//
#include "Activity.h"

#include "GraphBuilder.h"
#include "dlc/Interfaces/DifferentiableOpInterface.h"

using namespace mlir;
using namespace dlc;

static bool hasFloatResult(Operation *op) { return llvm::any_of(op->getResults(), isFloat); }

bool Activity::carries(Operation *op, Value operand) {
  if (!isFloat(operand) || !hasFloatResult(op))
    return false;
  auto model = dyn_cast<DifferentiableOpInterface>(op);
  return !model || model.getDifferentiability() == Differentiability::Differentiable;
}

Activity::Activity(ArrayRef<Seed> seeds, ArrayRef<Wanted> wanted) {
  assert(!seeds.empty() && "nothing to differentiate");
  Value first = seeds.front().value;
  Block *block = first.getParentBlock();
  for (Seed seed : seeds) {
    assert(seed.value.getParentBlock() == block && "seeds lie in one block");
    useful.insert(seed.value);
    leading.insert(seed.value);
  }

  // Backward from the seeds: what is seen last in program order is visited first.
  for (Operation &op : llvm::reverse(*block)) {
    bool leads = llvm::any_of(op.getResults(), [&](Value v) { return leading.contains(v); });
    if (!leads)
      continue;
    ops.push_back(&op);
    bool matters = llvm::any_of(op.getResults(), [&](Value v) { return useful.contains(v); });
    for (Value operand : op.getOperands()) {
      leading.insert(operand);
      if (matters && carries(&op, operand))
        useful.insert(operand);
    }
  }
  std::reverse(ops.begin(), ops.end());

  auto values = llvm::map_to_vector(wanted, [](const Wanted &w) { return w.value; });
  varied = variedFrom(values);
}

llvm::DenseSet<Value> Activity::variedFrom(ValueRange values) const {
  llvm::DenseSet<Value> moved(values.begin(), values.end());
  for (Operation *op : ops)
    if (llvm::any_of(op->getOperands(),
                     [&](Value v) { return moved.contains(v) && carries(op, v); }))
      for (Value result : op->getResults())
        if (isFloat(result))
          moved.insert(result);
  return moved;
}
