//===- Writer.cpp - The graph that is being written -------------------------===//
#include "Writer.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;
using ::onnx::AttributeProto;
using ::onnx::TensorProto;

TensorProto::DataType exporter::dataType(Type element) {
  if (element.isF32())
    return TensorProto::FLOAT;
  if (element.isF64())
    return TensorProto::DOUBLE;
  if (element.isBF16())
    return TensorProto::BFLOAT16;
  if (element.isInteger(1))
    return TensorProto::BOOL;
  if (element.isInteger(8))
    return TensorProto::UINT8;
  return element.isInteger(32) ? TensorProto::INT32 : TensorProto::INT64;
}

Writer::Name Writer::fresh(StringRef stem) {
  std::string name = stem.str();
  for (unsigned n = 1; !taken.insert(name).second; ++n)
    name = (stem + "_" + Twine(n)).str();
  return name;
}

void Writer::nodeTo(const Name &result, StringRef op, ArrayRef<Name> inputs, ArrayRef<Attribute> attributes) {
  ::onnx::NodeProto &node = *graph.add_node();
  node.set_op_type(op.str());
  std::string name = place.empty() ? op.str() : place;
  for (unsigned n = 1; !nodeNames.insert(name).second; ++n)
    name = (place.empty() ? op.str() : place) + "_" + std::to_string(n);
  node.set_name(name);
  for (const Name &input : inputs)
    node.add_input(input);
  node.add_output(result);
  for (const Attribute &attribute : attributes) {
    AttributeProto &proto = *node.add_attribute();
    proto.set_name(attribute.name.str());
    switch (attribute.kind) {
    case Attribute::Integer:
      proto.set_type(AttributeProto::INT);
      proto.set_i(attribute.integer);
      break;
    case Attribute::Real:
      proto.set_type(AttributeProto::FLOAT);
      proto.set_f(static_cast<float>(attribute.real));
      break;
    case Attribute::Integers:
      proto.set_type(AttributeProto::INTS);
      for (int64_t value : attribute.integers)
        proto.add_ints(value);
      break;
    }
  }
}

Writer::Name Writer::node(StringRef op, ArrayRef<Name> inputs, ArrayRef<Attribute> attributes) {
  Name result = fresh((place.empty() ? op : StringRef(place)).str() + "_output");
  nodeTo(result, op, inputs, attributes);
  return result;
}

void Writer::initializer(const Name &name, RankedTensorType type, ArrayRef<char> bytes) {
  TensorProto &tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(dataType(type.getElementType()));
  for (int64_t size : type.getShape())
    tensor.add_dims(size);
  tensor.set_raw_data(bytes.data(), bytes.size());
}

template <typename T> static void append(std::vector<char> &bytes, T value) {
  const char *data = reinterpret_cast<const char *>(&value);
  bytes.insert(bytes.end(), data, data + sizeof(T));
}

Writer::Name Writer::constant(DenseElementsAttr value) {
  auto type = cast<RankedTensorType>(value.getType());
  Type element = type.getElementType();
  std::vector<char> bytes;
  if (isa<FloatType>(element)) {
    for (const APFloat &number : value.getValues<APFloat>()) {
      uint64_t bits = number.bitcastToAPInt().getZExtValue();
      if (element.isF64())
        append(bytes, bits);
      else if (element.isF32())
        append(bytes, static_cast<uint32_t>(bits));
      else
        append(bytes, static_cast<uint16_t>(bits));
    }
  } else {
    for (const APInt &number : value.getValues<APInt>()) {
      uint64_t bits = number.getZExtValue();
      if (element.isInteger(64))
        append(bytes, bits);
      else if (element.isInteger(32))
        append(bytes, static_cast<uint32_t>(bits));
      else
        append(bytes, static_cast<uint8_t>(bits));
    }
  }
  Name name = fresh("constant");
  initializer(name, type, bytes);
  return name;
}

Writer::Name Writer::integers(ArrayRef<int64_t> values) {
  std::vector<char> bytes;
  for (int64_t value : values)
    append(bytes, value);
  Name name = fresh("constant");
  TensorProto &tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(TensorProto::INT64);
  tensor.add_dims(static_cast<int64_t>(values.size()));
  tensor.set_raw_data(bytes.data(), bytes.size());
  return name;
}

Writer::Name Writer::rows() {
  Name &known = knownSizes["rows"];
  if (known.empty()) {
    known = node("Shape", {rowSource.input}, {{"start", rowSource.axis}, {"end", rowSource.axis + 1}});
    if (rowSource.rows != 1)
      known = node("Div", {known, integers(rowSource.rows)});
  }
  return known;
}

Writer::Name Writer::sizes(const Sizes &values) {
  std::string key;
  for (Size size : values)
    key += (size.isFixed() ? std::to_string(size.fixed) : std::to_string(size.rows) + "*") + " ";
  if (auto known = knownSizes.find(key); known != knownSizes.end())
    return known->second;
  // Runs of numbers, and what counts rows between them.
  SmallVector<Name> parts;
  SmallVector<int64_t> run;
  auto endRun = [&] {
    if (!run.empty())
      parts.push_back(integers(run));
    run.clear();
  };
  for (Size size : values) {
    if (size.isFixed()) {
      run.push_back(size.fixed);
      continue;
    }
    endRun();
    parts.push_back(size.rows == 1 ? rows() : node("Mul", {rows(), integers(size.rows)}));
  }
  if (!run.empty() || parts.empty())
    parts.push_back(integers(run));
  return knownSizes[key] = parts.size() == 1 ? parts[0] : node("Concat", parts, {{"axis", int64_t(0)}});
}

Writer::Name Writer::reshape(const Name &x, const Sizes &shape) {
  // One size may be left to the number of elements, if there are any.
  bool isEmpty = llvm::any_of(shape, [](Size size) { return size.fixed == 0; });
  if (isEmpty || llvm::count_if(shape, [](Size size) { return !size.isFixed(); }) != 1)
    return node("Reshape", {x, sizes(shape)});
  SmallVector<int64_t> numbers;
  for (Size size : shape)
    numbers.push_back(size.isFixed() ? size.fixed : -1);
  return node("Reshape", {x, integers(numbers)});
}

Writer::Name Writer::scalar(Type element, double value) {
  Builder b(element.getContext());
  auto type = RankedTensorType::get({}, element);
  mlir::Attribute number = isa<FloatType>(element) ? mlir::Attribute(FloatAttr::get(element, value))
                                                   : mlir::Attribute(IntegerAttr::get(element, static_cast<int64_t>(value)));
  return constant(DenseElementsAttr::get(type, number));
}

/// The axes are an input of ReduceSum since version 13, of the others since 18.
Writer::Name Writer::reduce(StringRef op, const Name &x, ArrayRef<int64_t> axes, bool keep) {
  if (op == "ReduceSum" || version >= 18)
    return node(op, {x, integers(axes)}, {{"keepdims", int64_t(keep)}});
  return node(op, {x}, {{"axes", axes}, {"keepdims", int64_t(keep)}});
}
