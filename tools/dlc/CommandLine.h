//===- CommandLine.h - The command line of dlc ------------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_COMMANDLINE_H
#define DLC_TOOLS_DLC_COMMANDLINE_H

#include "dlc/Pipeline/CompileOptions.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include <memory>
#include <string>

namespace dlc::tool {

/// Exit codes; 130 after SIGINT comes from the trainer.
enum ExitCode { kSuccess = 0, kFailure = 1, kUsage = 2, kBug = 70 };

/// Which options a command takes; bit 0 is llvm::opt::DefaultVis.
enum CommandVisibility {
  CompileCommand = 1 << 1,
  TrainCommand = 1 << 2,
  EvalCommand = 1 << 3,
  PredictCommand = 1 << 4,
  InspectCommand = 1 << 5,
  CheckCommand = 1 << 6,
  BenchCommand = 1 << 7,
  GenerateCommand = 1 << 8,
  ExportCommand = 1 << 9,
};

enum OptionID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

/// A command with its options, as the user gave them.
class CommandLine {
public:
  /// Null when the program is done: `exitCode` then says how. Reports what is wrong.
  static std::unique_ptr<CommandLine> parse(int argc, char **argv, int &exitCode);

  CommandVisibility command() const { return visibility; }
  llvm::StringRef model() const { return modelPath; }
  bool has(OptionID option) const { return args.hasArg(option); }
  /// The option's value, or `otherwise`.
  std::string text(OptionID option, llvm::StringRef otherwise = "") const;
  std::vector<std::string> texts(OptionID option) const; ///< of an option that may be given several times
  std::optional<int64_t> integer(OptionID option) const;
  std::optional<double> number(OptionID option) const;
  /// The options that all commands share.
  const CompileOptions &compileOptions() const { return options; }

private:
  CommandLine(llvm::opt::InputArgList args, CommandVisibility visibility)
      : args(std::move(args)), visibility(visibility) {}
  bool readCompileOptions();
  /// What is known of the machine; a file that the user names must be sound.
  bool readMachine();
  /// `dlc bench --machine` measures no model.
  bool checkMachineBench(llvm::ArrayRef<std::string> inputs);

  llvm::opt::InputArgList args;
  CommandVisibility visibility;
  std::string modelPath;
  CompileOptions options;
};

/// Prints "dlc: error: <message>" on the standard error and returns `code`.
int fail(const llvm::Twine &message, ExitCode code = kFailure);
/// Prints "dlc: warning: <message>" on the standard error.
void warn(const llvm::Twine &message);

} // namespace dlc::tool
#endif
