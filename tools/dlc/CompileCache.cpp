//===- CompileCache.cpp - Compiled models of earlier commands ---------------===//
#include "CompileCache.h"

#include "dlc/Target/OutputFile.h"
#include "dlc/Target/TargetModel.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/xxhash.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;
namespace fs = llvm::sys::fs;

static constexpr uint64_t kMostBytes = 256 << 20;
static constexpr llvm::StringLiteral kSuffix = ".dlcobj";

std::string dlc::tool::cacheFolder() {
  if (auto chosen = llvm::sys::Process::GetEnv("DLC_CACHE"))
    return *chosen;
  llvm::SmallString<128> path;
  if (auto base = llvm::sys::Process::GetEnv("XDG_CACHE_HOME"); base && !base->empty())
    path = *base;
  else if (llvm::sys::path::home_directory(path))
    llvm::sys::path::append(path, ".cache");
  else
    return "";
  llvm::sys::path::append(path, "dlc");
  return path.str().str();
}

std::string CompileCache::pathOf(llvm::StringRef key) const {
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, key + kSuffix);
  return path.str().str();
}

/// A number that another build of this program does not have.
static std::optional<uint64_t> buildNumber() {
  static int here;
  auto program = llvm::MemoryBuffer::getFile(fs::getMainExecutable(nullptr, &here), false, false);
  if (!program)
    return std::nullopt;
  return llvm::xxh3_64bits((*program)->getBuffer());
}

std::optional<std::string> CompileCache::keyOf(llvm::StringRef path,
                                               const CompileOptions &options) const {
  // Some options are about the way, not about its end.
  if (folder.empty() || options.debugNaN || !options.saveTemps.empty())
    return std::nullopt;
  auto text = llvm::MemoryBuffer::getFile(path);
  llvm::Expected<TargetModel> target = TargetModel::get(options.targetCPU);
  std::optional<uint64_t> build = buildNumber();
  if (!target)
    llvm::consumeError(target.takeError());
  if (!text || !target || !build)
    return std::nullopt;
  // What a model reads from other files may change without it.
  bool isONNX = llvm::sys::path::extension(path) == ".onnx";
  if ((*text)->getBuffer().contains(isONNX ? "location" : "import"))
    return std::nullopt;
  // Relative paths of data count from the model's folder; messages name the model as it was given.
  llvm::SmallString<128> place(path);
  fs::make_absolute(place);
  std::string rest;
  llvm::raw_string_ostream out(rest);
  out << *build << "\n" << LLVM_VERSION_STRING << "\n" << place << "\n" << target->cpu << "\n"
      << target->features << "\n"
      << target->l1Bytes << " " << target->l2Bytes << " " << target->l3Bytes << "\n"
      << options.batch.value_or(-1) << " " << options.slices << " "
      << options.memoryLimit.value_or(0) << " "
      << static_cast<int>(options.precision) << " " << static_cast<int>(options.backend) << " "
      << options.externalOptimizer << " " << options.decode << "\n"
      << (options.machine ? options.machine->hash() : "") << "\n";
  for (const std::vector<std::string> *list : {&options.overrides, &options.entries}) {
    for (const std::string &value : *list)
      out << value << '\0';
    out << '\n';
  }
  const Finetune &finetune = options.finetune;
  out << finetune.loss << '\0' << finetune.target << '\0' << finetune.headSize.value_or(0) << '\0';
  out << finetune.loraRank << '\0' << finetune.loraAlpha.value_or(0) << '\0' << finetune.learningRate.value_or(0) << '\0';
  for (const auto &[pattern, rate] : finetune.learningRates)
    out << pattern << '\0' << rate << '\0';
  for (const auto *patterns : {&finetune.trainNorms, &finetune.lora})
    for (const std::string &pattern : *patterns)
      out << (patterns == &finetune.lora ? 'l' : 'n') << pattern << '\0';
  for (const std::string &pattern : finetune.freeze)
    out << pattern << '\0';
  for (const auto &[name, size] : options.dims)
    out << name << "=" << size << '\0';
  llvm::SHA256 hash;
  hash.update(rest);
  hash.update(llvm::StringRef("\0", 1));
  hash.update((*text)->getBuffer());
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

// A file is a line of JSON about the code, and the code: its parts, one after the other.

std::optional<CachedModel> CompileCache::find(llvm::StringRef key) const {
  std::string path = pathOf(key);
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return std::nullopt;
  auto [line, code] = (*file)->getBuffer().split('\n');
  llvm::Expected<json::Value> header = json::parse(line);
  if (!header) {
    llvm::consumeError(header.takeError());
    return std::nullopt;
  }
  json::Object *fields = header->getAsObject();
  auto name = fields ? fields->getString("name") : std::nullopt;
  auto sum = fields ? fields->getString("sum") : std::nullopt;
  json::Object *trainer = fields ? fields->getObject("trainer") : nullptr;
  auto size = fields ? fields->getInteger("code") : std::nullopt;
  auto evalSize = fields ? fields->getInteger("eval_code") : std::nullopt;
  if (!name || !sum || !trainer || !size || !evalSize || *size < 0 || *evalSize < 0 ||
      static_cast<uint64_t>(*size) + static_cast<uint64_t>(*evalSize) > code.size() ||
      *sum != llvm::utohexstr(llvm::xxh3_64bits(code)))
    return std::nullopt;
  // What is used stays.
  if (llvm::Expected<fs::file_t> handle =
          fs::openNativeFileForReadWrite(path, fs::CD_OpenExisting, fs::OF_None)) {
    (void)fs::setLastAccessAndModificationTime(*handle, std::chrono::system_clock::now());
    (void)fs::closeFile(*handle);
  } else {
    llvm::consumeError(handle.takeError());
  }
  llvm::StringRef first = code.take_front(*size), rest = code.drop_front(*size);
  return CachedModel{name->str(), std::move(*trainer), first.str(), rest.take_front(*evalSize).str(),
                     rest.drop_front(*evalSize).str()};
}

void CompileCache::insert(llvm::StringRef key, const CachedModel &model, bool isVerbose) const {
  llvm::Error error = write(key, model);
  if (error && isVerbose)
    llvm::errs() << "dlc: not kept for the next command: " << error << "\n";
  llvm::consumeError(std::move(error));
}

llvm::Error CompileCache::write(llvm::StringRef key, const CachedModel &model) const {
  if (std::error_code reason =
          fs::create_directories(folder, /*IgnoreExisting=*/true, fs::perms::owner_all))
    return llvm::createStringError(reason, "cannot make the folder '%s': %s", folder.c_str(),
                                   reason.message().c_str());
  std::string code = model.code + model.evalCode + model.evalGraph;
  json::Object header{{"name", model.name},
                      {"sum", llvm::utohexstr(llvm::xxh3_64bits(code))},
                      {"code", static_cast<int64_t>(model.code.size())},
                      {"eval_code", static_cast<int64_t>(model.evalCode.size())},
                      {"trainer", json::Object(model.trainer)}};
  std::string text = llvm::formatv("{0}\n", json::Value(std::move(header))).str() + code;
  if (llvm::Error error = writeFile(pathOf(key), text))
    return error;
  shrink();
  return llvm::Error::success();
}

void CompileCache::shrink() const {
  struct Entry {
    llvm::sys::TimePoint<> used;
    uint64_t size;
    std::string path;
  };
  std::vector<Entry> entries;
  uint64_t total = 0;
  std::error_code reason;
  for (fs::directory_iterator at(folder, reason), end; at != end && !reason; at.increment(reason)) {
    fs::file_status status;
    if (!llvm::StringRef(at->path()).ends_with(kSuffix) || fs::status(at->path(), status))
      continue;
    entries.push_back({status.getLastModificationTime(), status.getSize(), at->path()});
    total += status.getSize();
  }
  llvm::sort(entries, [](const Entry &a, const Entry &b) { return a.used < b.used; });
  for (const Entry &entry : entries) {
    if (total <= kMostBytes)
      return;
    fs::remove(entry.path);
    total -= entry.size;
  }
}
