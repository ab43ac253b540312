#include "train/Logs.h"
#include "Support.h"
#include "train/Progress.h"

#include <cmath>
#include <cstring>

using namespace dlrt;

TEST(Logs, Crc32c) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u); // the check value of CRC-32C
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(Logs, MetricsLinesBeyondTheStateAreDropped) {
  TempDir dir;
  std::string path = dir / "metrics.jsonl";
  {
    MetricsLog log(path, -1);
    log.write(1, 10, {{"loss", 0.3f}});
    log.write(2, 20, {{"loss", 0.1f}, {"val_loss", NAN}});
  }
  EXPECT_EQ(readFile(path), "{\"epoch\":1,\"step\":10,\"loss\":0.3}\n"
                            "{\"epoch\":2,\"step\":20,\"loss\":0.1,\"val_loss\":null}\n");
  writeFile(path, readFile(path) + "{\"epoch\":3,\"st");
  {
    MetricsLog log(path, 10);
  }
  EXPECT_EQ(readFile(path), "{\"epoch\":1,\"step\":10,\"loss\":0.3}\n");
  {
    MetricsLog log(path, -1);
  }
  EXPECT_EQ(readFile(path), "");
}

TEST(Logs, TensorBoardRecordsAppendAfterACut) {
  TempDir dir;
  {
    TensorBoardLog(dir.path, false).write(10, {{"loss", 0.5f}});
  }
  std::string path;
  for (const auto &entry : std::filesystem::directory_iterator(dir.path))
    path = entry.path().string();
  std::string whole = readFile(path);
  writeFile(path, whole + whole.substr(0, 20)); // a record cut by a kill
  {
    TensorBoardLog(dir.path, true).write(20, {{"loss", 0.25f}});
  }
  std::string bytes = readFile(path);
  EXPECT_EQ(bytes.substr(0, whole.size()), whole);
  size_t at = 0, records = 0;
  for (; at < bytes.size(); ++records) {
    uint64_t length;
    std::memcpy(&length, &bytes[at], 8);
    uint32_t crc = crc32c(bytes.substr(at, 8)), stored;
    std::memcpy(&stored, &bytes[at + 8], 4);
    EXPECT_EQ(stored, (crc >> 15 | crc << 17) + 0xA282EAD8u);
    at += 16 + length;
  }
  EXPECT_EQ(at, bytes.size());
  EXPECT_EQ(records, 3u);
}

TEST(Logs, AFullDiskIsReported) {
  AppendFile file("/dev/full");
  expectError([&] { file.write("x"); }, {"cannot write '/dev/full': No space left on device"});
}

TEST(Logs, ProgressIsOneLineAnEpochInAPipe) {
  std::FILE *file = std::tmpfile();
  Progress progress(file, false);
  progress.startEpoch(1, 5, 0, 938);
  EXPECT_FALSE(progress.due());
  progress.endEpoch({{"loss", 0.25f}, {"val_loss", 12345678.f}});
  std::rewind(file);
  char line[256] = {};
  ASSERT_TRUE(std::fgets(line, sizeof line, file));
  EXPECT_EQ(std::string(line).find("Epoch 1/5 938/938 "), 0u) << line;
  EXPECT_NE(std::string(line).find(" - loss: 0.2500 - val_loss: 1.2346e+07\n"), std::string::npos)
      << line;
  std::fclose(file);
}
