//===- Eval.cpp - dlc eval --------------------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlrt/train/Main.h"
#include "llvm/Support/JSON.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

int dlc::tool::runEval(const CommandLine &line) {
  if (!line.has(OPT_weights))
    return fail("expected --weights FILE", kUsage);
  Session session(line.compileOptions());
  int exitCode;
  std::unique_ptr<LoadedModel> model = loadModelWithData(session, line, exitCode);
  if (!model)
    return exitCode;
  json::Object &options = model->trainer;
  options.erase("epochs");
  options.erase("drop_last");
  options["weights"] = line.text(OPT_weights);
  options["split"] = line.text(OPT_split, "test");
  options["json"] = line.has(OPT_json);
  std::string text = llvm::formatv("{0}", json::Value(std::move(options))).str();
  dlrt_trainer_hooks hooks = model->hooks();
  return dlrt_trainer_run_hooked(model->model(), "eval", text.c_str(), &hooks);
}
