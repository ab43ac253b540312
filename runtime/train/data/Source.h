// What each kind of data source does: hand out the array for one input or target.
#ifndef DLRT_TRAIN_DATA_SOURCE_H
#define DLRT_TRAIN_DATA_SOURCE_H

#include "dlrt/train/Data.h"

namespace dlrt {

// An input or target to fill, and what the user said about it (null: nothing).
struct Wanted {
  const dlrt_tensor *tensor;
  nlohmann::json binding;

  // The plain name to look for: the binding's, or the tensor's own. Throws for columns() and
  // classes(), which only tables have.
  std::string plainName(const std::string &kind) const;
};

class Source {
public:
  virtual ~Source() = default;
  // The array of the train or test split. Nothing when the source has no test split (for train that
  // is an error).
  virtual std::optional<Array> read(const Wanted &wanted, bool test) = 0;
};

std::unique_ptr<Source> openIdx(const DataSpec &spec);
std::unique_ptr<Source> openTable(const DataSpec &spec, const std::vector<Wanted> &wanted);
std::unique_ptr<Source> openNpz(const DataSpec &spec);
std::unique_ptr<Source> openNpy(const DataSpec &spec);
std::unique_ptr<Source> openSynthetic(const DataSpec &spec, const dlrt_model &model);

// A text has no columns of its own to ask for.
DataSet loadText(const dlrt_model &model, const DataSpec &spec, int splits);

// An option of a source, with a default; throws when it has another type or lies outside [low,
// high].
double numberOption(const DataSpec &spec, const std::string &key, double fallback, double low,
                    double high);

} // namespace dlrt
#endif
