//===- MachineModel.cpp - What was measured of a machine --------------------===//
#include "dlc/Target/MachineModel.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"
#include "llvm/TargetParser/Host.h"

#include <cmath>

using namespace dlc;
namespace json = llvm::json;

static constexpr int64_t kVersion = 1;

const MachineModel::Peak *MachineModel::peakOf(int64_t bits) const {
  const Peak *widest = nullptr;
  for (const Peak &peak : peaks)
    if (peak.bits <= bits && (!widest || peak.bits > widest->bits))
      widest = &peak;
  return widest;
}

const MachineModel::Level *MachineModel::findLevel(llvm::StringRef name) const {
  for (const Level &level : levels)
    if (level.name == name)
      return &level;
  return nullptr;
}

json::Value MachineModel::toJSON() const {
  json::Array fma, bandwidth, team;
  for (const Peak &peak : peaks)
    fma.push_back(json::Object{
        {"bits", peak.bits}, {"one_gflops", peak.one}, {"all_gflops", peak.all}});
  for (const Level &level : levels)
    bandwidth.push_back(json::Object{{"level", level.name},
                                     {"bytes", level.bytes},
                                     {"one_gbs", level.one},
                                     {"all_gbs", level.all}});
  for (const Team &size : teams)
    team.push_back(json::Object{{"threads", size.threads},
                                {"barrier_ns", size.barrier},
                                {"start_ns", size.start},
                                {"wake_ns", size.wake}});
  return json::Object{{"version", kVersion},         {"cpu", cpu},
                      {"threads", threads},          {"fma", std::move(fma)},
                      {"bandwidth", std::move(bandwidth)}, {"team", std::move(team)}};
}

namespace {

/// The fields of one object; the first that is wrong becomes the error.
class Fields {
public:
  Fields(const json::Value &value, std::string where, std::string &problem)
      : object(value.getAsObject()), where(std::move(where)), problem(problem) {
    if (!object)
      complain("is no object");
  }

  double positive(llvm::StringRef key) const {
    std::optional<double> value = object ? object->getNumber(key) : std::nullopt;
    if (!value || !std::isfinite(*value) || *value <= 0)
      complain(("has no number above 0 as '" + key + "'").str());
    return value.value_or(0);
  }

  int64_t whole(llvm::StringRef key, int64_t least) const {
    std::optional<int64_t> value = object ? object->getInteger(key) : std::nullopt;
    if (!value || *value < least)
      complain(llvm::formatv("has no whole number, {0} or more, as '{1}'", least, key));
    return value.value_or(0);
  }

  std::string text(llvm::StringRef key) const {
    std::optional<llvm::StringRef> value = object ? object->getString(key) : std::nullopt;
    if (!value || value->empty())
      complain(("has no text as '" + key + "'").str());
    return value.value_or("").str();
  }

  /// Calls `add` with the fields of each entry of the list `key`.
  template <typename Add> void each(llvm::StringRef key, bool mayBeEmpty, Add add) const {
    const json::Array *list = object ? object->getArray(key) : nullptr;
    if (!list || (list->empty() && !mayBeEmpty))
      return complain(("has no list '" + key + "'").str());
    for (const json::Value &value : *list)
      add(Fields(value, ("'" + key + "'").str(), problem));
  }

private:
  void complain(std::string text) const {
    if (problem.empty())
      problem = where + " " + text;
  }

  const json::Object *object;
  std::string where;
  std::string &problem;
};

} // namespace

llvm::Expected<MachineModel> MachineModel::fromJSON(const json::Value &value) {
  MachineModel model;
  std::string problem;
  Fields fields(value, "the machine model", problem);
  int64_t version = fields.whole("version", 1);
  if (problem.empty() && version != kVersion)
    return llvm::createStringError("the machine model has version %lld, expected %lld",
                                   static_cast<long long>(version),
                                   static_cast<long long>(kVersion));
  model.cpu = fields.text("cpu");
  model.threads = fields.whole("threads", 1);
  fields.each("fma", /*mayBeEmpty=*/false, [&](const Fields &entry) {
    model.peaks.push_back(
        {entry.whole("bits", 1), entry.positive("one_gflops"), entry.positive("all_gflops")});
  });
  fields.each("bandwidth", /*mayBeEmpty=*/false, [&](const Fields &entry) {
    model.levels.push_back({entry.text("level"), entry.whole("bytes", 0),
                            entry.positive("one_gbs"), entry.positive("all_gbs")});
  });
  fields.each("team", /*mayBeEmpty=*/true, [&](const Fields &entry) {
    model.teams.push_back({entry.whole("threads", 2), entry.positive("barrier_ns"),
                           entry.positive("start_ns"), entry.positive("wake_ns")});
  });
  if (problem.empty() && !model.findLevel("memory"))
    problem = "the machine model has no bandwidth of the level 'memory'";
  if (!problem.empty())
    return llvm::createStringError(problem);
  llvm::sort(model.teams, [](const Team &a, const Team &b) { return a.threads < b.threads; });
  return model;
}

llvm::Expected<MachineModel> MachineModel::read(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return llvm::createStringError(file.getError(), "cannot read the machine model '%s': %s",
                                   path.str().c_str(), file.getError().message().c_str());
  llvm::Expected<json::Value> value = json::parse((*file)->getBuffer());
  if (!value)
    return llvm::createStringError("'%s' is no machine model: %s", path.str().c_str(),
                                   llvm::toString(value.takeError()).c_str());
  llvm::Expected<MachineModel> model = fromJSON(*value);
  if (!model)
    return llvm::createStringError("'%s': %s", path.str().c_str(),
                                   llvm::toString(model.takeError()).c_str());
  return model;
}

std::string MachineModel::hash() const {
  std::string text = llvm::formatv("{0}", toJSON()).str();
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

std::string MachineModel::hostName() {
  std::string name = llvm::sys::getHostCPUName().str();
  auto info = llvm::MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (!info)
    return name;
  for (llvm::StringRef rest = (*info)->getBuffer(); !rest.empty();) {
    auto [line, next] = rest.split('\n');
    rest = next;
    auto [key, value] = line.split(':');
    if (key.trim() == "model name" && !value.trim().empty())
      return (value.trim() + " (" + name + ")").str();
  }
  return name;
}
