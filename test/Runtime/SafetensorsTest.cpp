#include "Support.h"

#include <cstring>
#include <random>

namespace {

std::string makeFile(const std::string &header, const std::string &data) {
  uint64_t size = header.size();
  std::string bytes(reinterpret_cast<char *>(&size), 8);
  return bytes + header + data;
}

// Opens a file of these bytes: empty text when it is good, else the message.
std::string openText(const std::string &bytes) {
  static TempDir dir; // one for thousands of files
  std::string path = dir / "f.safetensors";
  writeFile(path, bytes);
  dlrt_safetensors file;
  dlrt_message message;
  if (dlrt_safetensors_open(&file, path.c_str(), &message))
    return message.text;
  // What is accepted must be readable in full.
  for (int32_t i = 0; i < file.count; ++i) {
    std::vector<char> data(file.tensors[i].bytes + 1);
    EXPECT_EQ(dlrt_safetensors_read(&file, &file.tensors[i], data.data(), &message), 0);
  }
  dlrt_safetensors_close(&file);
  return "";
}

std::string entry(const std::string &name, const std::string &rest) {
  return "\"" + name + "\":{" + rest + "}";
}
const std::string kGoodEntry = R"("dtype":"F32","shape":[2],"data_offsets":[0,8])";
const std::string kGoodData = "abcdefgh";

} // namespace

TEST(Safetensors, RoundTrip) {
  TempDir dir;
  std::string path = dir / "a.safetensors";
  float w[6] = {1, 2, 3, 4, 5, 6};
  uint8_t flags[2] = {0, 1};
  int64_t scalar = -7;
  dlrt_tensor tensors[] = {{"a \"quoted\"\n\\name é", DLRT_F32, 2, {2, 3}, 0, 0, 0, 0, 0},
                           {"flags", DLRT_BOOL, 1, {2}, 0, 0, 0, 0, 0},
                           {"empty", DLRT_F64, 2, {0, 5}, 0, 0, 0, 0, 0},
                           {"scalar", DLRT_I64, 0, {}, 0, 0, 0, 0, 0}};
  dlrt_item items[] = {
      {&tensors[0], w}, {&tensors[1], flags}, {&tensors[2], w}, {&tensors[3], &scalar}};
  dlrt_pair metadata[] = {{"format", "pt"}, {"note", "tab\there"}};
  dlrt_message message;
  ASSERT_EQ(dlrt_safetensors_write(path.c_str(), items, 4, metadata, 2, nullptr, nullptr, &message),
            0)
      << message.text;
  EXPECT_FALSE(std::filesystem::exists(path + ".tmp"));

  dlrt_safetensors file;
  ASSERT_EQ(dlrt_safetensors_open(&file, path.c_str(), &message), 0) << message.text;
  EXPECT_EQ(file.count, 4);
  EXPECT_STREQ(dlrt_safetensors_metadata(&file, "note"), "tab\there");
  EXPECT_EQ(dlrt_safetensors_metadata(&file, "absent"), nullptr);
  const dlrt_stored *stored = dlrt_safetensors_find(&file, tensors[0].name);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->bytes, 24u);
  EXPECT_EQ(stored->tensor.shape[1], 3);
  float back[6];
  ASSERT_EQ(dlrt_safetensors_read(&file, stored, back, &message), 0);
  EXPECT_EQ(std::memcmp(back, w, sizeof w), 0);
  dlrt_safetensors_close(&file);
}

TEST(Safetensors, GoodHeaders) {
  EXPECT_EQ(openText(makeFile("{}", "")), "");
  EXPECT_EQ(openText(makeFile("{" + entry("w", kGoodEntry) + "}", kGoodData)), "");
  EXPECT_EQ(openText(makeFile("{" + entry("w", kGoodEntry) + "}   \n ", kGoodData)), "");
  EXPECT_EQ(openText(makeFile(R"({"__metadata__":{"k":"\ud83d\ude00"},)" +
                                  entry("\\u0077\\/", kGoodEntry) + "}",
                              kGoodData)),
            "");
  EXPECT_EQ(
      openText(makeFile("{" + entry("h", R"("dtype":"F16","shape":[4],"data_offsets":[0,8])") + "}",
                        kGoodData)),
      "");
}

TEST(Safetensors, BadHeaders) {
  struct {
    std::string bytes;
    const char *expected;
  } cases[] = {
      {"", "0 bytes"},
      {"1234567", "7 bytes"},
      {std::string(8, '\xFF'), "a header of 18446744073709551615 bytes"},
      {makeFile("", ""), "something else where the object of tensors belongs"},
      {makeFile("{", ""), "a string belongs"},
      {makeFile("[]", ""), "object of tensors"},
      {makeFile("{}x", ""), "text behind"},
      {makeFile("{\"a", ""), "a string without end"},
      {makeFile("{\"\\u00\":1}", ""), "escape"},
      {makeFile("{\"\\ud800x\":1}", ""), "surrogate"},
      {makeFile("{\"\\u0000\":1}", ""), "zero character"},
      {makeFile("{\"\xff\":1}", ""), "not UTF-8"},
      {makeFile("{\"a\tb\":1}", ""), "control character"},
      {makeFile("{" + entry("w", kGoodEntry) + "}", "short"), "outside the file"},
      {makeFile("{" + entry("w", kGoodEntry) + "}", kGoodData + "x"), "its tensors take 8 bytes"},
      {makeFile("{" + entry("w", kGoodEntry) + "," +
                    entry("w", R"("dtype":"U8","shape":[0],"data_offsets":[8,8])") + "}",
                kGoodData),
       "two tensors are called 'w'"},
      {makeFile("{" + entry("w", kGoodEntry) + "," + entry("v", kGoodEntry) + "}", kGoodData),
       "starts at byte 0 of the data, expected 8"},
      {makeFile("{" + entry("w", R"("dtype":"F33","shape":[2],"data_offsets":[0,8])") + "}",
                kGoodData),
       "a dtype that the format does not have"},
      {makeFile("{" + entry("w", R"("dtype":"F32","shape":[3],"data_offsets":[0,8])") + "}",
                kGoodData),
       "do not match its number of bytes"},
      {makeFile(
           "{" +
               entry(
                   "w",
                   R"("dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0])") +
               "}",
           ""),
       "more elements than any file"},
      {makeFile(
           "{" + entry("w", R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8])") +
               "}",
           kGoodData),
       "a list that is too long"},
      {makeFile("{" + entry("w", R"("dtype":"F32","shape":[2],"data_offsets":[8,0])") + "}",
                kGoodData),
       "outside the file"},
      {makeFile("{" + entry("w", R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])") + "}",
                kGoodData),
       "a whole number belongs"},
      {makeFile(
           "{" +
               entry("w", R"("dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8])") +
               "}",
           kGoodData),
       "above 2^63"},
      {makeFile("{" + entry("w", R"("dtype":"F32","shape":[02],"data_offsets":[0,8])") + "}",
                kGoodData),
       "leading zero"},
      {makeFile("{" +
                    entry("w", R"("dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8])") +
                    "}",
                kGoodData),
       "keys other than"},
      {makeFile("{" + entry("w", R"("dtype":"F32","data_offsets":[0,8])") + "}", kGoodData),
       "without dtype"},
      {makeFile("{" + entry("w", R"("dtype":"F32","shape":[2],"data_offsets":[8])") + "}",
                kGoodData),
       "both data_offsets"},
      {makeFile(R"({"__metadata__":{"a":"1","a":"2"}})", ""),
       "two metadata entries are called 'a'"},
      {makeFile(R"({"__metadata__":{"a":1}})", ""), "a string belongs"},
      {makeFile(R"({"__metadata__":{},"__metadata__":{}})", ""), "two __metadata__"},
  };
  for (const auto &c : cases)
    EXPECT_NE(openText(c.bytes).find(c.expected), std::string::npos)
        << "expected '" << c.expected << "', got '" << openText(c.bytes) << "'";
}

// Damaged copies of a good file must be refused or be readable; the sanitised build watches the
// rest.
TEST(Safetensors, RandomDamage) {
  std::string good =
      makeFile(R"({"__metadata__":{"epoch":"3","k":"a\u00e9"},)" + entry("w", kGoodEntry) + "," +
                   entry("v", R"("dtype":"I64","shape":[1,2],"data_offsets":[8,24])") + "}",
               kGoodData + "0123456789abcdef");
  ASSERT_EQ(openText(good), "");
  std::mt19937 random(1);
  const std::string alphabet = "{}[]\",:\\u0129-eE.tF\x80\xff";
  for (int i = 0; i < 1000; ++i) {
    std::string bytes = good;
    for (unsigned k = random() % 4 + 1; k; --k) {
      size_t at = random() % bytes.size();
      switch (random() % 4) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes[at] = alphabet[random() % alphabet.size()];
        break;
      case 2:
        bytes.erase(at, random() % 8 + 1);
        break;
      default:
        bytes.insert(at, 1, alphabet[random() % alphabet.size()]);
      }
      if (bytes.empty())
        bytes = "x";
    }
    openText(bytes);
  }
  for (size_t size = 0; size < good.size(); ++size)
    EXPECT_NE(openText(good.substr(0, size)), "") << size;
}
