/* Optimizers for a model compiled with --optimizer=external: its step ends at the gradients block,
 * and these (or the user's own function) change the parameters. Called like a step function, once
 * per thread.
 *
 * The optimizer's memory belongs to the caller: arrays laid out like the gradients block
 * (model->gradients.size bytes, zeroed before the first step). Entries are matched by name; frozen
 * parameters have no gradient and stay as they are. DLRT_BAD_ARGUMENT for null blocks, packed
 * layouts and dtypes other than f32 and f64.
 */
#ifndef DLRT_OPTIM_H
#define DLRT_OPTIM_H

#include "dlrt/dlrt.h"

#ifdef __cplusplus
extern "C" {
#endif

/* v = momentum v + g;  p -= lr v  (nesterov: p -= lr (g + momentum v)), where g includes
 * weight_decay p. Sutskever et al. 2013, in the form PyTorch's SGD uses. */
typedef struct {
  double lr, momentum, weight_decay;
  int nesterov;
} dlrt_sgd;

/* `velocity` may be null when momentum is 0. The rate is lr * call->lr_scale. */
dlrt_status dlrt_sgd_apply(const dlrt_sgd *options, const dlrt_model *model, const dlrt_call *call,
                           void *velocity, int32_t thread, int32_t threads);

/* Kingma & Ba 2015 with bias correction by call->step + 1; `decoupled` weight decay is AdamW
 * (Loshchilov & Hutter 2019), otherwise it is added to the gradient. */
typedef struct {
  double lr, beta1, beta2, eps, weight_decay;
  int decoupled;
} dlrt_adam;

dlrt_status dlrt_adam_apply(const dlrt_adam *options, const dlrt_model *model,
                            const dlrt_call *call, void *exp_avg, void *exp_avg_sq, int32_t thread,
                            int32_t threads);

#ifdef __cplusplus
}
#endif
#endif
