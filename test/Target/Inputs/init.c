#include "dlrt/core.h"

#include <stdio.h>

const dlrt_model *dlrt_model_mlp(void);

int main(void) {
  const dlrt_model *model = dlrt_model_mlp();
  dlrt_blocks blocks;
  dlrt_call call;
  if (dlrt_blocks_create(&blocks, model, 1, NULL))
    return 1;
  dlrt_blocks_fill(&blocks, model, &call);
  /* The second call has the answer of the first. */
  for (int i = 0; i < 2; ++i)
    printf("init: %d\n", model->init(&call, 0, 1));
  return 0;
}
