//===- Train.cpp - dlc train ------------------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlrt/train/Main.h"
#include "llvm/Support/JSON.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

int dlc::tool::runTrain(const CommandLine &line) {
  Session session(line.compileOptions());
  int exitCode;
  std::unique_ptr<LoadedModel> model = compileAndLink(session, line, exitCode);
  if (!model)
    return exitCode;
  json::Value config = cantFail(json::parse(model->config));
  json::Object &options = *config.getAsObject();
  if (!options.get("data"))
    return fail("the model names no data; give --data KIND:PATH");
  for (auto [option, key] : {std::pair{OPT_out, "out"}, {OPT_resume, "resume"}, {OPT_init, "init"}})
    if (line.has(option))
      options[key] = line.text(option);
  for (auto [option, key] : {std::pair{OPT_max_steps, "max_steps"}, {OPT_save_steps, "save_steps"}})
    if (std::optional<int64_t> value = line.integer(option))
      options[key] = *value;
  if (std::optional<double> scale = line.number(OPT_lr_scale))
    options["lr_scale"] = *scale;
  options["quiet"] = line.has(OPT_quiet);
  options["summary"] = !line.has(OPT_quiet);
  options["tensorboard"] = !line.has(OPT_no_tensorboard);
  // What the bits of a run depend on, for config.json.
  const CompileOptions &compile = line.compileOptions();
  json::Array overrides;
  for (const std::string &text : compile.overrides)
    overrides.push_back(text);
  options["config"] = json::Object{
      {"model", line.model()},
      {"batch", model->description.batch},
      {"target_cpu", model->description.targetCPU},
      {"precision", compile.precision == Precision::F64 ? "f64" : "f32"},
      {"slices", compile.slices},
      {"set", std::move(overrides)},
      {"compiler_version", model->description.compilerVersion}};
  std::string text = llvm::formatv("{0}", config).str();
  return dlrt_trainer_run(model->model(), "train", text.c_str());
}
