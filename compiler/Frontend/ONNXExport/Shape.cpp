//===- Shape.cpp - Moving elements, and reductions, in ONNX -----------------===//
#include "Writer.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;
using namespace dlc::dl;

/// Dimensions of size 1 where there are none, and then Expand.
static Writer::Name broadcast(Exported &e, BroadcastOp op) {
  RankedTensorType type = typeOf(op.getResult());
  SmallVector<int64_t> shape(type.getRank(), 1);
  for (auto [i, dim] : llvm::enumerate(op.getDims()))
    shape[dim] = typeOf(op.getOperand()).getDimSize(i);
  Writer::Name x = e.operands[0];
  if (ArrayRef<int64_t>(shape) != typeOf(op.getOperand()).getShape())
    x = e.w.reshape(x, shape);
  return ArrayRef<int64_t>(shape) == type.getShape() ? x : e.w.node("Expand", {x, e.w.integers(type.getShape())});
}

static Writer::Name pad(Exported &e, PadOp op) {
  SmallVector<int64_t> pads(op.getLow());
  llvm::append_range(pads, op.getHigh());
  return e.w.node("Pad", {e.operands[0], e.w.integers(pads), e.w.scalar(typeOf(op.getOperand()).getElementType(), op.getValue())});
}

/// The number of each element along a dimension, as a constant.
static Writer::Name iota(Exported &e, IotaOp op) {
  RankedTensorType type = typeOf(op.getResult());
  int64_t dim = op.getDimension(), size = type.getDimSize(dim);
  SmallVector<int64_t> shape(type.getRank(), 1);
  shape[dim] = size;
  Writer::Name numbers = e.w.reshape(e.w.integers(llvm::to_vector(llvm::seq<int64_t>(0, size))), shape);
  numbers = e.w.node("Cast", {numbers}, {{"to", int64_t(dataType(type.getElementType()))}});
  return e.w.node("Expand", {numbers, e.w.integers(type.getShape())});
}

static Writer::Name argmax(Exported &e, ArgmaxOp op) {
  Writer::Name index = e.w.node("ArgMax", e.operands, {{"axis", int64_t(op.getAxis())}, {"keepdims", int64_t(0)}});
  return e.w.node("Cast", {index}, {{"to", int64_t(::onnx::TensorProto::INT32)}});
}

static Writer::Name oneHot(Exported &e, OneHotOp op) {
  RankedTensorType type = typeOf(op.getResult());
  auto values = DenseElementsAttr::get(RankedTensorType::get({2}, type.getElementType()),
                                       ArrayRef<mlir::Attribute>{FloatAttr::get(type.getElementType(), 0.0),
                                                                 FloatAttr::get(type.getElementType(), 1.0)});
  return e.w.node("OneHot", {e.operands[0], e.w.integers(type.getShape().back()), e.w.constant(values)}, {{"axis", int64_t(-1)}});
}

bool exporter::exportShape(Exported &e) {
  Writer &w = e.w;
  std::optional<Writer::Name> result =
      llvm::TypeSwitch<Operation *, std::optional<Writer::Name>>(e.op)
          .Case([&](ConstantOp op) { return w.constant(cast<DenseElementsAttr>(op.getValue())); })
          .Case([&](BroadcastOp op) { return broadcast(e, op); })
          .Case([&](ReshapeOp op) { return w.reshape(e.operands[0], typeOf(op.getResult()).getShape()); })
          .Case([&](TransposeOp op) { return w.node("Transpose", e.operands, {{"perm", op.getPermutation()}}); })
          .Case([&](SliceOp op) {
            SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, op.getStarts().size()));
            return w.node("Slice", {e.operands[0], w.integers(op.getStarts()), w.integers(op.getLimits()), w.integers(axes),
                                    w.integers(op.getStrides())});
          })
          .Case([&](PadOp op) { return pad(e, op); })
          .Case([&](ConcatOp op) { return w.node("Concat", e.operands, {{"axis", int64_t(op.getAxis())}}); })
          .Case([&](GatherOp) { return w.node("Gather", e.operands, {{"axis", int64_t(0)}}); })
          .Case([&](IotaOp op) { return iota(e, op); })
          .Case([&](ArgmaxOp op) { return argmax(e, op); })
          .Case([&](OneHotOp op) { return oneHot(e, op); })
          .Case([&](ReduceSumOp op) { return w.reduce("ReduceSum", e.operands[0], op.getAxes(), false); })
          .Case([&](ReduceMeanOp op) { return w.reduce("ReduceMean", e.operands[0], op.getAxes(), false); })
          .Case([&](ReduceMaxOp op) { return w.reduce("ReduceMax", e.operands[0], op.getAxes(), false); })
          .Case([&](ReduceMinOp op) { return w.reduce("ReduceMin", e.operands[0], op.getAxes(), false); })
          .Case([&](ReduceProdOp op) { return w.reduce("ReduceProd", e.operands[0], op.getAxes(), false); })
          .Default([](Operation *) { return std::nullopt; });
  if (!result)
    return false;
  e.results = {*result};
  return true;
}
