//===- MetricSums.cpp - Exact means over an epoch -------------------------===//
#include "MetricSums.h"

using namespace mlir;
using namespace dlc;

static std::string sumName(StringRef metric) { return ("metrics." + metric + ".sum").str(); }
static std::string countName(StringRef metric) { return ("metrics." + metric + ".count").str(); }

void dlc::declareMetricSums(ModuleOp module, ArrayRef<std::string> metrics) {
  OpBuilder builder(module.getContext());
  auto type = RankedTensorType::get({}, builder.getF64Type());
  Operation *last = nullptr;
  for (auto variable : module.getOps<dl::VariableOp>())
    last = variable;
  if (last)
    builder.setInsertionPointAfter(last);
  else
    builder.setInsertionPointToStart(module.getBody());
  for (StringRef metric : metrics)
    for (const std::string &name : {sumName(metric), countName(metric)})
      dl::VariableOp::create(builder, module.getLoc(), name, dl::Role::State, type, "zeros",
                             /*init_args=*/nullptr, /*trainable=*/false, /*persistent=*/false,
                             /*offset=*/nullptr);
}

void dlc::addToMetricSums(StepFunction &function, StringRef metric, Value value) {
  GraphBuilder &b = function.builder();
  Value rows = b.cast(function.argument("scalar", "n_valid"), b.getF64Type());
  // Without rows the mean is NaN, which must not stay in the sum.
  Value product = b.mul(b.cast(value, b.getF64Type()), rows);
  Value part = b.select(b.compare(dl::Predicate::GT, rows, 0), product, b.zeros(product));
  auto add = [&](const std::string &name, Value amount) {
    function.addResult("state", name, b.add(function.argument("state", name), amount));
  };
  add(sumName(metric), part);
  add(countName(metric), rows);
}
