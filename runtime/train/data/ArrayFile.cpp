#include "ArrayFile.h"

#include "Npy.h"
#include "Zip.h"
#include "dlrt/checkpoint.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <unistd.h>

namespace dlrt {
namespace {

bool endsWith(const std::string &text, const std::string &suffix) {
  return text.size() >= suffix.size() &&
         text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::vector<NamedArray> readZip(ZipFile zip) {
  std::vector<NamedArray> arrays;
  for (const ZipFile::Entry &entry : zip.entries())
    if (endsWith(entry.name, ".npy"))
      arrays.push_back({entry.name.substr(0, entry.name.size() - 4), readNpy(*zip.open(entry))});
  return arrays;
}

std::vector<NamedArray> readSafetensors(const std::string &path) {
  dlrt_message message;
  dlrt_safetensors file;
  if (dlrt_safetensors_open(&file, path.c_str(), &message))
    throw Error(message.text);
  std::unique_ptr<dlrt_safetensors, void (*)(dlrt_safetensors *)> closer(&file,
                                                                         dlrt_safetensors_close);
  std::vector<NamedArray> arrays;
  for (int32_t i = 0; i < file.count; ++i) {
    const dlrt_stored &stored = file.tensors[i];
    if (!stored.known)
      throw Error("'" + path + "': tensor '" + stored.tensor.name + "' has dtype " + stored.dtype +
                  ", expected F32, F64, BF16, I32, I64, U8, I8 or BOOL");
    NamedArray named;
    named.name = stored.tensor.name;
    named.array.dtype = stored.tensor.dtype;
    named.array.shape.assign(stored.tensor.shape, stored.tensor.shape + stored.tensor.rank);
    named.array.origin = path + ":" + named.name;
    named.array.data = Bytes(stored.bytes);
    if (dlrt_safetensors_read(&file, &stored, named.array.data.data(), &message))
      throw Error(message.text);
    arrays.push_back(std::move(named));
  }
  return arrays;
}

// Safetensors from a pipe: the reader needs a file to move in.
std::vector<NamedArray> readPipedSafetensors(const std::string &bytes) {
  char path[] = "/tmp/dlrt-XXXXXX";
  int fd = mkstemp(path);
  if (fd < 0)
    throw Error(std::string("cannot write a temporary file: ") + std::strerror(errno));
  struct Remover {
    const char *path;
    int fd;
    ~Remover() {
      close(fd);
      unlink(path);
    }
  } remover{path, fd};
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written = write(fd, bytes.data() + done, bytes.size() - done);
    if (written <= 0)
      throw Error(std::string("cannot write a temporary file: ") + std::strerror(errno));
    done += static_cast<size_t>(written);
  }
  return readSafetensors(path);
}

std::vector<NamedArray> one(Array array) {
  std::vector<NamedArray> arrays(1);
  arrays[0].array = std::move(array);
  return arrays;
}

void appendNpy(dlrt_file *file, const std::string &header, const Array &array) {
  dlrt_file_write(file, header.data(), header.size());
  dlrt_file_write(file, array.data.data(), array.data.size());
}

uint32_t crcOf(uint32_t crc, const void *data, size_t size) {
  auto *bytes = static_cast<const uint8_t *>(data);
  for (size_t i = 0; i < size; i += 1 << 30)
    crc = static_cast<uint32_t>(
        crc32(crc, bytes + i, static_cast<uInt>(std::min<size_t>(size - i, 1 << 30))));
  return crc;
}

void writeZip(dlrt_file *file, const std::vector<NamedArray> &arrays) {
  std::vector<ZipFile::Entry> entries;
  uint64_t offset = 0;
  for (const NamedArray &named : arrays) {
    std::string header = npyHeader(named.array.dtype, named.array.shape);
    ZipFile::Entry entry;
    entry.name = named.name + ".npy";
    entry.size = entry.compressed = header.size() + named.array.data.size();
    entry.crc = crcOf(crcOf(0, header.data(), header.size()), named.array.data.data(),
                      named.array.data.size());
    entry.header = offset;
    std::string local = zipLocalHeader(entry.name, entry.crc, entry.size);
    dlrt_file_write(file, local.data(), local.size());
    appendNpy(file, header, named.array);
    offset += local.size() + entry.size;
    entries.push_back(entry);
  }
  std::string directory = zipDirectory(entries, offset);
  dlrt_file_write(file, directory.data(), directory.size());
}

void writeSafetensors(const std::string &path, const std::vector<NamedArray> &arrays) {
  std::vector<dlrt_tensor> tensors(arrays.size());
  std::vector<dlrt_item> items;
  for (size_t i = 0; i < arrays.size(); ++i) {
    tensors[i] = {};
    tensors[i].name = arrays[i].name.c_str();
    tensors[i].dtype = arrays[i].array.dtype;
    tensors[i].rank = static_cast<int32_t>(arrays[i].array.shape.size());
    std::copy(arrays[i].array.shape.begin(), arrays[i].array.shape.end(), tensors[i].shape);
    items.push_back({&tensors[i], arrays[i].array.data.data()});
  }
  dlrt_message message;
  if (dlrt_safetensors_write(path.c_str(), items.data(), static_cast<int32_t>(items.size()),
                             nullptr, 0, nullptr, nullptr, &message))
    throw Error(message.text);
}

} // namespace

std::vector<NamedArray> readArrays(const std::string &path) {
  if (path == "-") {
    std::string bytes = readStandardInput();
    if (bytes.compare(0, 2, "PK") == 0)
      return readZip(ZipFile("standard input", std::move(bytes)));
    if (bytes.compare(0, 6, "\x93NUMPY") == 0 || bytes.size() < 8)
      return one(readNpy(*openMemory("standard input", std::move(bytes))));
    return readPipedSafetensors(bytes);
  }
  char magic[6] = {};
  {
    std::ifstream in(path, std::ios::binary);
    if (!in)
      throw Error("cannot read '" + path + "': " + std::strerror(errno));
    in.read(magic, sizeof magic);
  }
  if (std::memcmp(magic, "PK", 2) == 0)
    return readZip(ZipFile(path));
  if (std::memcmp(magic, "\x93NUMPY", 6) == 0)
    return one(readNpy(*openFile(path)));
  if (endsWith(path, ".safetensors"))
    return readSafetensors(path);
  throw Error("'" + path + "' is not a .npy, .npz or .safetensors file");
}

void writeArrays(const std::string &path, const std::vector<NamedArray> &arrays) {
  if (endsWith(path, ".safetensors"))
    return writeSafetensors(path, arrays);
  dlrt_message message;
  dlrt_file *file = dlrt_file_create(path.c_str(), &message);
  if (!file)
    throw Error(message.text);
  if (endsWith(path, ".npz"))
    writeZip(file, arrays);
  else
    appendNpy(file, npyHeader(arrays[0].array.dtype, arrays[0].array.shape), arrays[0].array);
  if (dlrt_file_commit(file, &message))
    throw Error(message.text);
}

} // namespace dlrt
