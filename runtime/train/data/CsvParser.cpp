#include "CsvParser.h"

#include "Stream.h"

namespace dlrt {
namespace {

class Parser {
public:
  Parser(TextTable &table, char delimiter)
      : table(table), delimiter(delimiter), at(table.text.data()), end(at + table.text.size()) {}

  void parse() {
    if (table.text.compare(0, 3, "\xEF\xBB\xBF") == 0)
      at += 3; // a byte order mark is not part of the first name
    if (at == end)
      throw Error("'" + table.path + "' is empty, expected a row of column names");
    row(table.header);
    std::vector<std::string_view> fields;
    while (at < end) {
      uint32_t start = line;
      fields.clear();
      row(fields);
      if (fields.size() == 1 && fields[0].empty() && table.header.size() > 1)
        continue; // an empty line
      if (fields.size() != table.header.size())
        throw Error(table.path + ":" + std::to_string(start) + ": the row has " +
                    std::to_string(fields.size()) + " fields, the header has " +
                    std::to_string(table.header.size()));
      table.fields.insert(table.fields.end(), fields.begin(), fields.end());
      table.lines.push_back(start);
    }
  }

private:
  void row(std::vector<std::string_view> &fields) {
    do
      fields.push_back(at < end && *at == '"' ? quoted() : plain());
    while (take(delimiter));
    take('\r');
    if (take('\n'))
      ++line;
    else if (at < end)
      throw Error(table.path + ":" + std::to_string(line) +
                  ": text behind the closing quote of a field");
  }

  bool take(char c) {
    if (at == end || *at != c)
      return false;
    ++at;
    return true;
  }

  std::string_view plain() {
    char *begin = at;
    while (at < end && *at != delimiter && *at != '\n' &&
           !(*at == '\r' && at + 1 < end && at[1] == '\n'))
      ++at;
    return {begin, static_cast<size_t>(at - begin)};
  }

  // Two quotes stand for one; the field is moved together in place.
  std::string_view quoted() {
    uint32_t start = line;
    char *begin = ++at, *out = at;
    for (; at < end; ++at) {
      if (*at == '"') {
        if (at + 1 == end || at[1] != '"') {
          ++at;
          return {begin, static_cast<size_t>(out - begin)};
        }
        ++at;
      } else if (*at == '\n') {
        ++line;
      }
      *out++ = *at;
    }
    throw Error(table.path + ":" + std::to_string(start) + ": a quoted field does not end");
  }

  TextTable &table;
  char delimiter;
  char *at, *end;
  uint32_t line = 1;
};

} // namespace

size_t TextTable::column(const std::string &name) const {
  for (size_t i = 0; i < header.size(); ++i)
    if (header[i] == name)
      return i;
  std::string names;
  for (std::string_view n : header)
    names += (names.empty() ? "" : ", ") + std::string(n);
  throw Error("'" + path + "' has no column '" + name + "'; it has " + names);
}

std::unique_ptr<TextTable> readTable(const std::string &path, char delimiter) {
  auto table = std::make_unique<TextTable>();
  table->path = path;
  std::unique_ptr<Stream> stream = openFile(path);
  std::vector<char> chunk(1 << 16);
  while (size_t got = stream->read(chunk.data(), chunk.size()))
    table->text.append(chunk.data(), got);
  Parser(*table, delimiter).parse();
  return table;
}

} // namespace dlrt
