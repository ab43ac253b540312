#define _GNU_SOURCE
#include "barrier.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

static void pause_cpu(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

uint32_t dlrt_event_wait(dlrt_event *event, uint32_t old, uint32_t spins) {
  uint32_t value;
  for (uint32_t i = 0; i < spins; ++i) {
    value = atomic_load_explicit(&event->value, memory_order_acquire);
    if (value != old)
      return value;
    pause_cpu();
  }
  if ((value = atomic_load_explicit(&event->value, memory_order_acquire)) != old)
    return value;

  /* Either the setter sees this sleeper and wakes it, or the kernel sees the new value and does not
   * put it to sleep: both sides use sequentially consistent operations on the two words. */
  atomic_fetch_add(&event->sleepers, 1);
  while ((value = atomic_load(&event->value)) == old)
    syscall(SYS_futex, &event->value, FUTEX_WAIT_PRIVATE, old, NULL, NULL, 0);
  atomic_fetch_sub(&event->sleepers, 1);
  return value;
}

void dlrt_event_set(dlrt_event *event, uint32_t value) {
  atomic_store(&event->value, value);
  if (atomic_load(&event->sleepers))
    syscall(SYS_futex, &event->value, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

void dlrt_barrier_wait(void *context, int32_t threads) {
  dlrt_barrier *barrier = context;
  if (threads <= 1)
    return;
  /* The generation cannot move before this thread has arrived, so reading it first is safe. */
  uint32_t generation = atomic_load_explicit(&barrier->generation.value, memory_order_relaxed);
  if (atomic_fetch_add_explicit(&barrier->arrived, 1, memory_order_acq_rel) + 1 == threads) {
    /* Nobody arrives at the next barrier before seeing the new generation. */
    atomic_store_explicit(&barrier->arrived, 0, memory_order_relaxed);
    dlrt_event_set(&barrier->generation, generation + 1);
    return;
  }
  dlrt_event_wait(&barrier->generation, generation, barrier->spins);
}
