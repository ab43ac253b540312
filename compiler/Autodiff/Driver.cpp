//===- Driver.cpp - Reverse-mode differentiation of a graph ---------------===//
// Griewank, Walther: Evaluating Derivatives, 2nd ed., 2008, 3.2: ops in reverse order, each turning
// the cotangents of its results into contributions to those of its operands.
//===----------------------------------------------------------------------===//
#include "dlc/Autodiff/Driver.h"

#include "Activity.h"
#include "GraphBuilder.h"
#include "dlc/Interfaces/DifferentiableOpInterface.h"

using namespace mlir;
using namespace dlc;

namespace {
class CotangentMap {
public:
  Value lookup(Value value) const { return map.lookup(value); }

  void accumulate(Value value, Value contribution, Location loc, OpBuilder &builder) {
    assert(contribution.getType() == value.getType() && "a cotangent has its value's type");
    Value &sum = map[value];
    sum = sum ? Value(dl::AddOp::create(builder, loc, sum, contribution)) : contribution;
  }

private:
  llvm::DenseMap<Value, Value> map;
};
} // namespace

/// Adds what `op` contributes to the cotangents of its active operands.
static void differentiateOp(Operation *op, const Activity &activity, CotangentMap &cotangents,
                            OpBuilder &builder) {
  llvm::BitVector wanted(op->getNumOperands());
  for (OpOperand &operand : op->getOpOperands())
    if (activity.isActive(operand.get()) && Activity::carries(op, operand.get()))
      wanted.set(operand.getOperandNumber());
  bool reached =
      llvm::any_of(op->getResults(), [&](Value result) { return cotangents.lookup(result); });
  if (!reached || wanted.none())
    return;

  GraphBuilder b(op->getLoc(), builder);
  SmallVector<Value> resultCotangents;
  for (Value result : op->getResults()) {
    Value cotangent = cotangents.lookup(result);
    resultCotangents.push_back(cotangent || !isFloat(result) ? cotangent : b.zeros(result));
  }
  SmallVector<Value> contributions(op->getNumOperands());
  cast<DifferentiableOpInterface>(op).buildBackward(builder, resultCotangents, wanted,
                                                    contributions);
  for (unsigned index : wanted.set_bits()) {
    assert(contributions[index] && "the rule left out a wanted cotangent");
    cotangents.accumulate(op->getOperand(index), contributions[index], op->getLoc(), builder);
  }
}

FailureOr<SmallVector<Value>> dlc::differentiate(OpBuilder &builder, ArrayRef<Seed> seeds,
                                                 ArrayRef<Wanted> wanted, StringRef target) {
  Activity activity(seeds, wanted);
  if (failed(checkGradientsExist(activity, seeds, wanted, target)))
    return failure();

  CotangentMap cotangents;
  for (const Seed &seed : seeds)
    cotangents.accumulate(seed.value, seed.cotangent, seed.cotangent.getLoc(), builder);
  for (Operation *op : llvm::reverse(activity.operations()))
    differentiateOp(op, activity, cotangents, builder);

  SmallVector<Value> gradients;
  for (const Wanted &w : wanted) {
    Value gradient = cotangents.lookup(w.value);
    if (!gradient) {
      assert(w.zeros != ZeroGradients::None && "a gradient that exists was not reached");
      gradient = GraphBuilder(w.loc, builder).zeros(w.value);
    }
    gradients.push_back(gradient);
  }
  return gradients;
}
