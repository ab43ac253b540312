#include "Options.h"

#include <fstream>
#include <set>

namespace dlrt {

using nlohmann::json;

namespace {

// Reads keys one by one, and in the end complains of those nobody asked for.
class Reader {
public:
  explicit Reader(const json &object) : object(object) {
    if (!object.is_object())
      throw UsageError("options must be a JSON object, got " + object.dump());
  }

  void number(const char *key, int64_t &value, int64_t low, int64_t high) {
    const json *found = find(key);
    if (!found)
      return;
    if (!found->is_number_integer() || found->get<int64_t>() < low || found->get<int64_t>() > high)
      bad(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high),
          *found);
    value = found->get<int64_t>();
  }
  void number(const char *key, int32_t &value, int32_t low, int32_t high) {
    int64_t wide = value;
    number(key, wide, int64_t(low), int64_t(high));
    value = static_cast<int32_t>(wide);
  }
  void seed(const char *key, uint64_t &value) {
    const json *found = find(key);
    if (!found)
      return;
    if (!found->is_number_unsigned() && !(found->is_number_integer() && found->get<int64_t>() >= 0))
      bad(key, "a whole number that is not negative", *found);
    value = found->get<uint64_t>();
  }
  void number(const char *key, float &value) {
    const json *found = find(key);
    if (!found)
      return;
    if (!found->is_number())
      bad(key, "a number", *found);
    value = found->get<float>();
  }
  void flag(const char *key, bool &value) {
    const json *found = find(key);
    if (!found)
      return;
    if (!found->is_boolean())
      bad(key, "true or false", *found);
    value = found->get<bool>();
  }
  void text(const char *key, std::string &value) {
    const json *found = find(key);
    if (!found)
      return;
    if (!found->is_string())
      bad(key, "a text", *found);
    value = found->get<std::string>();
  }
  void data(DataSpec &value) {
    if (const json *found = find("data"))
      value = DataSpec::fromJson(*found);
  }
  const json *find(const char *key) {
    known.insert(key);
    auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
  }
  void finish(const char *command) const {
    for (const auto &[key, value] : object.items())
      if (!known.count(key))
        throw UsageError("'" + key + "' is no option of " + command);
  }

private:
  [[noreturn]] void bad(const char *key, const std::string &expected, const json &got) const {
    throw UsageError(std::string("option '") + key + "' must be " + expected + ", got " +
                     got.dump());
  }
  const json &object;
  std::set<std::string> known = {"model"};
};

} // namespace

TrainOptions trainOptions(const json &object) {
  TrainOptions options;
  Reader reader(object);
  reader.data(options.data);
  reader.number("epochs", options.epochs, int64_t(0), int64_t(1) << 40);
  reader.seed("seed", options.seed);
  reader.number("threads", options.threads, 1, DLRT_MAX_THREADS);
  reader.number("lr_scale", options.lrScale);
  reader.flag("drop_last", options.dropLast);
  reader.flag("shuffle", options.shuffle);
  reader.text("out", options.out);
  reader.text("resume", options.resume);
  reader.text("init", options.init);
  reader.number("save_steps", options.saveSteps, int64_t(0), int64_t(1) << 60);
  reader.number("max_steps", options.maxSteps, int64_t(0), int64_t(1) << 60);
  reader.flag("quiet", options.quiet);
  reader.flag("tensorboard", options.tensorboard);
  reader.find("summary");
  if (const json *config = reader.find("config"))
    options.configJson = config->dump(2) + "\n";
  reader.finish("train");
  if (!options.resume.empty() && !options.init.empty())
    throw UsageError(
        "'resume' and 'init' exclude each other: a run that continues has its weights");
  return options;
}

EvaluateOptions evaluateOptions(const json &object) {
  EvaluateOptions options;
  Reader reader(object);
  reader.data(options.data);
  reader.text("weights", options.weights);
  reader.text("split", options.split);
  reader.number("threads", options.threads, 1, DLRT_MAX_THREADS);
  reader.seed("seed", options.seed);
  reader.find("json");
  reader.finish("eval");
  if (options.weights.empty())
    throw UsageError("eval needs weights (a .safetensors file)");
  return options;
}

PredictOptions predictOptions(const json &object) {
  PredictOptions options;
  Reader reader(object);
  reader.text("weights", options.weights);
  reader.text("input", options.input);
  reader.text("output", options.output);
  reader.number("threads", options.threads, 1, DLRT_MAX_THREADS);
  reader.seed("seed", options.seed);
  reader.flag("own_weights", options.ownWeights);
  reader.finish("predict");
  if ((options.weights.empty() && !options.ownWeights) || options.input.empty() || options.output.empty())
    throw UsageError("predict needs weights, input and output");
  return options;
}

GenerateOptions generateOptions(const json &object) {
  GenerateOptions options;
  Reader reader(object);
  reader.text("weights", options.weights);
  reader.text("vocabulary", options.vocabulary);
  reader.text("prompt", options.prompt);
  reader.number("tokens", options.tokens, int64_t(0), int64_t(1) << 40);
  reader.number("temperature", options.temperature);
  reader.number("top_k", options.topK, int64_t(0), int64_t(1) << 40);
  reader.number("threads", options.threads, 1, DLRT_MAX_THREADS);
  reader.seed("seed", options.seed);
  reader.finish("generate");
  if (options.weights.empty())
    throw UsageError("generate needs weights (a .safetensors file)");
  if (!(options.temperature >= 0))
    throw UsageError("'temperature' must be at least 0");
  return options;
}

json resumedConfig(const std::string &directory) {
  std::ifstream in(directory + "/config.json");
  if (!in)
    return json::object();
  json config = json::parse(in, nullptr, false);
  if (!config.is_object())
    throw Error("'" + directory + "/config.json' is not a JSON object");
  return config;
}

} // namespace dlrt
