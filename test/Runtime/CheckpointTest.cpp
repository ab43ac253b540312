#include "FakeModels.h"
#include "Support.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

void fillBlocks(const dlrt_model *model, Blocks &blocks, int value) {
  std::memset(blocks.parameters, value, model->parameters.size);
  std::memset(blocks.state, value, model->state.size);
  std::memset(blocks.optimizer, value, model->optimizer.size);
}

std::string snapshot(const dlrt_model *model, const Blocks &blocks) {
  return std::string(static_cast<char *>(blocks.parameters), model->parameters.size) +
         std::string(static_cast<char *>(blocks.state), model->state.size) +
         std::string(static_cast<char *>(blocks.optimizer), model->optimizer.size);
}

// Runs `body` in a child that exits with its result.
int inChild(const std::function<int()> &body) {
  std::fflush(nullptr); // or the child would write what is buffered a second time
  pid_t pid = fork();
  if (pid == 0)
    _exit(body());
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

TEST(Checkpoint, WeightsLeaveTheOptimizerAlone) {
  const dlrt_model *model = fakeRegression();
  TempDir dir;
  std::string path = dir / "w.safetensors";
  dlrt_message message;
  Blocks a(model), b(model);
  fillBlocks(model, a, 1);
  fillBlocks(model, b, 2);
  ASSERT_EQ(dlrt_save_weights(model, &a, path.c_str(), nullptr, 0, &message), 0) << message.text;
  ASSERT_EQ(dlrt_load_weights(model, &b, path.c_str(), &message), 0) << message.text;
  EXPECT_EQ(static_cast<char *>(b.parameters)[0], 1);
  EXPECT_EQ(static_cast<char *>(b.state)[0], 1);  // count: persistent
  EXPECT_EQ(static_cast<char *>(b.state)[64], 2); // noise: training only
  EXPECT_EQ(static_cast<char *>(b.optimizer)[0], 2);
  EXPECT_EQ(dlrt_load_training(model, &b, path.c_str(), &message), -1);
  EXPECT_NE(std::string(message.text).find("holds weights only"), std::string::npos);
}

TEST(Checkpoint, TrainingStateHoldsEverything) {
  const dlrt_model *model = fakeRegression();
  TempDir dir;
  std::string path = dir / "s.safetensors";
  dlrt_message message;
  dlrt_pair metadata = {"epoch", "7"};
  Blocks a(model), b(model);
  fillBlocks(model, a, 5);
  ASSERT_EQ(dlrt_save_training(model, &a, path.c_str(), &metadata, 1, &message), 0) << message.text;
  ASSERT_EQ(dlrt_load_training(model, &b, path.c_str(), &message), 0) << message.text;
  for (const dlrt_table *table : {&model->parameters, &model->state, &model->optimizer}) {
    const void *block = table == &model->parameters ? b.parameters
                        : table == &model->state    ? b.state
                                                    : b.optimizer;
    for (int i = 0; i < table->count; ++i)
      EXPECT_EQ(static_cast<const char *>(block)[table->tensors[i].offset], 5);
  }
  // Weights can be taken from it too.
  EXPECT_EQ(dlrt_load_weights(model, &b, path.c_str(), &message), 0) << message.text;
}

TEST(Checkpoint, AnotherModelIsRefusedAndNothingChanges) {
  TempDir dir;
  std::string path = dir / "w.safetensors";
  dlrt_message message;
  Blocks a(fakeRegressionOther()), b(fakeRegression());
  ASSERT_EQ(dlrt_save_weights(fakeRegressionOther(), &a, path.c_str(), nullptr, 0, &message), 0);
  fillBlocks(fakeRegression(), b, 9);
  std::string before = snapshot(fakeRegression(), b);
  ASSERT_EQ(dlrt_load_weights(fakeRegression(), &b, path.c_str(), &message), -1);
  EXPECT_EQ(message.text,
            "'" + path +
                "' does not fit model 'regression': tensor 'w' is f32[4] in the file and "
                "f32[3] in the model");
  EXPECT_EQ(snapshot(fakeRegression(), b), before);

  Blocks c(fakeClassifier());
  ASSERT_EQ(dlrt_load_weights(fakeClassifier(), &c, path.c_str(), &message), -1);
  EXPECT_EQ(message.text,
            "'" + path +
                "' does not fit model 'classifier': it has no tensor 'fc.weight', which is "
                "f32[784, 10] in the model");
}

TEST(Checkpoint, ExtraTensorsAreRefused) {
  TempDir dir;
  std::string path = dir / "w.safetensors";
  dlrt_message message;
  float w[3] = {}, b[1] = {}, extra[2] = {};
  int64_t count = 0;
  dlrt_tensor tensors[] = {{"w", DLRT_F32, 1, {3}, 0, 0, 0, 0, 0},
                           {"b", DLRT_F32, 1, {1}, 0, 0, 0, 0, 0},
                           {"count", DLRT_I64, 0, {}, 0, 0, 0, 0, 0},
                           {"v", DLRT_F32, 1, {2}, 0, 0, 0, 0, 0}};
  dlrt_item items[] = {
      {&tensors[0], w}, {&tensors[1], b}, {&tensors[2], &count}, {&tensors[3], extra}};
  ASSERT_EQ(dlrt_safetensors_write(path.c_str(), items, 4, nullptr, 0, nullptr, nullptr, &message),
            0);
  Blocks blocks(fakeRegression());
  EXPECT_EQ(dlrt_load_weights(fakeRegression(), &blocks, path.c_str(), &message), -1);
  EXPECT_NE(std::string(message.text).find("its tensor 'v', f32[2], is not in the model"),
            std::string::npos);
  ASSERT_EQ(dlrt_safetensors_write(path.c_str(), items, 3, nullptr, 0, nullptr, nullptr, &message),
            0);
  EXPECT_EQ(dlrt_load_weights(fakeRegression(), &blocks, path.c_str(), &message), 0)
      << message.text;
}

TEST(Checkpoint, AnUnwritableFolderIsReported) {
  const dlrt_model *model = fakeRegression();
  Blocks blocks(model);
  dlrt_message message;
  EXPECT_EQ(dlrt_save_weights(model, &blocks, "/no/such/folder/w", nullptr, 0, &message), -1);
  EXPECT_STREQ(message.text, "cannot write '/no/such/folder/w': No such file or directory");
  TempDir dir;
  EXPECT_EQ(dlrt_save_weights(model, &blocks, dir.path.c_str(), nullptr, 0, &message), -1);
  EXPECT_EQ(message.text, "cannot write '" + dir.path + "': Is a directory");
  // As somebody who is not root, since root may write everywhere.
  chmod(dir.path.c_str(), 0555);
  EXPECT_EQ(inChild([&] {
              if (geteuid() == 0 && setuid(65534))
                return 3;
              int result =
                  dlrt_save_weights(model, &blocks, (dir / "w").c_str(), nullptr, 0, &message);
              return result == -1 && std::strstr(message.text, "Permission denied") ? 0 : 1;
            }),
            0);
  chmod(dir.path.c_str(), 0755);
}

// Files in memory live below /dev, where nothing else is replaced.
TEST(Checkpoint, SharedMemoryIsAFolderLikeAnyOther) {
  std::string path = "/dev/shm/dlc-checkpoint-test-" + std::to_string(getpid());
  if (access("/dev/shm", W_OK))
    GTEST_SKIP() << "no /dev/shm here";
  const dlrt_model *model = fakeRegression();
  Blocks blocks(model);
  dlrt_message message;
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(dlrt_save_weights(model, &blocks, path.c_str(), nullptr, 0, &message), 0)
        << message.text;
  EXPECT_EQ(dlrt_load_weights(model, &blocks, path.c_str(), &message), 0) << message.text;
  EXPECT_EQ(unlink(path.c_str()), 0);
}

TEST(Checkpoint, AFullDiskLeavesTheOldFile) {
  const dlrt_model *model = fakeClassifier();
  TempDir dir;
  std::string path = dir / "w.safetensors";
  Blocks blocks(model);
  dlrt_message message;
  ASSERT_EQ(dlrt_save_weights(model, &blocks, path.c_str(), nullptr, 0, &message), 0);
  std::string before = readFile(path);
  EXPECT_EQ(inChild([&] {
              signal(SIGXFSZ, SIG_IGN);
              rlimit limit = {4096, 4096};
              setrlimit(RLIMIT_FSIZE, &limit);
              std::memset(blocks.parameters, 1, model->parameters.size);
              return dlrt_save_weights(model, &blocks, path.c_str(), nullptr, 0, &message) == -1 &&
                             std::strstr(message.text, "File too large")
                         ? 0
                         : 1;
            }),
            0);
  EXPECT_EQ(readFile(path), before);
  EXPECT_FALSE(std::filesystem::exists(path + ".tmp"));
  EXPECT_EQ(dlrt_save_weights(model, &blocks, "/dev/full", nullptr, 0, &message), -1);
  EXPECT_STREQ(message.text, "cannot write '/dev/full': No space left on device");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(Checkpoint, LinksStayLinks) {
  TempDir dir;
  writeFile(dir / "real", "old");
  std::filesystem::create_symlink(dir / "real", dir / "link");
  dlrt_message message;
  Blocks blocks(fakeRegression());
  ASSERT_EQ(
      dlrt_save_weights(fakeRegression(), &blocks, (dir / "link").c_str(), nullptr, 0, &message),
      0);
  EXPECT_TRUE(std::filesystem::is_symlink(dir / "link"));
  EXPECT_EQ(dlrt_load_weights(fakeRegression(), &blocks, (dir / "real").c_str(), &message), 0);
}

// With standard output in a plain file, /dev/stdout leads to that file; it must be written to, not
// replaced, and at the place where the shell's own output has got to.
TEST(Checkpoint, StandardOutputIsWrittenWhereItStands) {
  TempDir dir;
  EXPECT_EQ(inChild([&] {
              int fd = open((dir / "out").c_str(), O_RDWR | O_CREAT, 0666);
              dup2(fd, STDOUT_FILENO);
              if (write(STDOUT_FILENO, "before ", 7) != 7)
                return 1;
              dlrt_file *file = dlrt_file_create("-", nullptr);
              dlrt_file_write(file, "bytes", 5);
              return dlrt_file_commit(file, nullptr);
            }),
            0);
  EXPECT_EQ(readFile(dir / "out"), "before bytes");
  EXPECT_FALSE(std::filesystem::exists("-"));
}

// kill -9 at random moments of a loop that saves: the file is always whole, old or new.
TEST(Checkpoint, SurvivesKillNine) {
  const dlrt_model *model = fakeClassifier();
  TempDir dir;
  std::string path = dir / "s.safetensors";
  Blocks blocks(model);
  dlrt_message message;
  ASSERT_EQ(dlrt_save_training(model, &blocks, path.c_str(), nullptr, 0, &message), 0);
  for (int round = 0; round < 30; ++round) {
    pid_t pid = fork();
    if (pid == 0)
      for (int value = 0;; ++value) {
        std::memset(blocks.parameters, value & 127, model->parameters.size);
        dlrt_save_training(model, &blocks, path.c_str(), nullptr, 0, nullptr);
      }
    usleep(static_cast<useconds_t>(1000 + round * 700));
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    Blocks loaded(model);
    ASSERT_EQ(dlrt_load_training(model, &loaded, path.c_str(), &message), 0) << message.text;
    auto *bytes = static_cast<char *>(loaded.parameters);
    for (size_t i = 0; i < 784 * 10 * 4; ++i)
      ASSERT_EQ(bytes[i], bytes[0]) << "one file of two saves";
  }
}
