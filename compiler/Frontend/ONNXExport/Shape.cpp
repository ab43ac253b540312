//===- Shape.cpp - Moving elements, and reductions, in ONNX -----------------===//
#include "Writer.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;
using namespace dlc::dl;

/// Dimensions of size 1 after those of the operand; those before it need not be there.
static Writer::Name broadcast(Exported &e, BroadcastOp op) {
  int64_t rank = typeOf(op.getResult()).getRank();
  Sizes own = e.batch.of(op.getOperand());
  if (own.empty() || op.getDims().front() == rank - static_cast<int64_t>(own.size()))
    return e.operands[0];
  Sizes shape(rank - op.getDims().front(), Size{1, 0});
  for (auto [size, dim] : llvm::zip_equal(own, op.getDims()))
    shape[dim - op.getDims().front()] = size;
  return e.w.reshape(e.operands[0], shape);
}

static Writer::Name pad(Exported &e, PadOp op) {
  SmallVector<int64_t> pads(op.getLow());
  llvm::append_range(pads, op.getHigh());
  return e.w.node("Pad", {e.operands[0], e.w.integers(pads), e.w.scalar(typeOf(op.getOperand()).getElementType(), op.getValue())});
}

/// The number of each element along a dimension.
static Writer::Name iota(Exported &e, IotaOp op) {
  RankedTensorType type = typeOf(op.getResult());
  Sizes sizes = e.batch.of(op.getResult()), shape(type.getRank(), Size{1, 0});
  Size size = shape[op.getDimension()] = sizes[op.getDimension()];
  Writer::Name numbers;
  if (size.isFixed()) {
    numbers = e.w.integers(llvm::to_vector(llvm::seq<int64_t>(0, size.fixed)));
  } else {
    Type index = IntegerType::get(op.getContext(), 64);
    Writer::Name count = e.w.reshape(e.w.sizes({size}), Sizes());
    numbers = e.w.node("Range", {e.w.scalar(index, 0), count, e.w.scalar(index, 1)});
  }
  numbers = e.w.node("Cast", {e.w.reshape(numbers, shape)}, {{"to", int64_t(dataType(type.getElementType()))}});
  return e.w.expand(numbers, sizes);
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
  return e.w.node("OneHot", {e.operands[0], e.w.sizes(Sizes{e.batch.of(op.getResult()).back()}), e.w.constant(values)}, {{"axis", int64_t(-1)}});
}

bool exporter::exportShape(Exported &e) {
  Writer &w = e.w;
  std::optional<Writer::Name> result =
      llvm::TypeSwitch<Operation *, std::optional<Writer::Name>>(e.op)
          .Case([&](ConstantOp op) {
            auto value = cast<DenseElementsAttr>(op.getValue());
            // Of repeated elements, one is enough.
            if (auto splat = dyn_cast<SplatElementsAttr>(value); splat && value.getNumElements() != 1)
              value = DenseElementsAttr::get(RankedTensorType::get({}, value.getElementType()),
                                             splat.getSplatValue<mlir::Attribute>());
            else if (!splat)
              for (auto [dim, size] : llvm::enumerate(e.batch.of(op.getResult())))
                if (!size.isFixed())
                  value = partAlong(value, static_cast<int64_t>(dim));
            return w.constant(value);
          })
          .Case([&](BroadcastOp op) { return broadcast(e, op); })
          .Case([&](ReshapeOp op) { return w.reshape(e.operands[0], e.batch.of(op.getResult())); })
          .Case([&](TransposeOp op) { return w.node("Transpose", e.operands, {{"perm", op.getPermutation()}}); })
          .Case([&](SliceOp op) {
            SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, op.getStarts().size()));
            return w.node("Slice", {e.operands[0], w.sizes(e.batch.of(op, "starts")), w.sizes(e.batch.of(op, "limits")),
                                    w.integers(axes), w.integers(op.getStrides())});
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
