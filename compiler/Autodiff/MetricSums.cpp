//===- MetricSums.cpp - Exact means over an epoch -------------------------===//
#include "MetricSums.h"

using namespace mlir;
using namespace dlc;

static std::string sumName(StringRef metric) { return ("metrics." + metric + ".sum").str(); }
static std::string countName(StringRef metric) { return ("metrics." + metric + ".count").str(); }

void dlc::declareMetricSums(ModuleOp module, ArrayRef<Metric> metrics) {
  OpBuilder builder(module.getContext());
  auto type = RankedTensorType::get({}, builder.getF64Type());
  Operation *last = nullptr;
  for (auto variable : module.getOps<dl::VariableOp>())
    last = variable;
  if (last)
    builder.setInsertionPointAfter(last);
  else
    builder.setInsertionPointToStart(module.getBody());
  for (const Metric &metric : metrics)
    for (const std::string &name : {sumName(metric.name), countName(metric.name)}) {
      auto variable = dl::VariableOp::create(builder, module.getLoc(), name, dl::Role::State, type,
                                             "zeros", /*init_args=*/nullptr, /*trainable=*/false,
                                             /*persistent=*/false, /*offset=*/nullptr);
      if (metric.isExponential && name == sumName(metric.name))
        variable->setAttr(dl::kExponentialAttr, builder.getUnitAttr());
    }
}

void dlc::addToMetricSums(StepFunction &function, StringRef metric, Value value, Value weight) {
  GraphBuilder &b = function.builder();
  if (!weight)
    weight = function.argument("scalar", "n_valid");
  weight = b.cast(weight, b.getF64Type());
  // The mean of nothing is NaN, which must not stay in the sum.
  Value product = b.mul(b.cast(value, b.getF64Type()), weight);
  Value part = b.select(b.compare(dl::Predicate::GT, weight, 0), product, b.zeros(product));
  auto add = [&](const std::string &name, Value amount) {
    function.addResult("state", name, b.add(function.argument("state", name), amount));
  };
  add(sumName(metric), part);
  add(countName(metric), weight);
}
