#include "FakeModels.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace {

constexpr int kBatch = 64, kPixels = 784, kClasses = 10;

struct Parameters {
  float w[kPixels][kClasses];
  alignas(64) float b[kClasses];
};
struct Sums {
  double loss, lossCount, accuracy, accuracyCount;
};

void probabilities(const Parameters &p, const uint8_t *image, float *out) {
  std::copy(p.b, p.b + kClasses, out);
  for (int i = 0; i < kPixels; ++i)
    if (float x = image[i] / 255.0f; x != 0)
      for (int c = 0; c < kClasses; ++c)
        out[c] += x * p.w[i][c];
  float top = *std::max_element(out, out + kClasses), sum = 0;
  for (int c = 0; c < kClasses; ++c)
    sum += out[c] = std::exp(out[c] - top);
  for (int c = 0; c < kClasses; ++c)
    out[c] /= sum;
}

dlrt_status run(const dlrt_call *call, int32_t thread, bool train) {
  if (thread)
    return DLRT_OK;
  auto &p = *static_cast<Parameters *>(call->parameters);
  auto &sums = *static_cast<Sums *>(call->state);
  auto *out = static_cast<float *>(call->workspace);
  auto *images = static_cast<const uint8_t *>(call->inputs[0]);
  auto *labels = static_cast<const int32_t *>(call->targets[0]);
  double loss = 0;
  for (int64_t row = 0; row < call->n_valid; ++row) {
    float *q = out + row * kClasses;
    if (labels[row] < 0 || labels[row] >= kClasses)
      return DLRT_BAD_LABEL;
    probabilities(p, images + row * kPixels, q);
    loss -= std::log(std::max(q[labels[row]], 1e-30f));
    sums.accuracy += std::max_element(q, q + kClasses) - q == labels[row];
  }
  sums.loss += loss;
  sums.lossCount += double(call->n_valid);
  sums.accuracyCount += double(call->n_valid);
  float rate = 0.2f * call->lr_scale / static_cast<float>(call->n_valid);
  for (int64_t row = 0; train && row < call->n_valid; ++row) {
    float *q = out + row * kClasses;
    q[labels[row]] -= 1;
    for (int i = 0; i < kPixels; ++i)
      if (float x = images[row * kPixels + i] / 255.0f; x != 0)
        for (int c = 0; c < kClasses; ++c)
          p.w[i][c] -= rate * x * q[c];
    for (int c = 0; c < kClasses; ++c)
      p.b[c] -= rate * q[c];
  }
  if (call->loss)
    *call->loss = static_cast<float>(loss / double(call->n_valid));
  return DLRT_OK;
}

dlrt_status init(const dlrt_call *call, int32_t thread, int32_t) {
  if (!thread)
    std::memset(call->parameters, 0, sizeof(Parameters));
  return DLRT_OK;
}
dlrt_status train(const dlrt_call *call, int32_t thread, int32_t) {
  return run(call, thread, true);
}
dlrt_status eval(const dlrt_call *call, int32_t thread, int32_t) {
  return run(call, thread, false);
}
dlrt_status predict(const dlrt_call *call, int32_t thread, int32_t) {
  for (int64_t row = 0; !thread && row < call->n_valid; ++row)
    probabilities(*static_cast<Parameters *>(call->parameters),
                  static_cast<const uint8_t *>(call->inputs[0]) + row * kPixels,
                  static_cast<float *>(call->outputs[0]) + row * kClasses);
  return DLRT_OK;
}
dlrt_status metrics(const dlrt_call *call, float *values) {
  auto &sums = *static_cast<Sums *>(call->state);
  values[0] = static_cast<float>(sums.loss / sums.lossCount);
  values[1] = static_cast<float>(sums.accuracy / sums.accuracyCount);
  sums = {};
  return DLRT_OK;
}
size_t workspace(int32_t) { return kBatch * kClasses * sizeof(float); }

} // namespace

const dlrt_model *fakeClassifier() {
  static const dlrt_tensor params[] = {
      {"fc.weight", DLRT_F32, 2, {kPixels, kClasses}, 0, 0, 0, 0, 0},
      {"fc.bias", DLRT_F32, 1, {kClasses}, offsetof(Parameters, b), 0, 0, 0, 0}};
  static const dlrt_tensor states[] = {{"metrics.loss.sum", DLRT_F64, 0, {}, 0, 0, 0, 0, 0},
                                       {"metrics.loss.count", DLRT_F64, 0, {}, 8, 0, 0, 0, 0},
                                       {"metrics.accuracy.sum", DLRT_F64, 0, {}, 16, 0, 0, 0, 0},
                                       {"metrics.accuracy.count", DLRT_F64, 0, {}, 24, 0, 0, 0, 0}};
  static const dlrt_tensor inputs[] = {{"image", DLRT_U8, 3, {kBatch, 28, 28}, 0, 0, 0, 0, 0}};
  static const dlrt_tensor targets[] = {{"label", DLRT_I32, 1, {kBatch}, 0, 0, 0, kClasses, 0}};
  static const dlrt_tensor outputs[] = {
      {"probabilities", DLRT_F32, 2, {kBatch, kClasses}, 0, 0, 0, 0, 0}};
  static const dlrt_tensor metricTable[] = {{"loss", DLRT_F32, 0, {}, 0, 0, 0, 0, 0},
                                            {"accuracy", DLRT_F32, 0, {}, 0, 0, 0, 0, 0}};
  static dlrt_model m = {};
  m.abi_version = DLRT_ABI_VERSION;
  m.name = "classifier";
  m.target_cpu = "by hand";
  m.compiler_version = "none";
  m.batch = kBatch;
  m.parameters = {params, 2, sizeof(Parameters), 64};
  m.state = {states, 4, sizeof(Sums), 64};
  m.inputs = {inputs, 1, 0, 0};
  m.targets = {targets, 1, 0, 0};
  m.outputs = {outputs, 1, 0, 0};
  m.metrics = {metricTable, 2, 0, 0};
  m.workspace_size = workspace;
  m.init = init;
  m.train_step = train;
  m.eval_step = eval;
  m.predict = predict;
  m.metrics_read = metrics;
  return &m;
}
