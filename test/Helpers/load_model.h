/* For programs that compare compiled models in shared libraries. */
#ifndef DLC_TEST_LOAD_MODEL_H
#define DLC_TEST_LOAD_MODEL_H

#include "dlrt/dlrt.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static inline void stop(const char *reason) {
  fprintf(stderr, "error: %s\n", reason);
  exit(1);
}

/* The model called `name` of the library at `path`. */
static inline const dlrt_model *load(const char *path, const char *name) {
  char symbol[128];
  snprintf(symbol, sizeof symbol, "dlrt_model_%s", name);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const dlrt_model *(*get)(void) = NULL;
  if (library)
    *(void **)&get = dlsym(library, symbol);
  if (!get)
    stop(dlerror());
  return get();
}

#endif
