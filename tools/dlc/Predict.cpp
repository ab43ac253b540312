//===- Predict.cpp - dlc predict --------------------------------------------===//
#include "Commands.h"
#include "Session.h"

#include "dlrt/train/Main.h"
#include "llvm/Support/JSON.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

int dlc::tool::runPredict(const CommandLine &line) {
  bool hasOwnWeights = line.model().ends_with(".onnx");
  for (auto [option, usage] : {std::pair{OPT_weights, "--weights FILE"},
                               {OPT_input, "--input FILE"},
                               {OPT_output, "-o FILE"}})
    if (!line.has(option) && !(option == OPT_weights && hasOwnWeights))
      return fail(llvm::Twine("expected ") + usage, kUsage);
  Session session(line.compileOptions());
  int exitCode;
  std::unique_ptr<LoadedModel> model = loadModel(session, line, exitCode);
  if (!model)
    return exitCode;
  if (!model->model()->predict)
    return fail("the model declares no output");
  json::Object options{{"own_weights", hasOwnWeights},
                       {"weights", line.text(OPT_weights)},
                       {"input", line.text(OPT_input)},
                       {"output", line.text(OPT_output)},
                       {"threads", line.integer(OPT_threads).value_or(1)},
                       {"seed", line.integer(OPT_seed).value_or(1)}};
  std::string text = llvm::formatv("{0}", json::Value(std::move(options))).str();
  return dlrt_trainer_run(model->model(), "predict", text.c_str());
}
