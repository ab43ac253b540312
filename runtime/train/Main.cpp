// The command line of a stand-alone trainer, and the one place where exceptions become messages and
// exit codes.
#include "dlrt/train/Main.h"

#include "Options.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>

using nlohmann::json;
using namespace dlrt;

struct dlrt_data {
  std::future<DataSet> future;
};

namespace {

constexpr int kGood = 0, kWrongInput = 1, kWrongUsage = 2, kBug = 70;

const char kHelp[] =
    "usage: %s [train] [--data SPEC] [--epochs N] [--out DIR | --resume DIR] …\n"
    "       %s eval    --weights W [--data SPEC] [--json]\n"
    "       %s predict --weights W --input F.npy -o OUT.npy\n"
    "\n"
    "train and eval\n"
    "  --data SPEC      KIND:PATH[,key=value…], KIND one of idx csv tsv npz npy synthetic\n"
    "  --threads N      1 to 256; the result does not depend on it\n"
    "train\n"
    "  --epochs N       in total, also when resuming\n"
    "  --seed S         of the initial weights, the order of samples and all random numbers\n"
    "  --out DIR        where checkpoints and logs go; default runs/<model>-<n>\n"
    "  --resume DIR     continue the run in DIR exactly where it stopped\n"
    "  --init W         start from the weights in W (a .safetensors file)\n"
    "  --lr-scale X     multiplies the learning rate\n"
    "  --drop-last      leave out the last batch of an epoch when it is not full\n"
    "  --save-steps N   also save every N steps\n"
    "  --max-steps N    stop, saved, after N steps\n"
    "  --quiet          no progress\n"
    "eval\n"
    "  --split NAME     test (the default) or train\n"
    "  --json           one line of JSON\n"
    "predict\n"
    "  --input F        .npy, .npz or .safetensors, or - for standard input\n"
    "  -o, --output F   .npy (the first output), .npz or .safetensors (all), or -\n";

// What a run is made with; config.json keeps it for the day it is resumed.
const char *const kRunKeys[] = {"data", "epochs", "seed", "drop_last", "shuffle", "lr_scale"};

// How each option's text becomes JSON.
enum Kind { kText, kNumber, kFlag };
struct Option {
  const char *name, *key, *commands; // commands: initials of those that take it
  Kind kind;
};
const Option kOptions[] = {{"--data", "data", "te", kText},
                           {"--epochs", "epochs", "t", kNumber},
                           {"--threads", "threads", "tep", kNumber},
                           {"--seed", "seed", "tep", kNumber},
                           {"--out", "out", "t", kText},
                           {"--resume", "resume", "t", kText},
                           {"--init", "init", "t", kText},
                           {"--lr-scale", "lr_scale", "t", kNumber},
                           {"--drop-last", "drop_last", "t", kFlag},
                           {"--save-steps", "save_steps", "t", kNumber},
                           {"--max-steps", "max_steps", "t", kNumber},
                           {"--quiet", "quiet", "t", kFlag},
                           {"--weights", "weights", "ep", kText},
                           {"--split", "split", "e", kText},
                           {"--json", "json", "e", kFlag},
                           {"--input", "input", "p", kText},
                           {"--output", "output", "p", kText},
                           {"-o", "output", "p", kText}};

json parseNumber(const std::string &option, const std::string &text) {
  const char *begin = text.data(), *end = begin + text.size();
  uint64_t whole;
  if (auto r = std::from_chars(begin, end, whole); r.ec == std::errc() && r.ptr == end)
    return whole;
  double number;
  if (auto r = std::from_chars(begin, end, number); r.ec == std::errc() && r.ptr == end)
    return number;
  throw UsageError("'" + option + "' takes a number, got '" + text + "'");
}

json parseArguments(const std::string &command, const std::vector<std::string> &arguments) {
  json options = json::object();
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    std::optional<std::string> value;
    if (size_t equals = name.find('='); name.rfind("--", 0) == 0 && equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const Option *option = nullptr;
    for (const Option &candidate : kOptions)
      if (name == candidate.name && std::strchr(candidate.commands, command[0]))
        option = &candidate;
    if (!option)
      throw UsageError("'" + name + "' is no option of " + command + "; --help lists them");
    if (option->kind == kFlag) {
      if (value)
        throw UsageError("'" + name + "' takes no value");
      options[option->key] = true;
      continue;
    }
    if (!value) {
      if (i + 1 == arguments.size())
        throw UsageError("'" + name + "' needs a value");
      value = arguments[++i];
    }
    options[option->key] = option->kind == kNumber ? parseNumber(name, *value) : json(*value);
  }
  return options;
}

int runTrain(const dlrt_model &model, json options, const dlrt_trainer_hooks *hooks) {
  // What a run was started with holds when it continues, unless said otherwise.
  if (auto resume = options.find("resume"); resume != options.end() && resume->is_string()) {
    json config = resumedConfig(resume->get<std::string>());
    for (const char *key : kRunKeys)
      if (config.contains(key) && !options.contains(key))
        options[key] = config[key];
  }
  bool summary = options.value("summary", true) && !options.value("quiet", false);
  TrainOptions parsed = trainOptions(options);
  if (parsed.configJson.empty()) {
    json config = options;
    for (const char *key : {"out", "resume", "quiet", "summary", "max_steps"})
      config.erase(key);
    config["model"] = model.name;
    // Absolute, so that the run can be resumed from another directory.
    DataSpec data = parsed.data;
    data.baseDirectory = (std::filesystem::current_path() / data.baseDirectory).string();
    config["data"] = data.toJson();
    config["batch"] = model.batch;
    config["target_cpu"] = model.target_cpu ? model.target_cpu : "";
    config["compiler_version"] = model.compiler_version ? model.compiler_version : "";
    parsed.configJson = config.dump(2) + "\n";
  }
  if (summary)
    std::fputs(modelSummary(model).c_str(), stderr);
  if (hooks && hooks->not_finite)
    parsed.onNotFinite = [hooks](const dlrt_call &call, int64_t step) {
      hooks->not_finite(hooks->context, &call, step);
    };
  if (hooks && hooks->data)
    parsed.dataToCome = &hooks->data->future;
  if (hooks && hooks->load_eval_step)
    parsed.loadEvalStep = [hooks](int &failureCode) {
      const dlrt_model *loaded = nullptr;
      failureCode = hooks->load_eval_step(hooks->context, &loaded);
      return failureCode ? nullptr : loaded;
    };
  return train(model, parsed).exitCode;
}

int runEval(const dlrt_model &model, const json &options, const dlrt_trainer_hooks *hooks) {
  EvaluateOptions parsed = evaluateOptions(options);
  if (hooks && hooks->load_eval_step)
    if (int code = hooks->load_eval_step(hooks->context, &parsed.evalModel))
      return code;
  EvaluateResult result = evaluate(model, parsed);
  if (options.value("json", false)) {
    std::printf("%s\n", result.json().c_str());
  } else {
    std::printf("%lld samples", static_cast<long long>(result.rows));
    for (const auto &[name, value] : result.metrics)
      std::printf(" - %s: %.6g", name.c_str(), value);
    std::printf("\n");
  }
  return std::fflush(stdout) ? kWrongInput : kGood;
}

int runCommand(const dlrt_model *model, const std::string &command, const json &options,
               const dlrt_trainer_hooks *hooks = nullptr) {
  dlrt_message message;
  if (dlrt_model_check(model, &message))
    throw Error(message.text);
  if (command == "train")
    return runTrain(*model, options, hooks);
  if (command == "eval")
    return runEval(*model, options, hooks);
  if (command == "predict") {
    predict(*model, predictOptions(options));
    return kGood;
  }
  if (command == "generate") {
    generate(*model, generateOptions(options));
    return kGood;
  }
  throw UsageError("'" + command + "' is no command, expected train, eval, predict or generate");
}

// Runs `body` and turns what it throws into a message and an exit code.
template <typename Body> int guarded(Body body) {
  try {
    return body();
  } catch (const UsageError &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return kWrongUsage;
  } catch (const Error &error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return kWrongInput;
  } catch (const std::bad_alloc &) {
    std::fprintf(stderr, "error: not enough memory\n");
    return kWrongInput;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "internal error: %s\n", error.what());
    return kBug;
  }
}

json parseObject(const char *text) {
  if (!text)
    return json::object();
  json object = json::parse(text, nullptr, false);
  if (!object.is_object())
    throw UsageError("options must be a JSON object");
  return object;
}

} // namespace

dlrt_data *dlrt_data_start(const dlrt_model *tables, const char *options_json) {
  try {
    auto load = [tables, options = json::parse(options_json)] {
      TrainOptions parsed = trainOptions(options);
      return loadTrainingData(*tables, parsed.data, parsed.resume);
    };
    return new dlrt_data{std::async(std::launch::async, std::move(load))};
  } catch (const std::exception &) {
    return nullptr;
  }
}

void dlrt_data_destroy(dlrt_data *data) { delete data; }

int dlrt_trainer_run(const dlrt_model *model, const char *command, const char *options_json) {
  return dlrt_trainer_run_hooked(model, command, options_json, nullptr);
}

int dlrt_trainer_run_hooked(const dlrt_model *model, const char *command, const char *options_json,
                            const dlrt_trainer_hooks *hooks) {
  return guarded([&] { return runCommand(model, command, parseObject(options_json), hooks); });
}

int dlrt_trainer_main(const dlrt_model *model, const char *config_json, int argc, char **argv) {
  // A write beyond the limit on the size of files fails like one to a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  return guarded([&] {
    std::vector<std::string> arguments(argv + (argc > 0), argv + argc);
    const char *program = argc > 0 ? argv[0] : "trainer";
    for (const std::string &argument : arguments)
      if (argument == "--help" || argument == "-h") {
        std::printf(kHelp, program, program, program);
        return kGood;
      }
    std::string command = "train";
    if (!arguments.empty() && arguments[0].rfind("-", 0) != 0) {
      command = arguments[0];
      arguments.erase(arguments.begin());
      if (command != "train" && command != "eval" && command != "predict")
        throw UsageError("'" + command + "' is no command, expected train, eval or predict");
    }
    json given = parseArguments(command, arguments), config = parseObject(config_json);
    json options = json::object();
    // The compiled-in settings, then those of the run that continues, then the command line.
    for (const char *key : kRunKeys)
      if (config.contains(key) &&
          (command == "train" || (command == "eval" && std::strcmp(key, "data") == 0)))
        options[key] = config[key];
    if (command == "train" && given.contains("resume")) {
      json resumed = resumedConfig(given["resume"].get<std::string>());
      for (const char *key : kRunKeys)
        if (resumed.contains(key))
          options[key] = resumed[key];
    }
    options.update(given);
    return runCommand(model, command, options);
  });
}
