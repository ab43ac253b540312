//===- main.cpp - dlc -------------------------------------------------------===//
#include "Commands.h"

#include "llvm/Support/raw_ostream.h"
#include <csignal>

using namespace dlc::tool;

static int runCommand(const CommandLine &line) {
  switch (line.command()) {
  case TrainCommand:
    return runTrain(line);
  case EvalCommand:
    return runEval(line);
  case PredictCommand:
    return runPredict(line);
  case GenerateCommand:
    return runGenerate(line);
  case ExportCommand:
    return runExport(line);
  case InspectCommand:
    return runInspect(line);
  case CheckCommand:
    return runCheck(line);
  case BenchCommand:
    return runBench(line);
  default:
    return runCompile(line);
  }
}

int main(int argc, char **argv) {
  installCrashHandlers(argc, argv);
  // A write beyond the limit on the size of files fails like one to a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  int exitCode;
  std::unique_ptr<CommandLine> line = CommandLine::parse(argc, argv, exitCode);
  if (line)
    exitCode = runCommand(*line);
  // LLVM would take a full disk for a bug of ours.
  llvm::outs().flush();
  if (std::error_code reason = llvm::outs().error()) {
    llvm::outs().clear_error();
    return fail("cannot write to the standard output: " + reason.message());
  }
  return exitCode;
}
