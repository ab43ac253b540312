// Choosing the source, checking its arguments, binding by name, cutting a data set without a test
// split.
#include "../Random.h"
#include "Source.h"

#include <cmath>
#include <set>

namespace dlrt {

using nlohmann::json;

std::string Wanted::plainName(const std::string &kind) const {
  if (binding.is_null())
    return tensor->name;
  if (binding.is_string())
    return binding.get<std::string>();
  throw Error("'" + std::string(tensor->name) + "': " + kind +
              " data bind by a plain name; columns() and classes() are for csv and tsv");
}

double numberOption(const DataSpec &spec, const std::string &key, double fallback, double low,
                    double high) {
  auto found = spec.args.find(key);
  if (found == spec.args.end())
    return fallback;
  if (!found->is_number() || found->get<double>() < low || found->get<double>() > high) {
    json lowest = low, highest = high;
    throw Error("data option '" + key + "' must be a number from " + lowest.dump() + " to " +
                highest.dump() + ", got " + found->dump());
  }
  return found->get<double>();
}

static void checkKind(const DataSpec &spec) {
  const std::string kinds = "idx, csv, tsv, npz, npy, text or synthetic";
  if (spec.kind.empty())
    throw Error("no data source: give one as KIND:PATH, KIND being " + kinds);
  for (const char *kind : {"idx", "csv", "tsv", "npz", "npy", "text", "synthetic"})
    if (spec.kind == kind)
      return;
  throw Error("'" + spec.kind + "' is no kind of data source, expected " + kinds);
}

static std::unique_ptr<Source> open(const DataSpec &spec, const dlrt_model &model,
                                    const std::vector<Wanted> &wanted) {
  if (spec.kind == "idx")
    return openIdx(spec);
  if (spec.kind == "csv" || spec.kind == "tsv")
    return openTable(spec, wanted);
  if (spec.kind == "npz")
    return openNpz(spec);
  if (spec.kind == "npy")
    return openNpy(spec);
  return openSynthetic(spec, model);
}

static std::vector<Wanted> wantedBy(const dlrt_model &model, const DataSpec &spec) {
  std::vector<Wanted> wanted;
  std::set<std::string> known = {"split", "seed"};
  if (spec.kind == "csv" || spec.kind == "tsv")
    known.insert({"test", "delimiter"});
  if (spec.kind == "synthetic")
    known.insert("rows");
  if (spec.kind == "text")
    known.insert({"tokens", "windows", "vocabulary"});
  // A text binds nothing by name.
  const std::set<std::string> options = spec.kind == "text" ? std::set<std::string>() : known;
  for (const dlrt_table *table : {&model.inputs, &model.targets})
    for (int32_t i = 0; i < table->count; ++i) {
      const dlrt_tensor *tensor = &table->tensors[i];
      auto binding = spec.args.find(tensor->name);
      if (binding != spec.args.end() && options.count(tensor->name))
        throw Error("'" + std::string(tensor->name) +
                    "' of the model has the name of an argument of '" + spec.kind +
                    "'; give it another");
      wanted.push_back({tensor, binding == spec.args.end() ? json() : *binding});
      known.insert(tensor->name);
    }
  for (const auto &[key, value] : spec.args.items())
    if (!known.count(key)) {
      std::string names;
      for (const std::string &name : known)
        names += (names.empty() ? "" : ", ") + name;
      throw Error("data argument '" + key + "' is neither an input or target of model '" +
                  model.name + "' nor an option of " + spec.kind + "; known are " + names);
    }
  return wanted;
}

static void addColumn(Split &split, const Wanted &wanted, Array array) {
  int64_t rows = array.rows();
  std::string origin = array.origin;
  if (!split.columns.empty() && rows != split.rows)
    throw Error("'" + origin + "' has " + std::to_string(rows) + " samples, but '" +
                split.columns[0]->array.origin + "' has " + std::to_string(split.rows));
  split.rows = rows;
  split.columns.push_back(bindColumn(*wanted.tensor, std::move(array)));
}

// `fraction` of the rows, drawn with `seed`, stay in train; the others become test. No data are
// copied.
static void cutOff(DataSet &data, double fraction, uint64_t seed) {
  std::vector<uint32_t> order = shuffledIndex(static_cast<uint32_t>(data.train.rows), seed, 0);
  auto kept = static_cast<size_t>(std::llround(fraction * static_cast<double>(order.size())));
  data.test.columns = data.train.columns;
  data.test.index.assign(order.begin() + static_cast<std::ptrdiff_t>(kept), order.end());
  order.resize(kept);
  data.train.index = std::move(order);
  data.train.rows = static_cast<int64_t>(data.train.index.size());
  data.test.rows = static_cast<int64_t>(data.test.index.size());
}

DataSet loadData(const dlrt_model &model, const DataSpec &spec, int splits) {
  checkKind(spec);
  std::vector<Wanted> wanted = wantedBy(model, spec);
  if (wanted.empty())
    throw Error("model '" + std::string(model.name) + "' has no inputs");
  if (spec.kind == "text")
    return loadText(model, spec, splits);
  double fraction = numberOption(spec, "split", 1, 0, 1);
  double seed = numberOption(spec, "seed", 1, 0, 9.0e15);
  bool cuts = spec.args.contains("split");
  std::unique_ptr<Source> source = open(spec, model, wanted);

  DataSet data;
  for (const Wanted &w : wanted) {
    // A test split that is cut from the training data needs those.
    if (splits & kTrainSplit || cuts) {
      std::optional<Array> array = source->read(w, false);
      if (!array)
        throw Error(spec.kind + " data have no train split");
      addColumn(data.train, w, std::move(*array));
    }
    if (splits & kTestSplit && !cuts)
      if (std::optional<Array> array = source->read(w, true))
        addColumn(data.test, w, std::move(*array));
  }
  if (!data.test.columns.empty() && data.test.columns.size() != wanted.size())
    throw Error("the test split has data for " + std::to_string(data.test.columns.size()) + " of " +
                std::to_string(wanted.size()) + " inputs and targets");
  if (cuts)
    cutOff(data, fraction, static_cast<uint64_t>(seed));
  if (splits & kTrainSplit && data.train.empty())
    throw Error("the train split of " + spec.kind + " data '" + spec.path + "' has no samples");
  return data;
}

json classNames(const DataSet &data) {
  json names = json::object();
  for (const Split *split : {&data.train, &data.test})
    for (const auto &column : split->columns)
      if (!column->array.classes.empty())
        names[column->tensor.name] = column->array.classes;
  return names;
}

void useClassNames(DataSpec &spec, const json &names) {
  for (const auto &[name, list] : names.items()) {
    auto binding = spec.args.find(name);
    if (binding != spec.args.end() && binding->is_object() && binding->contains("classes") &&
        !binding->contains("names"))
      (*binding)["names"] = list;
  }
}

} // namespace dlrt
