//===- Flops.cpp - How much a graph computes --------------------------------===//
#include "Flops.h"

#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Dialect/DL/Triangle.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc::dl;

static int64_t elementCount(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  return tensor ? tensor.getNumElements() : 0;
}

int64_t dlc::tool::countFlops(Operation *op) {
  // The larger of what goes in and comes out: a sum reads more than it writes.
  auto perElement = [&]() -> int64_t {
    int64_t count = 0;
    for (Value value : op->getOperands())
      count = std::max(count, elementCount(value));
    for (Value value : op->getResults())
      count = std::max(count, elementCount(value));
    return count;
  };
  if (!isa<DLDialect>(op->getDialect()))
    return 0;
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case([&](MatmulOp matmul) {
        auto lhs = cast<RankedTensorType>(matmul.getLhs().getType());
        int64_t k = lhs.getDimSize(lhs.getRank() - (matmul.getTransposeLhs() ? 2 : 1));
        return static_cast<int64_t>(2 * k * elementCount(matmul.getResult()) * neededPart(matmul));
      })
      // Products with the padding count too, as is the custom.
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>([&](auto convolution) {
        auto filter = convolution.getFilterType();
        int64_t products = filter.getNumElements() / filter.getDimSize(0);
        return 2 * products * convolution.getOutputType().getNumElements();
      })
      // One comparison or addition for each element of each window.
      .Case<MaxPool2DOp, SumPool2DOp, SumUnpool2DOp>([&](auto pool) {
        int64_t elements = pool.getWindow()[0] * pool.getWindow()[1];
        return elements * pool.getPooledType().getNumElements();
      })
      .Case([&](MaxUnpool2DOp pool) { return pool.getPooledType().getNumElements(); })
      .Case<ConstantOp, VariableOp, IotaOp, RowMaskOp, CastOp, BroadcastOp, ReshapeOp, TransposeOp,
            SliceOp, PadOp, ConcatOp, GatherOp, PoolSelectOp, SelectOp, CompareOp, GroupOp,
            YieldOp>([](auto) { return 0; })
      .Default([&](Operation *) { return perElement(); });
}

int64_t dlc::tool::countAllFlops(Operation *root) {
  int64_t total = 0;
  root->walk([&](Operation *op) { total += countFlops(op); });
  return total;
}

int64_t dlc::tool::countStepFlops(ModuleOp module) {
  ModelTables tables = collectTables(module);
  int64_t total = 0;
  for (const PhaseEntry &phase : tables.phases) {
    auto flopsOf = [&](StringRef kind) {
      std::string name = phase.name.empty() ? kind.str() : (kind + "." + phase.name).str();
      auto function = module.lookupSymbol<func::FuncOp>(name);
      return function ? countAllFlops(function) : 0;
    };
    int64_t batches = accumulatedBatches(module);
    total += batches > 1 ? batches * flopsOf("accumulate") + flopsOf("apply")
                         : flopsOf("train_step") * phase.repeat / phase.every;
  }
  return total;
}
