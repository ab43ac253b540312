#include "FakeModels.h"
#include "Support.h"
#include "dlrt/train/Data.h"

#include <zlib.h>

using namespace dlrt;

namespace {

std::string word(uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}
std::string images(uint32_t count) {
  std::string bytes = word(0x803) + word(count) + word(28) + word(28);
  for (uint32_t i = 0; i < count * 784; ++i)
    bytes += char(i % 251);
  return bytes;
}
std::string labels(uint32_t count) {
  std::string bytes = word(0x801) + word(count);
  for (uint32_t i = 0; i < count; ++i)
    bytes += char(i % 10);
  return bytes;
}
void writeGz(const std::string &path, const std::string &bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), unsigned(bytes.size()));
  gzclose(file);
}
DataSpec spec(const TempDir &dir) {
  DataSpec s;
  s.kind = "idx";
  s.path = dir.path;
  return s;
}
DataSet load(const TempDir &dir, int splits = kBothSplits) {
  return loadData(*fakeClassifier(), spec(dir), splits);
}

} // namespace

TEST(Idx, PlainGzipAndDots) {
  TempDir dir;
  writeFile(dir / "train-images.idx3-ubyte", images(100));
  writeGz(dir / "train-labels-idx1-ubyte.gz", labels(100));
  writeGz(dir / "t10k-images-idx3-ubyte.gz", images(7));
  writeFile(dir / "t10k-labels-idx1-ubyte", labels(7));
  DataSet data = load(dir);
  EXPECT_EQ(data.train.rows, 100);
  EXPECT_EQ(data.test.rows, 7);
  EXPECT_EQ(data.train.columns[0]->array.dtype, DLRT_U8);
  EXPECT_EQ(data.train.columns[0]->array.data.data()[784], 784 % 251);
  EXPECT_EQ(data.test.columns[1]->array.data.data()[3], 3);
  EXPECT_TRUE(load(dir, kTestSplit).train.empty());
}

TEST(Idx, BindingByAnotherName) {
  TempDir dir;
  writeFile(dir / "train-images-idx3-ubyte", images(10));
  writeFile(dir / "train-labels-idx1-ubyte", labels(10));
  dlrt_model model = *fakeClassifier();
  dlrt_tensor input = model.inputs.tensors[0];
  input.name = "picture";
  model.inputs.tensors = &input;
  DataSpec s = spec(dir);
  expectError([&] { loadData(model, s); }, {"'picture'", "columns image and label"});
  s.args["picture"] = "image";
  DataSet data = loadData(model, s);
  EXPECT_EQ(data.train.rows, 10);
  EXPECT_TRUE(data.test.empty());
  s.args["image"] = "image";
  expectError([&] { loadData(model, s); }, {"'image'", "neither an input or target", "picture"});
}

TEST(Idx, Errors) {
  TempDir dir;
  expectError([&] { load(dir); }, {"train-images-idx3-ubyte", dir.path.c_str()});
  writeFile(dir / "train-labels-idx1-ubyte", labels(10));
  writeFile(dir / "train-images-idx3-ubyte", "abcdefgh");
  expectError([&] { load(dir); }, {"is not an IDX file"});
  writeFile(dir / "train-images-idx3-ubyte", "");
  expectError([&] { load(dir); }, {"truncated"});
  writeFile(dir / "train-images-idx3-ubyte", images(10).substr(0, 5000));
  expectError([&] { load(dir); }, {"truncated", "ends 2856 bytes early"});
  writeFile(dir / "train-images-idx3-ubyte", images(10) + "x");
  expectError([&] { load(dir); }, {"longer than its header says (u8[10, 28, 28])"});
  writeFile(dir / "train-images-idx3-ubyte", images(9));
  expectError([&] { load(dir); }, {"has 10 samples", "has 9"});
  writeFile(dir / "train-images-idx3-ubyte",
            word(0x803) + word(10) + word(28) + word(29) + std::string(8120, 0));
  expectError([&] { load(dir); }, {"u8[10, 28, 29]", "u8[64, 28, 28]"});
  // A header that promises 2^64 bytes and more.
  writeFile(dir / "train-images-idx3-ubyte", word(0x803) + word(~0u) + word(~0u) + word(~0u));
  expectError([&] { load(dir); }, {"impossible sizes"});
  writeFile(dir / "train-images-idx3-ubyte", word(0x803) + word(~0u) + word(28) + word(28) + "abc");
  expectError([&] { load(dir); }, {"train-images"});
}

TEST(Idx, TruncatedGzip) {
  TempDir dir;
  writeGz(dir / "train-images-idx3-ubyte.gz", images(10));
  writeFile(dir / "train-labels-idx1-ubyte", labels(10));
  std::string bytes = readFile(dir / "train-images-idx3-ubyte.gz");
  for (size_t size : {bytes.size() - 1, bytes.size() / 2, size_t(30)}) {
    writeFile(dir / "train-images-idx3-ubyte.gz", bytes.substr(0, size));
    expectError([&] { load(dir); }, {"truncated"});
  }
  bytes[bytes.size() / 2] ^= 0x55;
  writeFile(dir / "train-images-idx3-ubyte.gz", bytes);
  expectError([&] { load(dir); }, {"train-images-idx3-ubyte.gz"});
}

TEST(Idx, LabelsOutsideTheLimit) {
  TempDir dir;
  writeFile(dir / "train-images-idx3-ubyte", images(20));
  std::string bytes = labels(20);
  bytes[8 + 13] = 10;
  writeFile(dir / "train-labels-idx1-ubyte", bytes);
  expectError([&] { load(dir); }, {"train-labels-idx1-ubyte", "sample 13 has value 10", "[0, 10)"});
}
