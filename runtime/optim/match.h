/* Finding the parameter of a gradient, and this thread's part of it. */
#ifndef DLRT_OPTIM_MATCH_H
#define DLRT_OPTIM_MATCH_H

#include "dlrt/dlrt.h"

/* One parameter and its gradient: elements [begin, end) belong to this thread. */
typedef struct {
  void *parameter;
  const void *gradient;
  size_t offset; /* of the gradient, and so of the optimizer's arrays, in bytes */
  dlrt_dtype dtype;
  int64_t begin, end;
} dlrt_match;

/* Fills `match` for entry `index` of the gradients; DLRT_BAD_ARGUMENT where it has no plain f32 or
 * f64 parameter. */
dlrt_status dlrt_match_gradient(const dlrt_model *model, const dlrt_call *call, int32_t index,
                                int32_t thread, int32_t threads, dlrt_match *match);

#endif
