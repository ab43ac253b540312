//===- Attributes.cpp - Attributes of a node --------------------------------===//
#include "Node.h"

#include "Graph.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using ::onnx::AttributeProto;

const AttributeProto *Node::attribute(StringRef name) {
  for (const AttributeProto &attribute : proto.attribute())
    if (attribute.name() == name) {
      read.insert(name);
      return graph.resolve(attribute);
    }
  return nullptr;
}

bool Node::hasAttribute(StringRef name) const {
  return llvm::any_of(proto.attribute(), [&](const AttributeProto &attribute) {
    return attribute.name() == name && graph.resolve(attribute);
  });
}

const AttributeProto *Node::typed(StringRef name, AttributeProto::AttributeType type) {
  const AttributeProto *found = attribute(name);
  if (found && found->type() != type) {
    wrongType = name.str();
    return nullptr;
  }
  return found;
}

int64_t Node::integer(StringRef name, int64_t otherwise) {
  const AttributeProto *found = typed(name, AttributeProto::INT);
  return found ? found->i() : otherwise;
}

double Node::number(StringRef name, double otherwise) {
  const AttributeProto *found = typed(name, AttributeProto::FLOAT);
  return found ? found->f() : otherwise;
}

std::string Node::text(StringRef name, StringRef otherwise) {
  const AttributeProto *found = typed(name, AttributeProto::STRING);
  return found ? found->s() : otherwise.str();
}

SmallVector<int64_t> Node::integers(StringRef name, ArrayRef<int64_t> otherwise) {
  const AttributeProto *found = typed(name, AttributeProto::INTS);
  if (!found)
    return SmallVector<int64_t>(otherwise);
  return SmallVector<int64_t>(found->ints().begin(), found->ints().end());
}

SmallVector<double> Node::numbers(StringRef name, ArrayRef<double> otherwise) {
  const AttributeProto *found = typed(name, AttributeProto::FLOATS);
  if (!found)
    return SmallVector<double>(otherwise);
  return SmallVector<double>(found->floats().begin(), found->floats().end());
}

std::vector<std::string> Node::texts(StringRef name) {
  const AttributeProto *found = typed(name, AttributeProto::STRINGS);
  return found ? std::vector<std::string>(found->strings().begin(), found->strings().end()) : std::vector<std::string>();
}

void Node::ignore(ArrayRef<StringRef> names) {
  for (StringRef name : names)
    read.insert(name);
}

LogicalResult Node::checkAttributes() {
  if (!wrongType.empty())
    return fail("attribute '" + wrongType + "' has another type than its operator gives it");
  for (const AttributeProto &attribute : proto.attribute())
    if (!read.contains(attribute.name()) && graph.resolve(attribute))
      return fail("attribute '" + attribute.name() + "' is not supported");
  return success();
}
