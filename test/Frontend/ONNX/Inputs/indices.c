/* Asks a model of one input, four indices below seven, for predictions; prints what it answers. */
#include "dlrt/core.h"

#include <stdio.h>

const dlrt_model *dlrt_model_embedded(void);

int main(void) {
  const dlrt_model *model = dlrt_model_embedded();
  dlrt_message message;
  dlrt_blocks blocks;
  if (dlrt_model_check(model, &message) || dlrt_blocks_create(&blocks, model, 1, &message)) {
    fprintf(stderr, "%s\n", message.text);
    return 1;
  }
  static const int64_t words[][4] = {{0, 6, -1, -7}, {0, 6, 7, 1}, {-8, 0, 0, 0}, {6, 0, 5, 0x100000000}, {1, 2, 3, 99}};
  _Alignas(64) int64_t word[16] = {0};
  _Alignas(64) float y[64];
  const void *inputs[] = {word};
  void *outputs[] = {y};
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs;
  call.outputs = outputs;
  call.n_valid = 4;
  model->init(&call, 0, 1);
  for (int i = 0; i < 5; ++i) {
    for (int k = 0; k < 4; ++k)
      word[k] = words[i][k];
    call.n_valid = i == 4 ? 3 : 4;
    printf("%d", (int)model->predict(&call, 0, 1));
  }
  printf("\n%s: limit %d, flags %d\n", model->inputs.tensors[0].name, (int)model->inputs.tensors[0].limit,
         (int)model->inputs.tensors[0].flags);
  dlrt_blocks_destroy(&blocks);
  return 0;
}
