#include "RunDirectory.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace dlrt {

namespace fs = std::filesystem;

static void makeDirectory(const std::string &path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    throw Error("cannot make directory '" + path + "': " + error.message());
  if (!fs::is_directory(path, error))
    throw Error("'" + path + "' is not a directory");
}

RunDirectory::RunDirectory(const std::string &out, const dlrt_model &model) : directory(out) {
  if (!directory.empty()) {
    makeDirectory(directory);
    return;
  }
  makeDirectory("runs");
  // mkdir, not a look before: two runs that start together get different directories.
  for (int n = 1;; ++n) {
    directory = "runs/" + std::string(model.name) + "-" + std::to_string(n);
    if (mkdir(directory.c_str(), 0777) == 0)
      return;
    if (errno != EEXIST)
      throw Error("cannot make directory '" + directory + "': " + std::strerror(errno));
  }
}

void RunDirectory::writeText(const std::string &name, const std::string &text) const {
  dlrt_message message;
  dlrt_file *out = dlrt_file_create(file(name).c_str(), &message);
  if (!out)
    throw Error(message.text);
  dlrt_file_write(out, text.data(), text.size());
  if (dlrt_file_commit(out, &message))
    throw Error(message.text);
}

// Floating point numbers are written with all their digits: resuming must not round.
template <typename T> static std::string text(T value) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

static std::vector<dlrt_pair> view(const Pairs &pairs) {
  std::vector<dlrt_pair> result;
  for (const auto &[key, value] : pairs)
    result.push_back({key.c_str(), value.c_str()});
  return result;
}

void RunDirectory::saveWeights(const Session &session, const Position &position,
                               const std::string &name) const {
  Pairs pairs = {{"epoch", text(position.epoch)}, {"step", text(position.step)}};
  std::vector<dlrt_pair> metadata = view(pairs);
  dlrt_message message;
  if (dlrt_save_weights(&session.model, &session.blocks, file(name).c_str(), metadata.data(),
                        static_cast<int32_t>(metadata.size()), &message))
    throw Error(message.text);
}

void RunDirectory::saveState(const Session &session, const Position &position) const {
  Pairs pairs = {{"epoch", text(position.epoch)},
                 {"epoch_step", text(position.epochStep)},
                 {"step", text(position.step)},
                 {"seed", text(position.seed)},
                 {"rows", text(position.rows)},
                 {"batch", text(session.model.batch)},
                 {"accumulate", text(std::max(session.model.accumulate, 1))},
                 {"shuffle", position.shuffle ? "1" : "0"},
                 {"drop_last", position.dropLast ? "1" : "0"},
                 {"lr_scale", text(position.lrScale)},
                 {"best", text(position.best)}};
  std::vector<dlrt_pair> metadata = view(pairs);
  dlrt_message message;
  if (dlrt_save_training(&session.model, &session.blocks, file("state.safetensors").c_str(),
                         metadata.data(), static_cast<int32_t>(metadata.size()), &message))
    throw Error(message.text);
}

namespace {

// The strings of a state file, with the checks that reading them needs.
class StateFile {
public:
  explicit StateFile(const std::string &path) : path(path) {
    dlrt_message message;
    if (dlrt_safetensors_open(&file, path.c_str(), &message))
      throw Error(message.text);
  }
  ~StateFile() { dlrt_safetensors_close(&file); }
  StateFile(const StateFile &) = delete;
  StateFile &operator=(const StateFile &) = delete;

  template <typename T> void read(const char *key, T &value) const {
    const char *found = dlrt_safetensors_metadata(&file, key);
    if (!found)
      throw Error("'" + path + "' is not the state of a run: it has no '" + key + "'");
    const char *end = found + std::strlen(found);
    auto result = std::from_chars(found, end, value);
    if (result.ec != std::errc() || result.ptr != end)
      throw Error("'" + path + "' is damaged: its '" + key + "' is \"" + found + "\"");
  }
  void read(const char *key, bool &value) const {
    int number = 0;
    read(key, number);
    value = number != 0;
  }

private:
  std::string path;
  dlrt_safetensors file;
};

} // namespace

static void useVocabularyOf(const std::string &directory, DataSpec &spec) {
  std::ifstream in((directory.empty() ? "." : directory) + "/config.json");
  nlohmann::json config = in ? nlohmann::json::parse(in, nullptr, false) : nlohmann::json();
  if (config.is_object() && config.contains("vocabulary"))
    useVocabulary(spec, config["vocabulary"]);
}

void useClassesOf(const std::string &directory, DataSpec &spec) {
  useVocabularyOf(directory, spec);
  std::string path = (directory.empty() ? "." : directory) + "/classes.json";
  std::ifstream in(path);
  if (!in)
    return;
  nlohmann::json names = nlohmann::json::parse(in, nullptr, false);
  if (!names.is_object())
    throw Error("'" + path + "' is damaged: it is not a JSON object");
  useClassNames(spec, names);
}

Position loadState(Session &session, const std::string &directory) {
  std::string path = directory + "/state.safetensors";
  std::error_code ignored;
  if (!fs::exists(path, ignored))
    throw Error("cannot resume from '" + directory + "': it has no state.safetensors");
  Position position;
  int64_t batch = 0;
  int32_t accumulate = 1;
  StateFile file(path);
  file.read("epoch", position.epoch);
  file.read("epoch_step", position.epochStep);
  file.read("step", position.step);
  file.read("seed", position.seed);
  file.read("rows", position.rows);
  file.read("batch", batch);
  file.read("accumulate", accumulate);
  file.read("shuffle", position.shuffle);
  file.read("drop_last", position.dropLast);
  file.read("lr_scale", position.lrScale);
  file.read("best", position.best);
  if (position.epoch < 0 || position.epochStep < 0 || position.step < 0 || position.rows < 1)
    throw Error("'" + path + "' is damaged: its position is negative");
  if (batch != session.model.batch)
    throw Error("'" + path + "' is of a run with batch " + std::to_string(batch) +
                ", the model has batch " + std::to_string(session.model.batch));
  if (accumulate != std::max(session.model.accumulate, 1))
    throw Error("'" + path + "' is of a run that made a step of " + std::to_string(accumulate) +
                " batches, the model makes one of " +
                std::to_string(std::max(session.model.accumulate, 1)));
  dlrt_message message;
  if (dlrt_load_training(&session.model, &session.blocks, path.c_str(), &message))
    throw Error(message.text);
  return position;
}

} // namespace dlrt
