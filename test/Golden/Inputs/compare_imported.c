/* Compares the outputs, the loss and the gradients of the compiled model MODEL, which has come from ONNX with its
 * weights, with recorded ones. Usage: compare_imported FILE THREADS. Exporters rename weights, transpose them and
 * make one into several, so that a weight is known by its values: gradients of all that have the same are summed. */
#include "recorded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *MODEL(void);

enum { kMostTensors = 16, kMostWeights = 512 };
static const double kTolerance = 1e-4;

struct weight {
  const char *name; /* without "weight." */
  int64_t rows, columns;
  float *values, *gradient, *sum;
  int found;
};

static int report(const char *what, const char *name, double off) {
  int good = off <= kTolerance; /* false for NaN */
  printf("%s %s%s: %.1e\n", good ? "good" : "BAD", what, name, off);
  return good;
}

static double norm_of(const float *a, int64_t count) {
  double norm = 0;
  for (int64_t i = 0; i < count; ++i)
    norm += (double)a[i] * a[i];
  return sqrt(norm);
}

static double distance(const float *a, const float *b, int64_t count, double least) {
  double difference = 0;
  for (int64_t i = 0; i < count; ++i)
    difference += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
  return sqrt(difference) / fmax(norm_of(b, count), least);
}

/* Where element i of the weight lies in a tensor of the same numbers. */
static int64_t place(const struct weight *weight, int64_t i, int transposed) {
  return transposed ? i % weight->columns * weight->rows + i / weight->columns : i;
}

static int is_same(const struct weight *weight, const float *values, int transposed) {
  double difference = 0;
  int64_t count = weight->rows * weight->columns;
  for (int64_t i = 0; i < count; ++i)
    difference = fmax(difference, fabs((double)weight->values[i] - values[place(weight, i, transposed)]));
  return difference < 1e-5;
}

/* Adds a gradient to that of the weight which has the tensor's values; false if none has. */
static int add_gradient(struct weight *weights, int count, int64_t elements, const float *values, const float *gradient) {
  for (int w = 0; w < count; ++w)
    for (int transposed = 0; transposed < 2; ++transposed) {
      if (weights[w].rows * weights[w].columns != elements || !is_same(&weights[w], values, transposed))
        continue;
      for (int64_t i = 0; i < elements; ++i)
        weights[w].sum[i] += gradient[place(&weights[w], i, transposed)];
      weights[w].found = 1;
      return 1;
    }
  return 0;
}

static int compare_gradients(const dlrt_model *model, const dlrt_safetensors *file, const dlrt_blocks *blocks) {
  struct weight weights[kMostWeights];
  int count = 0, good = 1;
  double scale = 0;
  for (int32_t i = 0; i < file->count; ++i) {
    const dlrt_tensor *tensor = &file->tensors[i].tensor;
    if (strncmp(tensor->name, "weight.", 7))
      continue;
    if (count == kMostWeights)
      stop("too many weights");
    struct weight *weight = &weights[count++];
    int64_t elements = dlrt_tensor_elements(tensor);
    weight->name = tensor->name + 7;
    weight->rows = tensor->rank ? tensor->shape[0] : 1;
    weight->columns = elements / weight->rows;
    weight->values = read_tensor(file, tensor->name, "", 0);
    weight->gradient = read_tensor(file, "gradient.", weight->name, (size_t)elements * sizeof(float));
    weight->sum = calloc((size_t)elements, sizeof(float));
    weight->found = 0;
    scale = fmax(scale, norm_of(weight->gradient, elements));
  }
  for (int32_t i = 0; i < model->gradients.count; ++i) {
    const dlrt_tensor *gradient = &model->gradients.tensors[i], *parameter = NULL;
    for (int32_t p = 0; p < model->parameters.count; ++p)
      if (!strcmp(model->parameters.tensors[p].name, gradient->name))
        parameter = &model->parameters.tensors[p];
    if (!parameter)
      stop("a gradient of no parameter");
    dlrt_call call;
    dlrt_blocks_fill(blocks, model, &call);
    float *value = malloc(dlrt_tensor_bytes(parameter)), *slope = malloc(dlrt_tensor_bytes(gradient));
    int32_t first = model->parameters.count + model->state.count + model->optimizer.count;
    if (!value || !slope ||
        model->get_param(&call, (int32_t)(parameter - model->parameters.tensors), value) != DLRT_OK ||
        model->get_param(&call, first + i, slope) != DLRT_OK)
      stop("get_param failed");
    int isFound = add_gradient(weights, count, dlrt_tensor_elements(gradient), value, slope);
    free(value);
    free(slope);
    if (!isFound) {
      printf("BAD %s is no recorded weight\n", gradient->name);
      good = 0;
    }
  }
  for (int w = 0; w < count; ++w) {
    int64_t elements = weights[w].rows * weights[w].columns;
    /* What is nothing but rounding noise beside the largest gradient cannot be compared relatively. */
    good &= report("gradient ", weights[w].name,
                   weights[w].found ? distance(weights[w].sum, weights[w].gradient, elements, 1e-3 * scale) : NAN);
    free(weights[w].values);
    free(weights[w].gradient);
    free(weights[w].sum);
  }
  printf("%d weights\n", count);
  return good && count > 0;
}

int main(int argc, char **argv) {
  if (argc != 3)
    stop("usage: compare_imported FILE THREADS");
  const dlrt_model *model = MODEL();
  const int threads = atoi(argv[2]);
  dlrt_message message;
  dlrt_safetensors file;
  dlrt_blocks blocks;
  if (dlrt_safetensors_open(&file, argv[1], &message) || dlrt_blocks_create(&blocks, model, threads, &message))
    stop(message.text);
  if (model->inputs.count > kMostTensors || model->outputs.count > kMostTensors || model->targets.count != 1)
    stop("too many inputs or outputs");
  const void *inputs[kMostTensors], *targets[1];
  void *outputs[kMostTensors];
  for (int32_t i = 0; i < model->inputs.count; ++i)
    inputs[i] = read_tensor(&file, model->inputs.tensors[i].name, "", dlrt_tensor_bytes(&model->inputs.tensors[i]));
  targets[0] = read_tensor(&file, model->targets.tensors[0].name, "", dlrt_tensor_bytes(&model->targets.tensors[0]));
  for (int32_t i = 0; i < model->outputs.count; ++i)
    outputs[i] = calloc(1, dlrt_tensor_bytes(&model->outputs.tensors[i]));

  float loss = 0;
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  call.inputs = inputs;
  call.targets = targets;
  call.outputs = outputs;
  call.loss = &loss;
  dlrt_team *team = dlrt_team_create(threads, NULL, &message);
  if (!team)
    stop(message.text);
  if (dlrt_team_run(team, model->init, &call) || dlrt_team_run(team, model->gradients_step, &call) ||
      dlrt_team_run(team, model->predict, &call))
    stop("a call failed");

  float *expected = read_tensor(&file, "loss", "", sizeof(float));
  int good = report("loss", "", fabs(loss / expected[0] - 1));
  for (int32_t i = 0; i < model->outputs.count; ++i) {
    const dlrt_tensor *tensor = &model->outputs.tensors[i];
    float *recorded = read_tensor(&file, "output.", tensor->name, dlrt_tensor_bytes(tensor));
    double off = 0;
    for (int64_t e = 0; e < dlrt_tensor_elements(tensor); ++e) {
      double difference = fabs((double)((float *)outputs[i])[e] - recorded[e]);
      off = difference <= off ? off : difference; /* takes NaN over */
    }
    good &= report("output ", tensor->name, off);
    free(recorded);
  }
  good &= compare_gradients(model, &file, &blocks);
  return !good;
}
