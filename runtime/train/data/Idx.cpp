// IDX, the format of MNIST and its relatives: a folder with images and labels of a train and a test
// split.
#include "Source.h"
#include "Stream.h"

#include <algorithm>
#include <filesystem>

namespace dlrt {
namespace {

// The file of one column and split: '-' or '.' before idx, compressed or not.
std::string findFile(const std::string &folder, const std::string &stem, const std::string &rank) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  for (const char *dot : {"-", "."})
    for (const char *suffix : {"", ".gz"})
      if (fs::path path = fs::path(folder) / (stem + dot + "idx" + rank + "-ubyte" + suffix);
          fs::exists(path, ignored))
        return path.string();
  return "";
}

uint32_t bigEndian(const uint8_t *b) {
  return uint32_t(b[0]) << 24 | uint32_t(b[1]) << 16 | uint32_t(b[2]) << 8 | b[3];
}

// Values of more than one byte are stored with the most significant first.
void swapBytes(Bytes &bytes, size_t size) {
  for (size_t i = 0; i < bytes.size() && size > 1; i += size)
    std::reverse(bytes.data() + i, bytes.data() + i + size);
}

Array readIdx(const std::string &path) {
  std::unique_ptr<Stream> stream = openFile(path);
  uint8_t magic[4], word[4];
  stream->readAll(magic, 4);
  Array array;
  array.origin = path;
  switch (magic[2]) {
  case 0x08:
    array.dtype = DLRT_U8;
    break;
  case 0x09:
    array.dtype = DLRT_I8;
    break;
  case 0x0C:
    array.dtype = DLRT_I32;
    break;
  case 0x0D:
    array.dtype = DLRT_F32;
    break;
  case 0x0E:
    array.dtype = DLRT_F64;
    break;
  default:
    magic[0] = 0xFF; // not a type we read: reported below with the whole number
  }
  if (magic[0] || magic[1] || magic[3] < 1 || magic[3] > DLRT_MAX_RANK) {
    throw Error("'" + path +
                "' is not an IDX file: its magic number does not announce u8, i8, i32, "
                "f32 or f64 values of 1 to 8 dimensions");
  }
  for (int i = 0; i < magic[3]; ++i) {
    stream->readAll(word, 4);
    array.shape.push_back(bigEndian(word));
  }
  size_t elementSize = dlrt_dtype_size(array.dtype);
  array.data = stream->readBytes(checkedBytes(array.shape, elementSize, path));
  if (!stream->atEnd())
    throw Error("'" + path + "' is longer than its header says (" + array.text() + ")");
  swapBytes(array.data, elementSize);
  return array;
}

class IdxSource : public Source {
public:
  explicit IdxSource(std::string folder) : folder(std::move(folder)) {}

  std::optional<Array> read(const Wanted &wanted, bool test) override {
    std::string name = wanted.plainName("idx");
    if (name != "image" && name != "label")
      throw Error("'" + std::string(wanted.tensor->name) +
                  "': idx data have the columns image and "
                  "label, not '" +
                  name + "' (bind with " + wanted.tensor->name + " = \"image\")");
    const std::string prefix = test ? "t10k" : "train";
    bool image = name == "image";
    std::string path =
        findFile(folder, prefix + (image ? "-images" : "-labels"), image ? "3" : "1");
    if (!path.empty())
      return readIdx(path);
    if (test)
      return std::nullopt;
    throw Error("no file '" + prefix + (image ? "-images-idx3-ubyte" : "-labels-idx1-ubyte") +
                "' or '….gz' in '" + folder + "'");
  }

private:
  std::string folder;
};

} // namespace

std::unique_ptr<Source> openIdx(const DataSpec &spec) {
  std::string folder = resolveDataPath(spec, spec.path);
  if (!std::filesystem::is_directory(folder))
    throw Error("'" + folder +
                "' is not a directory: idx data are a folder with "
                "train-images-idx3-ubyte.gz and its companions");
  return std::make_unique<IdxSource>(folder);
}

} // namespace dlrt
