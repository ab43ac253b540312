//===- Runner.cpp - Running a compiled model with made-up data --------------===//
#include "Runner.h"

using namespace dlc::tool;

/// A run of some length, for schedules that end with it.
static constexpr int64_t kTotalSteps = 1000;

uint64_t RandomNumbers::next() {
  uint64_t z = state += 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

double RandomNumbers::uniform(double low, double high) {
  return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53;
}

/// Values that the model accepts: within the limit of integers, around zero for real numbers.
static void fill(const dlrt_tensor &tensor, void *data, RandomNumbers &random) {
  int64_t count = dlrt_tensor_elements(&tensor);
  int64_t limit = tensor.limit > 0 ? tensor.limit : tensor.dtype == DLRT_U8 ? 256 : 2;
  for (int64_t i = 0; i < count; ++i) {
    auto whole = static_cast<int64_t>(random.next() % static_cast<uint64_t>(limit));
    switch (tensor.dtype) {
    case DLRT_F32:
      static_cast<float *>(data)[i] = static_cast<float>(random.uniform(-1, 1));
      break;
    case DLRT_F64:
      static_cast<double *>(data)[i] = random.uniform(-1, 1);
      break;
    case DLRT_BF16: // the upper half of an f32
      static_cast<uint16_t *>(data)[i] = static_cast<uint16_t>(0x3f00 + (random.next() & 0x807f));
      break;
    case DLRT_I32:
      static_cast<int32_t *>(data)[i] = static_cast<int32_t>(whole);
      break;
    case DLRT_I64:
      static_cast<int64_t *>(data)[i] = whole;
      break;
    case DLRT_U8:
    case DLRT_I8:
    case DLRT_BOOL:
      static_cast<uint8_t *>(data)[i] =
          static_cast<uint8_t>(tensor.dtype == DLRT_BOOL ? whole & 1 : whole);
      break;
    }
  }
}

void *Runner::addTensor(const dlrt_tensor &tensor, RandomNumbers *random) {
  // Aligned like anybody's: 64 bytes are only promised for blocks.
  memory.push_back(std::make_unique<char[]>(dlrt_tensor_bytes(&tensor)));
  if (random)
    fill(tensor, memory.back().get(), *random);
  return memory.back().get();
}

static llvm::Error failure(const dlrt_message &message) {
  return llvm::createStringError("%s", message.text);
}

llvm::Expected<std::unique_ptr<Runner>> Runner::create(const dlrt_model *model, int32_t threads,
                                                       uint64_t seed) {
  std::unique_ptr<Runner> runner(new Runner(model));
  dlrt_message message = {};
  if (dlrt_model_check(model, &message) ||
      dlrt_blocks_create(&runner->blocks, model, threads, &message))
    return failure(message);
  runner->team = dlrt_team_create(dlrt_useful_threads(model, threads), nullptr, &message);
  if (!runner->team)
    return failure(message);
  RandomNumbers random(seed);
  for (int32_t i = 0; i < model->inputs.count; ++i)
    runner->inputs.push_back(runner->addTensor(model->inputs.tensors[i], &random));
  for (int32_t i = 0; i < model->targets.count; ++i)
    runner->targets.push_back(runner->addTensor(model->targets.tensors[i], &random));
  for (int32_t i = 0; i < model->outputs.count; ++i)
    runner->outputs.push_back(runner->addTensor(model->outputs.tensors[i], nullptr));
  dlrt_call &call = runner->call;
  dlrt_blocks_fill(&runner->blocks, model, &call);
  call.inputs = runner->inputs.data();
  call.targets = runner->targets.data();
  call.outputs = runner->outputs.data();
  call.seed = seed;
  call.loss = &runner->loss;
  call.total_steps = kTotalSteps;
  if (llvm::Error error = runner->run(model->init, "init"))
    return error;
  return runner;
}

Runner::~Runner() {
  if (team)
    dlrt_team_destroy(team);
  dlrt_blocks_destroy(&blocks);
}

llvm::Error Runner::run(dlrt_fn function, llvm::StringRef name) {
  if (!function)
    return llvm::createStringError("the model has no function %s", name.str().c_str());
  dlrt_status status = dlrt_team_run(team, function, &call);
  if (status == DLRT_OK || status == DLRT_NOT_FINITE)
    return llvm::Error::success();
  return llvm::createStringError("%s failed: %s", name.str().c_str(), dlrt_status_text(status));
}

llvm::Error Runner::trainStep(int64_t step) {
  call.step = step;
  for (int32_t phase = 0; phase < model->phase_count; ++phase) {
    if (step % model->phase_every[phase] != 0)
      continue;
    call.phase = phase;
    int32_t calls = model->phase_repeat[phase] * model->accumulate;
    for (int32_t i = 0; i < calls; ++i) {
      if (onBegin)
        onBegin();
      if (llvm::Error error = run(model->train_step, "train_step"))
        return error;
      if (onEnd)
        onEnd();
    }
  }
  return llvm::Error::success();
}
