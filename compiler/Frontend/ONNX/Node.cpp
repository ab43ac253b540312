//===- Node.cpp - Operands and results of a node ----------------------------===//
#include "Node.h"

#include "Graph.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

Node::Node(Graph &graph, const ::onnx::NodeProto &proto, int64_t version)
    : graph(graph), b(graph.emitter()), proto(proto), version(version) {}

LogicalResult Node::fail(const Twine &reason) {
  graph.report(*this, reason);
  return failure();
}

bool Node::has(unsigned index) const { return index < inputCount() && !proto.input(index).empty(); }

Value Node::input(unsigned index) {
  if (!has(index)) {
    (void)fail("input " + Twine(index) + " is missing");
    return {};
  }
  std::string reason;
  Value value = graph.value(proto.input(index), reason);
  if (!value)
    (void)fail(reason);
  return value;
}

FailureOr<SmallVector<Value>> Node::inputs(unsigned first) {
  SmallVector<Value> values;
  for (unsigned i = first; i < inputCount(); ++i) {
    Value value = input(i);
    if (!value)
      return failure();
    values.push_back(value);
  }
  if (values.empty())
    return fail("has no inputs");
  return values;
}

FailureOr<DenseElementsAttr> Node::constant(unsigned index, StringRef what) {
  if (!has(index))
    return fail(what + " is missing");
  std::string reason;
  if (DenseElementsAttr value = graph.constant(proto.input(index), reason))
    return value;
  if (!reason.empty())
    return fail(reason);
  return fail(what + ", '" + proto.input(index) + "', is not known when the model is compiled");
}

FailureOr<SmallVector<int64_t>> Node::integers(unsigned index, StringRef what) {
  FailureOr<DenseElementsAttr> value = constant(index, what);
  if (failed(value))
    return failure();
  Type element = value->getElementType();
  if (!element.isInteger() || value->getType().getRank() > 1)
    return fail(what + " must be a list of integers");
  SmallVector<int64_t> result;
  for (APInt number : value->getValues<APInt>())
    result.push_back(element.isUnsignedInteger() || element.isInteger(1)
                         ? static_cast<int64_t>(number.getZExtValue())
                         : number.getSExtValue());
  return result;
}

FailureOr<SmallVector<double>> Node::numbers(unsigned index, StringRef what) {
  FailureOr<DenseElementsAttr> value = constant(index, what);
  if (failed(value))
    return failure();
  SmallVector<double> result;
  if (isa<FloatType>(value->getElementType())) {
    for (APFloat number : value->getValues<APFloat>()) {
      bool losesInfo;
      number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
      result.push_back(number.convertToDouble());
    }
    return result;
  }
  bool isUnsigned = value->getElementType().isUnsignedInteger() || value->getElementType().isInteger(1);
  for (APInt number : value->getValues<APInt>())
    result.push_back(isUnsigned ? static_cast<double>(number.getZExtValue())
                                : static_cast<double>(number.getSExtValue()));
  return result;
}

FailureOr<int64_t> Node::axis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return fail("axis " + Twine(axis) + " is outside the " + Twine(rank) + " dimensions");
  return axis < 0 ? axis + rank : axis;
}

FailureOr<SmallVector<int64_t>> Node::axes(ArrayRef<int64_t> given, int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t one : given) {
    FailureOr<int64_t> known = axis(one, rank);
    if (failed(known))
      return failure();
    if (llvm::is_contained(result, *known))
      return fail("axis " + Twine(one) + " is given twice");
    result.push_back(*known);
  }
  llvm::sort(result);
  return result;
}

bool Node::wants(unsigned index) const { return index < outputCount() && !proto.output(index).empty(); }

LogicalResult Node::give(unsigned index, Value value) {
  if (!value)
    return failure();
  if (!wants(index))
    return success();
  return graph.define(*this, proto.output(index), value);
}

LogicalResult Node::broadcast(llvm::MutableArrayRef<Value> values) {
  SmallVector<int64_t> shape(shapeOf(values[0]));
  for (Value value : values.drop_front()) {
    std::optional<SmallVector<int64_t>> common = broadcastShape(shape, shapeOf(value));
    if (!common)
      return fail("shapes " + describe(shape) + " and " + describe(shapeOf(value)) + " do not fit together");
    shape = *common;
  }
  for (Value &value : values)
    value = b.broadcastTo(value, shape);
  return success();
}

LogicalResult Node::needFloat(Value value) {
  if (!value)
    return failure();
  if (!isFloat(value))
    return fail("there is no such operation on " + describe(value));
  return success();
}

LogicalResult Node::giveConstant(const ::onnx::TensorProto &tensor) {
  return wants(0) ? graph.defineConstant(*this, proto.output(0), tensor) : success();
}

LogicalResult Node::inlineBranch(const ::onnx::GraphProto &branch) { return graph.inlineBranch(*this, branch); }

DenseElementsAttr Node::tensor(const ::onnx::AttributeProto &attribute, std::string &reason) {
  return graph.readConstant(attribute.t(), reason);
}
