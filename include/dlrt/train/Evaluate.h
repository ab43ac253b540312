// Evaluation and prediction with trained weights.
#ifndef DLRT_TRAIN_EVALUATE_H
#define DLRT_TRAIN_EVALUATE_H

#include "dlrt/train/Data.h"

#include <string>
#include <utility>
#include <vector>

namespace dlrt {

struct EvaluateOptions {
  DataSpec data;
  std::string weights;
  std::string split = "test"; // or "train"
  int32_t threads = 1;
  uint64_t seed = 1; // only models that draw random numbers in evaluation depend on it
  const dlrt_model *evalModel = nullptr; // its eval_step is used; null: the model's own
};

struct EvaluateResult {
  int64_t rows = 0;
  std::vector<std::pair<std::string, double>> metrics; // the model's, "loss" first

  std::string json() const; // one line: {"loss": …, "accuracy": …}
};

EvaluateResult evaluate(const dlrt_model &model, const EvaluateOptions &options);

struct PredictOptions {
  std::string weights;
  bool ownWeights = false; // without `weights`: those that the model starts with
  std::string input; // .npy, .npz, .safetensors, or "-" for stdin (any of the three)
  std::string
      output; // .npy (the first output), .npz or .safetensors (all of them), or "-" (npy to stdout)
  int32_t threads = 1;
  uint64_t seed = 1;
};

// Returns the number of rows.
int64_t predict(const dlrt_model &model, const PredictOptions &options);

// The layer table in Keras' manner: each parameter with its shape and count, and the totals.
std::string modelSummary(const dlrt_model &model);

} // namespace dlrt
#endif
