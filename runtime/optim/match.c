#include "match.h"

#include "dlrt/core.h"

#include <string.h>

dlrt_status dlrt_match_gradient(const dlrt_model *model, const dlrt_call *call, int32_t index,
                                int32_t thread, int32_t threads, dlrt_match *match) {
  const dlrt_tensor *gradient = &model->gradients.tensors[index];
  /* Tables may give a gradient the plain name of its parameter or a prefixed one. */
  const char *name = strncmp(gradient->name, "grad:", 5) == 0 ? gradient->name + 5 : gradient->name;
  int32_t found = dlrt_table_find(&model->parameters, name);
  if (found < 0 || !call->parameters || !call->gradients || threads < 1 || thread < 0 ||
      thread >= threads)
    return DLRT_BAD_ARGUMENT;
  const dlrt_tensor *parameter = &model->parameters.tensors[found];
  int64_t elements = dlrt_tensor_elements(parameter);
  if (parameter->layout || gradient->layout || parameter->dtype != gradient->dtype ||
      (parameter->dtype != DLRT_F32 && parameter->dtype != DLRT_F64) ||
      elements != dlrt_tensor_elements(gradient))
    return DLRT_BAD_ARGUMENT;
  match->parameter = (char *)call->parameters + parameter->offset;
  match->gradient = (const char *)call->gradients + gradient->offset;
  match->offset = gradient->offset;
  match->dtype = parameter->dtype;
  /* Elements do not depend on each other, so any cut gives the same bits; multiples of 16 keep
   * threads off each other's cache lines. */
  int64_t slice = (elements / threads + 15) / 16 * 16;
  if (slice * threads < elements)
    slice += 16;
  match->begin = slice * thread < elements ? slice * thread : elements;
  match->end = match->begin + slice < elements ? match->begin + slice : elements;
  return DLRT_OK;
}
