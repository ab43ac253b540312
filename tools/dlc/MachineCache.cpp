//===- MachineCache.cpp - Where the figures of this machine are -------------===//
#include "MachineCache.h"

#include "CommandLine.h"
#include "CompileCache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace dlc;
using namespace dlc::tool;

std::string dlc::tool::machineFile() {
  std::string folder = cacheFolder();
  if (folder.empty())
    return "";
  // Letters and digits, and a hyphen for whatever is between them.
  std::string name = "machine";
  bool isApart = true;
  for (char c : MachineModel::hostName()) {
    if (llvm::isAlnum(c)) {
      name += isApart ? "-" : "";
      name += llvm::toLower(c);
    }
    isApart = !llvm::isAlnum(c);
  }
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, name + ".json");
  return path.str().str();
}

std::optional<MachineModel> dlc::tool::findCachedMachine() {
  std::string path = machineFile();
  if (path.empty() || !llvm::sys::fs::exists(path))
    return std::nullopt;
  llvm::Expected<MachineModel> machine = MachineModel::read(path);
  std::string problem;
  if (!machine)
    problem = llvm::toString(machine.takeError());
  else if (machine->cpu != MachineModel::hostName())
    problem = "'" + path + "' is about another CPU, '" + machine->cpu + "'";
  if (problem.empty())
    return std::move(*machine);
  warn(problem + "; ignored: dlc bench --machine measures anew");
  return std::nullopt;
}
