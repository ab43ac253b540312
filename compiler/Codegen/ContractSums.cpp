//===- ContractSums.cpp - Sums that an epilogue adds up -----------------------===//
#include "ContractSums.h"

#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace dlc;

ContractSums::ContractSums(OpBuilder &builder, const KernelView &kernel, const dlk::ContractShape &shape)
    : builder(builder), kernel(kernel), shape(shape) {
  for (size_t output = 0; output < kernel.outputs.size(); ++output) {
    if (!kernel.isSum(output))
      continue;
    outputs.push_back(output);
    AffineMap map = kernel.outputMaps[output];
    hasRow |= shape.rowDim && map.isFunctionOfDim(*shape.rowDim);
    hasColumn |= !shape.isVectorOfColumns() && map.isFunctionOfDim(shape.columnDim);
  }
}

SmallVector<Value> ContractSums::placeOf(size_t output, ArrayRef<Value> outer, Value innermost) const {
  SmallVector<Value> place;
  for (AffineExpr index : kernel.outputMaps[output].getResults()) {
    unsigned dim = cast<AffineDimExpr>(index).getPosition();
    place.push_back(dim == shape.vectorDim ? innermost : outer[dim]);
  }
  return place;
}

void ContractSums::clear(ArrayRef<Value> starts, ArrayRef<int64_t> counts, int64_t lanes) {
  for (size_t output : outputs) {
    Type element = cast<MemRefType>(kernel.outputs[output].getType()).getElementType();
    SmallVector<Value> outer(starts.drop_back());
    auto zero = [&](Value innermost, int64_t width) {
      Value none = arith::ConstantOp::create(builder, kernel.loc, builder.getZeroAttr(atWidth(element, width)));
      storeLanes(builder, kernel.loc, none, kernel.outputs[output], placeOf(output, outer, innermost));
    };
    auto loop = [&](auto &self, unsigned dim) -> void {
      if (dim < shape.vectorDim && !kernel.outputMaps[output].isFunctionOfDim(dim))
        return self(self, dim + 1);
      if (dim < shape.vectorDim)
        return forLoop(builder, kernel.loc, starts[dim], counts[dim], 1, [&](Value index) {
          outer[dim] = index;
          self(self, dim + 1);
        });
      forVectors(builder, kernel.loc, starts[dim], counts[dim], lanes, zero);
    };
    loop(loop, 0);
  }
}

void ContractSums::add(BodyEvaluator &epilogue, int64_t i, int64_t j, ArrayRef<Value> outer, ArrayRef<Chunk> chunks) {
  for (size_t output : outputs)
    for (auto [index, chunk] : llvm::enumerate(chunks)) {
      Value element = epilogue.element(output, index);
      auto [sum, isNew] = sums.try_emplace({{output, index}, {hasRow ? i : 0, hasColumn ? j : 0}});
      if (isNew)
        sum->second = {element, placeOf(output, outer, chunk.base), chunk.width};
      else
        sum->second.value = arith::AddFOp::create(builder, kernel.loc, sum->second.value, element);
    }
}

void ContractSums::flush() {
  for (auto &[key, sum] : sums) {
    Value memory = kernel.outputs[key.first.first];
    Value before = loadLanes(builder, kernel.loc, memory, sum.place, sum.width);
    storeLanes(builder, kernel.loc, arith::AddFOp::create(builder, kernel.loc, before, sum.value), memory, sum.place);
  }
  sums.clear();
}
