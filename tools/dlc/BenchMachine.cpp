//===- BenchMachine.cpp - dlc bench --machine -------------------------------===//
#include "Commands.h"
#include "MachineCache.h"
#include "MeasureMachine.h"
#include "Report.h"

#include "dlc/Target/OutputFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace dlc;
using namespace dlc::tool;

static std::string describe(const MachineModel &machine) {
  std::string text;
  llvm::raw_string_ostream out(text);
  std::string all = std::to_string(machine.threads) + " threads";
  auto title = [&](const char *name, const char *unit) {
    out << llvm::format("\n%-22s %12s %12s  ", name, "1 thread", all.c_str()) << unit << "\n";
  };
  auto row = [&](const std::string &name, double one, double together) {
    out << llvm::format("  %-20s %12.1f %12.1f\n", name.c_str(), one, together);
  };
  out << machine.cpu << ", " << all << "\n";
  title("multiply-adds of f32", "GFLOP/s");
  for (const MachineModel::Peak &peak : machine.peaks)
    row(std::to_string(peak.bits) + " bits", peak.one, peak.all);
  title("read two, write one", "GB/s");
  for (const MachineModel::Level &level : machine.levels)
    row(level.bytes ? level.name + ", " + withUnit(level.bytes, "B") : level.name, level.one,
        level.all);
  if (!machine.teams.empty())
    out << llvm::format("\n%-22s %12s %12s %12s  ", "threads that meet", "barrier", "start", "wake")
        << "ns\n";
  for (const MachineModel::Team &team : machine.teams)
    out << llvm::format("  %-20s %12.0f %12.0f %12.0f\n",
                        (std::to_string(team.threads) + " threads").c_str(), team.barrier,
                        team.start, team.wake);
  return text;
}

// Threads that run at once meet within a fraction of this; where they take turns on a CPU, they sleep.
static constexpr double kSlowBarrier = 5000;

static bool isBusy(const MachineModel &machine) {
  return llvm::any_of(machine.teams, [](const MachineModel::Team &team) {
    return team.threads == 2 && team.barrier > kSlowBarrier;
  });
}

static llvm::Error keep(const MachineModel &machine, const std::string &path) {
  llvm::StringRef folder = llvm::sys::path::parent_path(path);
  if (std::error_code reason = llvm::sys::fs::create_directories(
          folder, /*IgnoreExisting=*/true, llvm::sys::fs::perms::owner_all))
    return llvm::createStringError(reason, "cannot make the folder '%s': %s", folder.str().c_str(),
                                   reason.message().c_str());
  return writeFile(path, llvm::formatv("{0:2}\n", machine.toJSON()).str());
}

int dlc::tool::runBenchMachine(const CommandLine &line) {
  llvm::Expected<MachineModel> machine = measureMachine();
  if (!machine)
    return fail(llvm::toString(machine.takeError()));
  if (line.has(OPT_json))
    llvm::outs() << machine->toJSON() << "\n";
  else
    llvm::outs() << describe(*machine);
  if (isBusy(*machine))
    warn("threads wait long for each other: other programs seem to use this machine; measure it "
         "again when it is idle");
  std::string path = machineFile();
  if (path.empty()) {
    warn("not kept for other commands: there is no folder for it, see $DLC_CACHE");
    return kSuccess;
  }
  llvm::outs().flush();
  if (llvm::Error error = keep(*machine, path))
    return fail("the figures cannot be kept for other commands: " +
                llvm::toString(std::move(error)));
  if (!line.has(OPT_json))
    llvm::outs() << "\nkept in " << path << "\n";
  return kSuccess;
}
