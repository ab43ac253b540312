/* A trainer as a program: the command line, the messages and the exit codes. For stand-alone
 * trainers (which call it from main) and for tools that bring their own command line and pass
 * everything as JSON. No function here throws.
 */
#ifndef DLRT_TRAIN_MAIN_H
#define DLRT_TRAIN_MAIN_H

#include "dlrt/dlrt.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The whole program: [train|eval|predict] options. `config_json` holds the defaults:
 *   {"model": name, "data": {"kind": …, "path": …, "base": …, "args": {…}}, "epochs": 5, "seed": 1,
 * "drop_last": false} Returns the exit code: 0 good, 1 wrong data or I/O or a diverged run, 2 wrong
 * command line, 128 + n after signal n.
 */
int dlrt_trainer_main(const dlrt_model *model, const char *config_json, int argc, char **argv);

/* One command ("train", "eval", "predict" or "generate") with all options in one JSON object. Keys:
 *   train    data epochs seed threads lr_scale drop_last shuffle out resume init config (object,
 * for config.json) save_steps max_steps quiet tensorboard summary eval     data weights split
 * threads seed json predict  weights input output threads seed generate
 * weights vocabulary prompt tokens temperature top_k threads seed "data" is an object as above or a
 * string KIND:PATH[,key=value…]. Prints results and errors; returns the exit code. */
int dlrt_trainer_run(const dlrt_model *model, const char *command, const char *options_json);

/* The data of a run that is about to begin, read in a thread of its own while the caller does
 * something else, such as compiling the model. */
typedef struct dlrt_data dlrt_data;
/* `tables`: the model's, of which name, batch, inputs and targets count; they must live as long as
 * the run. `options_json` as for "train", of which "data" and "resume" count. What is wrong with
 * them or the data, the run will say. Null where no thread can be had. */
dlrt_data *dlrt_data_start(const dlrt_model *tables, const char *options_json);
/* Waits until all has been read. May be null. */
void dlrt_data_destroy(dlrt_data *data);

/* What a program wants to see of a run, and to bring to it. Each may be null. */
typedef struct {
  /* Called when the loss of a training step is not finite, with the step's memory as it left it. */
  void (*not_finite)(void *context, const dlrt_call *call, int64_t step);
  /* For "train" and "eval" of a model whose table has no eval_step yet: called once, before the
   * first validation (all is saved by then) or evaluation. Sets `*model` to one with the same
   * blocks, inputs and targets that has it, and lives as long as the first. Returns 0, or the exit
   * code to end with, once it has said why. */
  int (*load_eval_step)(void *context, const dlrt_model **model);
  void *context;
  /* For "train": started with the same options, of use for one run; null: the run reads them. */
  dlrt_data *data;
} dlrt_trainer_hooks;

/* The same with hooks, which may be null. */
int dlrt_trainer_run_hooked(const dlrt_model *model, const char *command, const char *options_json,
                            const dlrt_trainer_hooks *hooks);

#ifdef __cplusplus
}
#endif
#endif
