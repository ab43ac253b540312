//===- Gradient.cpp - Gradients with respect to any argument --------------===//
#include "GraphBuilder.h"
#include "StepFunction.h"
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Autodiff/Driver.h"

#include "mlir/IR/SymbolTable.h"

namespace dlc {
#define GEN_PASS_DEF_GRADIENT
#include "dlc/Autodiff/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

namespace {
struct GradientPass : dlc::impl::GradientBase<GradientPass> {
  using GradientBase::GradientBase;

  void runOnOperation() override {
    if (failed(build()))
      signalPassFailure();
  }

private:
  LogicalResult build();
  FailureOr<SmallVector<Wanted>> findWanted(func::FuncOp target);
};
} // namespace

FailureOr<SmallVector<Wanted>> GradientPass::findWanted(func::FuncOp target) {
  SmallVector<Wanted> wanted;
  auto add = [&](BlockArgument argument, StringRef name) {
    wanted.push_back({argument, name.str(), argument.getLoc(),
                      allowZeros ? ZeroGradients::All : ZeroGradients::ByDefinition});
  };
  if (wrt.empty())
    for (BlockArgument argument : target.getArguments())
      if (isFloat(argument))
        add(argument, dl::argumentName(target, argument.getArgNumber()).name);
  for (const std::string &name : wrt) {
    const auto *found = llvm::find_if(target.getArguments(), [&](BlockArgument argument) {
      return dl::argumentName(target, argument.getArgNumber()).name == name;
    });
    if (found == target.getArguments().end() || !isFloat(*found))
      return target.emitError() << "'@" << function
                                << "' has no argument of floating-point type named '" << name
                                << "'";
    add(*found, name);
  }
  return wanted;
}

LogicalResult GradientPass::build() {
  ModuleOp module = getOperation();
  auto source = module.lookupSymbol<func::FuncOp>(function);
  if (!source)
    return module.emitError() << "there is no function '@" << function << "' to differentiate";
  std::optional<unsigned> index;
  for (unsigned i = 0; i < source.getNumResults(); ++i)
    if (dl::resultName(source, i).name == of)
      index = i;
  if (!index)
    return source.emitError() << "'@" << function << "' has no result named '" << of << "'";

  // The new function is the old one, with gradients in place of its results.
  func::FuncOp target = source.clone();
  target.setSymName(result);
  SymbolTable(module).insert(target);
  Operation *terminator = target.getBody().front().getTerminator();
  Value value = terminator->getOperand(*index);
  if (!isFloat(value))
    return source.emitError() << "result '" << of << "' of type " << value.getType()
                              << " has no derivative";
  FailureOr<SmallVector<Wanted>> wanted = findWanted(target);
  if (failed(wanted))
    return failure();

  GraphBuilder b(source.getLoc(), OpBuilder(terminator));
  auto named = [&](StringRef role, StringRef name) {
    return dl::nameAttributes(b, {role.str(), name.str()});
  };
  Value cotangent;
  if (tensorType(value).getRank() == 0) {
    cotangent = b.like(value, 1);
  } else {
    unsigned last = target.getNumArguments();
    LogicalResult inserted =
        target.insertArgument(last, value.getType(), named("input", "cotangent"), value.getLoc());
    assert(succeeded(inserted) && "a graph's function takes any argument");
    (void)inserted;
    cotangent = target.getArgument(last);
  }
  FailureOr<SmallVector<Value>> gradients = differentiate(b, Seed{value, cotangent}, *wanted, of);
  if (failed(gradients))
    return failure();

  SmallVector<Attribute> attributes;
  for (const Wanted &w : *wanted)
    attributes.push_back(named("gradient", w.name));
  terminator->setOperands(*gradients);
  target.setFunctionType(
      b.getFunctionType(target.getArgumentTypes(), terminator->getOperandTypes()));
  target.setResAttrsAttr(b.getArrayAttr(attributes));
  return success();
}
