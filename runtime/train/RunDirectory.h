// What a run leaves on disk: where, under which names, and what it takes to continue.
#ifndef DLRT_TRAIN_RUNDIRECTORY_H
#define DLRT_TRAIN_RUNDIRECTORY_H

#include "Session.h"

#include <limits>

namespace dlrt {

// Where a run is. Together with the model's blocks this is all that the next step depends on.
struct Position {
  int64_t epoch = 0;     // the current one, counted from 0
  int64_t epochStep = 0; // steps of it that are done
  int64_t step = 0;      // optimizer steps in total
  uint64_t seed = 0;
  int64_t rows = 0; // samples of the train split: another number means another order
  bool shuffle = true, dropLast = false;
  float lrScale = 1;
  double best = std::numeric_limits<double>::infinity(); // the lowest val_loss so far
};

class RunDirectory {
public:
  // Opens `out`, or makes runs/<model>-<n> when it is empty.
  RunDirectory(const std::string &out, const dlrt_model &model);

  const std::string &path() const { return directory; }
  std::string file(const std::string &name) const { return directory + "/" + name; }

  // Replaces a text file atomically.
  void writeText(const std::string &name, const std::string &text) const;
  // last.safetensors or best.safetensors.
  void saveWeights(const Session &session, const Position &position, const std::string &name) const;
  // state.safetensors: one file, so that it cannot disagree with itself.
  void saveState(const Session &session, const Position &position) const;

private:
  std::string directory;
};

// Beside the weights of a run: classes.json, if there is one, makes `spec` number classes as that
// run did, and the vocabulary in config.json characters.
void useClassesOf(const std::string &directory, DataSpec &spec);

// Loads state.safetensors of a run's directory into the session's blocks.
Position loadState(Session &session, const std::string &directory);

} // namespace dlrt
#endif
