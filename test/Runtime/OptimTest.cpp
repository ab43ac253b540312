#include "dlrt/optim.h"
#include "FakeModels.h"
#include "Support.h"

#include <cmath>

namespace {

// p is 1, g is 0.5 everywhere; returns w[0] after three steps.
template <typename Apply> float threeSteps(Apply apply) {
  const dlrt_model *model = fakeRegression();
  Blocks blocks(model);
  auto *w = static_cast<float *>(blocks.parameters), *g = static_cast<float *>(blocks.gradients);
  for (int i = 0; i < 32; ++i)
    w[i] = 1, g[i] = 0.5f;
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  for (call.step = 0; call.step < 3; ++call.step)
    for (int thread = 0; thread < 2; ++thread)
      EXPECT_EQ(apply(model, &call, thread), DLRT_OK);
  EXPECT_EQ(w[16], w[0]); // b
  EXPECT_EQ(w[3], 1);     // padding, no parameter
  return w[0];
}

} // namespace

TEST(Optim, SgdMomentum) {
  dlrt_sgd options = {0.1, 0.9, 0, 0};
  alignas(64) char velocity[128] = {};
  float w = threeSteps([&](auto *model, auto *call, int thread) {
    return dlrt_sgd_apply(&options, model, call, velocity, thread, 2);
  });
  // v = 0.5, 0.95, 1.355
  EXPECT_NEAR(w, 1 - 0.1 * (0.5 + 0.95 + 1.355), 1e-6);
}

TEST(Optim, SgdNesterovWithDecay) {
  dlrt_sgd options = {0.1, 0.5, 0.1, 1};
  alignas(64) char velocity[128] = {};
  float w = threeSteps([&](auto *model, auto *call, int thread) {
    return dlrt_sgd_apply(&options, model, call, velocity, thread, 2);
  });
  double p = 1, v = 0;
  for (int i = 0; i < 3; ++i) {
    double g = 0.5 + 0.1 * p;
    v = 0.5 * v + g;
    p -= 0.1 * (g + 0.5 * v);
  }
  EXPECT_NEAR(w, p, 1e-6);
}

TEST(Optim, AdamAndAdamW) {
  for (int decoupled = 0; decoupled < 2; ++decoupled) {
    dlrt_adam options = {0.01, 0.9, 0.999, 1e-8, 0.1, decoupled};
    alignas(64) char average[128] = {}, square[128] = {};
    float w = threeSteps([&](auto *model, auto *call, int thread) {
      return dlrt_adam_apply(&options, model, call, average, square, thread, 2);
    });
    double p = 1, m = 0, v = 0;
    for (int t = 1; t <= 3; ++t) {
      double g = 0.5 + (decoupled ? 0 : 0.1 * p);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      if (decoupled)
        p *= 1 - 0.01 * 0.1;
      p -= 0.01 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    }
    EXPECT_NEAR(w, p, 1e-6) << decoupled;
  }
}

TEST(Optim, RefusesWhatItCannotApply) {
  const dlrt_model *model = fakeRegression();
  Blocks blocks(model);
  dlrt_call call;
  dlrt_blocks_fill(&blocks, model, &call);
  dlrt_sgd options = {0.1, 0.9, 0, 0};
  EXPECT_EQ(dlrt_sgd_apply(&options, model, &call, nullptr, 0, 1), DLRT_BAD_ARGUMENT);
  call.gradients = nullptr;
  options.momentum = 0;
  EXPECT_EQ(dlrt_sgd_apply(&options, model, &call, nullptr, 0, 1), DLRT_BAD_ARGUMENT);
}
