#include "train/data/Npy.h"
#include "FakeModels.h"
#include "Support.h"
#include "train/data/ArrayFile.h"

#include <cstring>

using namespace dlrt;

namespace {

std::string npy(const std::string &dictionary, const std::string &data) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += char(dictionary.size() & 255);
  bytes += char(dictionary.size() >> 8);
  return bytes + dictionary + data;
}
Array parse(const std::string &bytes) { return readNpy(*openMemory("f.npy", bytes)); }
std::string floats(std::initializer_list<float> values) {
  return {reinterpret_cast<const char *>(values.begin()), values.size() * 4};
}
NamedArray named(const std::string &name, std::vector<int64_t> shape,
                 std::initializer_list<float> values) {
  NamedArray result;
  result.name = name;
  result.array.shape = std::move(shape);
  result.array.data = Bytes(values.size() * 4);
  std::memcpy(result.array.data.data(), values.begin(), values.size() * 4);
  return result;
}

} // namespace

TEST(Npy, Reads) {
  Array a =
      parse(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n", floats({1, 2})));
  EXPECT_EQ(a.text(), "f32[2, 1]");
  EXPECT_EQ(a.data.size(), 8u);
  EXPECT_EQ(parse(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", "abc")).text(),
            "u8[3]");
  EXPECT_EQ(
      parse(npy("{\"shape\":(),\"descr\":\"<i8\",\"fortran_order\":False}", "12345678")).text(),
      "i64[]");
}

TEST(Npy, WidensSmallTypes) {
  Array half = parse(npy("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }",
                         std::string("\x00\x3c\x00\xc0\x01\x00", 6)));
  auto *values = reinterpret_cast<const float *>(half.data.data());
  EXPECT_EQ(half.text(), "f32[3]");
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[1], -2);
  EXPECT_EQ(values[2], 0x1.0p-24f);
  Array u2 = parse(npy("{'descr': '<u2', 'fortran_order': False, 'shape': (1,), }", "\xff\xff"));
  EXPECT_EQ(u2.text(), "i32[1]");
  EXPECT_EQ(*reinterpret_cast<const int32_t *>(u2.data.data()), 65535);
}

TEST(Npy, Errors) {
  const std::string good =
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", floats({1, 2}));
  for (size_t size = 0; size < good.size(); ++size)
    expectError([&] { parse(good.substr(0, size)); }, {"f.npy"});
  expectError([&] { parse("not numpy at all"); }, {"magic number"});
  expectError([&] { parse(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "")); },
              {"'>f4'", "little-endian"});
  expectError([&] { parse(npy("{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }", "")); },
              {"'<c8'"});
  expectError(
      [&] { parse(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "")); },
      {"structured"});
  expectError([&] { parse(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", "")); },
              {"column-major"});
  expectError([&] { parse(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "")); },
              {"shape"});
  expectError(
      [&] {
        parse(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 9), }",
                ""));
      },
      {"impossible sizes"});
  expectError([&] { parse(npy("{'descr': '<f4', 'fortran_order': False}", "")); }, {"no descr"});
}

TEST(Npz, RoundTripAndTestSplit) {
  TempDir dir;
  std::vector<NamedArray> arrays;
  arrays.push_back(named("x", {2, 3}, {1, 2, 3, 4, 5, 6}));
  arrays.push_back(named("y", {2}, {7, 8}));
  arrays.push_back(named("x_test", {1, 3}, {9, 10, 11}));
  arrays.push_back(named("y_test", {1}, {12}));
  writeArrays(dir / "f.npz", arrays);
  std::vector<NamedArray> back = readArrays(dir / "f.npz");
  ASSERT_EQ(back.size(), 4u);
  EXPECT_EQ(back[2].name, "x_test");
  EXPECT_EQ(back[2].array.text(), "f32[1, 3]");

  DataSpec spec;
  spec.kind = "npz";
  spec.path = dir / "f.npz";
  DataSet data = loadData(*fakeRegression(), spec);
  EXPECT_EQ(data.train.rows, 2);
  EXPECT_EQ(data.test.rows, 1);
  EXPECT_EQ(reinterpret_cast<const float *>(data.test.columns[1]->array.data.data())[0], 12);

  spec.args["y"] = "absent";
  expectError([&] { loadData(*fakeRegression(), spec); },
              {"no array 'absent'", "x, y, x_test, y_test"});
}

TEST(Npz, Damage) {
  TempDir dir;
  std::vector<NamedArray> arrays;
  arrays.push_back(named("x", {2, 3}, {1, 2, 3, 4, 5, 6}));
  writeArrays(dir / "f.npz", arrays);
  std::string good = readFile(dir / "f.npz");
  for (size_t size = 2; size < good.size(); size += 3) {
    writeFile(dir / "g.npz", good.substr(0, size));
    expectError([&] { readArrays(dir / "g.npz"); }, {"g.npz"});
  }
  for (size_t at = 4; at < good.size(); at += 2) {
    std::string bytes = good;
    bytes[at] ^= 0x7F;
    writeFile(dir / "g.npz", bytes);
    try {
      readArrays(dir / "g.npz"); // some bytes (dates, versions) do not matter
    } catch (const Error &) {
    }
  }
  std::string bytes = good;
  bytes[good.find("NUMPY") + 130] ^= 1; // in the numbers
  writeFile(dir / "g.npz", bytes);
  expectError([&] { readArrays(dir / "g.npz"); }, {"checksum"});
}

TEST(Npy, SourceFolderAndFile) {
  TempDir dir;
  std::vector<NamedArray> x, y;
  x.push_back(named("", {2, 3}, {1, 2, 3, 4, 5, 6}));
  y.push_back(named("", {2}, {7, 8}));
  writeArrays(dir / "x.npy", x);
  writeArrays(dir / "y.npy", y);
  DataSpec spec;
  spec.kind = "npy";
  spec.path = dir.path;
  EXPECT_EQ(loadData(*fakeRegression(), spec).train.rows, 2);
  spec.path = dir / "x.npy";
  spec.args["y"] = "y.npy";
  EXPECT_EQ(loadData(*fakeRegression(), spec).train.rows, 2);
}
