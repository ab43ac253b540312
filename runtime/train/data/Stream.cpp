#include "Stream.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace dlrt {

void Stream::readAll(void *data, size_t size) {
  auto *out = static_cast<uint8_t *>(data);
  size_t done = 0;
  if (peeked && size) {
    out[done++] = peekedByte;
    peeked = false;
  }
  done += read(out + done, size - done);
  if (done != size)
    throw Error("'" + name + "' is truncated: it ends " + std::to_string(size - done) +
                " bytes early");
}

Bytes Stream::readBytes(size_t size) {
  try {
    Bytes bytes(size);
    readAll(bytes.data(), size);
    return bytes;
  } catch (const std::bad_alloc &) {
    throw Error("'" + name + "': its header announces " + std::to_string(size) +
                " bytes, more than there is memory for");
  }
}

bool Stream::atEnd() {
  if (!peeked)
    peeked = read(&peekedByte, 1) == 1;
  return !peeked;
}

namespace {

class FileStream : public Stream {
public:
  FileStream(const std::string &path) : Stream(path) {
    struct stat status;
    if (stat(path.c_str(), &status))
      throw Error("cannot read '" + path + "': " + std::strerror(errno));
    if (S_ISDIR(status.st_mode))
      throw Error("cannot read '" + path + "': it is a directory");
    errno = 0;
    file = gzopen(path.c_str(), "rb");
    if (!file)
      throw Error("cannot read '" + path + "': " + std::strerror(errno ? errno : ENOMEM));
    gzbuffer(file, 1 << 17);
  }
  ~FileStream() override { gzclose(file); }

  size_t read(void *data, size_t size) override {
    auto *out = static_cast<uint8_t *>(data);
    size_t done = 0;
    while (done < size) {
      auto chunk = static_cast<unsigned>(std::min<size_t>(size - done, 1 << 20));
      int got = gzread(file, out + done, chunk);
      if (got > 0)
        done += static_cast<size_t>(got);
      if (got < 0 || static_cast<unsigned>(got) < chunk) {
        check();
        break;
      }
    }
    return done;
  }

private:
  void check() {
    int code;
    const char *text = gzerror(file, &code);
    if (code == Z_BUF_ERROR)
      throw Error("'" + name + "' is truncated: its compressed data end early");
    if (code == Z_ERRNO)
      throw Error("cannot read '" + name + "': " + std::strerror(errno));
    if (code != Z_OK && code != Z_STREAM_END)
      throw Error("'" + name + "' is damaged: " + text);
  }
  gzFile file;
};

class MemoryStream : public Stream {
public:
  MemoryStream(std::string name, std::string bytes)
      : Stream(std::move(name)), bytes(std::move(bytes)) {}
  size_t read(void *data, size_t size) override {
    size_t got = std::min(size, bytes.size() - at);
    std::memcpy(data, bytes.data() + at, got);
    at += got;
    return got;
  }

private:
  std::string bytes;
  size_t at = 0;
};

} // namespace

std::unique_ptr<Stream> openFile(const std::string &path) {
  return std::make_unique<FileStream>(path);
}

std::unique_ptr<Stream> openMemory(std::string name, std::string bytes) {
  return std::make_unique<MemoryStream>(std::move(name), std::move(bytes));
}

std::string readStandardInput() {
  std::string bytes;
  char chunk[1 << 16];
  for (;;) {
    ssize_t got = ::read(STDIN_FILENO, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      throw Error(std::string("cannot read standard input: ") + std::strerror(errno));
    if (got == 0)
      return bytes;
    bytes.append(chunk, static_cast<size_t>(got));
  }
}

size_t checkedBytes(const std::vector<int64_t> &shape, size_t elementSize,
                    const std::string &name) {
  size_t bytes = elementSize;
  for (int64_t size : shape) {
    if (size < 0 ||
        (size > 0 && bytes > std::numeric_limits<size_t>::max() / 2 / static_cast<size_t>(size)))
      throw Error("'" + name + "' is damaged: its header has impossible sizes");
    bytes *= static_cast<size_t>(size);
  }
  return bytes;
}

} // namespace dlrt
