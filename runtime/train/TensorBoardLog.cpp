// TensorBoard reads TFRecord files of Event messages. Only what scalars need is written:
//   Event   { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
//   Summary { repeated Value value = 1; }   Value { string tag = 1; float simple_value = 2; }
#include "Logs.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace dlrt {
namespace {

std::array<uint32_t, 256> makeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
    table[i] = crc;
  }
  return table;
}

template <typename T> std::string raw(T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  return {bytes, sizeof value};
}

std::string varint(uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7)
    out += static_cast<char>(value | 0x80);
  return out += static_cast<char>(value);
}

// Tags of protocol buffers: field number, wire type (0 varint, 1 eight bytes, 2 a length and bytes,
// 5 four bytes).
std::string tag(int field, int wire) { return varint(static_cast<uint64_t>(field << 3 | wire)); }

std::string nested(int field, const std::string &bytes) {
  return tag(field, 2) + varint(bytes.size()) + bytes;
}

// A checksum over data that hold checksums must not be a plain one: the format rotates and shifts
// it.
uint32_t masked(const std::string &bytes) {
  uint32_t crc = crc32c(bytes);
  return (crc >> 15 | crc << 17) + 0xA282EAD8u;
}

std::string record(const std::string &event) {
  std::string length = raw(static_cast<uint64_t>(event.size()));
  return length + raw(masked(length)) + event + raw(masked(event));
}

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string eventAt(int64_t step) {
  return tag(1, 1) + raw(now()) + tag(2, 0) + varint(static_cast<uint64_t>(step));
}

// Cuts a record that a kill left unfinished: readers stop at one, and would miss all that follows.
void trimTail(const std::string &path) {
  std::error_code ignored;
  uint64_t size = std::filesystem::file_size(path, ignored), at = 0;
  std::ifstream in(path, std::ios::binary);
  while (at + 12 <= size) {
    uint64_t length;
    in.seekg(static_cast<std::streamoff>(at));
    if (!in.read(reinterpret_cast<char *>(&length), 8) || length > size - at - 12 ||
        size - at - 12 - length < 4)
      break;
    at += 16 + length;
  }
  if (at != size)
    std::filesystem::resize_file(path, at, ignored);
}

std::vector<std::string> eventFiles(const std::string &directory) {
  std::vector<std::string> files;
  std::error_code ignored;
  for (const auto &entry : std::filesystem::directory_iterator(directory, ignored))
    if (entry.path().filename().string().rfind("events.out.tfevents.", 0) == 0)
      files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace

uint32_t crc32c(const std::string &bytes) {
  static const std::array<uint32_t, 256> table = makeTable();
  uint32_t crc = 0xFFFFFFFF;
  for (char c : bytes)
    crc = crc >> 8 ^ table[(crc ^ static_cast<unsigned char>(c)) & 255];
  return ~crc;
}

TensorBoardLog::TensorBoardLog(const std::string &directory, bool resume) {
  std::vector<std::string> old = eventFiles(directory);
  if (resume && !old.empty()) {
    trimTail(old.back());
    file.open(old.back());
    return;
  }
  // A run that starts over replaces what an earlier one left here; mixed, their curves would jump
  // back and forth.
  for (const std::string &path : old)
    unlink(path.c_str());
  char host[256] = "localhost";
  gethostname(host, sizeof host - 1);
  std::string path = directory + "/events.out.tfevents." +
                     std::to_string(static_cast<int64_t>(now())) + "." + host;
  file.open(path);
  file.write(record(eventAt(0) + nested(3, "brain.Event:2")));
}

void TensorBoardLog::write(int64_t step, const Values &values) {
  std::string summary;
  for (const auto &[name, value] : values)
    summary += nested(1, nested(1, name) + tag(2, 5) + raw(value));
  file.write(record(eventAt(step) + nested(5, summary)));
}

} // namespace dlrt
