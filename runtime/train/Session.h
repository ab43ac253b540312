// A model ready to run: its blocks, its team and its call, with failures as exceptions.
#ifndef DLRT_TRAIN_SESSION_H
#define DLRT_TRAIN_SESSION_H

#include "Batch.h"
#include "dlrt/checkpoint.h"

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace dlrt {

class Session {
public:
  // Warns on stderr when there are more threads than CPUs.
  Session(const dlrt_model &model, int32_t threads, uint64_t seed);
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  void initialise();
  void loadWeights(const std::string &path);
  // Runs an entry point on the team. Statuses other than DLRT_OK and DLRT_NOT_FINITE become errors
  // that say `what`.
  dlrt_status run(dlrt_fn fn, const std::string &what);
  void setBatch(const Batch &batch);
  // From now on `eval_step` is that of `other`, a model with the same blocks. Makes room for it where it needs a larger
  // workspace.
  void useEvalStep(const dlrt_model &other);

  // The metrics since the last reset, which this is.
  std::vector<float> readMetrics();
  // The same without the reset: for the progress bar.
  std::vector<float> peekMetrics();

  const dlrt_model &model;
  dlrt_blocks blocks = {};
  dlrt_call call = {};
  dlrt_team *team = nullptr;
  dlrt_fn evalStep; // null where there is none
  float loss = 0;

private:
  size_t workspaceBytes(const dlrt_model &of) const { return of.workspace_size ? of.workspace_size(threads) : 0; }
  int32_t threads;
  std::unique_ptr<void, void (*)(void *)> largerWorkspace{nullptr, std::free};
};

// Evaluates all samples of a split; returns one value per metric. The sums in state must be fresh,
// and are so again.
std::vector<float> evaluateSplit(Session &session, const Split &split);

// "metric names of a model", as they stand in logs.
std::vector<std::string> metricNames(const dlrt_model &model);

// The shortest decimal that reads back as the same float, as a double: 0.3f is logged as 0.3.
double readable(float value);

} // namespace dlrt
#endif
