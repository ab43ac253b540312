//===- Gradcheck.cpp - Gradients against differences ------------------------===//
// For L = sum(w f(x)) with fixed random weights w, the gradient that the compiler builds against
// (L(x + h) - L(x - h)) / 2h for every element of x, or a sample of them.
//===----------------------------------------------------------------------===//
#include "Gradcheck.h"

#include "dlc/Autodiff/Autodiff.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Format.h"

#include <cmath>

using namespace mlir;
using namespace dlc;

static constexpr double kTolerance = 1e-6;
/// Balances the error of the quotient, h^2, with the rounding of its numerator, 1e-16 / h.
static constexpr double kStep = 1e-5;
static constexpr int64_t kMostElements = 64;
/// Quotients with h and h / 2 that differ by more tell of a kink between.
static constexpr double kKink = 1e-4;
static constexpr double kMostKinks = 0.05; // of the elements
static constexpr llvm::StringLiteral kGradientName = "gradient";

namespace {
class Checker {
public:
  Checker(Program &forward, std::vector<HostTensor> &inputs, HostTensor &weights)
      : forward(forward), inputs(inputs), weights(weights) {}

  /// Whether `gradient` is that of the argument of the same name.
  bool check(const HostTensor &gradient);

private:
  /// sum(w f(x))
  double loss() {
    std::vector<HostTensor> results = forward.run(inputs);
    double sum = 0;
    for (int64_t i = 0; i < weights.size(); ++i)
      sum += weights.get(i) * results.front().get(i);
    return sum;
  }
  double quotient(HostTensor &input, int64_t index, double step) {
    double value = input.get(index);
    input.set(index, value + step);
    double above = loss();
    input.set(index, value - step);
    double below = loss();
    input.set(index, value);
    return (above - below) / (2 * step);
  }

  Program &forward;
  std::vector<HostTensor> &inputs;
  HostTensor &weights;
};
} // namespace

bool Checker::check(const HostTensor &gradient) {
  auto input = llvm::find_if(inputs, [&](const HostTensor &tensor) {
    return tensor.description().name == gradient.description().name;
  });
  assert(input != inputs.end() && "gradients are named like the arguments");
  // A prime stride spreads the sample over all rows and columns.
  constexpr int64_t kStride = 7919;
  int64_t count = std::min(gradient.size(), kMostElements), kinks = 0;
  double worst = 0;
  bool isGood = true;
  for (int64_t i = 0; i < count; ++i) {
    int64_t index = count == gradient.size() ? i : (i * kStride) % gradient.size();
    double expected = quotient(*input, index, kStep);
    if (distance(expected, quotient(*input, index, kStep / 2)) > kKink) {
      ++kinks;
      continue;
    }
    double error = distance(gradient.get(index), expected);
    if (!(error <= kTolerance)) { // also where it is NaN
      isGood = false;
      llvm::outs() << gradient.description().name << "[" << index << "]: got "
                   << gradient.get(index) << ", differences give " << expected << "\n";
    }
    worst = std::max(worst, error);
  }
  if (kinks > kMostKinks * count) {
    isGood = false;
    llvm::outs() << gradient.description().name << ": " << kinks << " of " << count
                 << " elements lie at kinks\n";
  }
  llvm::outs() << gradient.description().name << ": " << (isGood ? "good" : "bad")
               << ", largest error " << llvm::format("%.1e", worst) << "\n";
  return isGood;
}

/// Leaves the first result of a function alone.
static void dropOtherResults(func::FuncOp function) {
  BitVector others(function.getNumResults(), true);
  others.reset(0);
  Operation *terminator = function.getBody().front().getTerminator();
  terminator->setOperands(terminator->getOperand(0));
  (void)function.eraseResults(others);
}

LogicalResult dlc::checkGradients(ModuleOp module, func::FuncOp function,
                                  const CompileOptions &options,
                                  llvm::function_ref<llvm::Error(HostTensor &)> fill) {
  dropOtherResults(function);
  GradientOptions gradientOptions;
  gradientOptions.function = function.getName().str();
  gradientOptions.of = function.getResultAttrOfType<StringAttr>(0, dl::kNameAttr).str();
  gradientOptions.result = kGradientName.str();
  PassManager passes(module.getContext());
  passes.addPass(createGradient(gradientOptions));
  if (failed(passes.run(module)))
    return failure();
  auto forward = Program::compile(module, function.getName(), options);
  auto backward = Program::compile(module, kGradientName, options);
  if (failed(forward) || failed(backward))
    return failure();

  std::vector<HostTensor> inputs = forward->makeInputs();
  for (HostTensor &input : inputs)
    if (llvm::Error error = fill(input))
      return module.emitError() << llvm::toString(std::move(error));
  std::vector<HostTensor> results = forward->run(inputs);
  if (results.empty())
    return function.emitOpError("did not run");
  // Without weights of their own, results whose sum is constant (softmax) would check nothing. A
  // scalar has the weight 1, which the gradient function takes for granted.
  HostTensor weights = results.front();
  std::vector<HostTensor> operands = inputs;
  if (weights.description().shape.empty()) {
    weights.set(0, 1);
  } else {
    weights.fillRandomly(2026);
    operands.push_back(weights);
  }
  std::vector<HostTensor> gradients = backward->run(operands);
  if (gradients.empty())
    return function.emitOpError("has a gradient that did not run");
  Checker checker(*forward, inputs, weights);
  bool isGood = true;
  for (const HostTensor &gradient : gradients)
    isGood &= checker.check(gradient);
  return success(isGood);
}
