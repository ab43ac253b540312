//===- Operators.cpp - The operators that are imported ----------------------===//
#include "Operators.h"

using namespace dlc::importer;

const Operator *dlc::importer::findOperator(llvm::StringRef name, int64_t version, std::string &reason) {
  static const llvm::StringMap<llvm::SmallVector<const Operator *>> table = [] {
    llvm::StringMap<llvm::SmallVector<const Operator *>> table;
    for (ArrayRef<Operator> family :
         {activationOperators(), attentionOperators(), convolutionOperators(), einsumOperators(), elementwiseOperators(),
          gradientOperators(), indexingOperators(), loopOperators(), lossOperators(), matMulOperators(), normalisationOperators(),
          poolingOperators(), quantisedOperators(), randomOperators(), recurrentOperators(), reductionOperators(), regionOperators(),
          samplingOperators(), sequenceOperators(), shapeOperators(), signalOperators(),
          trainingOperators()})
      for (const Operator &op : family)
        table[op.name].push_back(&op);
    return table;
  }();
  auto entries = table.find(name);
  if (entries == table.end()) {
    reason = "the operator is not supported";
    return nullptr;
  }
  const Operator *newest = nullptr;
  for (const Operator *op : entries->second)
    if (op->since <= version && (!newest || newest->since < op->since))
      newest = op;
  if (!newest)
    reason = "the operator is supported from version " + std::to_string(entries->second[0]->since) + " on";
  return newest;
}
