//===- Runner.h - Running a compiled model with made-up data ----*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_RUNNER_H
#define DLC_TOOLS_DLC_RUNNER_H

#include "dlrt/core.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <memory>
#include <vector>

namespace dlc::tool {

/// A sequence of random numbers that is the same everywhere (SplitMix64: Steele, Lea and Flood
/// 2014).
class RandomNumbers {
public:
  explicit RandomNumbers(uint64_t seed) : state(seed) {}
  uint64_t next();
  double uniform(double low, double high);

private:
  uint64_t state;
};

/// The memory, threads and one batch of random data for a model.
class Runner {
public:
  static llvm::Expected<std::unique_ptr<Runner>> create(const dlrt_model *model, int32_t threads,
                                                        uint64_t seed);
  ~Runner();

  /// Runs one of the model's entry points on all threads.
  llvm::Error run(dlrt_fn function, llvm::StringRef name);
  /// One whole step of training, number `step`: all phases, all batches that it sums up.
  llvm::Error trainStep(int64_t step);

  const dlrt_model *const model;
  dlrt_blocks blocks = {};
  dlrt_call call = {};
  float loss = 0;

private:
  explicit Runner(const dlrt_model *model) : model(model) {}
  void *addTensor(const dlrt_tensor &tensor, RandomNumbers *random);

  dlrt_team *team = nullptr;
  std::vector<std::unique_ptr<char[]>> memory;
  std::vector<const void *> inputs, targets;
  std::vector<void *> outputs;

public:
  /// Called before and after each call of the model's that trainStep makes.
  std::function<void()> onBegin, onEnd;
};

} // namespace dlc::tool
#endif
