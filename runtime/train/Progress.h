// What a person sees of a run: a bar that is redrawn on a terminal, one line an epoch elsewhere.
#ifndef DLRT_TRAIN_PROGRESS_H
#define DLRT_TRAIN_PROGRESS_H

#include "Logs.h"

#include <chrono>
#include <cstdio>

namespace dlrt {

class Progress {
public:
  // `stream` null: stdout when it is a terminal, else stderr.
  Progress(std::FILE *stream, bool quiet);

  void startEpoch(int64_t epoch, int64_t epochs, int64_t firstStep, int64_t steps);
  // True when the bar may be redrawn now: at most ten times a second, and never when it would not
  // be seen.
  bool due() const;
  void draw(int64_t step, const Values &values);
  void endEpoch(const Values &values);
  // Between these, text that others print has the line to itself, and the time is none of the epoch's.
  void pause();
  void resume();
  // Leaves the bar where it is and goes to a new line, before other text.
  void interrupt();
  // A line of text, unless quiet.
  void say(const std::string &text);

private:
  using Clock = std::chrono::steady_clock;
  std::string line(int64_t step, bool done, const Values &values) const;
  void print(const std::string &text);
  std::FILE *out;
  bool terminal, quiet, open = false;
  int64_t epoch = 0, epochs = 0, first = 0, steps = 0;
  Clock::time_point start, paused;
  mutable Clock::time_point last;
};

} // namespace dlrt
#endif
