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
  std::unique_ptr<LoadedModel> model = compileAndLink(session, line, exitCode);
  if (!model)
    return exitCode;
  json::Value config = cantFail(json::parse(model->config));
  json::Object &options = *config.getAsObject();
  if (!options.get("data"))
    return fail("the model names no data; give --data KIND:PATH");
  options.erase("epochs");
  options.erase("drop_last");
  options["weights"] = line.text(OPT_weights);
  options["split"] = line.text(OPT_split, "test");
  options["json"] = line.has(OPT_json);
  std::string text = llvm::formatv("{0}", config).str();
  return dlrt_trainer_run(model->model(), "eval", text.c_str());
}
