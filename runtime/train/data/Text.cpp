// Text as windows of tokens: the input is a window, the target the same window one token later.
#include "Source.h"
#include "Stream.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

namespace dlrt {

using nlohmann::json;

namespace {

// The whole file; a million bytes at a time, since compressed files do not say how long they are.
std::string readFile(const std::string &path) {
  std::unique_ptr<Stream> stream = openFile(path);
  std::string bytes;
  for (;;) {
    size_t before = bytes.size();
    bytes.resize(before + (1 << 20));
    size_t got = stream->read(&bytes[before], 1 << 20);
    bytes.resize(before + got);
    if (got == 0)
      return bytes;
  }
}

// Bytes of the UTF-8 sequence at the start of `text`; 0 if that is none (RFC 3629: neither overlong
// forms nor surrogates).
size_t sequenceLength(const unsigned char *text, size_t left) {
  auto continues = [&](size_t i) { return i < left && (text[i] & 0xc0) == 0x80; };
  unsigned char first = text[0], second = left > 1 ? text[1] : 0;
  if (first < 0x80)
    return 1;
  if (first >= 0xc2 && first <= 0xdf)
    return continues(1) ? 2 : 0;
  if ((first & 0xf0) == 0xe0) {
    bool isForbidden = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f);
    return continues(1) && continues(2) && !isForbidden ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    bool isForbidden = (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return continues(1) && continues(2) && continues(3) && !isForbidden ? 4 : 0;
  }
  return 0;
}

size_t lineOf(const std::string &text, size_t position) {
  return 1 + static_cast<size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

std::vector<std::string_view> splitCharacters(const std::string &text, const std::string &path) {
  std::vector<std::string_view> characters;
  characters.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    size_t length =
        sequenceLength(reinterpret_cast<const unsigned char *>(&text[at]), text.size() - at);
    if (length == 0)
      throw Error("'" + path + "' line " + std::to_string(lineOf(text, at)) + ": byte " +
                  std::to_string(at) +
                  " of the file is not valid UTF-8; tokens = bytes takes any file");
    characters.push_back(std::string_view(text).substr(at, length));
    at += length;
  }
  return characters;
}

struct Tokens {
  std::vector<int32_t> ids;
  std::vector<std::string> vocabulary; // empty: bytes
  int32_t count = 256;                 // ids are below this
};

Tokens numberCharacters(const std::string &text, const DataSpec &spec, const std::string &path) {
  std::vector<std::string_view> characters = splitCharacters(text, path);
  std::map<std::string, int32_t, std::less<>> numbers;
  auto recorded = spec.args.find("vocabulary");
  bool isRecorded = recorded != spec.args.end();
  Tokens tokens;
  if (isRecorded) {
    for (const json &entry : *recorded) {
      if (!entry.is_string())
        throw Error("a vocabulary is a list of characters, got " + entry.dump());
      tokens.vocabulary.push_back(entry.get<std::string>());
    }
  } else {
    for (std::string_view character : characters)
      if (numbers.find(character) == numbers.end())
        numbers.emplace(character, 0);
    // In the order of their code points, which is that of their bytes.
    for (const auto &[character, number] : numbers)
      tokens.vocabulary.push_back(character);
  }
  for (size_t i = 0; i < tokens.vocabulary.size(); ++i)
    numbers[tokens.vocabulary[i]] = static_cast<int32_t>(i);
  for (std::string_view character : characters) {
    auto found = numbers.find(character);
    if (found == numbers.end()) {
      auto at = static_cast<size_t>(character.data() - text.data());
      throw Error("'" + path + "' line " + std::to_string(lineOf(text, at)) + ": the character '" +
                  std::string(character) + "' is not among the " +
                  std::to_string(tokens.vocabulary.size()) + " that the run was trained on");
    }
    tokens.ids.push_back(found->second);
  }
  tokens.count = static_cast<int32_t>(tokens.vocabulary.size());
  return tokens;
}

// The tensors that a window and its successor go to.
struct Window {
  const dlrt_tensor *input, *target; // target may be null
  int64_t length;
};

Window windowOf(const dlrt_model &model) {
  char text[256];
  if (model.inputs.count != 1 || model.targets.count > 1)
    throw Error("a text fills one input and one target, model '" + std::string(model.name) +
                "' has " + std::to_string(model.inputs.count) + " inputs and " +
                std::to_string(model.targets.count) + " targets");
  const dlrt_tensor *input = model.inputs.tensors;
  const dlrt_tensor *target = model.targets.count ? model.targets.tensors : nullptr;
  for (const dlrt_tensor *tensor : {input, target}) {
    bool isInteger = !tensor || tensor->dtype == DLRT_I32 || tensor->dtype == DLRT_I64 ||
                     tensor->dtype == DLRT_U8;
    if (tensor && (!isInteger || tensor->rank != 2))
      throw Error("'" + std::string(tensor->name) +
                  "' must be declared [batch, T] of integers to take windows of text, not " +
                  dlrt_tensor_text(tensor, text, sizeof text));
  }
  if (target && target->shape[1] != input->shape[1])
    throw Error("'" + std::string(target->name) + "' is the next token of each of '" + input->name +
                "', but one has windows of " + std::to_string(target->shape[1]) +
                ", the other of " + std::to_string(input->shape[1]));
  return {input, target, input->shape[1]};
}

// Tokens `first` and later as a column whose samples overlap: one starts at each token.
std::shared_ptr<const Column> windowsOf(const dlrt_tensor &tensor, const int32_t *ids, size_t count,
                                        const Tokens &tokens, const std::string &path) {
  auto column = std::make_shared<Column>();
  column->tensor = tensor;
  column->elements = static_cast<size_t>(tensor.shape[1]);
  bool isNarrow = tokens.count <= 256;
  column->array.dtype = isNarrow ? DLRT_U8 : DLRT_I32;
  column->array.shape = {static_cast<int64_t>(count)};
  column->array.origin = path;
  column->stride = isNarrow ? 1 : sizeof(int32_t);
  column->array.data = Bytes(count * column->stride);
  if (!isNarrow)
    std::memcpy(column->array.data.data(), ids, count * sizeof(int32_t));
  for (size_t i = 0; isNarrow && i < count; ++i)
    column->array.data.data()[i] = static_cast<uint8_t>(ids[i]);
  return column;
}

void checkVocabulary(const dlrt_tensor &tensor, const Tokens &tokens, const std::string &path) {
  int64_t most = tensor.dtype == DLRT_U8 ? 256 : INT64_MAX;
  if (tensor.limit > 0)
    most = std::min(most, tensor.limit);
  if (tokens.count > most)
    throw Error("'" + path + "' has " + std::to_string(tokens.count) +
                (tokens.vocabulary.empty() ? " kinds of bytes, but '" : " different characters, but '") +
                tensor.name + "' takes ids below " + std::to_string(most));
}

} // namespace

DataSet loadText(const dlrt_model &model, const DataSpec &spec, int splits) {
  Window window = windowOf(model);
  std::string path = resolveDataPath(spec, spec.path);
  double fraction = numberOption(spec, "split", 0.9, 0, 1);
  double windows = numberOption(spec, "windows", 0, 0, 4e9);
  std::string kind = "characters";
  if (auto found = spec.args.find("tokens"); found != spec.args.end())
    kind = found->is_string() ? found->get<std::string>() : found->dump();
  if (kind != "characters" && kind != "bytes")
    throw Error("data option 'tokens' must be characters or bytes, got " + kind);

  std::string text = readFile(path);
  if (text.empty())
    throw Error("'" + path + "' is empty");
  Tokens tokens;
  if (kind == "bytes")
    for (unsigned char byte : text)
      tokens.ids.push_back(byte);
  else
    tokens = numberCharacters(text, spec, path);
  if (tokens.ids.size() > UINT32_MAX)
    throw Error("'" + path + "' has more than 2^32 - 1 tokens");
  for (const dlrt_tensor *tensor : {window.input, window.target})
    if (tensor)
      checkVocabulary(*tensor, tokens, path);

  // The text is cut once: windows of one part must not reach into the other.
  auto kept = static_cast<size_t>(std::llround(fraction * static_cast<double>(tokens.ids.size())));
  auto fill = [&](Split &split, size_t first, size_t count, const char *part) {
    auto length = static_cast<size_t>(window.length);
    if (count < length + 1)
      throw Error("the " + std::string(part) + " part of '" + path + "' has " +
                  std::to_string(count) + " tokens, a window and its successor take " +
                  std::to_string(length + 1));
    const int32_t *ids = tokens.ids.data() + first;
    split.columns.push_back(windowsOf(*window.input, ids, count - 1, tokens, path));
    if (window.target)
      split.columns.push_back(windowsOf(*window.target, ids + 1, count - 1, tokens, path));
    split.rows = static_cast<int64_t>((count - 1) / length);
    return count - length; // starts of windows
  };
  DataSet data;
  data.vocabulary = std::move(tokens.vocabulary);
  if (splits & kTrainSplit) {
    size_t starts = fill(data.train, 0, kept, "train");
    // An epoch sees about as many tokens as there are, at places drawn anew for each.
    if (windows > 0)
      data.train.rows = static_cast<int64_t>(windows);
    data.train.pool = static_cast<int64_t>(starts);
    if (data.train.rows > data.train.pool)
      throw Error("data option 'windows' must be at most " + std::to_string(starts) +
                  ", the places where a window can start, got " +
                  std::to_string(data.train.rows));
    // Where nothing is drawn, they are evenly spread: side by side, if there are as many as fit.
    for (int64_t i = 0; i < data.train.rows; ++i)
      data.train.index.push_back(static_cast<uint32_t>(
          windows > 0 ? i * data.train.pool / data.train.rows : i * window.length));
  }
  if (splits & kTestSplit && kept < tokens.ids.size()) {
    fill(data.test, kept, tokens.ids.size() - kept, "test");
    // Side by side.
    for (int64_t i = 0; i < data.test.rows; ++i)
      data.test.index.push_back(static_cast<uint32_t>(i * window.length));
  }
  return data;
}

void useVocabulary(DataSpec &spec, const json &vocabulary) {
  if (spec.kind == "text" && vocabulary.is_array() && !spec.args.contains("vocabulary"))
    spec.args["vocabulary"] = vocabulary;
}

} // namespace dlrt
