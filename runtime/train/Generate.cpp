#include "dlrt/train/Generate.h"

#include "Options.h"
#include "Random.h"
#include "Session.h"
#include "dlrt/train/Error.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

namespace dlrt {
namespace {

// The length of the UTF-8 sequence that starts `text`; an error where there is none.
size_t characterLength(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  bool good = length > 0 && length <= text.size();
  for (size_t i = 1; good && i < length; ++i)
    good = (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;
  if (!good)
    throw Error("the text is not UTF-8");
  return length;
}

template <typename Visit> void forEachCharacter(std::string_view text, Visit visit) {
  while (!text.empty()) {
    size_t length = characterLength(text);
    visit(std::string(text.substr(0, length)));
    text.remove_prefix(length);
  }
}

std::string readText(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || in.bad())
    throw Error("cannot read '" + path + "': " + std::strerror(errno));
  return text.str();
}

// The one entry of a table that looks like what `decode` takes or gives.
template <typename Matches>
int32_t findOnly(const dlrt_table &table, const std::string &what, Matches matches) {
  int32_t found = -1;
  for (int32_t i = 0; i < table.count; ++i) {
    if (!matches(table.tensors[i]))
      continue;
    if (found >= 0)
      throw Error("'" + std::string(table.tensors[found].name) + "' and '" +
                  table.tensors[i].name + "' both look like " + what);
    found = i;
  }
  if (found < 0)
    throw Error("the model's 'decode' has nothing that looks like " + what);
  return found;
}

// A vocabulary of all 256 bytes, in their order.
std::vector<std::string> allBytes() {
  std::vector<std::string> bytes;
  for (int byte = 0; byte < 256; ++byte)
    bytes.emplace_back(1, static_cast<char>(byte));
  return bytes;
}

bool isBytes(const std::vector<std::string> &vocabulary) {
  return vocabulary.size() == 256 && vocabulary == allBytes();
}

// The tokens of the text that a run was trained on; empty if its configuration does not say.
std::vector<std::string> recordedVocabulary(const nlohmann::json &config) {
  std::vector<std::string> tokens;
  if (auto found = config.find("vocabulary"); found != config.end() && found->is_array()) {
    for (const nlohmann::json &token : *found)
      if (token.is_string())
        tokens.push_back(token.get<std::string>());
    return tokens;
  }
  using pointer = nlohmann::json::json_pointer;
  return config.value(pointer("/data/args/tokens"), "") == "bytes" ? allBytes() : tokens;
}

class Generator {
public:
  Generator(const dlrt_model &model, const GenerateOptions &options)
      : model(model), options(options), session(model, options.threads, options.seed) {
    tokenInput = findOnly(model.inputs, "one token, an integer [batch, 1]", [](const auto &t) {
      return t.rank == 2 && t.shape[1] == 1 && (t.dtype == DLRT_I32 || t.dtype == DLRT_I64);
    });
    auto isLogits = [](const dlrt_tensor &t) {
      return t.rank == 3 && t.shape[1] == 1 && t.dtype == DLRT_F32;
    };
    logitsOutput =
        findOnly(model.outputs, "the logits of one token, f32 [batch, 1, tokens]", isLogits);
    allocate(model.inputs, inputs);
    allocate(model.outputs, outputs);
    for (auto &buffer : inputs)
      inputPointers.push_back(buffer.data());
    for (auto &buffer : outputs)
      outputPointers.push_back(buffer.data());
    session.call.inputs = inputPointers.data();
    session.call.outputs = outputPointers.data();
    readVocabulary();
    int32_t position = dlrt_table_find(&model.state, "decode.position");
    if (position < 0)
      throw Error("the model's 'decode' keeps no position: it has no attention");
    positionPlace =
        static_cast<char *>(session.call.state) + model.state.tensors[position].offset;
    for (int32_t i = 0; i < model.state.count; ++i) {
      std::string_view name = model.state.tensors[i].name;
      if (name.size() > 5 && name.substr(name.size() - 5) == ".keys")
        capacity = std::min(capacity, model.state.tensors[i].shape[2]);
    }
    if (model.init)
      session.initialise();
    session.loadWeights(options.weights);
  }

  void run() {
    std::vector<int64_t> given;
    std::string prompt = options.prompt;
    if (prompt.empty())
      prompt = numbers.count("\n") ? "\n" : vocabulary[0];
    auto add = [&](const std::string &token) {
      auto number = numbers.find(token);
      if (number == numbers.end())
        throw Error("the prompt's '" + token + "' is no token of the model");
      given.push_back(number->second);
    };
    if (isBytes(vocabulary))
      for (char byte : prompt)
        add(std::string(1, byte));
    else
      forEachCharacter(prompt, add);
    print(options.prompt);
    for (int64_t token : given)
      feed(token);
    SplitMix random(options.seed);
    for (int64_t count = 0; count < options.tokens; ++count) {
      int64_t token = drawToken(logits(), static_cast<int64_t>(vocabulary.size()),
                                options.temperature, options.topK, random.uniform());
      print(vocabulary[static_cast<size_t>(token)]);
      if (count + 1 < options.tokens)
        feed(token);
    }
    print("\n");
  }

private:
  void print(const std::string &text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout))
      throw Error(std::string("cannot write to the standard output: ") + std::strerror(errno));
  }

  static void allocate(const dlrt_table &table, std::vector<std::vector<char>> &buffers) {
    for (int32_t i = 0; i < table.count; ++i)
      buffers.emplace_back(dlrt_tensor_bytes(&table.tensors[i]));
  }

  void readVocabulary() {
    std::string origin = options.vocabulary;
    if (origin.empty()) {
      std::string directory = std::filesystem::path(options.weights).parent_path().string();
      origin = (directory.empty() ? "." : directory) + "/config.json";
      vocabulary = recordedVocabulary(resumedConfig(directory.empty() ? "." : directory));
      if (vocabulary.empty())
        throw Error("'" + origin + "' does not say what the tokens are; give the text that they "
                    "come from with --vocabulary");
    } else {
      vocabulary = characterVocabulary(readText(options.vocabulary));
    }
    int64_t wanted = model.outputs.tensors[logitsOutput].shape[2];
    if (static_cast<int64_t>(vocabulary.size()) != wanted)
      throw Error("'" + origin + "' has " + std::to_string(vocabulary.size()) +
                  " tokens, but the model knows " + std::to_string(wanted));
    for (const std::string &character : vocabulary)
      numbers.emplace(character, static_cast<int64_t>(numbers.size()));
  }

  // One call of decode_step, whose logits are then those of what follows `token`.
  void feed(int64_t token) {
    if (static_cast<int64_t>(past.size()) >= capacity) {
      // Full: what is remembered is computed anew from the latter half.
      auto half = static_cast<std::ptrdiff_t>(capacity / 2);
      std::vector<int64_t> recent(past.end() - half, past.end());
      past.clear();
      std::memset(positionPlace, 0, sizeof(int64_t));
      for (int64_t kept : recent)
        feed(kept);
    }
    past.push_back(token);
    const dlrt_tensor &tensor = model.inputs.tensors[tokenInput];
    char *data = inputs[static_cast<size_t>(tokenInput)].data();
    for (int64_t row = 0; row < model.batch; ++row) {
      auto narrow = static_cast<int32_t>(token);
      if (tensor.dtype == DLRT_I64)
        std::memcpy(data + row * 8, &token, 8);
      else
        std::memcpy(data + row * 4, &narrow, 4);
    }
    session.run(model.decode_step, "decode_step");
  }

  const float *logits() const {
    return reinterpret_cast<const float *>(outputs[static_cast<size_t>(logitsOutput)].data());
  }

  const dlrt_model &model;
  const GenerateOptions &options;
  Session session;
  int32_t tokenInput = 0, logitsOutput = 0;
  std::vector<std::vector<char>> inputs, outputs;
  std::vector<const void *> inputPointers;
  std::vector<void *> outputPointers;
  std::vector<std::string> vocabulary;
  std::map<std::string, int64_t> numbers;
  char *positionPlace = nullptr;
  int64_t capacity = std::numeric_limits<int64_t>::max();
  std::vector<int64_t> past; // since the position was 0
};

} // namespace

std::vector<std::string> characterVocabulary(std::string_view text) {
  // UTF-8 sequences compare, as bytes, in the order of their code points.
  std::set<std::string> distinct;
  forEachCharacter(text, [&](const std::string &character) { distinct.insert(character); });
  return {distinct.begin(), distinct.end()};
}

int64_t drawToken(const float *logits, int64_t count, float temperature, int64_t topK,
                  double uniform) {
  if (!std::all_of(logits, logits + count, [](float logit) { return std::isfinite(logit); }))
    throw Error("the model's logits are not finite");
  std::vector<int64_t> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return logits[a] > logits[b]; });
  if (temperature == 0)
    return order[0];
  if (topK > 0 && topK < count)
    order.resize(static_cast<size_t>(topK));
  std::vector<double> powers;
  double sum = 0;
  for (int64_t token : order) {
    powers.push_back(std::exp((double(logits[token]) - logits[order[0]]) / temperature));
    sum += powers.back();
  }
  double left = uniform * sum;
  for (size_t i = 0; i < order.size(); ++i) {
    left -= powers[i];
    if (left < 0)
      return order[i];
  }
  return order.back(); // rounding
}

void generate(const dlrt_model &model, const GenerateOptions &options) {
  if (!model.decode_step)
    throw Error("model '" + std::string(model.name) + "' has no 'decode' block");
  Generator generator(model, options);
  generator.run();
}

} // namespace dlrt
