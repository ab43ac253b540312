// The command line of stand-alone trainers.
#include "dlrt/train/Main.h"
#include "FakeModels.h"
#include "TrainSupport.h"

#include <unistd.h>

namespace {

struct Main : TrainFixture {
  std::string out, err;
  std::string config = "{\"epochs\": 2, \"seed\": 3, \"data\": " + data().toJson().dump() + "}";

  int run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "trainer");
    std::vector<char *> argv;
    for (std::string &argument : arguments)
      argv.push_back(argument.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    int code = dlrt_trainer_main(fakeRegression(), config.c_str(), int(argv.size()), argv.data());
    out = testing::internal::GetCapturedStdout();
    err = testing::internal::GetCapturedStderr();
    return code;
  }
};

} // namespace

TEST_F(Main, TrainEvalPredict) {
  std::string runDir = dir / "run", weights = dir / "run/best.safetensors";
  ASSERT_EQ(run({"--out", runDir, "--epochs=3"}), 0) << err;
  EXPECT_EQ(out, ""); // progress goes to stderr when stdout is no terminal
  EXPECT_NE(err.find("Model: \"regression\""), std::string::npos) << err;
  EXPECT_NE(err.find("Epoch 3/3 11/11"), std::string::npos) << err;
  auto recorded = nlohmann::json::parse(readFile(dir / "run/config.json"));
  EXPECT_EQ(recorded["epochs"], 3);
  EXPECT_EQ(recorded["seed"], 3);
  EXPECT_EQ(recorded["data"]["kind"], "csv");

  ASSERT_EQ(run({"eval", "--weights", weights, "--json"}), 0) << err;
  EXPECT_TRUE(nlohmann::json::parse(out).contains("mae"));
  ASSERT_EQ(run({"eval", "--weights", weights}), 0);
  EXPECT_EQ(out.find("21 samples - loss: "), 0u) << out;

  ASSERT_EQ(run({"train", "--resume", runDir, "--epochs", "4", "--quiet"}), 0) << err;
  std::string log = readFile(dir / "run/metrics.jsonl");
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 4);
}

TEST_F(Main, WrongCommandLines) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(out.find("usage: trainer"), 0u);
  EXPECT_EQ(run({"dance"}), 2);
  EXPECT_EQ(err, "error: 'dance' is no command, expected train, eval or predict\n");
  EXPECT_EQ(run({"--epochz", "3"}), 2);
  EXPECT_EQ(err, "error: '--epochz' is no option of train; --help lists them\n");
  EXPECT_EQ(run({"--epochs"}), 2);
  EXPECT_EQ(run({"--epochs", "many"}), 2);
  EXPECT_EQ(run({"--epochs", "1.5"}), 2);
  EXPECT_EQ(run({"--threads", "0"}), 2);
  EXPECT_EQ(err, "error: option 'threads' must be a whole number from 1 to 256, got 0\n");
  EXPECT_EQ(run({"eval"}), 2);
  EXPECT_EQ(run({"predict", "--weights", "w"}), 2);
}

TEST_F(Main, WrongInput) {
  EXPECT_EQ(run({"--data", "csv:/absent.csv", "--out", dir / "x"}), 1);
  EXPECT_EQ(err.find("error: no file or directory '/absent.csv'\n"), err.find("error:")) << err;
  EXPECT_EQ(run({"--out", "/proc/nowhere"}), 1);
  EXPECT_EQ(run({"eval", "--weights", "/absent"}), 1);
  writeFile(dir / "bad.safetensors", "garbage");
  EXPECT_EQ(run({"--init", dir / "bad.safetensors", "--out", dir / "y"}), 1);
}

TEST_F(Main, OptionsAsJson) {
  nlohmann::json options = {
      {"data", data().toJson()}, {"out", dir / "j"}, {"quiet", true}, {"config", {{"a", 1}}}};
  EXPECT_EQ(dlrt_trainer_run(fakeRegression(), "train", options.dump().c_str()), 0);
  EXPECT_EQ(readFile(dir / "j/config.json"), "{\n  \"a\": 1\n}\n");
  testing::internal::CaptureStderr();
  options["nonsense"] = 1;
  EXPECT_EQ(dlrt_trainer_run(fakeRegression(), "train", options.dump().c_str()), 2);
  EXPECT_EQ(dlrt_trainer_run(fakeRegression(), "train", "[]"), 2);
  EXPECT_EQ(dlrt_trainer_run(fakeRegression(), "fly", "{}"), 2);
  EXPECT_EQ(dlrt_trainer_run(nullptr, "train", "{}"), 1);
  testing::internal::GetCapturedStderr();
}

TEST_F(Main, EvalStepOfAnotherTable) {
  static dlrt_model early, later;
  early = later = *fakeRegression();
  early.eval_step = nullptr;
  later.train_step = nullptr;
  dlrt_trainer_hooks hooks = {};
  hooks.load_eval_step = [](void *, const dlrt_model **model) {
    *model = &later;
    return 0;
  };
  nlohmann::json options = {{"data", data().toJson()}, {"out", dir / "run"}, {"quiet", true}};
  EXPECT_EQ(dlrt_trainer_run_hooked(&early, "train", options.dump().c_str(), &hooks), 0);
  EXPECT_NE(readFile(dir / "run/metrics.jsonl").find("val_loss"), std::string::npos);
  options = {{"data", data().toJson()}, {"weights", dir / "run/last.safetensors"}, {"json", true}};
  testing::internal::CaptureStdout();
  EXPECT_EQ(dlrt_trainer_run_hooked(&early, "eval", options.dump().c_str(), &hooks), 0);
  EXPECT_NE(testing::internal::GetCapturedStdout().find("\"loss\""), std::string::npos);
  hooks.load_eval_step = [](void *, const dlrt_model **) { return 70; };
  EXPECT_EQ(dlrt_trainer_run_hooked(&early, "eval", options.dump().c_str(), &hooks), 70);
  options = {{"data", data().toJson()}, {"out", dir / "run"}, {"quiet", true}};
  EXPECT_EQ(dlrt_trainer_run_hooked(&early, "train", options.dump().c_str(), &hooks), 70);
}

TEST_F(Main, DataReadAhead) {
  nlohmann::json options = {{"data", data().toJson()}, {"out", dir / "plain"}, {"quiet", true}};
  ASSERT_EQ(dlrt_trainer_run(fakeRegression(), "train", options.dump().c_str()), 0);
  dlrt_model tables = {};
  tables.name = "tables";
  tables.batch = fakeRegression()->batch;
  tables.inputs = fakeRegression()->inputs;
  tables.targets = fakeRegression()->targets;
  auto runAhead = [&](const std::string &out) {
    dlrt_trainer_hooks hooks = {};
    options["out"] = dir / out;
    hooks.data = dlrt_data_start(&tables, options.dump().c_str());
    int code = dlrt_trainer_run_hooked(fakeRegression(), "train", options.dump().c_str(), &hooks);
    dlrt_data_destroy(hooks.data);
    return code;
  };
  ASSERT_EQ(runAhead("ahead"), 0);
  EXPECT_EQ(readFile(dir / "ahead/state.safetensors"), readFile(dir / "plain/state.safetensors"));

  // They are read once.
  dlrt_trainer_hooks hooks = {};
  hooks.data = dlrt_data_start(&tables, options.dump().c_str());
  options["data"]["path"] = dir / "absent.csv";
  EXPECT_EQ(dlrt_trainer_run_hooked(fakeRegression(), "train", options.dump().c_str(), &hooks), 0);
  dlrt_data_destroy(hooks.data);

  // What is wrong with them, the run says.
  testing::internal::CaptureStderr();
  EXPECT_EQ(runAhead("absent"), 1);
  std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("error: no file or directory '" + (dir / "absent.csv")), std::string::npos) << text;
}
