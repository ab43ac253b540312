#include "dlrt/core.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *dlrt_model_mlp(void);
const dlrt_model *dlrt_model_other(void);

static float x[16 * 8];
static int32_t y[16];

static float loss;

/* Trains for some steps and returns the last loss; the first one goes to `first`. */
static float train(const dlrt_model *model, dlrt_call *call, float *first) {
  call->loss = &loss;
  for (int step = 0; step < 50; ++step) {
    call->step = step;
    if (model->train_step(call, 0, 1) != DLRT_OK)
      exit(1);
    if (step == 0)
      *first = loss;
  }
  return loss;
}

int main(void) {
  for (int i = 0; i < 16; ++i) {
    y[i] = i % 3;
    for (int j = 0; j < 8; ++j)
      x[i * 8 + j] = (float)((i * 7 + j * 3) % 11) / 11 + (j == y[i]);
  }
  const dlrt_model *models[] = {dlrt_model_mlp(), dlrt_model_other()};
  dlrt_blocks blocks;
  dlrt_call call;
  const void *inputs[] = {x}, *targets[] = {y};
  for (int i = 0; i < 2; ++i) {
    if (dlrt_blocks_create(&blocks, models[i], 1, NULL))
      return 1;
    dlrt_blocks_fill(&blocks, models[i], &call);
    call.inputs = inputs;
    call.targets = targets;
    if (models[i]->init(&call, 0, 1) != DLRT_OK)
      return 1;
    float first, last = train(models[i], &call, &first);
    puts(last < 0.8f * first ? "loss went down" : "loss did not go down");
  }

  const dlrt_model *model = models[1];
  printf("null call: %d\n", model->train_step(NULL, 0, 1));
  dlrt_call bad = call;
  bad.parameters = NULL;
  printf("null parameters: %d\n", model->train_step(&bad, 0, 1));
  bad = call;
  bad.n_valid = 17;
  printf("too many rows: %d\n", model->train_step(&bad, 0, 1));
  bad = call;
  bad.barrier = NULL;
  printf("no barrier: %d\n", model->train_step(&bad, 0, 2));

  void *before = malloc(model->parameters.size);
  memcpy(before, call.parameters, model->parameters.size);
  y[15] = 3;
  printf("bad label: %d\n", model->train_step(&call, 0, 1));
  puts(memcmp(before, call.parameters, model->parameters.size) ? "parameters changed"
                                                                : "parameters unchanged");
  /* Rows beyond n_valid are not looked at. */
  call.n_valid = 15;
  if (model->train_step(&call, 0, 1) != DLRT_OK)
    return 1;

  float metrics[2];
  model->metrics_read(&call, metrics);
  model->metrics_read(&call, metrics);
  puts(isnan(metrics[1]) ? "accuracy of no rows is NaN" : "metrics were not reset");
  free(before);
  return 0;
}
