/* Steps on three rows of a batch of eight: whatever the other five hold, the same weights come out. */
#include "dlrt/core.h"
#include "padding.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = PADDING_BATCH, VALID = 3, STEPS = 4 };

typedef struct {
  float x[BATCH][5], scale[BATCH], y[BATCH];
  int32_t count[BATCH];
} rows;

static void fill(rows *r, float number, int32_t whole) {
  for (int i = 0; i < BATCH; ++i) {
    for (int j = 0; j < 5; ++j)
      r->x[i][j] = i < VALID ? (float)(i + 1) / (float)(j + 2) : number;
    r->scale[i] = i < VALID ? 1.5f + (float)i : number;
    r->y[i] = i < VALID ? (float)i - 1 : number;
    r->count[i] = i < VALID ? i + 2 : whole;
  }
}

static int train(const dlrt_model *model, const rows *r, float *weights, float *loss) {
  dlrt_message message;
  dlrt_blocks blocks;
  if (dlrt_model_check(model, &message) || dlrt_blocks_create(&blocks, model, 1, &message)) {
    fprintf(stderr, "%s\n", message.text);
    return 1;
  }
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  const void *inputs[3], *targets[1] = {r->y};
  inputs[PADDING_INPUT_X] = r->x;
  inputs[PADDING_INPUT_SCALE] = r->scale;
  inputs[PADDING_INPUT_COUNT] = r->count;
  call.inputs = inputs;
  call.targets = targets;
  call.n_valid = VALID;
  call.seed = 3;
  call.loss = loss;
  int failed = model->init(&call, 0, 1);
  for (call.step = 0; !failed && call.step < STEPS; ++call.step)
    failed = model->train_step(&call, 0, 1);
  memcpy(weights, blocks.parameters, model->parameters.size);
  dlrt_blocks_destroy(&blocks);
  return failed;
}

int main(void) {
  const dlrt_model *model = dlrt_model_padding();
  const float numbers[] = {0, NAN, INFINITY, -3e38f};
  const int32_t wholes[] = {0, INT32_MIN, -1, INT32_MAX};
  float first[PADDING_PARAMETERS_BYTES / 4], weights[PADDING_PARAMETERS_BYTES / 4];
  float first_loss = 0;
  for (int i = 0; i < 4; ++i) {
    rows r;
    float loss = 0;
    fill(&r, numbers[i], wholes[i]);
    memset(weights, 0, sizeof weights);
    if (train(model, &r, weights, &loss))
      return 1;
    for (size_t j = 0; j < sizeof weights / sizeof *weights; ++j)
      if (!isfinite(weights[j])) {
        printf("padding %g: weight %zu is not finite\n", numbers[i], j);
        return 1;
      }
    if (i == 0) {
      memcpy(first, weights, sizeof first);
      first_loss = loss;
    }
    if (memcmp(first, weights, sizeof first) || loss != first_loss || !isfinite(loss)) {
      printf("padding %g: other weights, or loss %g instead of %g\n", numbers[i], loss, first_loss);
      return 1;
    }
  }
  printf("the same weights, loss %.4f\n", first_loss);
  return 0;
}
