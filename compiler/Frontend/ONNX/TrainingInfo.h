//===- TrainingInfo.h - How a model says that it is trained -----*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_TRAININGINFO_H
#define DLC_COMPILER_FRONTEND_ONNX_TRAININGINFO_H

#include "dlc/Frontend/ONNX/TrainingStep.h"
#include "onnx-ml.pb.h"

#include <optional>

namespace dlc::importer {

struct TrainingRecipe : TrainingStep {
  std::optional<::onnx::NodeProto> rows; ///< the node that computes `losses`, if the model has none
};

/// Makes the step that a model describes part of its graph.
llvm::Error addAlgorithm(::onnx::ModelProto &model);

/// Reads it, of a checked model with that step in its graph.
llvm::Expected<TrainingRecipe> readRecipe(const ::onnx::ModelProto &model);

} // namespace dlc::importer
#endif
