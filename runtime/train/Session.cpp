#include "Session.h"

#include <charconv>
#include <cstdio>
#include <cstring>

namespace dlrt {

Session::Session(const dlrt_model &model, int32_t threads, uint64_t seed)
    : model(model), evalStep(model.eval_step), threads(threads) {
  dlrt_message message;
  uint32_t flags;
  if (dlrt_blocks_create(&blocks, &model, threads, &message))
    throw Error(message.text);
  team = dlrt_team_create(dlrt_useful_threads(&model, threads), &flags, &message);
  if (!team) {
    dlrt_blocks_destroy(&blocks);
    throw Error(message.text);
  }
  if (flags & DLRT_TEAM_OVERSUBSCRIBED)
    std::fprintf(stderr, "warning: %d threads on %d CPU%s are slower than fewer threads\n",
                 int(threads), int(dlrt_cpu_count()), dlrt_cpu_count() == 1 ? "" : "s");
  dlrt_blocks_fill(&blocks, &model, &call);
  call.seed = seed;
  call.loss = &loss;
}

Session::~Session() {
  dlrt_team_destroy(team);
  dlrt_blocks_destroy(&blocks);
}

void Session::initialise() {
  if (!model.init)
    throw Error("model '" + std::string(model.name) + "' has no init entry point");
  run(model.init, "init");
}

void Session::loadWeights(const std::string &path) {
  dlrt_message message;
  if (dlrt_load_weights(&model, &blocks, path.c_str(), &message))
    throw Error(message.text);
}

dlrt_status Session::run(dlrt_fn fn, const std::string &what) {
  dlrt_status status = dlrt_team_run(team, fn, &call);
  if (status != DLRT_OK && status != DLRT_NOT_FINITE)
    throw Error("'" + what + "' of model '" + model.name + "' failed: " + dlrt_status_text(status));
  return status;
}

void Session::setBatch(const Batch &batch) {
  call.inputs = batch.inputs.data();
  call.targets = batch.targets.data();
  call.n_valid = batch.valid;
}

void Session::useEvalStep(const dlrt_model &other) {
  if (workspaceBytes(other) > workspaceBytes(model)) {
    // As dlrt_blocks_create does: in whole lines, with a spare one for vectors that are read past the end.
    size_t bytes = (workspaceBytes(other) + 127) / 64 * 64;
    void *memory = std::aligned_alloc(64, bytes);
    if (!memory)
      throw Error("not enough memory to evaluate model '" + std::string(model.name) + "'");
    std::memset(memory, 0, bytes);
    largerWorkspace.reset(memory);
    call.workspace = memory;
  }
  evalStep = other.eval_step;
}

std::vector<float> Session::readMetrics() {
  std::vector<float> values(static_cast<size_t>(model.metrics.count));
  if (!model.metrics_read)
    throw Error("model '" + std::string(model.name) + "' has no metrics_read entry point");
  dlrt_status status = model.metrics_read(&call, values.data());
  if (status != DLRT_OK)
    throw Error(std::string("reading the metrics failed: ") + dlrt_status_text(status));
  return values;
}

std::vector<float> Session::peekMetrics() {
  std::vector<uint8_t> saved(model.state.size);
  std::memcpy(saved.data(), blocks.state, saved.size());
  std::vector<float> values = readMetrics();
  std::memcpy(blocks.state, saved.data(), saved.size());
  return values;
}

std::vector<float> evaluateSplit(Session &session, const Split &split) {
  if (!session.evalStep)
    throw Error("model '" + std::string(session.model.name) + "' has no eval_step entry point");
  Batcher batcher(split, session.model.batch, 0, false, false);
  Batch batch(session.model, true);
  for (int64_t step = 0; step < batcher.steps(); ++step) {
    batcher.gather(step, batch);
    session.setBatch(batch);
    session.run(session.evalStep, "eval_step");
  }
  return session.readMetrics();
}

std::vector<std::string> metricNames(const dlrt_model &model) {
  std::vector<std::string> names;
  for (int32_t i = 0; i < model.metrics.count; ++i)
    names.push_back(model.metrics.tensors[i].name);
  return names;
}

double readable(float value) {
  char text[32];
  auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double result = value;
  std::from_chars(text, end, result);
  return result;
}

} // namespace dlrt
