// CSV and TSV: columns of numbers and of class names, parsed straight into the declared type.
#include "CsvParser.h"
#include "DType.h"
#include "Source.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>

namespace dlrt {

using nlohmann::json;

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

[[noreturn]] void badField(const TextTable &table, size_t row, size_t column,
                           const std::string &why) {
  throw Error(table.path + ":" + std::to_string(table.lines[row]) + ":" +
              std::string(table.header[column]) + ": \"" + std::string(table.field(row, column)) +
              "\" is " + why);
}

template <typename T> T parseField(const TextTable &table, size_t row, size_t column) {
  std::string_view text = trimmed(table.field(row, column));
  if (text.size() > 1 && text[0] == '+' && text[1] != '-')
    text.remove_prefix(1);
  T value = 0;
  auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  bool whole = result.ptr == text.data() + text.size();
  if (whole && result.ec == std::errc())
    return value;
  if (result.ec == std::errc::result_out_of_range)
    badField(table, row, column, "outside the range of its type");
  badField(table, row, column, std::is_integral_v<T> ? "not a whole number" : "not a number");
}

class TableSource : public Source {
public:
  TableSource(const DataSpec &spec, const std::vector<Wanted> &wanted) {
    char delimiter = spec.kind == "tsv" ? '\t' : ',';
    if (auto d = spec.args.find("delimiter"); d != spec.args.end()) {
      if (!d->is_string() || d->get<std::string>().size() != 1)
        throw Error("data option 'delimiter' must be one character, got " + d->dump());
      delimiter = d->get<std::string>()[0];
    }
    train = readTable(resolveDataPath(spec, spec.path), delimiter);
    if (auto t = spec.args.find("test"); t != spec.args.end()) {
      if (!t->is_string())
        throw Error("data option 'test' must be a file name, got " + t->dump());
      if (spec.args.contains("split"))
        throw Error("data options 'split' and 'test' exclude each other");
      test = readTable(resolveDataPath(spec, t->get<std::string>()), delimiter);
    }
    // A misspelt column is reported before any column is parsed.
    for (const Wanted &w : wanted)
      for (const TextTable *table : {train.get(), test.get()})
        if (table)
          columnsOf(*table, w);
  }

  std::optional<Array> read(const Wanted &wanted, bool isTest) override {
    const TextTable *table = isTest ? test.get() : train.get();
    if (!table)
      return std::nullopt;
    std::vector<size_t> columns = columnsOf(*table, wanted);
    if (wanted.binding.is_object() && wanted.binding.contains("classes"))
      return readClasses(*table, columns[0], wanted);
    return readNumbers(*table, columns, *wanted.tensor);
  }

private:
  std::vector<size_t> columnsOf(const TextTable &table, const Wanted &wanted) const {
    const json &binding = wanted.binding;
    const std::string name = wanted.tensor->name;
    if (binding.is_null() || binding.is_string()) {
      size_t elements = dlrt_row_bytes(wanted.tensor) / dlrt_dtype_size(wanted.tensor->dtype);
      if (elements != 1)
        throw Error("'" + name + "' takes " + std::to_string(elements) +
                    " values a sample: bind it with " + name + " = columns(\"first\"..\"last\")");
      return {table.column(binding.is_null() ? name : binding.get<std::string>())};
    }
    if (binding.is_object() && binding.contains("classes") && binding["classes"].is_string())
      return {table.column(binding["classes"].get<std::string>())};
    if (!binding.is_object() || !binding.contains("columns") || !binding["columns"].is_array())
      throw Error("'" + name + "': expected a column name, columns(…) or classes(…), got " +
                  binding.dump());
    std::vector<size_t> columns;
    for (const json &column : binding["columns"]) {
      if (!column.is_string())
        throw Error("'" + name + "': a column name must be a text, got " + column.dump());
      columns.push_back(table.column(column.get<std::string>()));
    }
    if (!binding.value("range", false))
      return columns;
    if (columns.size() != 2 || columns[0] > columns[1])
      throw Error("'" + name + "': a range of columns goes from an earlier to a later one, got " +
                  binding["columns"].dump());
    std::vector<size_t> range;
    for (size_t i = columns[0]; i <= columns[1]; ++i)
      range.push_back(i);
    return range;
  }

  Array readNumbers(const TextTable &table, const std::vector<size_t> &columns,
                    const dlrt_tensor &tensor) const {
    Array array;
    array.shape = {static_cast<int64_t>(table.rows())};
    if (columns.size() != 1)
      array.shape.push_back(static_cast<int64_t>(columns.size()));
    array.origin = table.path + ":" + std::string(table.header[columns[0]]);
    bool floating = isFloat(tensor.dtype);
    array.dtype = !floating ? DLRT_I64 : tensor.dtype == DLRT_F64 ? DLRT_F64 : DLRT_F32;
    size_t size = dlrt_dtype_size(array.dtype);
    array.data = Bytes(table.rows() * columns.size() * size);
    uint8_t *out = array.data.data();
    for (size_t row = 0; row < table.rows(); ++row)
      for (size_t column : columns) {
        if (floating) {
          auto value = parseField<double>(table, row, column);
          auto narrow = static_cast<float>(value);
          if (array.dtype == DLRT_F32 && std::isfinite(value) && !std::isfinite(narrow))
            badField(table, row, column, "outside the range of f32");
          std::memcpy(out, size == 4 ? static_cast<void *>(&narrow) : &value, size);
        } else {
          auto value = parseField<int64_t>(table, row, column);
          std::memcpy(out, &value, size);
        }
        out += size;
      }
    return array;
  }

  // Distinct values of both splits, sorted: the same name has the same number everywhere.
  std::vector<std::string> classesOf(const std::string &column) const {
    std::set<std::string_view> names;
    for (const TextTable *table : {train.get(), test.get()}) {
      if (!table)
        continue;
      size_t index = table->column(column);
      for (size_t row = 0; row < table->rows(); ++row)
        names.insert(trimmed(table->field(row, index)));
    }
    return {names.begin(), names.end()};
  }

  Array readClasses(const TextTable &table, size_t column, const Wanted &wanted) const {
    const std::string name(table.header[column]);
    Array array;
    if (auto names = wanted.binding.find("names"); names == wanted.binding.end())
      array.classes = classesOf(name);
    else if (names->is_array())
      for (const json &className : *names)
        array.classes.push_back(className.is_string() ? className.get<std::string>() : "");
    if (!std::is_sorted(array.classes.begin(), array.classes.end()))
      throw Error("'" + std::string(wanted.tensor->name) +
                  "': the names of its classes must be "
                  "sorted");
    auto count = static_cast<int64_t>(array.classes.size());
    if (wanted.tensor->limit > 0 && count > wanted.tensor->limit)
      throw Error("'" + table.path + "': column '" + name + "' has " + std::to_string(count) +
                  " classes, but '" + wanted.tensor->name + "' takes values in [0, " +
                  std::to_string(wanted.tensor->limit) + ")");
    array.dtype = DLRT_I32;
    array.shape = {static_cast<int64_t>(table.rows())};
    array.origin = table.path + ":" + name;
    array.data = Bytes(table.rows() * 4);
    for (size_t row = 0; row < table.rows(); ++row) {
      std::string_view value = trimmed(table.field(row, column));
      auto found = std::lower_bound(array.classes.begin(), array.classes.end(), value);
      if (found == array.classes.end() || *found != value)
        badField(table, row, column, "none of the classes the model was trained on");
      auto index = static_cast<int32_t>(found - array.classes.begin());
      std::memcpy(array.data.data() + 4 * row, &index, 4);
    }
    return array;
  }

  std::unique_ptr<TextTable> train, test;
};

} // namespace

std::unique_ptr<Source> openTable(const DataSpec &spec, const std::vector<Wanted> &wanted) {
  return std::make_unique<TableSource>(spec, wanted);
}

} // namespace dlrt
