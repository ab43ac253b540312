//===- Generate.cpp - dlc generate ------------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlrt/train/Main.h"
#include "llvm/Support/JSON.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

int dlc::tool::runGenerate(const CommandLine &line) {
  if (!line.has(OPT_weights))
    return fail("expected --weights FILE", kUsage);
  CompileOptions compile = line.compileOptions();
  if (!compile.batch)
    compile.batch = 1; // one text
  Session session(compile);
  int exitCode;
  std::unique_ptr<LoadedModel> model = loadModel(session, line, exitCode);
  if (!model)
    return exitCode;
  json::Object options{{"weights", line.text(OPT_weights)},
                       {"vocabulary", line.text(OPT_vocabulary)},
                       {"prompt", line.text(OPT_prompt)},
                       {"tokens", line.integer(OPT_tokens).value_or(200)},
                       {"temperature", line.number(OPT_temperature).value_or(1)},
                       {"top_k", line.integer(OPT_top_k).value_or(0)},
                       {"threads", line.integer(OPT_threads).value_or(1)},
                       {"seed", line.integer(OPT_seed).value_or(1)}};
  std::string text = llvm::formatv("{0}", json::Value(std::move(options))).str();
  return dlrt_trainer_run(model->model(), "generate", text.c_str());
}
