//===- LinkExecutable.cpp - Objects to programs and libraries ---------------===//
#include "dlc/Target/LinkExecutable.h"

#include "dlc/Target/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace dlc;

/// The first of `names` that is on the path, or empty.
static std::string findProgram(llvm::ArrayRef<llvm::StringRef> names) {
  for (llvm::StringRef name : names)
    if (auto path = llvm::sys::findProgramByName(name))
      return *path;
  return "";
}

/// Writes `object` to a temporary file, runs `linker` with `arguments` around it, and moves what it
/// wrote to `path`.
static llvm::Error link(llvm::StringRef linker, llvm::ArrayRef<std::string> before,
                        llvm::StringRef object, llvm::ArrayRef<std::string> after,
                        llvm::StringRef path) {
  llvm::SmallString<128> input, output, log;
  for (auto [name, suffix] : {std::pair{&input, "o"}, {&output, "out"}, {&log, "log"}})
    if (std::error_code error = llvm::sys::fs::createTemporaryFile("dlc", suffix, *name))
      return llvm::createStringError(error, "cannot make a temporary file: %s",
                                     error.message().c_str());
  llvm::FileRemover removeInput(input), removeOutput(output), removeLog(log);
  if (llvm::Error error = writeFile(input, object))
    return error;

  std::vector<llvm::StringRef> command = {linker};
  command.insert(command.end(), before.begin(), before.end());
  command.push_back(input);
  command.insert(command.end(), after.begin(), after.end());
  command.push_back("-o");
  command.push_back(output);
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), log.str(), log.str()};
  std::string failure;
  int code = llvm::sys::ExecuteAndWait(linker, command, std::nullopt, redirects, 0, 0, &failure);
  if (code != 0) {
    if (auto text = llvm::MemoryBuffer::getFile(log))
      failure += (*text)->getBuffer().trim().str();
    return llvm::createStringError("'%s' cannot link '%s': %s", linker.str().c_str(),
                                   path.str().c_str(), failure.c_str());
  }
  auto linked = llvm::MemoryBuffer::getFile(output, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!linked)
    return llvm::createStringError(linked.getError(), "cannot read what '%s' wrote: %s",
                                   linker.str().c_str(), linked.getError().message().c_str());
  return writeFile(path, (*linked)->getBuffer(), /*executable=*/true);
}

llvm::Error dlc::linkExecutable(llvm::StringRef object, llvm::ArrayRef<std::string> libraries,
                                llvm::StringRef path) {
  std::string linker = findProgram({"c++", "g++", "clang++", "clang++-22"});
  if (linker.empty())
    return llvm::createStringError(
        "cannot link '%s': none of c++, g++, clang++ and clang++-22 is on the path",
        path.str().c_str());
  return link(linker, {"-pie"}, object, libraries, path);
}

llvm::Error dlc::linkSharedObject(llvm::StringRef object, llvm::StringRef path) {
  // In f64 a model calls libm. A C compiler knows where that is; with a linker alone, whoever loads
  // the library must have loaded libm.
  std::string compiler = findProgram({"cc", "gcc", "clang", "clang-22"});
  if (!compiler.empty())
    return link(compiler, {"-shared"}, object, {"-lm"}, path);
  std::string linker = findProgram({"ld.lld", "ld.lld-22", "ld"});
  if (linker.empty())
    return llvm::createStringError("cannot link '%s': neither cc nor ld.lld is on the path",
                                   path.str().c_str());
  return link(linker, {"-shared"}, object, {}, path);
}
