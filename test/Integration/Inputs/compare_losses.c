/* compare_losses NAME A.so B.so: trains two builds of one model on the same random samples and
 * compares their losses over 50 steps. */
#include "../../Helpers/load_model.h"
#include "dlrt/core.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kSteps = 50 };

typedef struct {
  dlrt_blocks blocks;
  const dlrt_model *model;
  float losses[kSteps];
} run;

/* Random values of the declared type; the generator is the same for every build. */
static void fill(const dlrt_tensor *tensor, void *data, uint32_t *random) {
  for (int64_t i = 0; i < dlrt_tensor_elements(tensor); ++i) {
    *random = *random * 1664525u + 1013904223u;
    uint32_t bits = *random >> 8;
    if (tensor->dtype == DLRT_F32)
      ((float *)data)[i] = (float)bits / (1 << 23) - 1;
    else if (tensor->dtype == DLRT_U8)
      ((uint8_t *)data)[i] = (uint8_t)bits;
    else if (tensor->dtype == DLRT_I32)
      ((int32_t *)data)[i] = (int32_t)(bits % (tensor->limit ? (uint32_t)tensor->limit : 2));
    else
      stop("an input of another type");
  }
}

static void *buffer(const dlrt_tensor *tensor) {
  void *data = malloc(dlrt_tensor_bytes(tensor));
  return data ? data : (stop("not enough memory"), NULL);
}

static void train(run *run) {
  const dlrt_model *model = run->model;
  dlrt_message message;
  if (dlrt_model_check(model, &message) || dlrt_blocks_create(&run->blocks, model, 1, &message))
    stop(message.text);
  void *inputs[8], *targets[8];
  for (int32_t i = 0; i < model->inputs.count; ++i)
    inputs[i] = buffer(&model->inputs.tensors[i]);
  for (int32_t i = 0; i < model->targets.count; ++i)
    targets[i] = buffer(&model->targets.tensors[i]);
  float loss;
  dlrt_call call;
  dlrt_blocks_fill(&run->blocks, model, &call);
  call.inputs = (const void *const *)inputs;
  call.targets = (const void *const *)targets;
  call.seed = 7;
  call.loss = &loss;
  if (model->init(&call, 0, 1) != DLRT_OK)
    stop("init failed");
  uint32_t random = 1;
  for (call.step = 0; call.step < kSteps; ++call.step) {
    for (int32_t i = 0; i < model->inputs.count; ++i)
      fill(&model->inputs.tensors[i], inputs[i], &random);
    for (int32_t i = 0; i < model->targets.count; ++i)
      fill(&model->targets.tensors[i], targets[i], &random);
    call.n_valid = call.step % 5 == 4 ? model->batch - 3 : model->batch;
    if (model->train_step(&call, 0, 1) != DLRT_OK)
      stop("train_step failed");
    run->losses[call.step] = loss;
  }
}

int main(int argc, char **argv) {
  static run a, b;
  if (argc != 4)
    stop("usage: compare_losses NAME A.so B.so");
  a.model = load(argv[2], argv[1]);
  b.model = load(argv[3], argv[1]);
  train(&a);
  train(&b);
  double worst = 0;
  for (int i = 0; i < kSteps; ++i) {
    double off = fabs(a.losses[i] / b.losses[i] - 1);
    worst = worst >= off || isnan(worst) ? worst : off; /* takes NaN over */
  }
  int good = worst <= 1e-4;
  printf("%s: losses %s, %.5g to %.5g, off by %.1e\n", argv[1], good ? "agree" : "differ",
         a.losses[0], a.losses[kSteps - 1], worst);
  return !good;
}
