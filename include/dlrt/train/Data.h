// Data: where samples come from, and how they bind to a model's inputs and targets.
#ifndef DLRT_TRAIN_DATA_H
#define DLRT_TRAIN_DATA_H

#include "dlrt/core.h"
#include "dlrt/train/Error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dlrt {

// A data source as written in a model's text or on the command line.
//
// `args` is an object. Keys that name an input or target bind it:
//   "price"                                     a column
//   {"columns": ["a", "d"], "range": true}      columns a to d
//   {"columns": ["a", "b"]}                     these columns
//   {"classes": "species"}                      strings become 0, 1, … in sorted order; "names":
//   […]
//                                               beside it gives the order
// Others are options of the kind: split (fraction of the rows to train on), seed, test (a second
// file), delimiter, rows; of text: tokens (characters or bytes), windows (of an epoch), vocabulary (the
// characters of an earlier run).
struct DataSpec {
  std::string kind; // idx csv tsv npz npy text synthetic
  std::string path;
  nlohmann::json args = nlohmann::json::object();
  std::string baseDirectory; // of the model's file; relative paths are looked for here first

  // {"kind": …, "path": …, "base": …, and the arguments, either under "args" or beside them}.
  static DataSpec fromJson(const nlohmann::json &json);
  nlohmann::json toJson() const;
};

// KIND:PATH[,key=value…]. Values: numbers, true, false, columns(a..d), columns(a,b), classes(c),
// anything else a string. Double quotes keep commas and colons together.
DataSpec parseDataSpec(const std::string &text);

// Finds `path`: absolute, in the base directory, in the working directory, in $DLC_DATA.
std::string resolveDataPath(const DataSpec &spec, const std::string &path);

// Memory that is not touched before it is written: a header that promises too much costs nothing.
class Bytes {
public:
  Bytes() = default;
  explicit Bytes(size_t size);
  uint8_t *data() { return memory.get(); }
  const uint8_t *data() const { return memory.get(); }
  size_t size() const { return bytes; }

private:
  struct Free {
    void operator()(uint8_t *p) const { std::free(p); }
  };
  std::unique_ptr<uint8_t, Free> memory;
  size_t bytes = 0;
};

// A dense row-major array as it came from a file.
struct Array {
  dlrt_dtype dtype = DLRT_F32;
  std::vector<int64_t> shape; // the first dimension counts samples
  Bytes data;
  std::string origin;               // the file, and the array in it, for messages
  std::vector<std::string> classes; // of a classes() binding

  int64_t rows() const { return shape.empty() ? 0 : shape[0]; }
  std::string text() const; // "u8[60000, 28, 28]"
};

// One input or target over all samples. Samples stay in the file's dtype, which is often the
// smaller one; they are converted when a batch is gathered. Every value has been checked to fit.
struct Column {
  dlrt_tensor tensor; // as the model declares it
  Array array;
  size_t elements = 0; // of one sample
  size_t stride = 0;   // bytes from one sample to the next; 0: they lie one after the other
};

// The samples of a split: all rows of its columns, or those that `index` lists.
struct Split {
  int64_t rows = 0;
  std::vector<std::shared_ptr<const Column>> columns; // inputs, then targets
  std::vector<uint32_t> index;
  // If set, the rows of an epoch are drawn anew among so many samples.
  int64_t pool = 0;

  bool empty() const { return rows == 0; }
};

struct DataSet {
  Split train, test;
  std::vector<std::string> vocabulary; // of a text of characters: that of each id
};

enum SplitMask { kTrainSplit = 1, kTestSplit = 2, kBothSplits = 3 };

// Reads the splits that `splits` asks for and binds them to the inputs and targets of `model`.
// Throws Error. A data set without a test split leaves that one empty.
DataSet loadData(const dlrt_model &model, const DataSpec &spec, int splits = kBothSplits);

// The names that classes() bindings gave numbers to, per input or target: {"label": ["setosa", …]}.
nlohmann::json classNames(const DataSet &data);
// Makes `spec` use the numbers of an earlier run: another file may lack a class. `names` as
// classNames returns it.
void useClassNames(DataSpec &spec, const nlohmann::json &names);

// The same for the vocabulary of a text.
void useVocabulary(DataSpec &spec, const nlohmann::json &vocabulary);

// Checks `array` against a declared tensor (shape of one sample, dtype, range, limit) and takes it
// over.
std::shared_ptr<const Column> bindColumn(const dlrt_tensor &tensor, Array array);

} // namespace dlrt
#endif
