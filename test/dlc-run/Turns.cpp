//===- Turns.cpp - Threads of a step, one at a time --------------------------===//
#include "Turns.h"

#include <thread>
#include <vector>

using namespace dlc;

static thread_local int32_t self;

void Turns::wait(int32_t thread) {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return current == thread; });
}

void Turns::pass() {
  std::lock_guard<std::mutex> lock(mutex);
  current = (current + step) % threads;
  changed.notify_all();
}

void Turns::barrier(void *turns, int32_t) {
  static_cast<Turns *>(turns)->pass();
  static_cast<Turns *>(turns)->wait(self);
}

dlrt_status Turns::run(dlrt_fn function, dlrt_call call) {
  call.barrier = barrier;
  call.barrier_context = this;
  current = step == 1 ? 0 : threads - 1;
  std::vector<dlrt_status> statuses(threads);
  std::vector<std::thread> team;
  for (int32_t thread = 0; thread < threads; ++thread)
    team.emplace_back([&, thread] {
      self = thread;
      wait(thread);
      statuses[thread] = function(&call, thread, threads);
      pass();
    });
  for (std::thread &member : team)
    member.join();
  for (dlrt_status status : statuses)
    if (status != DLRT_OK)
      return status;
  return DLRT_OK;
}
