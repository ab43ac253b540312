// SIGINT and SIGTERM as a request that the training loop answers between steps.
#ifndef DLRT_TRAIN_INTERRUPT_H
#define DLRT_TRAIN_INTERRUPT_H

#include <csignal>

namespace dlrt {

// While one lives, the first signal is only noted; the second acts as it did before, for a program
// that hangs.
class InterruptGuard {
public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard &) = delete;
  InterruptGuard &operator=(const InterruptGuard &) = delete;
  // The signal that has arrived, or 0.
  int pending() const;

private:
  struct sigaction oldInt, oldTerm;
};

} // namespace dlrt
#endif
