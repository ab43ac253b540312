/* Takes the first training steps of the compiled model MODEL from weights and images that a formula gives
 * (regenerate_networks.py has it too) and compares their losses with the recorded ones.
 * Usage: compare_networks NETWORKS.txt NAME THREADS */
#include "recorded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *MODEL(void);

static const double kTolerance = 1e-4;

/* Element i of the noise called `name`, in [-1, 1): FNV-1a of the name starts a splitmix64. */
static float noise(uint64_t seed, int64_t i) {
  uint64_t z = seed + (uint64_t)(i + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  z ^= z >> 31;
  return (float)(z >> 40) / 8388608.0f - 1.0f;
}

static uint64_t seed_of(const char *name) {
  uint64_t seed = 14695981039346656037u;
  for (; *name; ++name)
    seed = (seed ^ (uint8_t)*name) * 1099511628211u;
  return seed;
}

static void fill(float *values, const char *name, int64_t count, float scale, float shift) {
  uint64_t seed = seed_of(name);
  for (int64_t i = 0; i < count; ++i)
    values[i] = shift + scale * noise(seed, i);
}

static void fill_parameter(float *values, const dlrt_tensor *tensor) {
  const int64_t *shape = tensor->shape;
  float scale = 0.1f, shift = 0;
  if (tensor->rank == 4)
    scale = (float)sqrt(6.0 / (double)(shape[1] * shape[2] * shape[3]));
  else if (tensor->rank == 2)
    scale = (float)sqrt(3.0 / (double)shape[0]);
  else if (strstr(tensor->name, "norm") && strstr(tensor->name, ".weight"))
    shift = 1;
  fill(values, tensor->name, dlrt_tensor_elements(tensor), scale, shift);
}

/* The recorded losses of `name`. */
static int read_losses(const char *path, const char *name, double losses[], int most) {
  FILE *file = fopen(path, "r");
  if (!file)
    stop(path);
  char line[512];
  int count = 0;
  while (fgets(line, sizeof line, file)) {
    char *word = strtok(line, " \n");
    if (!word || strcmp(word, name))
      continue;
    while (count < most && (word = strtok(NULL, " \n")))
      losses[count++] = atof(word);
  }
  fclose(file);
  if (!count)
    stop("no such network is recorded");
  return count;
}

int main(int argc, char **argv) {
  if (argc != 4)
    stop("expected NETWORKS.txt NAME THREADS");
  double expected[8];
  int steps = read_losses(argv[1], argv[2], expected, 8), threads = atoi(argv[3]);
  const dlrt_model *model = MODEL();
  dlrt_message message;
  dlrt_blocks blocks;
  if (dlrt_blocks_create(&blocks, model, threads, &message))
    stop(message.text);
  dlrt_team *team = dlrt_team_create(threads, NULL, &message);
  if (!team)
    stop(message.text);
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);

  const dlrt_tensor *shape = &model->inputs.tensors[0];
  float *image = malloc(dlrt_tensor_bytes(shape)), loss;
  int32_t *label = malloc((size_t)model->batch * sizeof *label);
  if (!image || !label)
    stop("out of memory");
  fill(image, "image", dlrt_tensor_elements(shape), 1, 0);
  for (int64_t i = 0; i < model->batch; ++i)
    label[i] = (int32_t)(7 * i + 3);
  const void *inputs[] = {image}, *targets[] = {label};
  call.inputs = inputs;
  call.targets = targets;
  call.loss = &loss;
  if (dlrt_team_run(team, model->init, &call))
    stop("the model cannot be initialised");
  for (int32_t i = 0; i < model->parameters.count; ++i) {
    const dlrt_tensor *tensor = &model->parameters.tensors[i];
    float *values = malloc(dlrt_tensor_bytes(tensor));
    if (!values)
      stop("out of memory");
    fill_parameter(values, tensor);
    if (model->set_param(&call, i, values) != DLRT_OK)
      stop("set_param failed");
    free(values);
  }

  int bad = 0;
  for (int step = 0; step < steps; ++step) {
    call.step = step;
    if (dlrt_team_run(team, model->train_step, &call))
      stop("a step failed");
    double off = fabs(loss - expected[step]) / expected[step];
    int isGood = off <= kTolerance;
    printf("%s loss %d: %.6f, off by %.1e\n", isGood ? "good" : "BAD", step, loss, off);
    bad |= !isGood;
  }
  free(image);
  free(label);
  dlrt_team_destroy(team);
  dlrt_blocks_destroy(&blocks);
  return bad;
}
