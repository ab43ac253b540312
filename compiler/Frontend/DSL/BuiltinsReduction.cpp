//===- BuiltinsReduction.cpp - Sums, means, extremes ----------------------===//
//
// Reductions over the batch leave out the padding rows: see Emitter::maskRows.
//
//===----------------------------------------------------------------------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include <limits>

using namespace dlc::dsl;
namespace dl = dlc::dl;

static constexpr double infinity = std::numeric_limits<double>::infinity();

/// With `keepdims`, the reduced dimensions stay with size 1.
static Value keepDims(Call &call, Value reduced, llvm::ArrayRef<int64_t> axes) {
  if (!call.boolean("keepdims") || axes.empty())
    return reduced;
  const Value &x = call["x"];
  llvm::SmallVector<int64_t> shape(x.shape()), rows(x.rows);
  for (int64_t axis : axes)
    shape[axis] = 1, rows[axis] = 0;
  return call.tensor(dl::ReshapeOp::create(call.builder(), call.location(),
                                           mlir::RankedTensorType::get(shape, x.elementType()),
                                           reduced.tensor),
                     rows);
}

/// `fill` is the operation's neutral element, for padding rows.
template <typename OpTy> static Value emitReduce(Call &call, double fill) {
  const Value &x = call["x"];
  mlir::Type element = x.elementType();
  if (!x.isFloatTensor() && !element.isSignlessInteger(32) && !element.isSignlessInteger(64))
    return call.fail("x", "'" + call.builtin.name + "' does not apply to " + x.describe() +
                              "; convert it with cast() first");
  auto axes = call.axes("axis", x.rank());
  if (!axes)
    return {};
  if (axes->empty())
    return x;
  if (!x.isFloatTensor() && fill == -infinity)
    fill = std::numeric_limits<int32_t>::min();
  if (!x.isFloatTensor() && fill == infinity)
    fill = std::numeric_limits<int32_t>::max();
  llvm::SmallVector<int64_t> rows;
  for (int64_t i = 0; i < x.rank(); ++i)
    if (!llvm::is_contained(*axes, i))
      rows.push_back(x.rows[i]);
  mlir::Value masked = call.emitter.maskRows(x, *axes, fill, call.loc);
  mlir::Value reduced = OpTy::create(call.builder(), call.location(), masked, *axes);
  return keepDims(call, call.tensor(reduced, rows), *axes);
}

static Value emitSum(Call &call) { return emitReduce<dl::ReduceSumOp>(call, 0); }
static Value emitProd(Call &call) { return emitReduce<dl::ReduceProdOp>(call, 1); }
static Value emitMax(Call &call) { return emitReduce<dl::ReduceMaxOp>(call, -infinity); }
static Value emitMin(Call &call) { return emitReduce<dl::ReduceMinOp>(call, infinity); }

static Value emitMean(Call &call) {
  auto axes = call.axes("axis", call["x"].rank());
  if (!axes)
    return {};
  return keepDims(call, call.emitter.mean(call["x"], *axes, call.loc), *axes);
}

/// mean((x - mean(x))^2), divided by the number of elements.
static Value emitVariance(Call &call) {
  Value x = call["x"];
  auto axes = call.axes("axis", x.rank());
  if (!axes)
    return {};
  Value mean = call.emitter.mean(x, *axes, call.loc);
  llvm::SmallVector<int64_t> shape(x.shape());
  llvm::SmallVector<int64_t> rows(x.rows);
  for (int64_t axis : *axes)
    shape[axis] = 1, rows[axis] = 0;
  auto type = mlir::RankedTensorType::get(shape, x.elementType());
  if (mean.type() != type)
    mean = call.tensor(dl::ReshapeOp::create(call.builder(), call.location(), type, mean.tensor),
                       rows);
  Value centred = call.emitter.binary("-", x, mean, call.loc);
  Value squares = call.emitter.binary("*", centred, centred, call.loc);
  return keepDims(call, call.emitter.mean(squares, *axes, call.loc), *axes);
}

static Value emitArgmax(Call &call) {
  const Value &x = call["x"];
  auto axis = call.axis("axis", x.rank());
  if (!axis)
    return {};
  if (x.elementType().isInteger(1))
    return call.fail("x", "'argmax' does not apply to " + x.describe());
  double lowest =
      x.isFloatTensor()
          ? -infinity
          : (x.elementType().isUnsignedInteger() ? 0 : std::numeric_limits<int32_t>::min());
  llvm::SmallVector<int64_t> rows(x.rows);
  rows.erase(rows.begin() + *axis);
  mlir::Value masked = call.emitter.maskRows(x, *axis, lowest, call.loc);
  return call.tensor(dl::ArgmaxOp::create(call.builder(), call.location(), masked, *axis), rows);
}

llvm::ArrayRef<Builtin> dlc::dsl::reductionBuiltins() {
  static const Param axis{"axis", ArgKind::Integers, "none"};
  static const Param keepdims{"keepdims", ArgKind::Boolean, "false"};
  static const Param x{"x", ArgKind::FloatTensor};
  static const Param number{"x", ArgKind::Tensor};
  static const std::vector<Builtin> table = {
      {"sum", {number, axis, keepdims}, "sum over axes, over all by default", emitSum},
      {"mean", {x, axis, keepdims}, "arithmetic mean", emitMean},
      {"max", {number, axis, keepdims}, "largest element", emitMax},
      {"min", {number, axis, keepdims}, "smallest element", emitMin},
      {"prod", {number, axis, keepdims}, "product", emitProd},
      {"variance", {x, axis, keepdims}, "mean of (x - mean(x))^2", emitVariance},
      {"argmax",
       {number, {"axis", ArgKind::Integer, "-1"}},
       "index (i32) of the first largest element along an axis",
       emitArgmax},
  };
  return table;
}
