/* The same steps twice: by a model with its own Adam, and by one that ends at its gradients, with the Adam of
 * libdlrt, on a team of two. */
#include "dlrt/core.h"
#include "dlrt/optim.h"
#include "external.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *dlrt_model_within(void);

enum { STEPS = 20 };

typedef struct {
  dlrt_adam options;
  const dlrt_model *model;
  void *average, *square;
} adam;

static adam optimizer;

static dlrt_status apply(const dlrt_call *call, int32_t thread, int32_t threads) {
  return dlrt_adam_apply(&optimizer.options, optimizer.model, call, optimizer.average,
                         optimizer.square, thread, threads);
}

static int run(const dlrt_model *model, int external, float *weights) {
  dlrt_message message;
  dlrt_blocks blocks;
  dlrt_call call;
  if (dlrt_model_check(model, &message) || dlrt_blocks_create(&blocks, model, 2, &message)) {
    fprintf(stderr, "%s\n", message.text);
    return 1;
  }
  if (external != (!model->train_step && !model->apply && model->gradients_step) ||
      external != (model->optimizer.size == 0)) {
    fprintf(stderr, "the entry points are not those of such a model\n");
    return 1;
  }
  dlrt_team *team = dlrt_team_create(2, NULL, &message);
  float x[EXTERNAL_BATCH][4], loss = 0;
  int32_t y[EXTERNAL_BATCH];
  const void *inputs[] = {x}, *targets[] = {y};
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs;
  call.targets = targets;
  call.seed = 9;
  call.loss = &loss;
  if (external) {
    optimizer.model = model;
    optimizer.average = calloc(1, model->gradients.size);
    optimizer.square = calloc(1, model->gradients.size);
  }
  dlrt_status status = dlrt_team_run(team, model->init, &call);
  for (call.step = 0; status == DLRT_OK && call.step < STEPS; ++call.step) {
    for (int i = 0; i < EXTERNAL_BATCH; ++i) {
      y[i] = (int32_t)((call.step + i) % 3);
      for (int j = 0; j < 4; ++j)
        x[i][j] = sinf((float)(i + 1) * (float)(j + 2) + (float)y[i]);
    }
    status = dlrt_team_run(team, external ? model->gradients_step : model->train_step, &call);
    if (external && status == DLRT_OK)
      status = dlrt_team_run(team, apply, &call);
  }
  memcpy(weights, blocks.parameters, model->parameters.size);
  if (external) {
    free(optimizer.average);
    free(optimizer.square);
  }
  dlrt_team_destroy(team);
  dlrt_blocks_destroy(&blocks);
  return status != DLRT_OK;
}

int main(void) {
  enum { COUNT = EXTERNAL_PARAMETERS_BYTES / 4 };
  float within[COUNT] = {0}, external[COUNT] = {0}, worst = 0;
  optimizer.options = (dlrt_adam){.lr = 1e-2, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};
  if (run(dlrt_model_within(), 0, within) || run(dlrt_model_external(), 1, external))
    return 1;
  for (int i = 0; i < COUNT; ++i) {
    float difference = fabsf(within[i] - external[i]);
    worst = difference <= worst ? worst : difference; /* NaN too */
  }
  printf("largest difference after %d steps: %s\n", STEPS, worst <= 1e-5f ? "small" : "LARGE");
  return !(worst <= 1e-5f);
}
