//===- Commands.h - The commands of dlc -------------------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_COMMANDS_H
#define DLC_TOOLS_DLC_COMMANDS_H

#include "CommandLine.h"

namespace dlc::tool {

// Each returns the exit code.
int runCompile(const CommandLine &line);
int runTrain(const CommandLine &line);
int runEval(const CommandLine &line);
int runPredict(const CommandLine &line);
int runGenerate(const CommandLine &line);
int runExport(const CommandLine &line);
int runInspect(const CommandLine &line);
int runCheck(const CommandLine &line);
int runBench(const CommandLine &line);
int runBenchMachine(const CommandLine &line);

/// From here on, our own mistakes (fatal errors, failed asserts, wild pointers) end the program
/// with a short report and exit code 70.
void installCrashHandlers(int argc, char **argv);

} // namespace dlc::tool
#endif
