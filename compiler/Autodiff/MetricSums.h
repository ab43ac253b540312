//===- MetricSums.h - Exact means over an epoch -----------------*- C++ -*-===//
#ifndef DLC_AUTODIFF_METRICSUMS_H
#define DLC_AUTODIFF_METRICSUMS_H

#include "StepFunction.h"

namespace dlc {

/// The loss or a metric of a graph.
struct Metric {
  std::string name;
  bool isExponential; ///< an epoch's figure is e^mean
};

/// Declares the state `metrics.<name>.sum` and `metrics.<name>.count`, f64 scalars, of each metric.
void declareMetricSums(mlir::ModuleOp module, llvm::ArrayRef<Metric> metrics);

/// sum += value weight and count += weight: the mean over an epoch is their quotient, whatever
/// the sizes of its batches. The weight is the number of elements that the value is the mean of; null
/// for one that is the mean over the valid rows. Adds the new values to the results of `function`.
void addToMetricSums(StepFunction &function, llvm::StringRef metric, mlir::Value value,
                     mlir::Value weight);

} // namespace dlc
#endif
