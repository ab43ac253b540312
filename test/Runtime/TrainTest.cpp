#include "FakeModels.h"
#include "Support.h"
#include "TrainSupport.h"

#include <cmath>
#include <cstring>

using namespace dlrt;

namespace {

using Train = TrainFixture;

dlrt_status (*realStep)(const dlrt_call *, int32_t, int32_t);
dlrt_status brokenStep(const dlrt_call *call, int32_t thread, int32_t threads) {
  dlrt_status status = realStep(call, thread, threads);
  if (thread == 0 && call->step == 17)
    *call->loss = NAN;
  return status;
}
dlrt_status failingStep(const dlrt_call *, int32_t, int32_t) { return DLRT_BAD_LABEL; }

// An eval_step that needs more workspace than the step of training, and uses all of it.
constexpr size_t kLargeWorkspace = 1 << 20;
size_t largeWorkspace(int32_t) { return kLargeWorkspace; }
dlrt_status greedyEval(const dlrt_call *call, int32_t thread, int32_t threads) {
  if (thread == 0)
    std::memset(call->workspace, 0xff, kLargeWorkspace);
  if (threads > 1)
    call->barrier(call->barrier_context, threads);
  return fakeRegression()->eval_step(call, thread, threads);
}

// The regression as it is compiled for training, and what its validation needs.
struct LaterEval : Train {
  dlrt_model early = *fakeRegression(), later = *fakeRegression();
  int loaded = 0;

  LaterEval() {
    early.eval_step = nullptr;
    later.train_step = nullptr;
    later.eval_step = greedyEval;
    later.workspace_size = largeWorkspace;
  }
  TrainOptions laterOptions(const std::string &name) {
    TrainOptions o = options(name);
    o.loadEvalStep = [this](int &) {
      ++loaded;
      return &later;
    };
    return o;
  }
  void expectSameRun(const std::string &name, const std::string &other) {
    for (const char *file : {"/state.safetensors", "/last.safetensors", "/best.safetensors", "/metrics.jsonl"})
      EXPECT_EQ(readFile(dir / (name + file)), readFile(dir / (other + file))) << file;
  }
};

} // namespace

TEST_F(Train, LearnsAndLeavesItsFiles) {
  TrainOptions o = options("run");
  o.epochs = 30;
  o.configJson = "{}\n";
  TrainResult result = train(*fakeRegression(), o);
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.epochs, 30);
  EXPECT_EQ(result.steps, 30 * 11); // 83 rows in batches of 8
  EXPECT_LT(result.metrics["val_loss"], 1e-3);
  EXPECT_EQ(readFile(dir / "run/config.json"), "{}\n");
  for (const char *name : {"last.safetensors", "best.safetensors", "state.safetensors"})
    EXPECT_TRUE(std::filesystem::exists(dir / ("run/" + std::string(name))));
  std::ifstream lines(dir / "run/metrics.jsonl");
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json["epoch"], ++count);
    EXPECT_EQ(json["step"], count * 11);
    for (const char *key : {"loss", "mae", "val_loss", "val_mae"})
      EXPECT_TRUE(json[key].is_number());
  }
  EXPECT_EQ(count, 30);
}

TEST_F(Train, TheResultDoesNotDependOnThreadsOrPrefetch) {
  for (int threads : {1, 2, 3, 8}) {
    TrainOptions o = options("t" + std::to_string(threads));
    o.threads = threads;
    o.prefetch = threads % 2;
    train(*fakeRegression(), o);
    EXPECT_EQ(readFile(dir / ("t" + std::to_string(threads) + "/state.safetensors")),
              readFile(dir / "t1/state.safetensors"));
  }
}

TEST_F(Train, ResumesBitForBit) {
  TrainOptions o = options("whole");
  o.epochs = 4;
  train(*fakeRegression(), o);
  std::string expected = readFile(dir / "whole/state.safetensors");

  TrainOptions part = options("part");
  part.epochs = 2;
  train(*fakeRegression(), part);
  part.out = "";
  part.resume = dir / "part";
  part.epochs = 4;
  part.seed = 999; // the run's own seed holds
  train(*fakeRegression(), part);
  EXPECT_EQ(readFile(dir / "part/state.safetensors"), expected);
  EXPECT_EQ(readFile(dir / "part/last.safetensors"), readFile(dir / "whole/last.safetensors"));
  EXPECT_EQ(readFile(dir / "part/best.safetensors"), readFile(dir / "whole/best.safetensors"));
  EXPECT_EQ(readFile(dir / "part/metrics.jsonl"), readFile(dir / "whole/metrics.jsonl"));
}

// Stopped at every possible step, also within epochs and with another number of threads.
TEST_F(Train, ResumesFromEveryStep) {
  TrainOptions o = options("whole");
  o.epochs = 2;
  train(*fakeRegression(), o);
  for (int64_t stop = 1; stop < 22; ++stop) {
    TrainOptions part = options("stop" + std::to_string(stop));
    part.epochs = 2;
    part.maxSteps = stop;
    TrainResult result = train(*fakeRegression(), part);
    EXPECT_EQ(result.steps, stop);
    EXPECT_EQ(result.exitCode, 0);
    part.resume = part.out;
    part.maxSteps = 0;
    part.threads = 1 + int(stop % 2);
    train(*fakeRegression(), part);
    for (const char *file : {"/state.safetensors", "/metrics.jsonl"})
      EXPECT_EQ(readFile(part.out + file), readFile(dir / ("whole" + std::string(file))))
          << stop << file;
  }
}

TEST_F(Train, DropLastSpecialisedStepAndLrScale) {
  TrainOptions o = options("drop");
  o.dropLast = true;
  EXPECT_EQ(train(*fakeRegression(), o).steps, 2 * 10);
  o = options("zero");
  o.lrScale = 0;
  o.epochs = 1;
  train(*fakeRegression(), o);
  Blocks blocks(fakeRegression());
  dlrt_message message;
  ASSERT_EQ(dlrt_load_weights(fakeRegression(), &blocks, (dir / "zero/last.safetensors").c_str(),
                              &message),
            0);
  EXPECT_EQ(static_cast<float *>(blocks.parameters)[16], 0); // b has not moved

  dlrt_model model = *fakeRegression();
  static dlrt_fn tail = failingStep;
  static int64_t tailBatch = 3;
  model.specialised = &tail;
  model.specialised_batch = &tailBatch;
  model.specialised_count = 1;
  expectError([&] { train(model, options("special")); },
              {"'train_step' of model 'regression' failed"});
}

TEST_F(Train, InitTakesWeights) {
  train(*fakeRegression(), options("first"));
  TrainOptions o = options("second");
  o.init = dir / "first/last.safetensors";
  o.epochs = 0;
  EXPECT_EQ(train(*fakeRegression(), o).exitCode, 0);
  o.epochs = 1;
  o.lrScale = 0;
  train(*fakeRegression(), o);
  Blocks a(fakeRegression()), b(fakeRegression());
  ASSERT_EQ(dlrt_load_weights(fakeRegression(), &a, o.init.c_str(), nullptr), 0);
  ASSERT_EQ(
      dlrt_load_weights(fakeRegression(), &b, (dir / "second/last.safetensors").c_str(), nullptr),
      0);
  EXPECT_EQ(std::memcmp(a.parameters, b.parameters, 12), 0);
}

TEST_F(Train, StopsWhenTheLossIsNotFinite) {
  dlrt_model model = *fakeRegression();
  realStep = model.train_step;
  model.train_step = brokenStep;
  TrainOptions o = options("nan");
  int64_t seen = -1;
  o.onNotFinite = [&](const dlrt_call &call, int64_t step) {
    seen = step;
    EXPECT_EQ(call.step, 17);
  };
  testing::internal::CaptureStderr();
  TrainResult result = train(model, o);
  std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_EQ(result.steps, 17);
  EXPECT_EQ(seen, 17);
  EXPECT_NE(text.find("the loss of step 18 (epoch 2, batch 7) is not a number"), std::string::npos)
      << text;
}

TEST_F(Train, Errors) {
  TrainOptions o = options("x");
  o.resume = dir / "absent";
  expectError([&] { train(*fakeRegression(), o); }, {"cannot resume from", "state.safetensors"});

  train(*fakeRegression(), options("run"));
  o = options("run");
  o.resume = o.out;
  o.epochs = 5;
  o.data.args["split"] = 0.5;
  expectError([&] { train(*fakeRegression(), o); },
              {"trained on 83 samples, the data now have 52"});

  o = options("small");
  o.data.args["split"] = 0.05;
  o.dropLast = true;
  expectError([&] { train(*fakeRegression(), o); }, {"5 samples, fewer than one batch of 8"});

  writeFile(dir / "file", "");
  expectError([&] { train(*fakeRegression(), options("file")); }, {"file"});
  expectError([&] { train(*fakeRegression(), options("file/below")); }, {"file/below"});

  dlrt_model model = *fakeRegression();
  model.train_step = failingStep;
  expectError([&] { train(model, options("bad")); },
              {"an integer input or target is outside its range"});
}

TEST_F(LaterEval, IsLoadedBeforeTheFirstValidation) {
  train(*fakeRegression(), options("whole"));
  for (int threads : {1, 2}) {
    std::string name = "later" + std::to_string(threads);
    TrainOptions o = laterOptions(name);
    o.threads = threads;
    loaded = 0;
    o.onStep = [&](const dlrt_call &, int64_t step, float) {
      EXPECT_EQ(loaded, step > 11); // an epoch has 11 steps
      return true;
    };
    EXPECT_EQ(train(early, o).exitCode, 0);
    EXPECT_EQ(loaded, 1);
    expectSameRun(name, "whole");
  }
}

TEST_F(LaterEval, IsNotLoadedInVain) {
  train(early, [&] {
    TrainOptions o = laterOptions("stopped");
    o.maxSteps = 10;
    return o;
  }());
  TrainOptions o = laterOptions("all");
  o.data.args.erase("split");
  EXPECT_EQ(train(early, o).metrics.count("val_loss"), 0u);
  EXPECT_EQ(loaded, 0);
  train(*fakeRegression(), laterOptions("own"));
  EXPECT_EQ(loaded, 0);
}

TEST_F(LaterEval, NothingIsLostWhereItCannotBeLoaded) {
  train(*fakeRegression(), options("whole"));
  TrainOptions o = laterOptions("failed");
  bool saved = false;
  o.loadEvalStep = [&](int &failureCode) {
    saved = std::filesystem::exists(dir / "failed/state.safetensors");
    failureCode = 70;
    return nullptr;
  };
  TrainResult result = train(early, o);
  EXPECT_EQ(result.exitCode, 70);
  EXPECT_EQ(result.steps, 11);
  EXPECT_TRUE(saved);
  EXPECT_EQ(readFile(dir / "failed/metrics.jsonl"), "");
  o = laterOptions("failed");
  o.resume = o.out;
  EXPECT_EQ(train(early, o).steps, 22);
  expectSameRun("failed", "whole");
}
