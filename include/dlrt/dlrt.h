/* The ABI between a compiled model, the runtime and the user's program. Plain C.
 *
 * Ownership: all memory belongs to the caller; a compiled function allocates nothing, prints nothing, never exits and
 * keeps no pointer after it returns. Sizes and offsets are in bytes; tensors are dense and row-major unless `layout`
 * says otherwise.
 *
 * Threads: every step function is called once per thread as fn(call, thread, threads) with the same `call`, by threads
 * of the caller's choosing (libdlrt's dlrt_team is one). With threads == 1 no synchronisation of any kind takes place;
 * otherwise call->barrier must be set. The result does not depend on `threads`: work is cut into slices when the model
 * is compiled, and reduced in a fixed order.
 */
#ifndef DLRT_DLRT_H
#define DLRT_DLRT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DLRT_ABI_VERSION 3
#define DLRT_MAX_RANK 8
#define DLRT_MAX_THREADS 256

typedef enum {
  DLRT_F32,
  DLRT_F64,
  DLRT_BF16,
  DLRT_I32,
  DLRT_I64,
  DLRT_U8,
  DLRT_I8,
  DLRT_BOOL
} dlrt_dtype;

typedef enum {
  DLRT_OK,
  DLRT_BAD_ARGUMENT,   /* a null block, n_valid outside [0, batch], threads outside [1, DLRT_MAX_THREADS], … */
  DLRT_BAD_LABEL,      /* an integer input or target outside its limit; nothing was changed */
  DLRT_NOT_FINITE,     /* the loss is NaN or infinite */
  DLRT_UNSUPPORTED_CPU /* the object needs instructions that this machine lacks */
} dlrt_status;

typedef enum {
  DLRT_PERSISTENT = 1, /* part of the model: saved with the weights */
  DLRT_TRAINING = 2,   /* needed only to resume training */
  DLRT_FROZEN = 4,     /* a parameter that is not trained: no gradient, no optimizer state */
  DLRT_FROM_END = 8    /* an input whose negative values count from the end: they lie in [-limit, limit) */
} dlrt_flags;

/* One named tensor: an entry of a block, or an input, target, output or metric. */
typedef struct {
  const char *name; /* the path in the model text, e.g. "fc1.weight" */
  dlrt_dtype dtype;
  int32_t rank;
  int64_t shape[DLRT_MAX_RANK]; /* the first dimension of inputs, targets and outputs is the batch or a multiple */
  size_t offset;                /* bytes from the start of its block; unused for inputs, targets, outputs, metrics */
  uint32_t layout;              /* 0: plain row-major; otherwise only get_param and set_param know it */
  uint32_t flags;               /* dlrt_flags */
  int64_t limit;                /* values of an integer tensor lie in [0, limit), see DLRT_FROM_END; 0: any value */
  int64_t ignored;              /* one more value that is allowed, a label that counts as none; 0 where there is none */
} dlrt_tensor;

typedef struct {
  const dlrt_tensor *tensors;
  int32_t count;
  size_t size, alignment; /* of the whole block, in bytes; zero for tables that describe no block */
} dlrt_table;

/* One call. Filled by the caller, constant while threads are inside, except for `*loss`. */
typedef struct {
  void *parameters, *state, *optimizer, *gradients, *workspace; /* aligned as their tables say; workspace: 64 */
  const void *const *inputs;  /* in table order, `batch` rows each, row-major */
  const void *const *targets; /* likewise */
  void *const *outputs;       /* likewise; written by predict */
  int64_t n_valid;            /* rows that count, at most the batch; the content of later rows is ignored */
  int64_t step;               /* steps done so far: the counter of schedules and of random numbers; with `accumulate`
                                 batches a step, it stays the same for so many calls */
  uint64_t seed;
  float lr_scale; /* multiplies the compiled learning-rate schedule; normally 1 */
  int32_t phase;  /* index into phases, 0 when there is one */
  float *loss;    /* one value, written by thread 0; may be null where no loss is computed */
  void (*barrier)(void *context, int32_t threads); /* returns once all `threads` threads have called it */
  void *barrier_context;
  int64_t total_steps; /* of the whole run; needed by models whose needs_total_steps is set */
} dlrt_call;

typedef dlrt_status (*dlrt_fn)(const dlrt_call *call, int32_t thread, int32_t threads);

typedef struct {
  uint32_t abi_version; /* DLRT_ABI_VERSION; check it first */
  const char *name, *target_cpu, *compiler_version;
  int64_t batch;
  dlrt_table parameters, state, optimizer, gradients;
  dlrt_table inputs, targets, outputs;
  dlrt_table metrics; /* scalars; the first is "loss", the mean over the rows seen since the last reset */
  const char *const *phases;
  int32_t phase_count;
  size_t (*workspace_size)(int32_t threads); /* bytes */

  dlrt_fn init;           /* writes parameters, state and optimizer from call->seed */
  /* Forward, backward, optimizer, metric sums, of call->phase: a step of training is one call for each phase, in order.
   * With `accumulate` above 1 a call adds the gradients, weighted by n_valid, to sums in the optimizer block, and every
   * `accumulate`-th applies and empties them; a loss that is not finite is not applied, but returns DLRT_NOT_FINITE.
   * Null with an external optimizer. */
  dlrt_fn train_step;
  dlrt_fn gradients_step; /* forward and backward: writes the gradients block, metric sums; parameters unchanged */
  /* Optimizer: gradients and optimizer state to parameters; with `accumulate` above 1 what has been summed up so far
   * takes the place of the gradients: for the last step of an epoch whose batches do not fill it. Null with an external
   * optimizer. */
  dlrt_fn apply;
  dlrt_fn eval_step;      /* loss and metric sums of n_valid rows; changes nothing but the metric sums in state */
  dlrt_fn predict;        /* inputs to outputs */
  dlrt_fn decode_step;    /* null where absent, like every entry point that the model does not have */

  /* Writes one value per entry of `metrics` (the mean over what was seen, or e^mean as of a perplexity; NaN when none)
   * and resets the sums in state. */
  dlrt_status (*metrics_read)(const dlrt_call *call, float *values);
  /* Row-major copies of one tensor. `index` counts the entries of parameters, state, optimizer and gradients one after
   * the other: with 4 parameters, index 4 is the first of state. */
  dlrt_status (*get_param)(const dlrt_call *call, int32_t index, void *row_major);
  dlrt_status (*set_param)(const dlrt_call *call, int32_t index, const void *row_major);

  const dlrt_fn *specialised; /* train_step for other batch sizes */
  const int64_t *specialised_batch;
  int32_t specialised_count;

  int32_t accumulate;                         /* batches whose gradients make one step; normally 1 */
  int32_t needs_total_steps;                  /* whether a schedule ends with the run: call->total_steps must be set */
  const int32_t *phase_every, *phase_repeat;  /* phase p runs where step % phase_every[p] is 0, phase_repeat[p] times */
  /* The most slices that a step, or eval_step, predict or decode_step, cuts its work into: more threads find nothing to
   * do, and where it is 1 a second thread would only be woken in vain. 0: not known. */
  int32_t most_slices;
} dlrt_model;

#ifdef __cplusplus
}
#endif
#endif
