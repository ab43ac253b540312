#include "FakeModels.h"

#include <cmath>
#include <cstring>

namespace {

constexpr int kBatch = 8, kSlices = 8;

template <int Features> struct Regression {
  struct Parameters {
    float w[16]; // padded to a cache line
    float b[16];
  };
  struct State {
    int64_t count;
    alignas(64) float noise;
    alignas(64) double lossSum, lossCount, maeSum, maeCount;
  };
  // Partial gradients of each slice, then the losses.
  struct Workspace {
    float partial[kSlices][16];
    double loss[kSlices], mae[kSlices];
  };

  static Parameters &parameters(const dlrt_call *call) {
    return *static_cast<Parameters *>(call->parameters);
  }
  static State &state(const dlrt_call *call) { return *static_cast<State *>(call->state); }

  static float noiseOf(uint64_t seed, int64_t step) {
    uint64_t z = seed * 0x9E3779B97F4A7C15u + static_cast<uint64_t>(step);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    return static_cast<float>(z >> 40) * 0x1.0p-24f * 1e-3f;
  }

  static dlrt_status init(const dlrt_call *call, int32_t thread, int32_t) {
    if (thread)
      return DLRT_OK;
    std::memset(call->parameters, 0, sizeof(Parameters));
    std::memset(call->state, 0, sizeof(State));
    std::memset(call->optimizer, 0, sizeof(Parameters));
    for (int i = 0; i < Features; ++i)
      parameters(call).w[i] = noiseOf(call->seed, 1000 + i);
    return DLRT_OK;
  }

  // Forward and, with `train`, backward over one slice of rows.
  static void slice(const dlrt_call *call, int s, bool train) {
    auto *x = static_cast<const float *>(call->inputs[0]);
    auto *y = static_cast<const float *>(call->targets[0]);
    auto &work = *static_cast<Workspace *>(call->workspace);
    Parameters &p = parameters(call);
    std::memset(work.partial[s], 0, sizeof work.partial[s]);
    work.loss[s] = work.mae[s] = 0;
    int rows = kBatch / kSlices;
    for (int row = s * rows; row < (s + 1) * rows && row < call->n_valid; ++row) {
      float error = p.b[0] - y[row];
      for (int i = 0; i < Features; ++i)
        error += x[row * Features + i] * p.w[i];
      if (train)
        error += noiseOf(call->seed, call->step);
      work.loss[s] += double(error) * error;
      work.mae[s] += std::fabs(error);
      float scale = 2 * error / static_cast<float>(call->n_valid);
      for (int i = 0; i < Features; ++i)
        work.partial[s][i] += scale * x[row * Features + i];
      work.partial[s][Features] += scale;
    }
  }

  static dlrt_status step(const dlrt_call *call, int32_t thread, int32_t threads, bool train) {
    for (int s = thread; s < kSlices; s += threads)
      slice(call, s, train);
    if (threads > 1)
      call->barrier(call->barrier_context, threads);
    if (thread == 0) {
      auto &work = *static_cast<Workspace *>(call->workspace);
      double loss = 0, mae = 0;
      float gradient[16] = {};
      for (int s = 0; s < kSlices; ++s) {
        loss += work.loss[s];
        mae += work.mae[s];
        for (int i = 0; i <= Features; ++i)
          gradient[i] += work.partial[s][i];
      }
      State &st = state(call);
      st.lossSum += loss;
      st.maeSum += mae;
      st.lossCount += double(call->n_valid);
      st.maeCount += double(call->n_valid);
      if (train) {
        Parameters &p = parameters(call), &m = *static_cast<Parameters *>(call->optimizer);
        ++st.count;
        st.noise = noiseOf(call->seed, call->step);
        for (int i = 0; i <= Features; ++i) {
          float &velocity = i < Features ? m.w[i] : m.b[0];
          velocity = 0.9f * velocity + gradient[i];
          (i < Features ? p.w[i] : p.b[0]) -= 0.01f * call->lr_scale * velocity;
        }
      }
      if (call->loss)
        *call->loss = static_cast<float>(loss / double(call->n_valid));
    }
    if (threads > 1)
      call->barrier(call->barrier_context, threads);
    return DLRT_OK;
  }

  static dlrt_status train(const dlrt_call *call, int32_t thread, int32_t threads) {
    return step(call, thread, threads, true);
  }
  static dlrt_status eval(const dlrt_call *call, int32_t thread, int32_t threads) {
    return step(call, thread, threads, false);
  }
  static dlrt_status predict(const dlrt_call *call, int32_t thread, int32_t) {
    if (thread)
      return DLRT_OK;
    auto *x = static_cast<const float *>(call->inputs[0]);
    auto *y = static_cast<float *>(call->outputs[0]);
    Parameters &p = parameters(call);
    for (int row = 0; row < call->n_valid; ++row) {
      y[row] = p.b[0];
      for (int i = 0; i < Features; ++i)
        y[row] += x[row * Features + i] * p.w[i];
    }
    return DLRT_OK;
  }
  static dlrt_status metrics(const dlrt_call *call, float *values) {
    State &s = state(call);
    values[0] = static_cast<float>(s.lossSum / s.lossCount);
    values[1] = static_cast<float>(s.maeSum / s.maeCount);
    s.lossSum = s.lossCount = s.maeSum = s.maeCount = 0;
    return DLRT_OK;
  }
  static size_t workspace(int32_t) { return sizeof(Workspace); }

  static const dlrt_model *model(const char *name) {
    static const dlrt_tensor params[] = {{"w", DLRT_F32, 1, {Features}, 0, 0, 0, 0, 0},
                                         {"b", DLRT_F32, 1, {1}, 64, 0, 0, 0, 0}};
    static const dlrt_tensor states[] = {
        {"count", DLRT_I64, 0, {}, offsetof(State, count), 0, DLRT_PERSISTENT, 0, 0},
        {"noise", DLRT_F32, 0, {}, offsetof(State, noise), 0, DLRT_TRAINING, 0, 0},
        {"metrics.loss.sum", DLRT_F64, 0, {}, offsetof(State, lossSum), 0, 0, 0, 0},
        {"metrics.loss.count", DLRT_F64, 0, {}, offsetof(State, lossCount), 0, 0, 0, 0},
        {"metrics.mae.sum", DLRT_F64, 0, {}, offsetof(State, maeSum), 0, 0, 0, 0},
        {"metrics.mae.count", DLRT_F64, 0, {}, offsetof(State, maeCount), 0, 0, 0, 0}};
    static const dlrt_tensor optims[] = {{"w.momentum", DLRT_F32, 1, {Features}, 0, 0, 0, 0, 0},
                                         {"b.momentum", DLRT_F32, 1, {1}, 64, 0, 0, 0, 0}};
    static const dlrt_tensor grads[] = {{"grad:w", DLRT_F32, 1, {Features}, 0, 0, 0, 0, 0},
                                        {"grad:b", DLRT_F32, 1, {1}, 64, 0, 0, 0, 0}};
    static const dlrt_tensor inputs[] = {{"x", DLRT_F32, 2, {kBatch, Features}, 0, 0, 0, 0, 0}};
    static const dlrt_tensor targets[] = {{"y", DLRT_F32, 1, {kBatch}, 0, 0, 0, 0, 0}};
    static const dlrt_tensor outputs[] = {{"prediction", DLRT_F32, 1, {kBatch}, 0, 0, 0, 0, 0}};
    static const dlrt_tensor metricTable[] = {{"loss", DLRT_F32, 0, {}, 0, 0, 0, 0, 0},
                                              {"mae", DLRT_F32, 0, {}, 0, 0, 0, 0, 0}};
    static dlrt_model m = {};
    m.abi_version = DLRT_ABI_VERSION;
    m.name = name;
    m.target_cpu = "by hand";
    m.compiler_version = "none";
    m.batch = kBatch;
    m.parameters = {params, 2, sizeof(Parameters), 64};
    m.state = {states, 6, sizeof(State), 64};
    m.optimizer = {optims, 2, sizeof(Parameters), 64};
    m.gradients = {grads, 2, sizeof(Parameters), 64};
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
};

} // namespace

const dlrt_model *fakeRegression() { return Regression<3>::model("regression"); }
const dlrt_model *fakeRegressionOther() { return Regression<4>::model("other"); }
