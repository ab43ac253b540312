//===- TrainingStep.h - How a model says that it is trained -----*- C++ -*-===//
#ifndef DLC_FRONTEND_ONNX_TRAININGSTEP_H
#define DLC_FRONTEND_ONNX_TRAININGSTEP_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace dlc::importer {

/// At the end of a path: the model with the step that it describes (TrainingInfoProto) as part of its graph,
/// and the inputs of that.
inline constexpr llvm::StringLiteral kTrainingSuffix = "#training";

/// What a model's TrainingInfoProto comes to in the language.
struct TrainingStep {
  std::string losses;               ///< the tensor whose mean is the loss
  std::vector<std::string> targets; ///< inputs that training alone has
  std::vector<std::string> trained; ///< initialisers
  std::vector<std::string> frozen;  ///< weights that it does not train, by their names here
  std::string optimizer;            ///< "adam(lr = …)"
};

/// Reads what the model in a file says; fails with one line where it cannot be followed.
llvm::Expected<TrainingStep> readTrainingStep(llvm::StringRef path);

} // namespace dlc::importer
#endif
