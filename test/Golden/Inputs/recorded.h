/* For programs that compare a compiled model with recorded values. */
#ifndef DLC_TEST_RECORDED_H
#define DLC_TEST_RECORDED_H

#include "dlrt/checkpoint.h"
#include "dlrt/core.h"

#include <stdio.h>
#include <stdlib.h>

static inline void stop(const char *reason) {
  fprintf(stderr, "error: %s\n", reason);
  exit(1);
}

/* The tensor called first + second, of `bytes` bytes unless that is 0; the caller frees it. */
static inline void *read_tensor(const dlrt_safetensors *file, const char *first, const char *second,
                                size_t bytes) {
  char name[256];
  snprintf(name, sizeof name, "%s%s", first, second);
  dlrt_message message;
  const dlrt_stored *stored = dlrt_safetensors_find(file, name);
  void *data = stored ? malloc(stored->bytes) : NULL;
  if (!data || (bytes && stored->bytes != bytes))
    stop(name);
  if (dlrt_safetensors_read(file, stored, data, &message))
    stop(message.text);
  return data;
}

#endif
