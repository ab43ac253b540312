// Runs that end before they should: signals, kills, full disks.
#include "FakeModels.h"
#include "TrainSupport.h"

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace dlrt;

namespace {

using Interrupt = TrainFixture;

// Trains in a child, where `onStep` may raise a signal; returns the exit code, or 128 + signal when
// killed.
int trainInChild(const TrainOptions &options) {
  pid_t pid = fork();
  if (pid == 0) {
    try {
      _exit(train(*fakeRegression(), options).exitCode);
    } catch (const Error &error) {
      std::fprintf(stderr, "%s\n", error.what());
      _exit(1);
    }
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TrainOptions raising(TrainOptions options, int number, int64_t at) {
  options.onStep = [=](const dlrt_call &, int64_t step, float) {
    if (step == at)
      raise(number);
    return true;
  };
  return options;
}

} // namespace

TEST_F(Interrupt, SigintSavesAndResumesBitForBit) {
  TrainOptions o = options("whole");
  o.epochs = 3;
  train(*fakeRegression(), o);
  for (int64_t at : {5, 11, 12, 30}) {
    TrainOptions part = options("part" + std::to_string(at));
    part.epochs = 3;
    EXPECT_EQ(trainInChild(raising(part, SIGINT, at)), 130) << at;
    part.resume = part.out;
    EXPECT_EQ(train(*fakeRegression(), part).exitCode, 0);
    for (const char *file :
         {"/state.safetensors", "/last.safetensors", "/best.safetensors", "/metrics.jsonl"})
      EXPECT_EQ(readFile(part.out + file), readFile(o.out + file)) << at << file;
  }
}

TEST_F(Interrupt, SigtermSavesToo) {
  EXPECT_EQ(trainInChild(raising(options("term"), SIGTERM, 3)), 143);
  EXPECT_TRUE(std::filesystem::exists(dir / "term/state.safetensors"));
}

TEST_F(Interrupt, ACallbackCanStop) {
  TrainOptions o = options("stop");
  o.onStep = [](const dlrt_call &, int64_t step, float) { return step < 4; };
  TrainResult result = train(*fakeRegression(), o);
  EXPECT_EQ(result.exitCode, 130);
  EXPECT_EQ(result.steps, 4);
}

// kill -9 at random moments of runs that save after every step; each continues where its last save
// was, and the end is that of a run nobody disturbed.
TEST_F(Interrupt, KillNineNeverLosesTheRun) {
  TrainOptions o = options("whole");
  o.epochs = 15;
  train(*fakeRegression(), o);
  TrainOptions part = options("killed");
  part.epochs = 15;
  part.saveSteps = 1;
  int kills = 0;
  for (int round = 0; round < 200; ++round) {
    pid_t pid = fork();
    if (pid == 0) {
      try {
        _exit(train(*fakeRegression(), part).exitCode);
      } catch (const Error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        _exit(99);
      }
    }
    usleep(static_cast<useconds_t>(4000 + round * 977 % 9000));
    kill(pid, SIGKILL);
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFEXITED(status)) {
      ASSERT_EQ(WEXITSTATUS(status), 0);
      break;
    }
    ++kills;
    if (std::filesystem::exists(part.out + "/state.safetensors"))
      part.resume = part.out;
  }
  EXPECT_EQ(train(*fakeRegression(), part).exitCode, 0);
  EXPECT_GT(kills, 0);
  for (const char *file :
       {"/state.safetensors", "/last.safetensors", "/best.safetensors", "/metrics.jsonl"})
    EXPECT_EQ(readFile(part.out + file), readFile(o.out + file)) << file;
}

TEST_F(Interrupt, AFullDiskEndsTheRunAndKeepsTheLastSave) {
  TrainOptions o = options("full");
  train(*fakeRegression(), o);
  std::string before = readFile(dir / "full/state.safetensors");
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit = {200, 200};
    setrlimit(RLIMIT_FSIZE, &limit);
    o.resume = o.out;
    o.epochs = 3;
    o.tensorboard = false;
    try {
      train(*fakeRegression(), o);
    } catch (const Error &error) {
      _exit(std::string(error.what()).find("File too large") != std::string::npos ? 7 : 8);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 7);
  EXPECT_EQ(readFile(dir / "full/state.safetensors"), before);
  for (const auto &entry : std::filesystem::directory_iterator(dir / "full"))
    EXPECT_NE(entry.path().extension(), ".tmp");
}
