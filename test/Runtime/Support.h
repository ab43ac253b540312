// Temporary folders, files, and expectations that the tests share.
#ifndef DLC_TEST_RUNTIME_SUPPORT_H
#define DLC_TEST_RUNTIME_SUPPORT_H

#include "dlrt/checkpoint.h"
#include "dlrt/train/Error.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

class TempDir {
public:
  TempDir() {
    char pattern[] = "/tmp/dlc-runtime-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string operator/(const std::string &name) const { return path + "/" + name; }
  std::string path;
};

inline void writeFile(const std::string &path, const std::string &bytes) {
  std::filesystem::remove(path); // rewriting in place waits for the disk on some file systems
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  ASSERT_TRUE(out.good());
}

inline std::string readFile(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

// Runs `body`, which must throw an Error whose text contains each of `parts`.
inline void expectError(const std::function<void()> &body,
                        std::initializer_list<const char *> parts) {
  try {
    body();
  } catch (const dlrt::Error &error) {
    for (const char *part : parts)
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "'" << part << "' is missing in: " << error.what();
    return;
  }
  ADD_FAILURE() << "no error, expected one with '" << *parts.begin() << "'";
}

struct Blocks : dlrt_blocks {
  explicit Blocks(const dlrt_model *model, int32_t threads = 1) {
    dlrt_message message;
    if (dlrt_blocks_create(this, model, threads, &message))
      ADD_FAILURE() << message.text;
  }
  ~Blocks() { dlrt_blocks_destroy(this); }
  Blocks(const Blocks &) = delete;
};

#endif
