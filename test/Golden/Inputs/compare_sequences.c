/* Trains the compiled model MODEL on recorded batches and compares each loss, and the gradients of the
 * first step, with the recorded ones. Usage: compare_sequences FILE THREADS. The file holds each input and
 * target by its name, one batch after the other, `weights.NAME`, `gradient.NAME` and `loss`. */
#include "recorded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *MODEL(void);

enum { kMostTensors = 8 };
#ifndef TOLERANCE
#define TOLERANCE 1e-4
#endif
#ifndef GRADIENT_TOLERANCE
#define GRADIENT_TOLERANCE TOLERANCE
#endif
#ifndef NOISE
#define NOISE 1e-3 /* of the largest gradient's norm */
#endif

/* |a - b| / |b|, both Euclidean; NaN where a value is. Of what is nothing but rounding noise beside
 * `scale`, the largest gradient's norm, that is no measure. */
static double distance(const float *a, const float *b, int64_t count, double scale) {
  double difference = 0, norm = 0;
  for (int64_t i = 0; i < count; ++i) {
    difference += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
    norm += (double)b[i] * b[i];
  }
  return sqrt(difference) / fmax(sqrt(norm), NOISE * scale);
}

static double norm_of(const float *a, int64_t count) {
  double norm = 0;
  for (int64_t i = 0; i < count; ++i)
    norm += (double)a[i] * a[i];
  return sqrt(norm);
}

static int report(const char *what, double worst, double tolerance) {
  int good = worst <= tolerance; /* false for NaN */
  printf("%s %s: %.1e\n", good ? "good" : "BAD", what, worst);
  return good;
}

static int compare_gradients(const dlrt_model *model, const dlrt_safetensors *file,
                             const dlrt_call *call) {
  float *recorded[1024];
  double scale = 0;
  int good = model->gradients.count > 0 && model->gradients.count < 1024;
  for (int32_t i = 0; good && i < model->gradients.count; ++i) {
    const dlrt_tensor *tensor = &model->gradients.tensors[i];
    recorded[i] = read_tensor(file, "gradient.", tensor->name, dlrt_tensor_bytes(tensor));
    scale = fmax(scale, norm_of(recorded[i], dlrt_tensor_elements(tensor)));
  }
  for (int32_t i = 0; good && i < model->gradients.count; ++i) {
    const dlrt_tensor *tensor = &model->gradients.tensors[i];
    const float *computed = (const float *)((const char *)call->gradients + tensor->offset);
    double off = distance(computed, recorded[i], dlrt_tensor_elements(tensor), scale);
    if (!report(tensor->name, off, GRADIENT_TOLERANCE))
      good = 0;
    free(recorded[i]);
  }
  return good;
}

int main(int argc, char **argv) {
  if (argc != 3)
    stop("usage: compare_sequences FILE THREADS");
  const dlrt_model *model = MODEL();
  const int threads = atoi(argv[2]);
  dlrt_message message;
  dlrt_safetensors file;
  dlrt_blocks blocks;
  if (dlrt_safetensors_open(&file, argv[1], &message) ||
      dlrt_blocks_create(&blocks, model, threads, &message))
    stop(message.text);
  const dlrt_stored *losses_stored = dlrt_safetensors_find(&file, "loss");
  if (!losses_stored)
    stop("no losses");
  const int64_t steps = losses_stored->tensor.shape[0];
  float *expected = read_tensor(&file, "loss", "", 0);

  const dlrt_table *tables[] = {&model->inputs, &model->targets};
  char *all[2][kMostTensors];
  const void *batch[2][kMostTensors];
  for (int table = 0; table < 2; ++table)
    for (int32_t i = 0; i < tables[table]->count; ++i) {
      const dlrt_tensor *tensor = &tables[table]->tensors[i];
      all[table][i] =
          read_tensor(&file, tensor->name, "", (size_t)steps * dlrt_tensor_bytes(tensor));
    }

  float loss = 0;
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = batch[0];
  call.targets = batch[1];
  call.loss = &loss;
  dlrt_team *team = dlrt_team_create(threads, NULL, &message);
  if (!team)
    stop(message.text);
  if (dlrt_team_run(team, model->init, &call) != DLRT_OK)
    stop("init failed");
  for (int32_t i = 0; i < model->parameters.count; ++i) {
    const dlrt_tensor *tensor = &model->parameters.tensors[i];
    void *data = read_tensor(&file, "weights.", tensor->name, dlrt_tensor_bytes(tensor));
    if (model->set_param(&call, i, data) != DLRT_OK)
      stop("set_param failed");
    free(data);
  }

  double worst = 0;
  int good = 1;
  for (call.step = 0; call.step < steps; ++call.step) {
    for (int table = 0; table < 2; ++table)
      for (int32_t i = 0; i < tables[table]->count; ++i)
        batch[table][i] =
            all[table][i] + (size_t)call.step * dlrt_tensor_bytes(&tables[table]->tensors[i]);
    if (call.step == 0) {
      if (dlrt_team_run(team, model->gradients_step, &call) != DLRT_OK)
        stop("gradients_step failed");
      good = compare_gradients(model, &file, &call);
    }
    if (dlrt_team_run(team, model->train_step, &call) != DLRT_OK)
      stop("train_step failed");
    double off = fabs(loss / expected[call.step] - 1);
    worst = off <= worst ? worst : off; /* takes NaN over */
    if (isnan(worst))
      break;
  }
  char what[64];
  snprintf(what, sizeof what, "losses of %d steps", (int)steps);
  if (!report(what, worst, TOLERANCE))
    good = 0;
  return !good;
}
