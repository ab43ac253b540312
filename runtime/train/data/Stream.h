// Bytes in order, from a plain or gzip file, an entry of a zip file, or standard input.
#ifndef DLRT_TRAIN_DATA_STREAM_H
#define DLRT_TRAIN_DATA_STREAM_H

#include "dlrt/train/Data.h"

#include <cstdint>
#include <memory>
#include <string>

namespace dlrt {

class Stream {
public:
  explicit Stream(std::string name) : name(std::move(name)) {}
  virtual ~Stream() = default;
  // Up to `size` bytes; fewer only at the end.
  virtual size_t read(void *data, size_t size) = 0;

  // Exactly `size` bytes, or an Error that calls the stream truncated.
  void readAll(void *data, size_t size);
  // Same, into new memory. Memory is touched as bytes arrive, so a false size ends in an Error.
  Bytes readBytes(size_t size);
  bool atEnd();

  const std::string name; // for messages

protected:
  // What atEnd looked at before; read must be called through readAll after it.
  bool peeked = false;
  uint8_t peekedByte = 0;
};

// A file that may be compressed with gzip; its content says so, not its name.
std::unique_ptr<Stream> openFile(const std::string &path);
// Everything that arrives on standard input.
std::string readStandardInput();
// Bytes already in memory.
std::unique_ptr<Stream> openMemory(std::string name, std::string bytes);

// Product of sizes and an element size; throws where it overflows.
size_t checkedBytes(const std::vector<int64_t> &shape, size_t elementSize, const std::string &name);

} // namespace dlrt
#endif
