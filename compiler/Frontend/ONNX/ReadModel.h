//===- ReadModel.h - From a file to a checked model -------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_READMODEL_H
#define DLC_COMPILER_FRONTEND_ONNX_READMODEL_H

#include "onnx-ml.pb.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace dlc::importer {

/// Parses a model. What the schema that this was built with does not know is an error: a field that is left
/// out could change what the model means. With `training`, the step that it describes is part of the graph.
llvm::Expected<std::shared_ptr<::onnx::ModelProto>> parseModel(llvm::StringRef bytes, bool training);

} // namespace dlc::importer
#endif
