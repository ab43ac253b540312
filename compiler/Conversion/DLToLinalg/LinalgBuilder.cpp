//===- LinalgBuilder.cpp - Loops over tensors -----------------------------------===//
#include "LinalgBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/Sequence.h"

#include <limits>

using namespace mlir;
using namespace dlc;

LinalgBuilder::Dims LinalgBuilder::allDims(RankedTensorType type) {
  return llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
}

LinalgBuilder::Dims LinalgBuilder::dimsWithout(RankedTensorType type, Shape axes) {
  Dims dims;
  for (int64_t dim : llvm::seq<int64_t>(0, type.getRank()))
    if (!llvm::is_contained(axes, dim))
      dims.push_back(dim);
  return dims;
}

Value LinalgBuilder::filled(RankedTensorType type, Value element) {
  Value empty = tensor::EmptyOp::create(*this, type.getShape(), type.getElementType());
  return linalg::FillOp::create(*this, element, empty).getResult(0);
}

static AffineMap mapOf(MLIRContext *context, int64_t rank, ArrayRef<int64_t> dims) {
  SmallVector<AffineExpr> exprs;
  for (int64_t dim : dims)
    exprs.push_back(getAffineDimExpr(dim, context));
  return AffineMap::get(rank, 0, exprs, context);
}

/// A linalg.generic over `rank` loops, those of `resultDims` parallel. `body` gets the elements
/// that `initial` holds only where there is a reduction: elsewhere they are undefined.
static Value generic(LinalgBuilder &b, Value initial, int64_t rank, ArrayRef<int64_t> resultDims,
                     ValueRange inputs, ArrayRef<LinalgBuilder::Dims> dims,
                     LinalgBuilder::Body body) {
  SmallVector<AffineMap> maps;
  for (const LinalgBuilder::Dims &input : dims)
    maps.push_back(mapOf(b.getContext(), rank, input));
  maps.push_back(mapOf(b.getContext(), rank, resultDims));
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::reduction);
  for (int64_t dim : resultDims)
    iterators[dim] = utils::IteratorType::parallel;
  bool isFold = static_cast<int64_t>(resultDims.size()) < rank;
  auto op = linalg::GenericOp::create(b, initial.getType(), inputs, initial, maps, iterators,
                                      [&](OpBuilder &builder, Location loc, ValueRange elements) {
                                        ScalarBuilder scalar(loc, builder);
                                        Value result =
                                            body(scalar, isFold ? elements : elements.drop_back());
                                        linalg::YieldOp::create(scalar, result);
                                      });
  return op.getResult(0);
}

Value LinalgBuilder::map(RankedTensorType type, ValueRange inputs, ArrayRef<Dims> dims, Body body) {
  Value empty = tensor::EmptyOp::create(*this, type.getShape(), type.getElementType());
  return generic(*this, empty, type.getRank(), allDims(type), inputs, dims, body);
}

Value LinalgBuilder::map(RankedTensorType type, ValueRange inputs, Body body) {
  return map(type, inputs, SmallVector<Dims>(inputs.size(), allDims(type)), body);
}

Value LinalgBuilder::fold(Value initial, Shape domain, const Dims &resultDims, ValueRange inputs,
                          ArrayRef<Dims> dims, Body body) {
  int64_t rank = domain.size();
  // Without a reduced dimension there is one term, which still meets the initial value.
  if (static_cast<int64_t>(resultDims.size()) == rank) {
    SmallVector<Value> all(inputs);
    SmallVector<Dims> allOf(dims);
    all.push_back(initial);
    allOf.push_back(resultDims);
    return map(tensor(initial), all, allOf, body);
  }
  return generic(*this, initial, rank, resultDims, inputs, dims, body);
}

Value LinalgBuilder::foldAxes(Value x, Shape axes, Value initial, Body body) {
  auto type = tensor(x);
  return fold(initial, type.getShape(), dimsWithout(type, axes), x, allDims(type), body);
}

Type LinalgBuilder::sumType(Type element) {
  return isa<FloatType>(element) ? Type(getF64Type()) : element;
}

Value dlc::convertFloat(ScalarBuilder &b, Value a, Type to) {
  if (a.getType() == to)
    return a;
  if (to.getIntOrFloatBitWidth() > a.getType().getIntOrFloatBitWidth())
    return arith::ExtFOp::create(b, to, a);
  if (to.isBF16() && a.getType().isF64()) // what a library for f64 would have to be there for
    a = arith::TruncFOp::create(b, b.getF32Type(), a);
  return arith::TruncFOp::create(b, to, a);
}

Value LinalgBuilder::convertTensor(Value x, Type element) {
  auto type = tensor(x);
  if (type.getElementType() == element)
    return x;
  return map(type.clone(element), x, [&](ScalarBuilder &b, ValueRange elements) {
    return convertFloat(b, elements[0], element);
  });
}

/// The type that is left of x's without `axes`.
static RankedTensorType reducedType(RankedTensorType type, ArrayRef<int64_t> axes, Type element) {
  SmallVector<int64_t> shape;
  for (int64_t dim : LinalgBuilder::dimsWithout(type, axes))
    shape.push_back(type.getDimSize(dim));
  return RankedTensorType::get(shape, element);
}

Value LinalgBuilder::sum(Value x, Shape axes, double scale) {
  Type element = tensor(x).getElementType(), wide = sumType(element);
  Value initial = filled(reducedType(tensor(x), axes, wide), 0);
  Value total = foldAxes(x, axes, initial, [&](ScalarBuilder &b, ValueRange elements) {
    Value term = isFloat(elements[0]) ? convertFloat(b, elements[0], wide) : elements[0];
    return b.add(elements[1], term);
  });
  if (scale != 1)
    total = map(tensor(total), total,
                [&](ScalarBuilder &b, ValueRange elements) { return b.scale(scale, elements[0]); });
  return isa<FloatType>(element) ? convertTensor(total, element) : total;
}

Value LinalgBuilder::maximum(Value x, Shape axes) {
  auto type = reducedType(tensor(x), axes, tensor(x).getElementType());
  Value initial = filled(type, -std::numeric_limits<double>::infinity());
  return foldAxes(x, axes, initial, [](ScalarBuilder &b, ValueRange elements) {
    return arith::MaximumFOp::create(b, elements[0], elements[1]).getResult();
  });
}

Value LinalgBuilder::index(ScalarBuilder &b, int64_t dim) {
  return linalg::IndexOp::create(b, dim);
}
