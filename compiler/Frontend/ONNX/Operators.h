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

/// The entry that holds for version `version` of an operator set; null, with a reason, if there is none. Names
/// of sets other than ONNX's own stand before those of their operators.
const Operator *findOperator(llvm::StringRef name, int64_t version, std::string &reason);

/// The newest version of ONNX's operator set that the lists take into account.
inline constexpr int64_t kNewestVersion = 28;
inline constexpr int64_t kOldestVersion = 6;

ArrayRef<Operator> activationOperators();
ArrayRef<Operator> attentionOperators();
ArrayRef<Operator> convolutionOperators();
ArrayRef<Operator> einsumOperators();
ArrayRef<Operator> elementwiseOperators();
ArrayRef<Operator> gradientOperators();
ArrayRef<Operator> indexingOperators();
ArrayRef<Operator> loopOperators();
ArrayRef<Operator> lossOperators();
ArrayRef<Operator> matMulOperators();
ArrayRef<Operator> normalisationOperators();
ArrayRef<Operator> poolingOperators();
ArrayRef<Operator> quantisedOperators();
ArrayRef<Operator> randomOperators();
ArrayRef<Operator> recurrentOperators();
ArrayRef<Operator> reductionOperators();
ArrayRef<Operator> regionOperators();
ArrayRef<Operator> samplingOperators();
ArrayRef<Operator> sequenceOperators();
ArrayRef<Operator> shapeOperators();
ArrayRef<Operator> signalOperators();
ArrayRef<Operator> trainingOperators();

} // namespace dlc::importer
#endif
