/* libdlrt: what a program around a compiled model needs besides the model itself. Plain C, libc and
 * threads only.
 *
 * Every function that can fail for a reason outside the program returns 0 when it succeeded and -1
 * when it did not, and then explains itself in `message` (which may be null). Nothing in libdlrt
 * prints or exits.
 */
#ifndef DLRT_CORE_H
#define DLRT_CORE_H

#include "dlrt/dlrt.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The reason of a failure: one line of text without a final period, always terminated. */
typedef struct {
  char text[1024];
} dlrt_message;

/* --- names and sizes ------------------------------------------------------------------------ */

/* One line of text for a status; never null. */
const char *dlrt_status_text(dlrt_status status);
/* "f32", "i64" …; "?" for a value outside the enumeration. */
const char *dlrt_dtype_name(dlrt_dtype dtype);
/* Bytes of one element; 0 for a value outside the enumeration. */
size_t dlrt_dtype_size(dlrt_dtype dtype);
/* Elements and bytes of a whole tensor, the batch dimension included. */
int64_t dlrt_tensor_elements(const dlrt_tensor *tensor);
size_t dlrt_tensor_bytes(const dlrt_tensor *tensor);
/* Bytes of one row: a tensor of inputs, targets or outputs without its first dimension. */
size_t dlrt_row_bytes(const dlrt_tensor *tensor);
/* Index of the entry called `name`, or -1. */
int32_t dlrt_table_find(const dlrt_table *table, const char *name);
/* Writes "f32[64, 10]" into `text` and returns it. */
const char *dlrt_tensor_text(const dlrt_tensor *tensor, char *text, size_t size);

/* The least value that an integer tensor with a `limit` may hold: 0, or -limit where indices count from the end. */
int64_t dlrt_least_value(const dlrt_tensor *tensor);
/* Checks the first `rows` rows of an integer tensor against its `limit`. DLRT_BAD_LABEL when a value lies outside
 * [dlrt_least_value, limit) and is not the ignored one: its row and value are stored where the pointers are not
 * null. */
dlrt_status dlrt_check_limit(const dlrt_tensor *tensor, const void *data, int64_t rows,
                             int64_t *bad_row, int64_t *bad_value);

/* Refuses a model of another ABI version, or one without tables this library can walk. */
int dlrt_model_check(const dlrt_model *model, dlrt_message *message);

/* --- the five blocks ------------------------------------------------------------------------ */

/* All memory of one model: the only place in libdlrt that allocates for it. Each block is aligned
 * as its table says and zeroed; `memory` is the one allocation behind them. */
typedef struct {
  void *parameters, *state, *optimizer, *gradients, *workspace;
  void *memory;
  size_t size; /* bytes of `memory` */
} dlrt_blocks;

/* `threads`: the largest team that will run the model. */
int dlrt_blocks_create(dlrt_blocks *blocks, const dlrt_model *model, int32_t threads,
                       dlrt_message *message);
void dlrt_blocks_destroy(dlrt_blocks *blocks);
/* Sets the block pointers of `call` and its defaults: all rows of the batch count, lr_scale 1, the
 * rest zero. */
void dlrt_blocks_fill(const dlrt_blocks *blocks, const dlrt_model *model, dlrt_call *call);

/* --- the thread team ------------------------------------------------------------------------ */

typedef struct dlrt_team dlrt_team;

typedef enum {
  DLRT_TEAM_OVERSUBSCRIBED = 1 /* more threads than CPUs: correct, but slower than fewer threads */
} dlrt_team_flags;

/* A team of `threads` threads, the caller of dlrt_team_run being number 0. Between runs the others
 * are parked. With threads == 1 there is no other thread and no synchronisation. Null with a
 * message when threads cannot be had. `flags` (dlrt_team_flags) may be null. */
dlrt_team *dlrt_team_create(int32_t threads, uint32_t *flags, dlrt_message *message);
/* Runs fn(call, thread, threads) on every thread and returns when all have; sets call->barrier. The
 * status is that of the lowest-numbered thread that failed. Not reentrant: one run at a time. */
dlrt_status dlrt_team_run(dlrt_team *team, dlrt_fn fn, dlrt_call *call);
int32_t dlrt_team_threads(const dlrt_team *team);
/* Of `threads` threads, those that find work in a step of the model: the size for its team. */
int32_t dlrt_useful_threads(const dlrt_model *model, int32_t threads);
void dlrt_team_destroy(dlrt_team *team);

/* CPUs this process may run on (its affinity mask, not the machine's size). */
int32_t dlrt_cpu_count(void);

#ifdef __cplusplus
}
#endif
#endif
