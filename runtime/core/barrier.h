/* Waiting for other threads: spin a bounded while, then sleep on a futex. */
#ifndef DLRT_CORE_BARRIER_H
#define DLRT_CORE_BARRIER_H

#include <stdatomic.h>
#include <stdint.h>

/* A number that only one side changes and others wait for. On a cache line of its own: a spinning
 * reader must not slow down the writers of its neighbours. */
typedef struct {
  _Alignas(64) atomic_uint value;
  atomic_uint sleepers;
} dlrt_event;

/* Returns once the value differs from `old`, and what it then is. `spins` 0: sleeps at once. */
uint32_t dlrt_event_wait(dlrt_event *event, uint32_t old, uint32_t spins);
/* Sets the value, and wakes who sleeps. Everything written before is visible to who was waiting. */
void dlrt_event_set(dlrt_event *event, uint32_t value);

typedef struct {
  _Alignas(64) atomic_int arrived;
  dlrt_event generation;
  uint32_t spins;
} dlrt_barrier;

/* Has the type of dlrt_call.barrier; `context` is a dlrt_barrier. */
void dlrt_barrier_wait(void *context, int32_t threads);

#endif
