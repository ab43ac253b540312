/* compare_builds NAME THREADS A.so B.so [STEPS]: trains two builds of one model on the same samples for 100 steps
 * and compares their tables and losses. With STEPS, also measures so many more steps of each, by turns, and prints the
 * shortest of both. */
#include "../../Helpers/load_model.h"
#include "dlrt/core.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kSteps = 100, kBatches = 4 };

static const double kTolerance = 1e-5;

typedef struct {
  const dlrt_model *model;
  dlrt_blocks blocks;
  dlrt_call call;
  float loss;
  float losses[kSteps];
} run;

static void *inputs[kBatches][8], *targets[kBatches][8];

static int same_text(const char *a, const char *b) { return strcmp(a, b) == 0; }

static int same_table(const dlrt_table *a, const dlrt_table *b) {
  int same = a->count == b->count && a->size == b->size && a->alignment == b->alignment;
  for (int32_t i = 0; same && i < a->count; ++i) {
    const dlrt_tensor *x = &a->tensors[i], *y = &b->tensors[i];
    same = same_text(x->name, y->name) && x->dtype == y->dtype && x->rank == y->rank &&
           memcmp(x->shape, y->shape, sizeof x->shape) == 0 && x->offset == y->offset &&
           x->layout == y->layout && x->flags == y->flags && x->limit == y->limit &&
           x->ignored == y->ignored;
  }
  return same;
}

/* Whether both say the same of the model, and have the same entry points. */
static int same_face(const dlrt_model *a, const dlrt_model *b) {
  int same = a->abi_version == b->abi_version && same_text(a->name, b->name) &&
             same_text(a->target_cpu, b->target_cpu) &&
             same_text(a->compiler_version, b->compiler_version) && a->batch == b->batch &&
             a->phase_count == b->phase_count && a->accumulate == b->accumulate &&
             a->needs_total_steps == b->needs_total_steps &&
             a->workspace_size(1) == b->workspace_size(1) &&
             a->workspace_size(2) == b->workspace_size(2) && !a->specialised == !b->specialised;
  for (int32_t i = 0; same && i < a->phase_count; ++i)
    same = same_text(a->phases[i], b->phases[i]) && a->phase_every[i] == b->phase_every[i] &&
           a->phase_repeat[i] == b->phase_repeat[i];
  const dlrt_table *tables[][2] = {
      {&a->parameters, &b->parameters}, {&a->state, &b->state},     {&a->optimizer, &b->optimizer},
      {&a->gradients, &b->gradients},   {&a->inputs, &b->inputs},   {&a->targets, &b->targets},
      {&a->outputs, &b->outputs},       {&a->metrics, &b->metrics}};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; ++i)
    same &= same_table(tables[i][0], tables[i][1]);
  return same && !a->init == !b->init && !a->train_step == !b->train_step &&
         !a->gradients_step == !b->gradients_step && !a->apply == !b->apply &&
         !a->eval_step == !b->eval_step && !a->predict == !b->predict &&
         !a->decode_step == !b->decode_step && !a->metrics_read == !b->metrics_read &&
         !a->get_param == !b->get_param && !a->set_param == !b->set_param;
}

/* Random values of the declared type. */
static void *make(const dlrt_tensor *tensor, uint32_t *random) {
  void *data = malloc(dlrt_tensor_bytes(tensor));
  if (!data)
    stop("not enough memory");
  for (int64_t i = 0; i < dlrt_tensor_elements(tensor); ++i) {
    *random = *random * 1664525u + 1013904223u;
    uint32_t bits = *random >> 8;
    if (tensor->dtype == DLRT_F32)
      ((float *)data)[i] = (float)bits / (1 << 23) - 1;
    else if (tensor->dtype == DLRT_F64)
      ((double *)data)[i] = (double)bits / (1 << 23) - 1;
    else if (tensor->dtype == DLRT_U8)
      ((uint8_t *)data)[i] = (uint8_t)bits;
    else if (tensor->dtype == DLRT_I32)
      ((int32_t *)data)[i] = (int32_t)(bits % (tensor->limit ? (uint32_t)tensor->limit : 2));
    else
      stop("an input of another type");
  }
  return data;
}

static void step(run *run, dlrt_team *team, int64_t number) {
  run->call.step = number;
  run->call.inputs = (const void *const *)inputs[number % kBatches];
  run->call.targets = (const void *const *)targets[number % kBatches];
  /* Now and then a batch that is not full. */
  run->call.n_valid = number % 5 == 4 ? run->model->batch - 1 : run->model->batch;
  for (int32_t phase = 0; phase < run->model->phase_count; ++phase) {
    run->call.phase = phase;
    if (dlrt_team_run(team, run->model->train_step, &run->call) != DLRT_OK)
      stop("train_step failed");
  }
}

static void train(run *run, dlrt_team *team, int threads) {
  dlrt_message message;
  if (dlrt_model_check(run->model, &message) ||
      dlrt_blocks_create(&run->blocks, run->model, threads, &message))
    stop(message.text);
  dlrt_blocks_fill(&run->blocks, run->model, &run->call);
  run->call.seed = 7;
  run->call.loss = &run->loss;
  run->call.total_steps = kSteps;
  if (dlrt_team_run(team, run->model->init, &run->call) != DLRT_OK)
    stop("init failed");
  for (int64_t i = 0; i < kSteps; ++i) {
    step(run, team, i);
    run->losses[i] = run->loss;
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

int main(int argc, char **argv) {
  static run runs[2];
  dlrt_message message;
  if (argc < 5)
    stop("usage: compare_builds NAME THREADS A.so B.so [STEPS]");
  const int threads = atoi(argv[2]);
  dlrt_team *team = dlrt_team_create(threads, NULL, &message);
  if (!team)
    stop(message.text);
  for (int i = 0; i < 2; ++i)
    runs[i].model = load(argv[3 + i], argv[1]);
  const dlrt_model *model = runs[0].model;
  uint32_t random = 1;
  for (int batch = 0; batch < kBatches; ++batch) {
    for (int32_t i = 0; i < model->inputs.count; ++i)
      inputs[batch][i] = make(&model->inputs.tensors[i], &random);
    for (int32_t i = 0; i < model->targets.count; ++i)
      targets[batch][i] = make(&model->targets.tensors[i], &random);
  }
  double worst = 0;
  for (int i = 0; i < 2; ++i)
    train(&runs[i], team, threads);
  for (int i = 0; i < kSteps; ++i) {
    double off = fabs(runs[0].losses[i] / runs[1].losses[i] - 1);
    worst = worst >= off || isnan(worst) ? worst : off; /* takes NaN over */
  }
  int good = worst <= kTolerance;
  if (!same_face(runs[0].model, runs[1].model)) {
    printf("%s: the tables differ\n", argv[1]);
    good = 0;
  }
  printf("%s: losses %s, %.7g to %.7g, off by %.1e\n", argv[1], good ? "agree" : "differ",
         runs[0].losses[0], runs[0].losses[kSteps - 1], worst);

  double least[2] = {INFINITY, INFINITY};
  for (int64_t number = 0; argc > 5 && number < atoi(argv[5]); ++number)
    for (int i = 0; i < 2; ++i) {
      double start = now();
      step(&runs[i], team, number);
      least[i] = fmin(least[i], now() - start);
    }
  if (argc > 5)
    printf("%s: %.4f ms and %.4f ms a step, %.0f %% of the first's speed\n", argv[1], least[0], least[1],
           100 * least[0] / least[1]);
  return !good;
}
