/* Trains the compiled model MODEL, which takes an image and a label, on the recorded samples and
 * compares each loss, and the gradients of the first step, with the recorded ones.
 * Usage: compare_steps FILE.safetensors CASE THREADS */
#include "recorded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *MODEL(void);

#ifndef TOLERANCE
#define TOLERANCE 1e-4
#endif
#ifndef GRADIENT_TOLERANCE
#define GRADIENT_TOLERANCE TOLERANCE
#endif

/* The recorded value of a parameter; the caller frees it. Large ones are stored in a byte each, c
 * for (c - 128) / 512, under "codes.NAME". */
static float *read_weights(const dlrt_safetensors *file, const dlrt_tensor *tensor) {
  char name[128];
  snprintf(name, sizeof name, "codes.%s", tensor->name);
  if (!dlrt_safetensors_find(file, name))
    return read_tensor(file, "weights.", tensor->name, dlrt_tensor_bytes(tensor));
  int64_t count = dlrt_tensor_elements(tensor);
  uint8_t *codes = read_tensor(file, "codes.", tensor->name, (size_t)count);
  float *values = malloc((size_t)count * sizeof *values);
  if (!values)
    stop("out of memory");
  for (int64_t i = 0; i < count; ++i)
    values[i] = ((float)codes[i] - 128) / 512;
  free(codes);
  return values;
}

/* |a - b| / |b|, both Euclidean; NaN where a value is. `b` has every `stride`-th of the `count`
 * elements of `a`. */
static double distance(const float *a, const float *b, int64_t count, int64_t stride) {
  double difference = 0, norm = 0;
  for (int64_t i = 0; i < count; i += stride) {
    double expected = b[i / stride];
    difference += (a[i] - expected) * (a[i] - expected);
    norm += expected * expected;
  }
  return sqrt(difference / norm);
}

/* Of the gradients of large parameters only every 17th element is recorded. */
static int64_t gradient_stride(const dlrt_safetensors *file, const char *prefix,
                               const dlrt_tensor *tensor) {
  char name[128];
  snprintf(name, sizeof name, "%s%s", prefix, tensor->name);
  const dlrt_stored *stored = dlrt_safetensors_find(file, name);
  return stored && stored->bytes < (uint64_t)dlrt_tensor_bytes(tensor) ? 17 : 1;
}

static int report(const char *what, double worst, double tolerance) {
  int good = worst <= tolerance; /* false for NaN */
  printf("%s %s: %.1e\n", good ? "good" : "BAD", what, worst);
  return good;
}

int main(int argc, char **argv) {
  if (argc != 4)
    stop("usage: compare_steps FILE CASE THREADS");
  const dlrt_model *model = MODEL();
  const int threads = atoi(argv[3]);
  dlrt_message message;
  dlrt_safetensors file;
  dlrt_blocks blocks;
  if (dlrt_safetensors_open(&file, argv[1], &message) ||
      dlrt_blocks_create(&blocks, model, threads, &message))
    stop(message.text);
  char prefix[64];
  snprintf(prefix, sizeof prefix, "%s.loss", argv[2]);
  const dlrt_stored *labels_stored = dlrt_safetensors_find(&file, "label");
  const dlrt_stored *losses_stored = dlrt_safetensors_find(&file, prefix);
  if (!labels_stored || !losses_stored)
    stop("no labels or no losses");
  const int64_t steps = losses_stored->tensor.shape[0];
  const int64_t samples = labels_stored->tensor.shape[0];
  const int64_t batch = model->inputs.tensors[0].shape[0];
  const int64_t round = (samples + batch - 1) / batch;
  const size_t pixels = (size_t)(dlrt_tensor_bytes(&model->inputs.tensors[0]) / batch);
  uint8_t *images = read_tensor(&file, "image", "", (size_t)samples * pixels);
  int32_t *labels = read_tensor(&file, "label", "", (size_t)samples * sizeof *labels);

  /* Rows beyond the last sample are never looked at: their values are wrong on purpose. */
  uint8_t *image = malloc((size_t)batch * pixels);
  int32_t *label = malloc((size_t)batch * sizeof *label);
  if (!image || !label)
    stop("out of memory");
  const void *inputs[] = {image}, *targets[] = {label};
  float loss = 0;
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs;
  call.targets = targets;
  call.loss = &loss;
  dlrt_team *team = dlrt_team_create(threads, NULL, &message);
  if (!team)
    stop(message.text);
  if (dlrt_team_run(team, model->init, &call) != DLRT_OK)
    stop("init failed");
  for (int32_t i = 0; i < model->parameters.count; ++i) {
    const dlrt_tensor *tensor = &model->parameters.tensors[i];
    float *data = read_weights(&file, tensor);
    if (model->set_param(&call, i, data) != DLRT_OK)
      stop("set_param failed");
    free(data);
  }

  float *expected = read_tensor(&file, argv[2], ".loss", (size_t)steps * sizeof *expected);
  /* Gradients of the first step, unless the cases have their own, are those of all cases. */
  snprintf(prefix, sizeof prefix, "gradient.%s", model->gradients.tensors[0].name);
  if (dlrt_safetensors_find(&file, prefix))
    snprintf(prefix, sizeof prefix, "gradient.");
  else
    snprintf(prefix, sizeof prefix, "%s.gradient.", argv[2]);
  double worst = 0;
  int good = 1;
  for (call.step = 0; call.step < steps; ++call.step) {
    int64_t first = call.step % round * batch;
    call.n_valid = samples - first < batch ? samples - first : batch;
    memset(image, 0xff, (size_t)batch * pixels);
    memset(label, 0xff, (size_t)batch * sizeof *label);
    memcpy(image, images + first * (int64_t)pixels, (size_t)call.n_valid * pixels);
    memcpy(label, labels + first, (size_t)call.n_valid * sizeof *label);
    if (call.step == 0) {
      if (dlrt_team_run(team, model->gradients_step, &call) != DLRT_OK)
        stop("gradients_step failed");
      for (int32_t i = 0; i < model->gradients.count; ++i) {
        const dlrt_tensor *tensor = &model->gradients.tensors[i];
        int64_t count = dlrt_tensor_elements(tensor);
        int64_t stride = gradient_stride(&file, prefix, tensor);
        float *recorded = read_tensor(&file, prefix, tensor->name,
                                      (size_t)((count + stride - 1) / stride) * sizeof *recorded);
        float *computed = malloc(dlrt_tensor_bytes(tensor));
        int32_t index = model->parameters.count + model->state.count + model->optimizer.count + i;
        if (!computed || model->get_param(&call, index, computed) != DLRT_OK)
          stop("get_param failed");
        good &= report(tensor->name, distance(computed, recorded, count, stride),
                       GRADIENT_TOLERANCE);
        free(computed);
        free(recorded);
      }
    }
    if (dlrt_team_run(team, model->train_step, &call) != DLRT_OK)
      stop("train_step failed");
    double off = fabs(loss / expected[call.step] - 1);
    worst = off <= worst ? worst : off; /* takes NaN over */
    if (isnan(worst))
      break;
  }
  snprintf(prefix, sizeof prefix, "losses of %d steps", (int)steps);
  good &= report(prefix, worst, TOLERANCE);
  return !good;
}
