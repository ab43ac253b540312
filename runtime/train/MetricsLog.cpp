#include "Logs.h"

#include "Session.h"
#include "dlrt/checkpoint.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace dlrt {

AppendFile::AppendFile(const std::string &path) { open(path); }

void AppendFile::open(const std::string &where) {
  path = where;
  fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0)
    throw Error("cannot write '" + path + "': " + std::strerror(errno));
}

AppendFile::~AppendFile() {
  if (fd >= 0)
    close(fd);
}

void AppendFile::write(const std::string &bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t written = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      throw Error("cannot write '" + path + "': " + std::strerror(written < 0 ? errno : EIO));
    done += static_cast<size_t>(written);
  }
}

// The lines of `path` that are whole and not beyond `step`.
static std::string keptLines(const std::string &path, int64_t step, bool &dropped) {
  std::ifstream in(path);
  std::string line, kept;
  while (std::getline(in, line)) {
    auto json = nlohmann::json::parse(line, nullptr, false);
    bool good = !in.eof() && json.is_object() && json.contains("step") &&
                json["step"].is_number_integer() && json["step"].get<int64_t>() <= step;
    if (good)
      kept += line + "\n";
    else
      dropped = true;
  }
  return kept;
}

MetricsLog::MetricsLog(const std::string &path, int64_t step) {
  bool dropped = false;
  std::string kept = keptLines(path, step, dropped);
  if (dropped) {
    dlrt_message message;
    dlrt_file *out = dlrt_file_create(path.c_str(), &message);
    if (!out)
      throw Error(message.text);
    dlrt_file_write(out, kept.data(), kept.size());
    if (dlrt_file_commit(out, &message))
      throw Error(message.text);
  }
  file.open(path);
}

void MetricsLog::write(int64_t epoch, int64_t step, const Values &values) {
  nlohmann::ordered_json line = {{"epoch", epoch}, {"step", step}};
  for (const auto &[name, value] : values)
    line[name] = readable(value);
  file.write(line.dump() + "\n");
}

} // namespace dlrt
