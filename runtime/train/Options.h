// From JSON to the options of train, evaluate, predict and generate.
#ifndef DLRT_TRAIN_OPTIONS_H
#define DLRT_TRAIN_OPTIONS_H

#include "dlrt/train/Evaluate.h"
#include "dlrt/train/Generate.h"
#include "dlrt/train/Train.h"

namespace dlrt {

// All throw UsageError naming the key that is unknown or has a value of another type.
TrainOptions trainOptions(const nlohmann::json &json);
EvaluateOptions evaluateOptions(const nlohmann::json &json);
PredictOptions predictOptions(const nlohmann::json &json);
GenerateOptions generateOptions(const nlohmann::json &json);

// The options a run was started with: config.json of its directory, or an empty object.
nlohmann::json resumedConfig(const std::string &directory);

} // namespace dlrt
#endif
