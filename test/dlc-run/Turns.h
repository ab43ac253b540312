//===- Turns.h - Threads of a step, one at a time ---------------*- C++ -*-===//
#ifndef DLC_TEST_RUN_TURNS_H
#define DLC_TEST_RUN_TURNS_H

#include "dlrt/dlrt.h"

#include <condition_variable>
#include <mutex>

namespace dlc {

/// Runs the threads of a step one after another from barrier to barrier, in rising or falling
/// order: whoever needs a barrier that is not there finds the work of the threads after it undone
/// in one of the orders, every time.
class Turns {
public:
  Turns(int32_t threads, bool rising) : threads(threads), step(rising ? 1 : threads - 1) {}
  dlrt_status run(dlrt_fn function, dlrt_call call);

private:
  static void barrier(void *turns, int32_t threads);
  void wait(int32_t thread);
  void pass();

  const int32_t threads, step;
  int32_t current = 0;
  std::mutex mutex;
  std::condition_variable changed;
};

} // namespace dlc
#endif
