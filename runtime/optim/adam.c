#include "dlrt/optim.h"
#include "match.h"

#include <math.h>

/* The factors of one step: bias-corrected rate and denominator. */
typedef struct {
  double rate, correction,
      decay; /* lr / (1 - beta1^t), 1 / sqrt(1 - beta2^t), 1 - lr * weight_decay */
} factors;

static void step_f32(const dlrt_adam *o, const factors *f, float *p, const float *grad, float *m,
                     float *v, int64_t n) {
  const float beta1 = (float)o->beta1, beta2 = (float)o->beta2, eps = (float)o->eps;
  const float l2 = o->decoupled ? 0 : (float)o->weight_decay;
  const float decay = o->decoupled ? (float)f->decay : 1;
  const float rate = (float)f->rate, correction = (float)f->correction;
  for (int64_t i = 0; i < n; ++i) {
    float g = grad[i] + l2 * p[i];
    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    p[i] = decay * p[i] - rate * m[i] / (sqrtf(v[i]) * correction + eps);
  }
}

static void step_f64(const dlrt_adam *o, const factors *f, double *p, const double *grad, double *m,
                     double *v, int64_t n) {
  const double l2 = o->decoupled ? 0 : o->weight_decay, decay = o->decoupled ? f->decay : 1;
  for (int64_t i = 0; i < n; ++i) {
    double g = grad[i] + l2 * p[i];
    m[i] = o->beta1 * m[i] + (1 - o->beta1) * g;
    v[i] = o->beta2 * v[i] + (1 - o->beta2) * g * g;
    p[i] = decay * p[i] - f->rate * m[i] / (sqrt(v[i]) * f->correction + o->eps);
  }
}

dlrt_status dlrt_adam_apply(const dlrt_adam *options, const dlrt_model *model,
                            const dlrt_call *call, void *exp_avg, void *exp_avg_sq, int32_t thread,
                            int32_t threads) {
  if (!exp_avg || !exp_avg_sq)
    return DLRT_BAD_ARGUMENT;
  const double lr = options->lr * call->lr_scale, t = (double)call->step + 1;
  const factors f = {lr / (1 - pow(options->beta1, t)), 1 / sqrt(1 - pow(options->beta2, t)),
                     1 - lr * options->weight_decay};
  for (int32_t i = 0; i < model->gradients.count; ++i) {
    dlrt_match m;
    dlrt_status status = dlrt_match_gradient(model, call, i, thread, threads, &m);
    if (status != DLRT_OK)
      return status;
    char *average = (char *)exp_avg + m.offset, *square = (char *)exp_avg_sq + m.offset;
    int64_t n = m.end - m.begin;
    if (m.dtype == DLRT_F32)
      step_f32(options, &f, (float *)m.parameter + m.begin, (const float *)m.gradient + m.begin,
               (float *)average + m.begin, (float *)square + m.begin, n);
    else
      step_f64(options, &f, (double *)m.parameter + m.begin, (const double *)m.gradient + m.begin,
               (double *)average + m.begin, (double *)square + m.begin, n);
  }
  return DLRT_OK;
}
