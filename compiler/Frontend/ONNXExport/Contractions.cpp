//===- Contractions.cpp - Products, convolutions and pooling in ONNX --------===//
#include "Writer.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;
using namespace dlc::dl;

static Writer::Name matmul(Exported &e, MatmulOp op) {
  RankedTensorType type = typeOf(op.getLhs());
  if (type.getRank() == 2 && (op.getTransposeLhs() || op.getTransposeRhs()))
    return e.w.node("Gemm", e.operands, {{"transA", int64_t(op.getTransposeLhs())}, {"transB", int64_t(op.getTransposeRhs())}});
  SmallVector<int64_t> swapped = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  if (swapped.size() >= 2)
    std::swap(swapped[swapped.size() - 1], swapped[swapped.size() - 2]);
  Writer::Name lhs = e.operands[0], rhs = e.operands[1];
  if (op.getTransposeLhs())
    lhs = e.w.node("Transpose", {lhs}, {{"perm", swapped}});
  if (op.getTransposeRhs())
    rhs = e.w.node("Transpose", {rhs}, {{"perm", swapped}});
  return e.w.node("MatMul", {lhs, rhs});
}

static SmallVector<int64_t> joined(ArrayRef<int64_t> low, ArrayRef<int64_t> high) {
  SmallVector<int64_t> pads(low);
  llvm::append_range(pads, high);
  return pads;
}

static Writer::Name convolution(Exported &e, Conv2DOp op) {
  return e.w.node("Conv", e.operands,
                  {{"kernel_shape", typeOf(op.getFilter()).getShape().drop_front(2)},
                   {"strides", op.getStrides()},
                   {"pads", joined(op.getLow(), op.getHigh())},
                   {"dilations", op.getDilations()},
                   {"group", int64_t(op.getGroups())}});
}

/// The adjoint of a convolution. What its strides leave out at the end is output padding.
static Writer::Name transposedConvolution(Exported &e, Conv2DInputGradientOp op) {
  SmallVector<int64_t> extra;
  for (const WindowAxis &axis : op.getWindowAxes())
    extra.push_back((axis.padded() - axis.extent()) % axis.stride);
  return e.w.node("ConvTranspose", e.operands,
                  {{"kernel_shape", typeOf(op.getFilter()).getShape().drop_front(2)},
                   {"strides", op.getStrides()},
                   {"pads", joined(op.getLow(), op.getHigh())},
                   {"dilations", op.getDilations()},
                   {"output_padding", extra},
                   {"group", int64_t(op.getGroups())}});
}

static Writer::Name maxPool(Exported &e, MaxPool2DOp op) {
  return e.w.node("MaxPool", e.operands,
                  {{"kernel_shape", op.getWindow()}, {"strides", op.getStrides()}, {"pads", joined(op.getLow(), op.getHigh())}});
}

/// A mean that counts the padding, times the size of the window.
static Writer::Name sumPool(Exported &e, SumPool2DOp op) {
  Writer::Name mean = e.w.node("AveragePool", e.operands,
                               {{"kernel_shape", op.getWindow()},
                                {"strides", op.getStrides()},
                                {"pads", joined(op.getLow(), op.getHigh())},
                                {"count_include_pad", int64_t(1)}});
  double area = static_cast<double>(op.getWindow()[0] * op.getWindow()[1]);
  return e.w.node("Mul", {mean, e.w.scalar(typeOf(op.getOperand()).getElementType(), area)});
}

bool exporter::exportContraction(Exported &e) {
  // Where the maximum was is of use in training alone.
  if (auto pool = dyn_cast<MaxPool2DOp>(e.op)) {
    if (!pool.getIndex().use_empty())
      return false;
    e.results = {maxPool(e, pool), ""};
    return true;
  }
  std::optional<Writer::Name> result =
      llvm::TypeSwitch<Operation *, std::optional<Writer::Name>>(e.op)
          .Case([&](MatmulOp op) { return matmul(e, op); })
          .Case([&](Conv2DOp op) { return convolution(e, op); })
          .Case([&](Conv2DInputGradientOp op) { return transposedConvolution(e, op); })
          .Case([&](SumPool2DOp op) { return sumPool(e, op); })
          .Default([](Operation *) { return std::nullopt; });
  if (!result)
    return false;
  e.results = {*result};
  return true;
}
