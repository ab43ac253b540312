/* The thread team: threads that run a step together and sleep in between. */
#define _GNU_SOURCE
#include "barrier.h"
#include "message.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* About 10 to 40 microseconds: longer than slices of a step differ from each other, shorter than
 * what a neighbour on a busy machine would notice. */
enum { kSpins = 1000 };

typedef struct {
  _Alignas(64) dlrt_team *team;
  int32_t number;
  dlrt_status status;
  pthread_t handle;
} member;

struct dlrt_team {
  dlrt_barrier barrier; /* the one that steps call */
  dlrt_event start;     /* counts runs; the other threads wait for the next */
  dlrt_event finished;  /* the last run that all other threads have left */
  _Alignas(64) atomic_int running;
  _Alignas(64) dlrt_fn fn; /* null: leave */
  dlrt_call *call;
  int32_t threads, started;
  uint32_t spins;
  member *members;
};

int32_t dlrt_cpu_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return CPU_COUNT(&set);
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : (int32_t)online;
}

static void *work(void *argument) {
  member *self = argument;
  dlrt_team *team = self->team;
  uint32_t run = 0;
  for (;;) {
    run = dlrt_event_wait(&team->start, run, team->spins);
    if (!team->fn)
      return NULL;
    self->status = team->fn(team->call, self->number, team->threads);
    if (atomic_fetch_sub_explicit(&team->running, 1, memory_order_acq_rel) == 1)
      dlrt_event_set(&team->finished, run);
  }
}

static int start_members(dlrt_team *team) {
  /* Signals are for the program's own threads: SIGINT must interrupt the caller, not a slice. */
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  int error = 0;
  for (team->started = 1; team->started < team->threads && !error;) {
    member *m = &team->members[team->started];
    m->team = team;
    m->number = team->started;
    if (!(error = pthread_create(&m->handle, NULL, work, m)))
      ++team->started;
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return error;
}

dlrt_team *dlrt_team_create(int32_t threads, uint32_t *flags, dlrt_message *message) {
  int32_t cpus = dlrt_cpu_count();
  if (flags)
    *flags = threads > cpus ? DLRT_TEAM_OVERSUBSCRIBED : 0;
  if (threads < 1 || threads > DLRT_MAX_THREADS) {
    dlrt_fail(message, "%d threads, expected 1 to %d", (int)threads, DLRT_MAX_THREADS);
    return NULL;
  }
  void *memory, *members;
  if (posix_memalign(&memory, 64, sizeof(dlrt_team)))
    memory = NULL;
  if (posix_memalign(&members, 64, (size_t)threads * sizeof(member)))
    members = NULL;
  if (!memory || !members) {
    free(memory);
    free(members);
    dlrt_fail(message, "not enough memory for a team of %d threads", (int)threads);
    return NULL;
  }
  dlrt_team *team = memory;
  memset(team, 0, sizeof *team);
  memset(members, 0, (size_t)threads * sizeof(member));
  team->threads = threads;
  team->members = members;
  /* A thread that spins while the one it waits for has no CPU only wastes that CPU. */
  team->spins = team->barrier.spins = threads > cpus ? 0 : kSpins;

  int error = start_members(team);
  if (error) {
    dlrt_fail(message, "cannot start thread %d of %d: %s", (int)team->started, (int)threads,
              strerror(error));
    dlrt_team_destroy(team);
    return NULL;
  }
  return team;
}

dlrt_status dlrt_team_run(dlrt_team *team, dlrt_fn fn, dlrt_call *call) {
  if (!fn)
    return DLRT_BAD_ARGUMENT;
  call->barrier = dlrt_barrier_wait;
  call->barrier_context = &team->barrier;
  if (team->threads == 1)
    return fn(call, 0, 1);

  team->fn = fn;
  team->call = call;
  atomic_store_explicit(&team->running, team->threads - 1, memory_order_relaxed);
  uint32_t run = atomic_load_explicit(&team->start.value, memory_order_relaxed) + 1;
  dlrt_event_set(&team->start, run);
  dlrt_status status = fn(call, 0, team->threads);
  dlrt_event_wait(&team->finished, run - 1, team->spins);

  for (int32_t i = 1; i < team->threads && status == DLRT_OK; ++i)
    status = team->members[i].status;
  return status;
}

int32_t dlrt_useful_threads(const dlrt_model *model, int32_t threads) {
  int32_t most = model->most_slices;
  return most > 0 && most < threads ? most : threads;
}

int32_t dlrt_team_threads(const dlrt_team *team) { return team->threads; }

void dlrt_team_destroy(dlrt_team *team) {
  if (!team)
    return;
  team->fn = NULL;
  dlrt_event_set(&team->start, atomic_load_explicit(&team->start.value, memory_order_relaxed) + 1);
  for (int32_t i = 1; i < team->started; ++i)
    pthread_join(team->members[i].handle, NULL);
  free(team->members);
  free(team);
}
