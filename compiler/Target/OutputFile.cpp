//===- OutputFile.cpp - Files that are written whole or not at all ----------===//
#include "dlc/Target/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc;

static llvm::Error failure(llvm::StringRef path, std::error_code reason) {
  return llvm::createStringError(reason, "cannot write '%s': %s", path.str().c_str(),
                                 reason.message().c_str());
}

static llvm::Error writeStandardOutput(llvm::StringRef content) {
  llvm::raw_fd_ostream &out = llvm::outs();
  out << content;
  out.flush();
  if (!out.has_error())
    return llvm::Error::success();
  std::error_code reason = out.error();
  out.clear_error();
  return failure("-", reason);
}

llvm::Error dlc::writeFile(llvm::StringRef path, llvm::StringRef content, bool executable) {
  if (path == "-")
    return writeStandardOutput(content);
  // A device or a pipe cannot be replaced by a file; it takes the bytes as they come.
  llvm::sys::fs::file_status status;
  bool exists = !llvm::sys::fs::status(path, status) && llvm::sys::fs::exists(status);
  if (exists && llvm::sys::fs::is_directory(status))
    return failure(path, std::make_error_code(std::errc::is_a_directory));
  bool inPlace = exists && !llvm::sys::fs::is_regular_file(status);

  llvm::SmallString<128> temporary(path);
  int descriptor = -1;
  std::error_code reason;
  if (inPlace)
    reason = llvm::sys::fs::openFileForWrite(path, descriptor, llvm::sys::fs::CD_OpenExisting);
  else
    reason = llvm::sys::fs::createUniqueFile(path + ".%%%%%%%%.tmp", descriptor, temporary);
  if (reason)
    return failure(path, reason);
  {
    llvm::raw_fd_ostream out(descriptor, /*shouldClose=*/true);
    out << content;
    out.close();
    reason = out.error();
    out.clear_error();
  }
  if (inPlace)
    return reason ? failure(path, reason) : llvm::Error::success();
  // createUniqueFile's files are for their owner only; ours are like any other output.
  auto permissions =
      static_cast<llvm::sys::fs::perms>((executable ? 0777 : 0666) & ~llvm::sys::fs::getUmask());
  if (!reason)
    reason = llvm::sys::fs::setPermissions(temporary, permissions);
  if (!reason)
    reason = llvm::sys::fs::rename(temporary, path);
  if (!reason)
    return llvm::Error::success();
  llvm::sys::fs::remove(temporary);
  return failure(path, reason);
}
