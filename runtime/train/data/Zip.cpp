#include "Zip.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace dlrt {
namespace {

uint64_t little(const uint8_t *p, int bytes) {
  uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; --i)
    value = value << 8 | p[i];
  return value;
}

void put(std::string &out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(i < 8 ? value >> 8 * i & 255 : 0);
}

constexpr uint32_t kFull = 0xFFFFFFFF; // the real value is in the zip64 field

// One entry being read: its bytes as stored, or inflated.
class EntryStream : public Stream {
public:
  EntryStream(std::string name, ZipFile &zip, const ZipFile::Entry &entry, uint64_t start)
      : Stream(std::move(name)), zip(zip), entry(entry), at(start) {
    // Negative window bits: the data have no zlib header of their own.
    if (entry.method == 8 && inflateInit2(&z, -15) != Z_OK)
      throw Error("not enough memory to read '" + this->name + "'");
  }
  ~EntryStream() override {
    if (entry.method == 8)
      inflateEnd(&z);
  }

  size_t read(void *data, size_t size) override {
    size = static_cast<size_t>(std::min<uint64_t>(size, entry.size - done));
    auto *out = static_cast<uint8_t *>(data);
    if (entry.method == 0) {
      zip.readAt(at, out, size);
      at += size;
    } else {
      inflateSome(out, size);
    }
    // crc32 takes 32-bit lengths.
    for (size_t i = 0; i < size; i += 1 << 30)
      crc = static_cast<uint32_t>(
          crc32(crc, out + i, static_cast<uInt>(std::min<size_t>(size - i, 1 << 30))));
    done += size;
    if (size && done == entry.size && crc != entry.crc)
      throw Error("'" + name + "' is damaged: its checksum is wrong");
    return size;
  }

private:
  void inflateSome(uint8_t *out, size_t size) {
    while (size) {
      if (z.avail_in == 0) {
        auto chunk =
            static_cast<size_t>(std::min<uint64_t>(sizeof buffer, entry.compressed - used));
        zip.readAt(at + used, buffer, chunk);
        used += chunk;
        z.next_in = buffer;
        z.avail_in = static_cast<uInt>(chunk);
      }
      auto room = static_cast<uInt>(std::min<size_t>(size, 1 << 30));
      z.next_out = out;
      z.avail_out = room;
      int code = inflate(&z, Z_NO_FLUSH);
      size_t got = room - z.avail_out;
      out += got;
      size -= got;
      if (code != Z_OK && !(code == Z_STREAM_END && size == 0))
        throw Error("'" + name + "' is damaged: its compressed data are wrong or too short");
    }
  }

  ZipFile &zip;
  ZipFile::Entry entry;
  uint64_t at, used = 0, done = 0;
  uint32_t crc = 0;
  z_stream z = {};
  uint8_t buffer[1 << 16];
};

} // namespace

ZipFile::ZipFile(const std::string &path) : name(path), file(std::fopen(path.c_str(), "rb")) {
  if (!file)
    throw Error("cannot read '" + path + "': " + std::strerror(errno));
  if (fseeko(file.get(), 0, SEEK_END) || ftello(file.get()) < 0)
    throw Error("cannot read '" + path + "': " + std::strerror(errno));
  size = static_cast<uint64_t>(ftello(file.get()));
  readDirectory();
}

ZipFile::ZipFile(const std::string &name, std::string content)
    : name(name), bytes(std::move(content)), size(bytes.size()) {
  readDirectory();
}

void ZipFile::readAt(uint64_t offset, void *data, size_t count) {
  if (offset > size || count > size - offset)
    throw Error("'" + name + "' is truncated");
  if (!file) {
    std::memcpy(data, bytes.data() + offset, count);
    return;
  }
  if (fseeko(file.get(), static_cast<off_t>(offset), SEEK_SET) ||
      std::fread(data, 1, count, file.get()) != count)
    throw Error("cannot read '" + name + "': " + std::strerror(errno ? errno : EIO));
}

// Zip64 sizes stand in an extra field, in a fixed order, each only where the plain field is full.
static void readZip64(ZipFile::Entry &entry, const uint8_t *extra, size_t length) {
  while (length >= 4) {
    size_t id = little(extra, 2), size = little(extra + 2, 2);
    if (size > length - 4)
      return;
    if (id == 1) {
      const uint8_t *p = extra + 4, *end = p + size;
      for (uint64_t *value : {&entry.size, &entry.compressed, &entry.header})
        if (*value == kFull && end - p >= 8) {
          *value = little(p, 8);
          p += 8;
        }
    }
    extra += 4 + size;
    length -= 4 + size;
  }
}

void ZipFile::readDirectory() {
  // The end record is followed by a comment of at most 64 kB: look for its signature from the back.
  size_t tail = static_cast<size_t>(std::min<uint64_t>(size, 22 + 65535));
  std::vector<uint8_t> end(tail + 1);
  readAt(size - tail, end.data(), tail);
  size_t at = tail < 22 ? 0 : tail - 22;
  while (at > 0 && std::memcmp(&end[at], "PK\5\6", 4) != 0)
    --at;
  if (tail < 22 || std::memcmp(&end[at], "PK\5\6", 4) != 0)
    throw Error("'" + name + "' is not a zip file, or is truncated: it has no directory");
  uint64_t directory = little(&end[at + 16], 4), length = little(&end[at + 12], 4);
  uint8_t record[56];
  if (at >= 20 && std::memcmp(&end[at - 20], "PK\6\7", 4) == 0) {
    readAt(little(&end[at - 12], 8), record, 56);
    if (std::memcmp(record, "PK\6\6", 4) != 0)
      throw Error("'" + name + "' is damaged: its zip64 directory is missing");
    length = little(record + 40, 8);
    directory = little(record + 48, 8);
  }
  if (directory > size || length > size - directory)
    throw Error("'" + name + "' is truncated: its directory lies outside the file");

  std::vector<uint8_t> all(length + 1);
  readAt(directory, all.data(), length);
  for (size_t p = 0; p + 46 <= length && std::memcmp(&all[p], "PK\1\2", 4) == 0;) {
    size_t nameSize = little(&all[p + 28], 2), extra = little(&all[p + 30], 2);
    size_t comment = little(&all[p + 32], 2);
    if (46 + nameSize + extra + comment > length - p)
      throw Error("'" + name + "' is damaged: an entry of its directory is cut");
    Entry entry;
    entry.name.assign(reinterpret_cast<char *>(&all[p + 46]), nameSize);
    entry.method = static_cast<int>(little(&all[p + 10], 2));
    entry.crc = static_cast<uint32_t>(little(&all[p + 16], 4));
    entry.compressed = little(&all[p + 20], 4);
    entry.size = little(&all[p + 24], 4);
    entry.header = little(&all[p + 42], 4);
    if (little(&all[p + 8], 2) & 1)
      throw Error("'" + name + "': entry '" + entry.name + "' is encrypted");
    readZip64(entry, &all[p + 46 + nameSize], extra);
    list.push_back(entry);
    p += 46 + nameSize + extra + comment;
  }
}

const ZipFile::Entry *ZipFile::find(const std::string &wanted) const {
  for (const Entry &entry : list)
    if (entry.name == wanted)
      return &entry;
  return nullptr;
}

std::unique_ptr<Stream> ZipFile::open(const Entry &entry) {
  const std::string full = name + ":" + entry.name;
  if (entry.method != 0 && entry.method != 8)
    throw Error("'" + full + "' is compressed with method " + std::to_string(entry.method) +
                ", expected stored (0) or deflate (8)");
  uint8_t local[30];
  readAt(entry.header, local, 30);
  if (std::memcmp(local, "PK\3\4", 4) != 0)
    throw Error("'" + full + "' is damaged: no local header");
  // The local header's own name and extra field may differ in length from the directory's.
  uint64_t start = entry.header + 30 + little(local + 26, 2) + little(local + 28, 2);
  if (start > size || entry.compressed > size - start ||
      (entry.method == 0 && entry.compressed != entry.size))
    throw Error("'" + full + "' is truncated");
  return std::make_unique<EntryStream>(full, *this, entry, start);
}

std::string zipLocalHeader(const std::string &name, uint32_t crc, uint64_t size) {
  std::string out = "PK\3\4";
  put(out, 45, 2);         // version: zip64
  put(out, 0, 2 + 2);      // flags, method: stored
  put(out, 0x00210000, 4); // 1980-01-01: the same arrays give the same file
  put(out, crc, 4);
  put(out, kFull, 4);
  put(out, kFull, 4);
  put(out, name.size(), 2);
  put(out, 20, 2);
  out += name;
  put(out, 1, 2);
  put(out, 16, 2);
  put(out, size, 8);
  put(out, size, 8);
  return out;
}

std::string zipDirectory(const std::vector<ZipFile::Entry> &entries, uint64_t offset) {
  std::string out;
  for (const ZipFile::Entry &entry : entries) {
    out += "PK\1\2";
    put(out, 45, 2);
    put(out, 45, 2);
    put(out, 0, 2 + 2);
    put(out, 0x00210000, 4);
    put(out, entry.crc, 4);
    put(out, kFull, 4);
    put(out, kFull, 4);
    put(out, entry.name.size(), 2);
    put(out, 28, 2);
    put(out, 0, 2 + 2 + 2 + 4); // comment, disk, attributes
    put(out, kFull, 4);
    out += entry.name;
    put(out, 1, 2);
    put(out, 24, 2);
    put(out, entry.size, 8);
    put(out, entry.size, 8);
    put(out, entry.header, 8);
  }
  uint64_t length = out.size(), zip64 = offset + length;
  out += "PK\6\6";
  put(out, 44, 8);
  put(out, 45, 2);
  put(out, 45, 2);
  put(out, 0, 4 + 4);
  put(out, entries.size(), 8);
  put(out, entries.size(), 8);
  put(out, length, 8);
  put(out, offset, 8);
  out += "PK\6\7";
  put(out, 0, 4);
  put(out, zip64, 8);
  put(out, 1, 4);
  out += "PK\5\6";
  put(out, 0, 4);
  put(out, std::min<size_t>(entries.size(), 0xFFFF), 2);
  put(out, std::min<size_t>(entries.size(), 0xFFFF), 2);
  put(out, std::min<uint64_t>(length, kFull), 4);
  put(out, std::min<uint64_t>(offset, kFull), 4);
  put(out, 0, 2);
  return out;
}

} // namespace dlrt
