/* The logits of `decode_step`, one position a call, against those of `predict`. Usage: compare_decode
 * THREADS */
#include "dlrt/core.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const dlrt_model *dlrt_model_decoder(void);

enum { kBatch = 3, kPositions = 11, kVocabulary = 17 };

static void stop(const char *reason) {
  fprintf(stderr, "error: %s\n", reason);
  exit(1);
}

int main(int argc, char **argv) {
  const dlrt_model *model = dlrt_model_decoder();
  const int threads = argc == 2 ? atoi(argv[1]) : 0;
  dlrt_message message;
  dlrt_blocks blocks;
  dlrt_call call;
  if (threads < 1 || dlrt_blocks_create(&blocks, model, threads, &message))
    stop("usage: compare_decode THREADS");
  dlrt_team *team = dlrt_team_create(threads, NULL, &message);
  if (!team)
    stop(message.text);
  dlrt_blocks_fill(&blocks, model, &call);
  call.seed = 7;
  if (dlrt_team_run(team, model->init, &call) != DLRT_OK)
    stop("init failed");

  static int32_t tokens[kBatch][kPositions], token[kBatch];
  static float whole[kBatch][kPositions][kVocabulary], one[kBatch][kVocabulary];
  for (int row = 0; row < kBatch; ++row)
    for (int at = 0; at < kPositions; ++at)
      tokens[row][at] = (row * 31 + at * at * 7 + 3) % kVocabulary;
  const void *inputs[2] = {0};
  void *outputs[2] = {0};
  inputs[dlrt_table_find(&model->inputs, "tokens")] = tokens;
  inputs[dlrt_table_find(&model->inputs, "token")] = token;
  outputs[dlrt_table_find(&model->outputs, "logits")] = whole;
  outputs[dlrt_table_find(&model->outputs, "next_logits")] = one;
  call.inputs = inputs;
  call.outputs = outputs;
  if (dlrt_team_run(team, model->predict, &call) != DLRT_OK)
    stop("predict failed");

  double worst = 0;
  /* Twice: who sets the position back to 0 starts anew. */
  const dlrt_tensor *position =
      &model->state.tensors[dlrt_table_find(&model->state, "decode.position")];
  for (int round = 0; round < 2; ++round) {
    memset((char *)call.state + position->offset, 0, sizeof(int64_t));
    for (int at = 0; at < kPositions; ++at) {
      for (int row = 0; row < kBatch; ++row)
        token[row] = tokens[row][at];
      if (dlrt_team_run(team, model->decode_step, &call) != DLRT_OK)
        stop("decode_step failed");
      for (int row = 0; row < kBatch; ++row)
        for (int i = 0; i < kVocabulary; ++i) {
          double off = fabs((double)one[row][i] - whole[row][at][i]);
          worst = off <= worst ? worst : off; /* takes NaN over */
        }
    }
  }
  printf("%s: %.1e\n", worst <= 1e-5 ? "good" : "BAD", worst);
  return !(worst <= 1e-5);
}
