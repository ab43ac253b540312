// Data sources made of NumPy files: one .npz, or .npy files side by side. The test split has
// `_test` in its names.
#include "Npy.h"
#include "Source.h"
#include "Zip.h"

#include <filesystem>

namespace dlrt {
namespace {

class NpzSource : public Source {
public:
  explicit NpzSource(const std::string &path) : path(path), zip(path) {}

  std::optional<Array> read(const Wanted &wanted, bool test) override {
    std::string name = wanted.plainName("npz") + (test ? "_test" : "");
    if (const ZipFile::Entry *entry = zip.find(name + ".npy"))
      return readNpy(*zip.open(*entry));
    if (test)
      return std::nullopt;
    std::string names;
    for (const ZipFile::Entry &entry : zip.entries())
      names += (names.empty() ? "" : ", ") + entry.name.substr(0, entry.name.rfind(".npy"));
    throw Error("'" + path + "' has no array '" + name + "'; it has " +
                (names.empty() ? "none" : names));
  }

private:
  std::string path;
  ZipFile zip;
};

// A folder of <name>.npy and <name>_test.npy; or one file, which is the first input, with the other
// tensors bound to files beside it.
class NpySource : public Source {
public:
  explicit NpySource(const std::string &path) {
    namespace fs = std::filesystem;
    if (fs::is_directory(path)) {
      folder = path;
    } else {
      folder = fs::path(path).parent_path();
      first = fs::path(path).filename().string();
    }
  }

  std::optional<Array> read(const Wanted &wanted, bool test) override {
    std::string name = wanted.plainName("npy");
    if (wanted.binding.is_null() && !first.empty()) {
      // The file given as the path belongs to the first tensor that asks.
      if (owner.empty())
        owner = wanted.tensor->name;
      if (owner == wanted.tensor->name)
        name = first;
    }
    if (size_t n = name.size(); n > 4 && name.compare(n - 4, 4, ".npy") == 0)
      name.resize(n - 4);
    std::filesystem::path path = folder / (name + (test ? "_test.npy" : ".npy"));
    std::error_code ignored;
    if (test && !std::filesystem::exists(path, ignored))
      return std::nullopt;
    return readNpy(*openFile(path.string()));
  }

private:
  std::filesystem::path folder;
  std::string first, owner;
};

} // namespace

std::unique_ptr<Source> openNpz(const DataSpec &spec) {
  return std::make_unique<NpzSource>(resolveDataPath(spec, spec.path));
}

std::unique_ptr<Source> openNpy(const DataSpec &spec) {
  return std::make_unique<NpySource>(resolveDataPath(spec, spec.path));
}

} // namespace dlrt
