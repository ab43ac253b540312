// The training loop.
#ifndef DLRT_TRAIN_TRAIN_H
#define DLRT_TRAIN_TRAIN_H

#include "dlrt/train/Data.h"

#include <cstdio>
#include <functional>
#include <future>
#include <map>
#include <string>

namespace dlrt {

struct TrainOptions {
  DataSpec data;
  // What loadTrainingData gives for these options; null: it is called.
  std::future<DataSet> *dataToCome = nullptr;
  int64_t epochs = 1; // in total: resuming a run of 3 with epochs = 5 trains 2 more
  uint64_t seed = 1;
  int32_t threads = 1;
  float lrScale = 1;
  bool dropLast = false; // leave out the last batch of an epoch when it is not full
  bool shuffle = true;
  std::string out;        // directory of the run; empty: runs/<model>-<n>
  std::string resume;     // directory of a run to continue; `out` then defaults to it
  std::string init;       // weights to start from instead of the model's initialisers
  std::string configJson; // written to config.json as it is, unless the run has one
  int64_t saveSteps = 0; // also save state.safetensors every so many steps; 0: at the end of epochs
  int64_t maxSteps =
      0;              // stop, saved, once this many optimizer steps are done in total; 0: no limit
  bool quiet = false; // no progress
  bool tensorboard = true;
  int prefetch = -1;             // 1 on, 0 off, -1 on where it can pay off
  std::FILE *progress = nullptr; // null: stdout when it is a terminal, else stderr

  // Called when a loss is not finite, with the call that produced it still in place (blocks, batch,
  // seed, step).
  std::function<void(const dlrt_call &call, int64_t step)> onNotFinite;
  // For a model whose table has no eval_step yet: called once, before the first validation, when all is saved. Gives one
  // with the same blocks, inputs and targets that has it; null: the run ends with `failureCode`.
  std::function<const dlrt_model *(int &failureCode)> loadEvalStep;
  // Called after each step; returning false stops the run as SIGINT does.
  std::function<bool(const dlrt_call &call, int64_t step, float loss)> onStep;
};

struct TrainResult {
  int exitCode =
      0; // 0; 1 when the loss was not finite; 130 after SIGINT and 143 after SIGTERM, once saved; that of loadEvalStep
  std::string out;    // the run's directory
  int64_t epochs = 0; // completed
  int64_t steps = 0;
  std::map<std::string, double> metrics; // of the last completed epoch, as in metrics.jsonl
};

// The data of a run, which numbers classes and characters as the run `resume` (empty: none) did. Throws Error.
DataSet loadTrainingData(const dlrt_model &model, DataSpec data, const std::string &resume);

// Trains and leaves in the run's directory: last.safetensors, best.safetensors (weights),
// state.safetensors (everything needed to continue, in one file), config.json, metrics.jsonl and
// TensorBoard events. Throws Error.
TrainResult train(const dlrt_model &model, const TrainOptions &options);

} // namespace dlrt
#endif
