//===- Train.cpp - dlc train ------------------------------------------------===//
#include "Commands.h"
#include "DataReader.h"
#include "Session.h"

#include "dlc/Conversion/StepCost.h"

#include "dlrt/train/Main.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

/// config.json of the run that --resume names; empty if it has none, which the trainer reports.
static json::Object readRecorded(const CommandLine &line) {
  llvm::SmallString<128> path(line.text(OPT_resume));
  llvm::sys::path::append(path, "config.json");
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return {};
  llvm::Expected<json::Value> config = json::parse((*file)->getBuffer());
  if (!config) {
    llvm::consumeError(config.takeError());
    return {};
  }
  json::Object *object = config->getAsObject();
  return object ? std::move(*object) : json::Object();
}

/// What the run knew of its machine when it began: the figures may have been measured again since.
static std::optional<MachineModel> recordedMachine(const json::Object &recorded) {
  if (auto version = recorded.getInteger("cost_version"); version && *version != kCostVersion)
    warn("the run was compiled with version " + llvm::Twine(*version) +
         " of the cost model, and this dlc has version " + llvm::Twine(kCostVersion) +
         ": its results may differ in the last bits");
  const json::Value *value = recorded.get("machine_model");
  if (!value || value->getAsNull())
    return std::nullopt;
  llvm::Expected<MachineModel> machine = MachineModel::fromJSON(*value);
  if (machine)
    return std::move(*machine);
  warn("config.json of the run is damaged: " + llvm::toString(machine.takeError()) +
       "; its results may differ in the last bits");
  return std::nullopt;
}

/// A run that continues is compiled as it was when it began, where the command line does not say
/// otherwise: its results depend on these.
static void takeRecorded(CompileOptions &options, const json::Object &recorded,
                         const CommandLine &line) {
  if (auto batch = recorded.getInteger("batch"); batch && !line.has(OPT_batch))
    options.batch = *batch;
  // By its name, this machine's CPU may have features that are switched off here.
  llvm::Expected<TargetModel> native = TargetModel::get("native");
  std::string nativeCPU = native ? native->cpu : "";
  llvm::consumeError(native.takeError());
  if (auto cpu = recorded.getString("target_cpu"); cpu && !line.has(OPT_target_cpu))
    options.targetCPU = *cpu == nativeCPU ? "native" : cpu->str();
  if (auto slices = recorded.getInteger("slices"); slices && !line.has(OPT_slices))
    options.slices = *slices;
  if (auto limit = recorded.getInteger("memory_limit"); limit && *limit > 0 && !line.has(OPT_memory_limit))
    options.memoryLimit = *limit;
  if (auto precision = recorded.getString("precision"); precision && !line.has(OPT_precision))
    options.precision = parsePrecision(*precision).value_or(Precision::F32);
  if (auto backend = recorded.getString("pipeline"); backend && !line.has(OPT_pipeline))
    options.backend = *backend == "reference" ? Backend::Reference : Backend::Optimised;
  if (!line.has(OPT_machine_model))
    options.machine = recordedMachine(recorded);
  if (const json::Array *overrides = recorded.getArray("set"); overrides && !line.has(OPT_set))
    for (const json::Value &text : *overrides)
      if (auto value = text.getAsString())
        options.overrides.push_back(value->str());
}

/// Of a run that continues, what the command line does not say stays as it was, whatever the text says by now.
static void useRecorded(json::Object &options, const json::Object &recorded, const CommandLine &line) {
  for (auto [option, key] :
       {std::pair{OPT_data, "data"}, {OPT_epochs, "epochs"}, {OPT_seed, "seed"}})
    if (const json::Value *value = recorded.get(key); value && !line.has(option))
      options[key] = *value;
}

int dlc::tool::runTrain(const CommandLine &line) {
  // What is about to run can be kept.
  if (line.has(OPT_emit) || line.has(OPT_output))
    if (int code = runCompile(line))
      return code;
  CompileOptions compile = line.compileOptions();
  json::Object recorded;
  if (line.has(OPT_resume)) {
    recorded = readRecorded(line);
    takeRecorded(compile, recorded, line);
  }
  compile.evalLater = true;
  Session session(compile);
  int exitCode;
  DataReader reader;
  auto startReading = [&](const ModelDescription &tables, json::Object options) {
    useRecorded(options, recorded, line);
    if (line.has(OPT_resume))
      options["resume"] = line.text(OPT_resume);
    if (options.get("data"))
      reader.start(tables, options);
  };
  std::unique_ptr<LoadedModel> model = loadModelWithData(session, line, exitCode, startReading);
  if (!model)
    return exitCode;
  json::Object &options = model->trainer;
  if (std::optional<double> scale = line.number(OPT_lr_scale))
    options["lr_scale"] = *scale;
  useRecorded(options, recorded, line);
  options.try_emplace("epochs", 1);
  options.try_emplace("seed", 1);
  json::Object run = options;
  for (auto [option, key] : {std::pair{OPT_out, "out"}, {OPT_resume, "resume"}, {OPT_init, "init"}})
    if (line.has(option))
      options[key] = line.text(option);
  for (auto [option, key] : {std::pair{OPT_max_steps, "max_steps"}, {OPT_save_steps, "save_steps"}})
    if (std::optional<int64_t> value = line.integer(option))
      options[key] = *value;
  options["quiet"] = line.has(OPT_quiet);
  options["summary"] = !line.has(OPT_quiet);
  options["tensorboard"] = !line.has(OPT_no_tensorboard);
  // What the results of a run depend on, for config.json.
  run["model"] = line.model();
  run["batch"] = model->model()->batch;
  run["target_cpu"] = model->model()->target_cpu;
  run["precision"] = spell(compile.precision);
  run["slices"] = compile.slices;
  run["memory_limit"] = static_cast<int64_t>(compile.memoryLimit.value_or(0));
  run["pipeline"] = compile.backend == Backend::Reference ? "reference" : "optimised";
  run["set"] = json::Array(compile.overrides);
  run["machine_model"] = compile.machine ? compile.machine->toJSON() : json::Value(nullptr);
  run["machine_model_hash"] = compile.machine ? compile.machine->hash() : "none";
  run["cost_version"] = kCostVersion;
  run["compiler_version"] = model->model()->compiler_version;
  options["config"] = std::move(run);
  std::string text = llvm::formatv("{0}", json::Value(std::move(options))).str();
  dlrt_trainer_hooks hooks = model->hooks();
  hooks.data = reader.data();
  return dlrt_trainer_run_hooked(model->model(), "train", text.c_str(), &hooks);
}
