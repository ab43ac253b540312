#include "Interrupt.h"

namespace dlrt {

static volatile std::sig_atomic_t received;

static void note(int number) { received = number; }

InterruptGuard::InterruptGuard() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = note;
  // Restarting spares every read and write of the program a look at EINTR.
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &oldInt);
  sigaction(SIGTERM, &action, &oldTerm);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &oldInt, nullptr);
  sigaction(SIGTERM, &oldTerm, nullptr);
}

int InterruptGuard::pending() const { return received; }

} // namespace dlrt
