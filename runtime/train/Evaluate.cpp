#include "dlrt/train/Evaluate.h"

#include "RunDirectory.h"

#include <filesystem>

namespace dlrt {

EvaluateResult evaluate(const dlrt_model &model, const EvaluateOptions &options) {
  if (options.split != "test" && options.split != "train")
    throw UsageError("there is no split '" + options.split + "', expected train or test");
  bool test = options.split == "test";
  Session session(model, options.threads, options.seed);
  if (model.init)
    session.initialise(); // state that is not saved with the weights
  session.loadWeights(options.weights);
  if (options.evalModel)
    session.useEvalStep(*options.evalModel);
  DataSpec spec = options.data;
  useClassesOf(std::filesystem::path(options.weights).parent_path().string(), spec);
  DataSet data = loadData(model, spec, test ? kTestSplit : kTrainSplit);
  const Split &split = test ? data.test : data.train;
  if (split.empty())
    throw Error("the data have no test split; evaluate on split train, or give " +
                std::string(options.data.kind == "csv" || options.data.kind == "tsv"
                                ? "split = FRACTION or test = FILE"
                                : "a test split or split = FRACTION"));
  std::vector<float> values = evaluateSplit(session, split);
  EvaluateResult result;
  result.rows = split.rows;
  std::vector<std::string> names = metricNames(model);
  for (size_t i = 0; i < names.size(); ++i)
    result.metrics.emplace_back(names[i], readable(values[i]));
  return result;
}

std::string EvaluateResult::json() const {
  nlohmann::ordered_json line = nlohmann::ordered_json::object();
  for (const auto &[name, value] : metrics)
    line[name] = value;
  line["rows"] = rows;
  return line.dump();
}

} // namespace dlrt
