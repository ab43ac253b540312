//===- main.cpp - dlc -------------------------------------------------------===//
#include "Commands.h"

using namespace dlc::tool;

int main(int argc, char **argv) {
  installCrashHandlers(argc, argv);
  int exitCode;
  std::unique_ptr<CommandLine> line = CommandLine::parse(argc, argv, exitCode);
  if (!line)
    return exitCode;
  switch (line->command()) {
  case TrainCommand:
    return runTrain(*line);
  case EvalCommand:
    return runEval(*line);
  case PredictCommand:
    return runPredict(*line);
  case InspectCommand:
    return runInspect(*line);
  case CheckCommand:
    return runCheck(*line);
  case BenchCommand:
    return runBench(*line);
  default:
    return runCompile(*line);
  }
}
