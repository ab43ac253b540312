#include "train/Batch.h"
#include "FakeModels.h"
#include "Support.h"
#include "dlrt/train/Data.h"

#include <set>

using namespace dlrt;

namespace {

constexpr int kBatch = 4, kLength = 8;

// A model that has tables only: windows of eight tokens.
struct TextModel {
  dlrt_tensor input = {}, target = {};
  dlrt_model model = {};

  explicit TextModel(int64_t limit = 0) {
    input.name = "tokens";
    input.dtype = DLRT_I32;
    input.rank = 2;
    input.shape[0] = kBatch;
    input.shape[1] = kLength;
    input.limit = limit;
    target = input;
    target.name = "next";
    model.abi_version = DLRT_ABI_VERSION;
    model.name = "text";
    model.batch = kBatch;
    model.inputs = {&input, 1, 0, 0};
    model.targets = {&target, 1, 0, 0};
  }
};

struct Text : testing::Test {
  TempDir dir;
  std::string path = dir / "corpus.txt";

  DataSpec spec(nlohmann::json args = nlohmann::json::object()) const {
    DataSpec s;
    s.kind = "text";
    s.path = path;
    s.args = std::move(args);
    return s;
  }
  DataSet load(nlohmann::json args = nlohmann::json::object(), int64_t limit = 0) const {
    TextModel text(limit);
    return loadData(text.model, spec(std::move(args)), kBothSplits);
  }
  // Row `row` of input or target as characters.
  std::string characters(const DataSet &data, const void *tensor, int row) const {
    std::string result;
    for (int i = 0; i < kLength; ++i)
      result += data.vocabulary[static_cast<size_t>(
          static_cast<const int32_t *>(tensor)[row * kLength + i])];
    return result;
  }
};

} // namespace

TEST_F(Text, WindowsAndTheirSuccessors) {
  std::string text;
  for (int i = 0; i < 200; ++i)
    text += char('a' + (i * i + i / 7) % 26);
  writeFile(path, text);
  TextModel model;
  DataSet data = loadData(model.model, spec({{"split", 0.8}}), kBothSplits);
  EXPECT_EQ(data.train.rows, (160 - 1) / kLength);
  EXPECT_EQ(data.test.rows, (40 - 1) / kLength);

  // Drawn from the first 160 characters, other places in each epoch.
  Batcher batcher(data.train, kBatch, 5, true, true);
  Batch batch(model.model, true);
  std::set<std::string> seen;
  for (int64_t epoch = 0; epoch < 2; ++epoch) {
    batcher.startEpoch(epoch);
    for (int64_t step = 0; step < batcher.steps(); ++step) {
      batcher.gather(step, batch);
      for (int row = 0; row < kBatch; ++row) {
        std::string window = characters(data, batch.inputs[0], row);
        std::string next = characters(data, batch.targets[0], row);
        EXPECT_EQ(window.substr(1), next.substr(0, kLength - 1));
        EXPECT_LT(text.find(window + next.back()), 160u - kLength);
        seen.insert(window);
      }
    }
  }
  EXPECT_GT(seen.size(), static_cast<size_t>(batcher.steps() * kBatch * 5 / 4));

  // The rest, in order and side by side.
  Batcher test(data.test, kBatch, 0, false, false);
  test.gather(0, batch);
  for (int row = 0; row < kBatch; ++row)
    EXPECT_EQ(characters(data, batch.inputs[0], row), text.substr(160 + row * kLength, kLength));
}

TEST_F(Text, VocabularyInTheOrderOfCodePoints) {
  writeFile(path, "zaé€a\n😀 zaé€a\n😀 z");
  DataSet data = load({{"split", 1}});
  std::vector<std::string> expected = {"\n", " ", "a", "z", "é", "€", "😀"};
  EXPECT_EQ(data.vocabulary, expected);
  // An earlier run's numbers win, and know all that there is.
  EXPECT_EQ(load({{"split", 1}, {"vocabulary", {"z", "a", "é", "€", "\n", "😀", " ", "x"}}})
                .train.columns[0]
                ->array.data.data()[1],
            1);
  expectError([&] { load({{"split", 1}, {"vocabulary", {"z", "a", "\n", " ", "é", "€"}}}); },
              {"corpus.txt' line 2: the character '😀' is not among the 6"});
}

TEST_F(Text, Bytes) {
  std::string text;
  for (int i = 0; i < 64; ++i)
    text += char(i * 37);
  writeFile(path, text);
  DataSet data = load({{"tokens", "bytes"}, {"split", 1}});
  EXPECT_TRUE(data.vocabulary.empty());
  EXPECT_TRUE(data.test.empty());
  EXPECT_EQ(data.train.columns[0]->array.data.data()[7], static_cast<uint8_t>(7 * 37));
  EXPECT_EQ(data.train.columns[1]->array.data.data()[7], static_cast<uint8_t>(8 * 37));
}

TEST_F(Text, WindowsOfAnEpoch) {
  writeFile(path, std::string(100, 'a'));
  EXPECT_EQ(load({{"split", 1}, {"windows", 92}}).train.rows, 92);
  expectError([&] { load({{"split", 1}, {"windows", 93}}); },
              {"'windows' must be at most 92, the places where a window can start, got 93"});
}

TEST_F(Text, Errors) {
  expectError([&] { load(); }, {"corpus.txt"});
  writeFile(path, "");
  expectError([&] { load(); }, {"corpus.txt' is empty"});
  writeFile(path, "short");
  expectError([&] { load({{"split", 1}}); },
              {"the train part of '", "has 5 tokens, a window and its successor take 9"});
  writeFile(path, std::string(40, 'x'));
  expectError([&] { load(); }, {"the test part of '", "has 4 tokens"});
  expectError([&] { load({{"tokens", "words"}}); },
              {"'tokens' must be characters or bytes, got words"});
  expectError([&] { load({{"token", "bytes"}}); }, {"data argument 'token'"});
  expectError([&] { load({{"tokens", "bytes"}, {"split", 1}}, 65); },
              {"has 256 kinds of bytes, but 'tokens' takes ids below 65"});
  writeFile(path, "the quick brown fox");
  expectError([&] { load({{"split", 1}}, 10); },
              {"has 16 different characters, but 'tokens' takes ids below 10"});
}

TEST_F(Text, InvalidUtf8) {
  // Cut short, overlong, a surrogate, beyond the last code point, a lone continuation.
  for (const char *wrong : {"\xe2\x82", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xff"}) {
    writeFile(path, std::string("first line\nsecond ") + wrong + " and the rest");
    expectError([&] { load({{"split", 1}}); },
                {"corpus.txt' line 2: byte 18 of the file is not valid UTF-8; tokens = bytes"});
  }
}

TEST_F(Text, ModelsThatTakeNoText) {
  writeFile(path, std::string(100, 'a'));
  expectError([&] { loadData(*fakeClassifier(), spec(), kBothSplits); },
              {"must be declared [batch, T] of integers"});
  TextModel uneven;
  uneven.target.shape[1] = kLength + 1;
  expectError([&] { loadData(uneven.model, spec(), kBothSplits); },
              {"'next' is the next token of each of 'tokens'", "windows of 9"});
  TextModel twice;
  dlrt_tensor inputs[] = {twice.input, twice.target};
  twice.model.inputs = {inputs, 2, 0, 0};
  expectError([&] { loadData(twice.model, spec(), kBothSplits); },
              {"a text fills one input and one target, model 'text' has 2 inputs"});
}
