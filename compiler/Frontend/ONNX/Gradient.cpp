//===- Gradient.cpp - Derivatives as an operator ----------------------------===//
#include "Graph.h"
#include "Operators.h"
#include "dlc/Dialect/DL/GradientOps.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// Moves in front of `op` what its region computes without the region's arguments: weights and constants, which
/// nodes outside may read, too.
static void hoistConstants(dl::GradientOp op) {
  Block &body = op.getBody().front();
  for (Operation &inner : llvm::make_early_inc_range(body.without_terminator())) {
    bool isOutside = llvm::none_of(inner.getOperands(), [&](Value operand) { return operand.getParentBlock() == &body; });
    if (isOutside && inner.getNumRegions() == 0)
      inner.moveBefore(op);
  }
}

/// The gradients of tensor `y`, or of the sum of its elements, with respect to tensors `xs`, where these and
/// tensors `zs` have the operands' values.
static LogicalResult importGradient(Node &n) {
  std::vector<std::string> xs = n.texts("xs"), zs = n.texts("zs");
  std::string y = n.text("y", "");
  if (xs.empty() || y.empty())
    return n.fail("it needs attributes 'xs' and 'y'");
  if (n.inputCount() != xs.size() + zs.size() || n.outputCount() > xs.size())
    return n.fail("it has " + Twine(n.inputCount()) + " operands and " + Twine(n.outputCount()) + " results for " +
                  Twine(xs.size()) + " tensors 'xs' and " + Twine(zs.size()) + " tensors 'zs'");
  FailureOr<SmallVector<Value>> operands = n.inputs();
  if (failed(operands))
    return failure();
  Emitter &b = n.b;
  SmallVector<Value> moving(ArrayRef<Value>(*operands).take_front(xs.size()));
  for (Value operand : moving)
    if (failed(n.needFloat(operand)))
      return failure();
  SmallVector<Attribute> names;
  for (const std::string &name : xs)
    names.push_back(b.getStringAttr(name));
  auto op = dl::GradientOp::create(b, TypeRange(ValueRange(moving)), y, b.getArrayAttr(names), moving);
  Block &body = op.getBody().emplaceBlock();
  std::vector<std::pair<std::string, Value>> given;
  for (auto [name, operand] : llvm::zip_equal(xs, moving))
    given.push_back({name, body.addArgument(operand.getType(), b.getLoc())});
  for (auto [name, operand] : llvm::zip_equal(zs, ArrayRef<Value>(*operands).drop_front(xs.size())))
    given.push_back({name, operand});
  FailureOr<Value> value = failure();
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&body);
    value = n.graph.recompute(n, given, y);
    if (succeeded(value) && !isFloat(*value))
      value = n.fail("'" + y + "', " + describe(*value) + ", has no derivative");
    if (succeeded(value))
      dl::GradientOfOp::create(b, *value);
  }
  if (failed(value))
    return failure();
  hoistConstants(op);
  for (auto [i, gradient] : llvm::enumerate(op.getResults()))
    if (failed(n.give(i, gradient)))
      return failure();
  return success();
}

ArrayRef<Operator> importer::gradientOperators() {
  static const Operator table[] = {
      {"ai.onnx.preview.training.Gradient", 1, importGradient},
  };
  return table;
}
