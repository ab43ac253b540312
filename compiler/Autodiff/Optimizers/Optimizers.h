//===- Optimizers.h - Update rules as graphs --------------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_OPTIMIZERS_OPTIMIZERS_H
#define DLC_AUTODIFF_OPTIMIZERS_OPTIMIZERS_H

#include "../GraphBuilder.h"

#include "llvm/ADT/StringMap.h"
#include <map>
#include <string>
#include <vector>

namespace dlc {

/// Named numbers; a flag is 0 or 1.
using Hyperparameters = std::map<std::string, double, std::less<>>;

/// A tensor that the optimizer keeps for each parameter, of the parameter's type.
struct Buffer {
  std::string name;
  double initial = 0;
};

/// What the updates of all parameters have in common in one step: scalars of rank 0 in f64, because
/// 1 - beta^t of the first steps would lose half of its digits in f32.
struct StepScalars {
  /// The scheduled learning rate of this step times the caller's `lr_scale`.
  mlir::Value learningRate;
  /// t = 1, 2, …: the number of this step.
  mlir::Value time;
};

/// The update of one parameter, under construction. Rules combine whole tensors; numbers that do
/// not depend on the element are computed once, as scalars.
class Update : public GraphBuilder {
public:
  Update(GraphBuilder &builder, const Hyperparameters &hyperparameters, const StepScalars &scalars,
         mlir::Value parameter, mlir::Value gradient)
      : GraphBuilder(builder), parameter(parameter), gradient(gradient), scalars(scalars),
        hyperparameters(hyperparameters) {}

  mlir::Value parameter, gradient;
  /// The values before the step; rules replace them by those after it.
  llvm::StringMap<mlir::Value> buffers;
  const StepScalars &scalars;

  double get(llvm::StringRef name) const {
    auto it = hyperparameters.find(name);
    assert(it != hyperparameters.end() && "the optimizer's table lacks this name");
    return it->second;
  }
  /// A scalar in f64 as a tensor of the parameter's type.
  mlir::Value spread(mlir::Value scalar) {
    mlir::Value rounded = cast(scalar, tensorType(parameter).getElementType());
    return broadcastScalar(rounded, parameter);
  }
  /// decay * old + (1 - decay) * sample
  mlir::Value movingAverage(mlir::Value old, double decay, mlir::Value sample) {
    return add(mul(old, decay), mul(sample, 1 - decay));
  }
  /// 1 - beta^t in f64: what a moving average that started at zero must be divided by
  /// (Kingma, Ba: Adam, ICLR 2015, section 3).
  mlir::Value biasCorrection(double beta);
  /// Adds weight_decay * parameter to the gradient, as PyTorch's optimizers without "W" do.
  void addWeightDecayToGradient();
  /// Takes learningRate * weight_decay * parameter away (Loshchilov, Hutter: Decoupled Weight Decay
  /// Regularization, ICLR 2019).
  void decayParameter();

private:
  const Hyperparameters &hyperparameters;
};

struct Optimizer {
  llvm::StringRef kind;
  /// All names that the train block may give, with their defaults: PyTorch's, where it has the
  /// optimizer.
  Hyperparameters defaults;
  std::vector<Buffer> (*buffers)(const Hyperparameters &);
  /// Replaces `update.parameter` and the buffers by their values after the step.
  void (*apply)(Update &update);
};

/// All optimizers.
llvm::ArrayRef<Optimizer> optimizers();
/// Null if there is none of that kind.
const Optimizer *findOptimizer(llvm::StringRef kind);

// One for each file of this folder.
Optimizer sgd();
Optimizer momentum();
Optimizer nesterov();
Optimizer rmsprop();
Optimizer adagrad();
Optimizer adam();
Optimizer adamw();
Optimizer lion();
Optimizer lamb();

} // namespace dlc
#endif
