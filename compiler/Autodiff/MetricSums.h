//===- MetricSums.h - Exact means over an epoch -----------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_METRICSUMS_H
#define DLC_AUTODIFF_METRICSUMS_H

#include "StepFunction.h"

namespace dlc {

/// Declares the state `metrics.<name>.sum` and `metrics.<name>.count`, f64 scalars, of each metric.
void declareMetricSums(mlir::ModuleOp module, llvm::ArrayRef<std::string> metrics);

/// sum += value n_valid and count += n_valid: the mean over an epoch is their quotient, whatever
/// the sizes of its batches. Adds the new values to the results of `function`.
void addToMetricSums(StepFunction &function, llvm::StringRef metric, mlir::Value value);

} // namespace dlc
#endif
