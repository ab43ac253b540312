// Trains a compiled model inside a C++ program, with a team of two threads and memory of its own.
//
//   dlc model.dsl -o train_step.o
//   c++ -std=c++17 -O2 -I ../../include train.cpp train_step.o -L ../../build/lib -ldlrt -lm
//   -lpthread -o train
#include "dlrt/core.h"
#include "train_step.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <vector>

namespace {
/// A block of a compiled model, aligned as its table asks.
struct Block {
  explicit Block(std::size_t size, std::size_t alignment = 64)
      : memory(std::aligned_alloc(alignment, (size + alignment) / alignment * alignment),
               std::free) {}
  std::unique_ptr<void, decltype(&std::free)> memory;
};

/// Points of two spirals, with the number of their arm.
struct Spirals {
  std::mt19937 generator{1};
  std::uniform_real_distribution<float> where{0, 1};

  void draw(std::vector<float> &points, std::vector<std::int32_t> &arms) {
    for (std::size_t i = 0; i < arms.size(); ++i) {
      float distance = where(generator);
      arms[i] = where(generator) < 0.5f;
      float angle = 7 * distance + 3.14159265f * static_cast<float>(arms[i]);
      points[2 * i] = (0.1f + distance) * std::cos(angle);
      points[2 * i + 1] = (0.1f + distance) * std::sin(angle);
    }
  }
};
} // namespace

int main() {
  const dlrt_model *model = dlrt_model_spirals();
  constexpr int threads = 2;
  Block parameters(model->parameters.size), state(model->state.size),
      optimizer(model->optimizer.size), workspace(model->workspace_size(threads));
  const std::size_t batch = static_cast<std::size_t>(model->batch);
  std::vector<float> points(2 * batch), probabilities(2 * batch);
  std::vector<std::int32_t> arms(batch);
  const void *inputs[] = {points.data()};
  const void *targets[] = {arms.data()};
  void *outputs[] = {probabilities.data()};
  float loss = 0;

  dlrt_call call{};
  call.parameters = parameters.memory.get();
  call.state = state.memory.get();
  call.optimizer = optimizer.memory.get();
  call.workspace = workspace.memory.get();
  call.inputs = inputs;
  call.targets = targets;
  call.outputs = outputs;
  call.n_valid = model->batch;
  call.seed = 1;
  call.lr_scale = 1;
  call.loss = &loss;

  dlrt_message message;
  std::unique_ptr<dlrt_team, decltype(&dlrt_team_destroy)> team(
      dlrt_team_create(dlrt_useful_threads(model, threads), nullptr, &message), dlrt_team_destroy);
  if (!team) {
    std::fprintf(stderr, "error: %s\n", message.text);
    return 1;
  }

  Spirals spirals;
  dlrt_status status = dlrt_team_run(team.get(), model->init, &call);
  for (; status == DLRT_OK && call.step < 1500; ++call.step) {
    spirals.draw(points, arms);
    status = dlrt_team_run(team.get(), model->train_step, &call);
    if (call.step % 300 == 299)
      std::printf("step %4d  loss %.4f\n", static_cast<int>(call.step) + 1, loss);
  }

  spirals.draw(points, arms);
  if (status == DLRT_OK)
    status = dlrt_team_run(team.get(), model->predict, &call);
  if (status != DLRT_OK) {
    std::fprintf(stderr, "error: %s\n", dlrt_status_text(status));
    return 1;
  }
  std::size_t right = 0;
  for (std::size_t i = 0; i < batch; ++i)
    right += (probabilities[2 * i + 1] > probabilities[2 * i]) == (arms[i] == 1);
  std::printf("%zu of %zu new points are on the arm that the model says\n", right, batch);
  return right * 10 >= batch * 9 ? 0 : 1;
}
