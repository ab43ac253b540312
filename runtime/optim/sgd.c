#include "dlrt/optim.h"
#include "match.h"

static void step_f32(const dlrt_sgd *o, float lr, float *p, const float *grad, float *v,
                     int64_t n) {
  const float momentum = (float)o->momentum, decay = (float)o->weight_decay;
  for (int64_t i = 0; i < n; ++i) {
    float g = grad[i] + decay * p[i];
    if (v) {
      v[i] = momentum * v[i] + g;
      g = o->nesterov ? g + momentum * v[i] : v[i];
    }
    p[i] -= lr * g;
  }
}

static void step_f64(const dlrt_sgd *o, double lr, double *p, const double *grad, double *v,
                     int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    double g = grad[i] + o->weight_decay * p[i];
    if (v) {
      v[i] = o->momentum * v[i] + g;
      g = o->nesterov ? g + o->momentum * v[i] : v[i];
    }
    p[i] -= lr * g;
  }
}

dlrt_status dlrt_sgd_apply(const dlrt_sgd *options, const dlrt_model *model, const dlrt_call *call,
                           void *velocity, int32_t thread, int32_t threads) {
  if (!velocity && options->momentum != 0)
    return DLRT_BAD_ARGUMENT;
  const double lr = options->lr * call->lr_scale;
  for (int32_t i = 0; i < model->gradients.count; ++i) {
    dlrt_match m;
    dlrt_status status = dlrt_match_gradient(model, call, i, thread, threads, &m);
    if (status != DLRT_OK)
      return status;
    char *v = velocity ? (char *)velocity + m.offset : 0;
    int64_t n = m.end - m.begin;
    if (m.dtype == DLRT_F32)
      step_f32(options, (float)lr, (float *)m.parameter + m.begin,
               (const float *)m.gradient + m.begin, v ? (float *)v + m.begin : 0, n);
    else
      step_f64(options, lr, (double *)m.parameter + m.begin, (const double *)m.gradient + m.begin,
               v ? (double *)v + m.begin : 0, n);
  }
  return DLRT_OK;
}
