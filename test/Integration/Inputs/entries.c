/* What the entry points of models with sums of gradients, with phases and with schedules over the whole run refuse. */
#include "dlrt/core.h"
#include "gan.h"
#include "sums.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int failures;

static void expect(const char *what, int got, int expected) {
  if (got == expected)
    return;
  printf("%s: got %d, expected %d\n", what, got, expected);
  ++failures;
}

static void check_sums(void) {
  const dlrt_model *model = dlrt_model_sums();
  dlrt_blocks blocks;
  dlrt_call call;
  float x[SUMS_BATCH][2] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}}, before[SUMS_PARAMETERS_BYTES / 4];
  const void *inputs[] = {x};
  if (dlrt_blocks_create(&blocks, model, 1, NULL))
    return;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs; /* call.loss stays null: nobody has to ask for it */
  expect("init", model->init(&call, 0, 1), DLRT_OK);
  memcpy(before, blocks.parameters, sizeof before);
  expect("accumulate", model->accumulate, SUMS_ACCUMULATE);
  expect("needs_total_steps", model->needs_total_steps, 1);
  expect("no total_steps", model->train_step(&call, 0, 1), DLRT_BAD_ARGUMENT);
  expect("no total_steps", model->apply(&call, 0, 1), DLRT_BAD_ARGUMENT);

  call.total_steps = 10;
  expect("a half step", model->train_step(&call, 0, 1), DLRT_OK);
  expect("its parameters", memcmp(before, blocks.parameters, sizeof before) == 0, 1);
  expect("a whole step", model->train_step(&call, 0, 1), DLRT_OK);
  expect("its parameters", memcmp(before, blocks.parameters, sizeof before) != 0, 1);
  expect("a half step", model->train_step(&call, 0, 1), DLRT_OK);
  memcpy(before, blocks.parameters, sizeof before);
  expect("the rest", model->apply(&call, 0, 1), DLRT_OK);
  expect("its parameters", memcmp(before, blocks.parameters, sizeof before) != 0, 1);

  float loss = 0;
  call.loss = &loss;
  x[1][1] = NAN;
  memcpy(before, blocks.parameters, sizeof before);
  expect("a loss that is none", model->train_step(&call, 0, 1), DLRT_NOT_FINITE);
  expect("again", model->train_step(&call, 0, 1), DLRT_NOT_FINITE);
  expect("its parameters", memcmp(before, blocks.parameters, sizeof before) == 0, 1);
  dlrt_blocks_destroy(&blocks);
}

static void check_phases(void) {
  const dlrt_model *model = dlrt_model_gan();
  dlrt_blocks blocks;
  dlrt_call call;
  static float points[GAN_BATCH][2];
  const void *inputs[] = {points};
  if (dlrt_blocks_create(&blocks, model, 1, NULL))
    return;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs;
  expect("init", model->init(&call, 0, 1), DLRT_OK);
  expect("phase_count", model->phase_count, 2);
  expect("names", strcmp(model->phases[GAN_PHASE_GENERATOR], "generator"), 0);
  expect("every", model->phase_every[GAN_PHASE_GENERATOR], 2);
  expect("repeat", model->phase_repeat[GAN_PHASE_DISCRIMINATOR], 3);
  for (call.phase = 0; call.phase < 2; ++call.phase) {
    expect("train_step", model->train_step(&call, 0, 1), DLRT_OK);
    expect("gradients_step", model->gradients_step(&call, 0, 1), DLRT_OK);
    expect("apply", model->apply(&call, 0, 1), DLRT_OK);
  }
  expect("a phase too many", model->train_step(&call, 0, 1), DLRT_BAD_ARGUMENT);
  call.phase = -1;
  expect("a phase too few", model->gradients_step(&call, 0, 1), DLRT_BAD_ARGUMENT);
  expect("no call", model->apply(NULL, 0, 1), DLRT_BAD_ARGUMENT);
  dlrt_blocks_destroy(&blocks);
}

int main(void) {
  check_sums();
  check_phases();
  printf("%d unexpected\n", failures);
  return failures != 0;
}
