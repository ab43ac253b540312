// Zip files as NumPy writes them (.npz): entries stored or deflated, zip64 where needed.
#ifndef DLRT_TRAIN_DATA_ZIP_H
#define DLRT_TRAIN_DATA_ZIP_H

#include "Stream.h"

#include <cstdio>

namespace dlrt {

class ZipFile {
public:
  explicit ZipFile(const std::string &path);           // opens and reads the directory
  ZipFile(const std::string &name, std::string bytes); // the same, of a file in memory

  struct Entry {
    std::string name;
    int method = 0;
    uint32_t crc = 0;
    uint64_t compressed = 0, size = 0, header = 0;
  };
  const std::vector<Entry> &entries() const { return list; }
  const Entry *find(const std::string &name) const;
  // The uncompressed bytes, whose checksum is checked once all are read. The ZipFile must outlive
  // the stream.
  std::unique_ptr<Stream> open(const Entry &entry);

  // Bytes at an absolute position; throws when the file is too short.
  void readAt(uint64_t offset, void *data, size_t size);

private:
  struct Close {
    void operator()(std::FILE *f) const { std::fclose(f); }
  };
  void readDirectory();
  std::string name;
  std::unique_ptr<std::FILE, Close> file; // null: `bytes` holds the file
  std::string bytes;
  uint64_t size = 0;
  std::vector<Entry> list;
};

// Writes .npz files, entries stored: arrays of numbers hardly compress.
std::string zipLocalHeader(const std::string &name, uint32_t crc, uint64_t size);
std::string zipDirectory(const std::vector<ZipFile::Entry> &entries, uint64_t offset);

} // namespace dlrt
#endif
