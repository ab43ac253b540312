// Text tables: fields of RFC 4180, with line numbers.
#ifndef DLRT_TRAIN_DATA_CSVPARSER_H
#define DLRT_TRAIN_DATA_CSVPARSER_H

#include "dlrt/train/Data.h"

#include <string_view>

namespace dlrt {

// A table in memory. Fields are views of `text`; quoted ones have been unescaped in place.
struct TextTable {
  std::string path, text;
  std::vector<std::string_view> header;
  std::vector<std::string_view> fields; // rows * header.size()
  std::vector<uint32_t> lines;          // where each row starts, counted from 1

  size_t rows() const { return lines.size(); }
  std::string_view field(size_t row, size_t column) const {
    return fields[row * header.size() + column];
  }
  // Index of a header name; throws with the names there are.
  size_t column(const std::string &name) const;
};

// Throws Error naming file and line for rows of another length than the header and for quotes that
// do not close.
std::unique_ptr<TextTable> readTable(const std::string &path, char delimiter);

} // namespace dlrt
#endif
