//===- Operators.h - The operators that are imported ------------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_ONNX_OPERATORS_H
#define DLC_COMPILER_FRONTEND_ONNX_OPERATORS_H

#include "Node.h"

namespace dlc::importer {

/// An operator as it has been since a version of its operator set. To add one: write its function, and add
/// it to the list of its family.
struct Operator {
  llvm::StringRef name;
  int64_t since;
  mlir::LogicalResult (*import)(Node &);
};

/// The entry of ONNX's own operator set that holds for version `version` of it; null, with a reason, if
/// there is none.
const Operator *findOperator(llvm::StringRef name, int64_t version, std::string &reason);

/// The newest version of ONNX's operator set that the lists take into account.
inline constexpr int64_t kNewestVersion = 28;
inline constexpr int64_t kOldestVersion = 6;

ArrayRef<Operator> activationOperators();
ArrayRef<Operator> attentionOperators();
ArrayRef<Operator> convolutionOperators();
ArrayRef<Operator> elementwiseOperators();
ArrayRef<Operator> indexingOperators();
ArrayRef<Operator> lossOperators();
ArrayRef<Operator> matMulOperators();
ArrayRef<Operator> normalisationOperators();
ArrayRef<Operator> poolingOperators();
ArrayRef<Operator> reductionOperators();
ArrayRef<Operator> samplingOperators();
ArrayRef<Operator> shapeOperators();

} // namespace dlc::importer
#endif
