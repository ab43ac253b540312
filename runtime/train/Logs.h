// The files that tell how a run went: metrics.jsonl and TensorBoard events.
#ifndef DLRT_TRAIN_LOGS_H
#define DLRT_TRAIN_LOGS_H

#include "dlrt/train/Error.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dlrt {

using Values = std::vector<std::pair<std::string, float>>;

// A file that only grows. Each record is one write, so that readers see whole ones.
class AppendFile {
public:
  AppendFile() = default;
  explicit AppendFile(const std::string &path);
  ~AppendFile();
  AppendFile(const AppendFile &) = delete;
  AppendFile &operator=(const AppendFile &) = delete;
  void open(const std::string &path);
  void write(const std::string &bytes);
  bool isOpen() const { return fd >= 0; }

private:
  std::string path;
  int fd = -1;
};

// One JSON object a line and epoch: {"epoch": 1, "step": 938, "loss": …, "val_loss": …}.
class MetricsLog {
public:
  // Continues an existing file after dropping what lies beyond `step` (a run that was killed after
  // it wrote a line, but before it saved, will write that line again) and a last line that is not
  // whole.
  MetricsLog(const std::string &path, int64_t step);
  void write(int64_t epoch, int64_t step, const Values &values);

private:
  AppendFile file;
};

// Scalars for TensorBoard: a file of length-prefixed, checksummed protocol buffers.
class TensorBoardLog {
public:
  // Continues the newest events file of `directory`, or starts one in place of those of an earlier
  // run.
  TensorBoardLog(const std::string &directory, bool resume);
  void write(int64_t step, const Values &values);

private:
  AppendFile file;
};

// CRC-32C (Castagnoli) of `bytes`.
uint32_t crc32c(const std::string &bytes);

} // namespace dlrt
#endif
