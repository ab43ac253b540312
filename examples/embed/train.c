/* Trains a compiled model inside a C program: no framework, no data loader, one thread.
 *
 *   dlc model.dsl -o train_step.o
 *   cc -O2 -I ../../include train.c train_step.o -L ../../build/lib -ldlrt -lm -lpthread -o train
 */
#include "dlrt/core.h"
#include "train_step.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 50, STEPS = 1500 };

/* A point on a random place of one of the two arms. */
static void draw(float *point, int32_t *arm) {
  float where = (float)rand() / (float)RAND_MAX;
  *arm = rand() & 1;
  float angle = 7.0f * where + 3.14159265f * (float)*arm;
  point[0] = (0.1f + where) * cosf(angle);
  point[1] = (0.1f + where) * sinf(angle);
}

int main(void) {
  const dlrt_model *model = dlrt_model_spirals();
  dlrt_message message;
  if (dlrt_model_check(model, &message) != 0) {
    fprintf(stderr, "error: %s\n", message.text);
    return 1;
  }

  /* All memory that the model needs, allocated once; a program could as well own the blocks itself.
   */
  dlrt_blocks blocks;
  if (dlrt_blocks_create(&blocks, model, 1, &message) != 0) {
    fprintf(stderr, "error: %s\n", message.text);
    return 1;
  }
  float points[BATCH][2], probabilities[BATCH][2], loss = 0;
  int32_t arms[BATCH];
  const void *inputs[] = {points};
  const void *targets[] = {arms};
  void *outputs[] = {probabilities};
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs;
  call.targets = targets;
  call.outputs = outputs;
  call.seed = 1;
  call.loss = &loss;

  dlrt_status status = model->init(&call, 0, 1);
  for (call.step = 0; status == DLRT_OK && call.step < STEPS; ++call.step) {
    for (int i = 0; i < BATCH; ++i)
      draw(points[i], &arms[i]);
    status = model->train_step(&call, 0, 1);
    if (status == DLRT_OK && call.step % 300 == 299) {
      float metrics[2]; /* the loss and the accuracy since the last reading */
      status = model->metrics_read(&call, metrics);
      printf("step %4d  loss %.4f  accuracy %.3f\n", (int)call.step + 1, metrics[0], metrics[1]);
    }
  }

  int right = 0;
  for (int i = 0; i < BATCH; ++i)
    draw(points[i], &arms[i]);
  if (status == DLRT_OK)
    status = model->predict(&call, 0, 1);
  if (status != DLRT_OK) {
    fprintf(stderr, "error: %s\n", dlrt_status_text(status));
    return 1;
  }
  for (int i = 0; i < BATCH; ++i)
    right += (probabilities[i][1] > probabilities[i][0]) == arms[i];
  printf("%d of %d new points are on the arm that the model says\n", right, BATCH);
  dlrt_blocks_destroy(&blocks);
  return right >= BATCH * 9 / 10 ? 0 : 1;
}
