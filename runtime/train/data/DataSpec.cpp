// The text form of a data source, and where its files are.
#include "dlrt/train/Data.h"

#include <cctype>
#include <charconv>
#include <filesystem>

namespace dlrt {

using nlohmann::json;

DataSpec DataSpec::fromJson(const json &value) {
  if (value.is_string())
    return parseDataSpec(value.get<std::string>());
  if (!value.is_object())
    throw Error("a data source must be an object or a text like KIND:PATH, got " + value.dump());
  DataSpec spec;
  for (const auto &[key, item] : value.items()) {
    if (key == "args") {
      spec.args.update(item);
    } else if (key == "kind" || key == "path" || key == "base") {
      if (!item.is_string())
        throw Error("'" + key + "' of a data source must be a text, got " + item.dump());
      (key == "kind"   ? spec.kind
       : key == "path" ? spec.path
                       : spec.baseDirectory) = item.get<std::string>();
    } else {
      spec.args[key] = item;
    }
  }
  return spec;
}

json DataSpec::toJson() const {
  json value = {{"kind", kind}, {"path", path}, {"args", args}};
  if (!baseDirectory.empty())
    value["base"] = baseDirectory;
  return value;
}

// Cuts at `separator`, but not inside quotes or parentheses.
static std::vector<std::string> cut(const std::string &text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (char c : text) {
    if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == '(')
      ++depth;
    else if (!quoted && c == ')')
      --depth;
    if (c == separator && !quoted && depth == 0)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (quoted || depth)
    throw UsageError("data source '" + text + "' has an open quote or parenthesis");
  return parts;
}

static std::string trim(const std::string &text) {
  size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

static std::string unquote(const std::string &text) {
  std::string t = trim(text);
  if (t.size() >= 2 && t.front() == '"' && t.back() == '"')
    return t.substr(1, t.size() - 2);
  return t;
}

// The inside of name(…), or nothing.
static std::optional<std::string> callOf(const std::string &text, const std::string &name) {
  if (text.size() > name.size() + 1 && text.compare(0, name.size() + 1, name + "(") == 0 &&
      text.back() == ')')
    return text.substr(name.size() + 1, text.size() - name.size() - 2);
  return std::nullopt;
}

static json parseValue(const std::string &raw) {
  std::string text = trim(raw);
  if (auto inside = callOf(text, "classes"))
    return {{"classes", unquote(*inside)}};
  if (auto inside = callOf(text, "columns")) {
    if (size_t dots = inside->find(".."); dots != std::string::npos)
      return {{"columns", {unquote(inside->substr(0, dots)), unquote(inside->substr(dots + 2))}},
              {"range", true}};
    json names = json::array();
    for (const std::string &name : cut(*inside, ','))
      names.push_back(unquote(name));
    return {{"columns", names}};
  }
  if (text == "true" || text == "false")
    return text == "true";
  const char *begin = text.data(), *end = begin + text.size();
  int64_t integer;
  if (auto r = std::from_chars(begin, end, integer); r.ec == std::errc() && r.ptr == end)
    return integer;
  double number;
  if (auto r = std::from_chars(begin, end, number); r.ec == std::errc() && r.ptr == end)
    return number;
  return unquote(text);
}

DataSpec parseDataSpec(const std::string &text) {
  std::vector<std::string> parts = cut(text, ',');
  DataSpec spec;
  size_t colon = parts[0].find(':');
  spec.kind = trim(parts[0].substr(0, colon));
  if (colon != std::string::npos)
    spec.path = unquote(parts[0].substr(colon + 1));
  for (size_t i = 1; i < parts.size(); ++i) {
    size_t equals = parts[i].find('=');
    if (equals == std::string::npos)
      throw UsageError("data source '" + text + "': expected key=value, got '" + parts[i] + "'");
    spec.args[trim(parts[i].substr(0, equals))] = parseValue(parts[i].substr(equals + 1));
  }
  return spec;
}

std::string resolveDataPath(const DataSpec &spec, const std::string &path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::path(path).is_absolute()) {
    if (!fs::exists(path, ignored))
      throw Error("no file or directory '" + path + "'");
    return path;
  }
  std::vector<fs::path> folders = {spec.baseDirectory, ""};
  if (const char *data = std::getenv("DLC_DATA"); data && *data)
    folders.push_back(data);
  for (const fs::path &folder : folders)
    if (fs::path candidate = folder / path; fs::exists(candidate, ignored))
      return candidate.string();
  std::string searched;
  if (!spec.baseDirectory.empty())
    searched = "'" + spec.baseDirectory + "', ";
  throw Error("no file or directory '" + path + "' (looked in " + searched +
              "the working directory and $DLC_DATA)");
}

} // namespace dlrt
