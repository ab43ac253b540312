//===- CommandLine.cpp - The command line of dlc ----------------------------===//
#include "CommandLine.h"

#include "MachineCache.h"

#include "dlc/Pipeline/Compiler.h"
#include "dlc/Transforms/LayoutNames.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"
#include <array>

using namespace dlc;
using namespace dlc::tool;
using namespace llvm::opt;

#define OPTTABLE_STR_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

static constexpr OptTable::Info kOptions[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

namespace {

struct Table : GenericOptTable {
  Table() : GenericOptTable(OptionStrTable, OptionPrefixesTable, kOptions) {}
};

struct Command {
  llvm::StringLiteral name;
  CommandVisibility visibility;
  const char *usage, *summary;
};

} // namespace

// The first is meant when no command is named.
static constexpr Command kCommands[] = {
    {"compile", CompileCommand, "dlc MODEL -o FILE [options]",
     "dlc: a compiler for deep-learning training\n\n"
     "Commands: dlc MODEL -o FILE compiles; dlc train, eval, predict, generate, export, inspect, check "
     "and bench MODEL\ncompile in memory and run. dlc COMMAND --help lists the options of one."},
    {"train", TrainCommand, "dlc train MODEL [options]", "train a model"},
    {"eval", EvalCommand, "dlc eval MODEL --weights FILE [options]",
     "loss and metrics on the test split"},
    {"predict", PredictCommand, "dlc predict MODEL --weights FILE --input FILE -o FILE [options]",
     "outputs of a trained model"},
    {"generate", GenerateCommand, "dlc generate MODEL --weights FILE --prompt TEXT [options]",
     "text from a trained model with a decode block"},
    {"export", ExportCommand, "dlc export MODEL --weights FILE -o FILE.onnx [options]",
     "write a trained model in ONNX's format"},
    {"inspect", InspectCommand, "dlc inspect MODEL [options]",
     "layers, memory and fusion of a model"},
    {"check", CheckCommand, "dlc check MODEL [options]",
     "compare every gradient with finite differences in f64"},
    {"bench", BenchCommand, "dlc bench MODEL [options], dlc bench --machine [--json]",
     "measure a training step, or this machine"}};

int dlc::tool::fail(const llvm::Twine &message, ExitCode code) {
  llvm::errs() << "dlc: ";
  llvm::WithColor::error(llvm::errs()) << message << "\n";
  return code;
}

void dlc::tool::warn(const llvm::Twine &message) {
  llvm::errs() << "dlc: ";
  llvm::WithColor::warning(llvm::errs()) << message << "\n";
}

/// The other command that `option` belongs to, for a better message than "unknown".
static std::string commandsWith(const Table &table, const char *option) {
  std::string names;
  for (const Command &command : kCommands) {
    unsigned missingIndex, missingCount;
    InputArgList args = table.ParseArgs({option, "x"}, missingIndex, missingCount,
                                        llvm::opt::Visibility(command.visibility));
    if (!args.hasArg(OPT_UNKNOWN))
      names += (names.empty() ? "" : ", ") + command.name.str();
  }
  return names;
}

static int reportUnknown(const Table &table, const Command &command, llvm::StringRef option) {
  std::string message = ("unknown option '" + option + "'").str();
  std::string others = commandsWith(table, option.str().c_str());
  std::string nearest;
  if (!others.empty())
    message += " for this command (" + others + ")";
  else if (table.findNearest(option, nearest, llvm::opt::Visibility(command.visibility), 3) <= 3)
    message += "; did you mean '" + nearest + "'?";
  return fail(message, kUsage);
}

/// Whether the first of several words is meant as a command: it does not look like a file.
static bool reportUnknownCommand(llvm::ArrayRef<const char *> words) {
  llvm::StringRef word = words.empty() ? "" : words[0];
  if (words.size() < 2 || word.starts_with("-") || word.contains('.') || word.contains('/') ||
      llvm::sys::fs::exists(word))
    return false;
  std::string message = ("unknown command '" + word + "'").str(), names;
  for (const Command &command : kCommands) {
    if (word.edit_distance(command.name) <= 2)
      message += ("; did you mean '" + command.name + "'?").str();
    names += (names.empty() ? "" : ", ") + command.name.str();
  }
  fail(message + " (commands: " + names + ")", kUsage);
  return true;
}

std::unique_ptr<CommandLine> CommandLine::parse(int argc, char **argv, int &exitCode) {
  Table table;
  llvm::ArrayRef<const char *> words(argv + 1, argc - 1);
  const Command *command = &kCommands[0];
  for (const Command &candidate : kCommands)
    if (!words.empty() && words[0] == candidate.name)
      command = &candidate;
  bool named = !words.empty() && words[0] == command->name;
  if (!named && reportUnknownCommand(words)) {
    exitCode = kUsage;
    return nullptr;
  }
  unsigned missingIndex, missingCount;
  std::unique_ptr<CommandLine> line(
      new CommandLine(table.ParseArgs(words.drop_front(named), missingIndex, missingCount,
                                      llvm::opt::Visibility(command->visibility)),
                      command->visibility));
  const InputArgList &args = line->args;

  if (line->has(OPT_help)) {
    table.printHelp(llvm::outs(), command->usage, command->summary, false, false,
                    llvm::opt::Visibility(command->visibility));
    exitCode = kSuccess;
    return nullptr;
  }
  if (line->has(OPT_version)) {
    llvm::outs() << "dlc " << DLC_VERSION << " (LLVM " << LLVM_VERSION_STRING << ")\n";
    exitCode = kSuccess;
    return nullptr;
  }
  if (line->has(OPT_language)) {
    llvm::outs() << Compiler::languageReference();
    exitCode = kSuccess;
    return nullptr;
  }
  exitCode = kUsage;
  for (const Arg *arg : args.filtered(OPT_UNKNOWN)) {
    reportUnknown(table, *command, arg->getSpelling());
    return nullptr;
  }
  if (missingCount) {
    fail(llvm::Twine("option '") + args.getArgString(missingIndex) + "' needs a value", kUsage);
    return nullptr;
  }
  std::vector<std::string> inputs = args.getAllArgValues(OPT_INPUT);
  if (line->has(OPT_machine)) {
    exitCode = line->checkMachineBench(inputs) ? kSuccess : kUsage;
    return exitCode == kSuccess ? std::move(line) : nullptr;
  }
  if (inputs.empty()) {
    fail(llvm::Twine("expected a model; usage: ") + command->usage, kUsage);
    return nullptr;
  }
  if (inputs.size() > 1) {
    fail("expected one model, but got '" + inputs[0] + "' and '" + inputs[1] + "'", kUsage);
    return nullptr;
  }
  line->modelPath = inputs[0];
  if (!line->readCompileOptions())
    return nullptr;
  exitCode = kFailure;
  if (!line->readMachine())
    return nullptr;
  exitCode = kSuccess;
  return line;
}

std::string CommandLine::text(OptionID option, llvm::StringRef otherwise) const {
  return args.getLastArgValue(option, otherwise).str();
}

std::vector<std::string> CommandLine::texts(OptionID option) const { return args.getAllArgValues(option); }

std::optional<int64_t> CommandLine::integer(OptionID option) const {
  int64_t value;
  if (!has(option) || args.getLastArgValue(option).getAsInteger(10, value))
    return std::nullopt;
  return value;
}

std::optional<double> CommandLine::number(OptionID option) const {
  double value;
  if (!has(option) || args.getLastArgValue(option).getAsDouble(value))
    return std::nullopt;
  return value;
}

bool CommandLine::checkMachineBench(llvm::ArrayRef<std::string> inputs) {
  if (!inputs.empty()) {
    fail("option '--machine' measures this machine and takes no model, but got '" + inputs[0] + "'",
         kUsage);
    return false;
  }
  for (const Arg *arg : args)
    if (!arg->getOption().matches(OPT_machine) && !arg->getOption().matches(OPT_json)) {
      fail("option '" + arg->getSpelling().rtrim('=') + "' does not go with '--machine'", kUsage);
      return false;
    }
  return true;
}

bool CommandLine::readMachine() {
  bool isNamed = has(OPT_machine_model);
  // A file is the same on every machine that compiles it.
  if (!isNamed && (visibility == CompileCommand || visibility == CheckCommand))
    return true;
  if (!isNamed) {
    options.machine = findCachedMachine();
    return true;
  }
  std::string path = text(OPT_machine_model);
  if (path == "none")
    return true;
  llvm::Expected<MachineModel> machine = MachineModel::read(path);
  if (!machine) {
    fail(llvm::toString(machine.takeError()));
    return false;
  }
  options.machine = std::move(*machine);
  return true;
}

/// A number of bytes, with a unit or without; the units are powers of a thousand.
static std::optional<uint64_t> parseBytes(llvm::StringRef text) {
  double scale = 1;
  for (auto [unit, bytes] : {std::pair("kB", 1e3), {"MB", 1e6}, {"GB", 1e9}, {"B", 1.0}})
    if (text.consume_back_insensitive(unit)) {
      scale = bytes;
      break;
    }
  double number;
  if (text.trim().getAsDouble(number) || !(number > 0) || number * scale >= 1e18)
    return std::nullopt;
  return static_cast<uint64_t>(number * scale);
}

bool CommandLine::readCompileOptions() {
  auto refuse = [&](OptionID option, llvm::StringRef expected) {
    const Arg *arg = args.getLastArg(option);
    fail("option '" + arg->getSpelling().rtrim('=') + "' takes " + expected + ", but got '" +
             arg->getValue() + "'",
         kUsage);
    return false;
  };
  struct Range {
    OptionID option;
    int64_t low, high;
    const char *expected;
  };
  const Range ranges[] = {{OPT_batch, 1, 1 << 24, "a number of rows, 1 or more"},
                          {OPT_slices, 1, 1 << 16, "a number from 1 to 65536"},
                          {OPT_threads, 1, 256, "a number from 1 to 256"},
                          {OPT_seed, 0, INT64_MAX, "a number, 0 or more"},
                          {OPT_epochs, 0, 1 << 30, "a number of epochs, 0 or more"},
                          {OPT_max_steps, 1, INT64_MAX, "a number of steps, 1 or more"},
                          {OPT_save_steps, 1, INT64_MAX, "a number of steps, 1 or more"},
                          {OPT_tokens, 0, int64_t(1) << 40, "a number of tokens, 0 or more"},
                          {OPT_top_k, 0, int64_t(1) << 40, "a number of tokens, 0 for all"},
                          {OPT_repeat, 1, 1 << 30, "a number of steps, 1 or more"},
                          {OPT_replace_head, 1, 1 << 24, "a number of outputs, 1 or more"},
                          {OPT_lora_rank, 1, 1 << 24, "a rank, 1 or more"},
                          {OPT_opset, 17, 23, "a version from 17 to 23"}};
  for (const Range &range : ranges) {
    std::optional<int64_t> value = integer(range.option);
    if (has(range.option) && (!value || *value < range.low || *value > range.high))
      return refuse(range.option, range.expected);
  }
  for (OptionID option : {OPT_lr_scale, OPT_tolerance, OPT_lora_alpha})
    if (has(option) && !(number(option).value_or(-1) > 0))
      return refuse(option, "a number above 0");

  if (has(OPT_temperature) && !(number(OPT_temperature).value_or(-1) >= 0))
    return refuse(OPT_temperature, "a number, 0 or more");

  options.batch = integer(OPT_batch);
  options.slices = integer(OPT_slices).value_or(0);
  if (has(OPT_memory_limit)) {
    options.memoryLimit = parseBytes(text(OPT_memory_limit));
    if (!options.memoryLimit)
      return refuse(OPT_memory_limit, "a size such as 500MB, 1.5GB or 65536");
  }
  options.layout = text(OPT_layout);
  if (has(OPT_layout) && !isLayoutName(options.layout))
    return refuse(OPT_layout, layoutNames());
  // A file may be for another machine than this one; what runs at once is not.
  // One name for two things that the field calls so: no machine has a colon in its name.
  for (const std::string &value : args.getAllArgValues(OPT_target))
    (llvm::StringRef(value).contains(':') ? options.finetune.target : options.target) = value;
  if (options.target != kDefaultTarget && visibility != CompileCommand)
    return refuse(OPT_target, "NAME:TYPE; only what is written to a file is for another machine");
  const char *cpuOfFiles = llvm::Triple(options.target).isX86() ? "x86-64-v3" : "generic";
  options.targetCPU = text(OPT_target_cpu, visibility == CompileCommand ? cpuOfFiles : "native");
  options.saveTemps = text(OPT_save_temps);
  options.verbose = has(OPT_verbose);
  options.printLocations = has(OPT_print_locations);
  options.debugNaN = has(OPT_debug_nan);
  options.fuse = !has(OPT_no_fusion);
  // Who trains needs no caches, nor data for the input of `decode`.
  options.decode = visibility == CompileCommand || visibility == GenerateCommand;
  // A command that runs the model compiles what it calls. To evaluate what has just been trained,
  // its code is there already.
  if (visibility == TrainCommand || visibility == EvalCommand)
    options.entries = {"init", "train_step", "accumulate", "apply", "eval_step"};
  else if (visibility == PredictCommand)
    options.entries = {"init", "predict"};
  options.profile = has(OPT_profile);
  std::optional<Precision> precision = parsePrecision(text(OPT_precision, "f32"));
  if (!precision)
    return refuse(OPT_precision, "f32, f64 or bf16");
  options.precision = *precision;
  if (has(OPT_optimizer) && text(OPT_optimizer) != "external")
    return refuse(OPT_optimizer, "external (the model's own optimizer is part of its train block, "
                                 "or --set optimizer=...)");
  options.externalOptimizer = has(OPT_optimizer);
  std::string pipeline = text(OPT_pipeline, "optimised");
  if (pipeline != "reference" && pipeline != "optimised")
    return refuse(OPT_pipeline, "reference or optimised");
  options.backend = pipeline == "optimised" ? Backend::Optimised : Backend::Reference;
  bool isReference = options.backend == Backend::Reference || text(OPT_emit) == "reference";
  if (isReference && options.precision == Precision::BF16) {
    fail("--precision=bf16 is about what kernels leave in memory for each other, and the reference "
         "pipeline has no kernels",
         kUsage);
    return false;
  }
  for (const std::string &value : args.getAllArgValues(OPT_set)) {
    size_t equals = value.find('=');
    if (equals == 0 || equals == std::string::npos)
      return refuse(OPT_set, "KEY=VALUE");
    options.overrides.push_back(value);
  }
  for (const std::string &value : args.getAllArgValues(OPT_dim)) {
    auto [name, number] = llvm::StringRef(value).rsplit('=');
    int64_t size;
    if (name.empty() || number.getAsInteger(10, size) || size < 1 || size > int64_t(1) << 32)
      return refuse(OPT_dim, "NAME=N, N at least 1");
    options.dims.emplace_back(name.str(), size);
  }
  options.finetune.loss = text(OPT_loss);
  options.finetune.freeze = texts(OPT_freeze);
  options.finetune.headSize = integer(OPT_replace_head);
  options.finetune.trainNorms = texts(OPT_train_norms);
  options.finetune.lora = texts(OPT_lora);
  options.finetune.loraRank = integer(OPT_lora_rank).value_or(options.finetune.loraRank);
  options.finetune.loraAlpha = number(OPT_lora_alpha);
  for (OptionID option : {OPT_lora_rank, OPT_lora_alpha})
    if (has(option) && !has(OPT_lora)) {
      fail("option '" + args.getLastArg(option)->getSpelling().rtrim('=') + "' needs --lora PATTERN", kUsage);
      return false;
    }
  for (const std::string &value : texts(OPT_lr)) {
    auto [pattern, rate] = llvm::StringRef(value).rsplit('=');
    bool isForAll = !llvm::StringRef(value).contains('=');
    double number;
    if ((isForAll ? pattern : rate).getAsDouble(number) || !(number > 0) || (!isForAll && pattern.empty()))
      return refuse(OPT_lr, "a learning rate above 0, or PATTERN=RATE");
    if (isForAll)
      options.finetune.learningRate = number;
    else
      options.finetune.learningRates.emplace_back(pattern.str(), number);
  }
  if (options.finetune.isAsked() && !model().ends_with(".onnx")) {
    fail("--loss, --target, --freeze, --train-norms, --lora, --lr and --replace-head are for ONNX models; a model's text says "
         "these itself", kUsage);
    return false;
  }
  if (has(OPT_emit) && !parseEmitKind(text(OPT_emit)))
    return refuse(OPT_emit, "one of " + emitKindSpellings());
  if (has(OPT_split) && text(OPT_split) != "test" && text(OPT_split) != "train")
    return refuse(OPT_split, "test or train");
  return true;
}
