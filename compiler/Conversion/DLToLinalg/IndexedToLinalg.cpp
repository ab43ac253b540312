//===- IndexedToLinalg.cpp - Rows chosen by indices -----------------------------===//
#include "Patterns.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

/// Whether `number`, an i32 or i64, lies in [0, rows); a negative one is large as an unsigned one.
static std::pair<Value, Value> toRow(ScalarBuilder &b, Value number, int64_t rows) {
  Value row = arith::IndexCastOp::create(b, b.getIndexType(), number);
  Value limit = arith::ConstantIndexOp::create(b, rows);
  return {row, b.compare(arith::CmpIPredicate::ult, row, limit)};
}

DLC_LOWER(GatherOp) {
  Value table = adaptor.getTable();
  int64_t indexRank = LinalgBuilder::tensor(adaptor.getIndices()).getRank();
  LinalgBuilder::Dims indexDims = llvm::to_vector(llvm::seq<int64_t>(0, indexRank));
  int64_t rows = LinalgBuilder::tensor(table).getDimSize(0);
  return b.map(type, adaptor.getIndices(), indexDims, [&](ScalarBuilder &b, ValueRange elements) {
    auto [row, isInside] = toRow(b, elements[0], rows);
    SmallVector<Value> place{b.select(isInside, row, arith::ConstantIndexOp::create(b, 0))};
    for (int64_t dim : llvm::seq<int64_t>(indexRank, type.getRank()))
      place.push_back(LinalgBuilder::index(b, dim));
    Value element = tensor::ExtractOp::create(b, table, place);
    return b.select(isInside, element, b.constant(element, 0));
  });
}

/// One update after the other: two may name the same row.
DLC_LOWER(ScatterAddOp) {
  Value indices = adaptor.getIndices(), updates = adaptor.getUpdates();
  auto shape = LinalgBuilder::tensor(updates).getShape();
  int64_t indexRank = LinalgBuilder::tensor(indices).getRank();
  Type element = type.getElementType(), wide = b.sumType(element);
  Value base = b.convertTensor(adaptor.getBase(), wide);

  auto constants = [&](ArrayRef<int64_t> values) {
    SmallVector<Value> result;
    for (int64_t value : values)
      result.push_back(arith::ConstantIndexOp::create(b, value));
    return result;
  };
  auto body = [&](OpBuilder &builder, Location loc, ValueRange at, ValueRange sums) {
    ScalarBuilder b(loc, builder);
    Value number = tensor::ExtractOp::create(b, indices, at.take_front(indexRank));
    auto [row, isInside] = toRow(b, number, type.getDimSize(0));
    SmallVector<Value> place{row};
    llvm::append_range(place, at.drop_front(indexRank));
    auto addTerm = [&](OpBuilder &builder, Location loc) {
      ScalarBuilder b(loc, builder);
      Value term = convertFloat(b, tensor::ExtractOp::create(b, updates, at), wide);
      Value sum = b.add(tensor::ExtractOp::create(b, sums[0], place), term);
      Value next = tensor::InsertOp::create(b, sum, sums[0], place);
      scf::YieldOp::create(b, next);
    };
    auto keep = [&](OpBuilder &builder, Location loc) {
      scf::YieldOp::create(builder, loc, sums[0]);
    };
    return SmallVector<Value>{scf::IfOp::create(b, isInside, addTerm, keep).getResult(0)};
  };
  scf::LoopNest nest = scf::buildLoopNest(
      b, b.getLoc(), constants(SmallVector<int64_t>(shape.size(), 0)), constants(shape),
      constants(SmallVector<int64_t>(shape.size(), 1)), base, body);
  return b.convertTensor(nest.results[0], element);
}

void dlc::populateIndexedToLinalg(RewritePatternSet &patterns, TypeConverter &converter) {
  addToLinalg<GatherOp, ScatterAddOp>(patterns, converter);
}
