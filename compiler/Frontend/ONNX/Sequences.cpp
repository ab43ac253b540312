//===- Sequences.cpp - Lists of tensors, and optional ones ------------------===//
// A sequence is a list of values while the model is imported: its length, and where elements are taken from or
// put, are known then.
//===----------------------------------------------------------------------===//
#include "Graph.h"
#include "Operators.h"
#include "ShapeParts.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using List = std::vector<Value>;

/// The operand's elements; null, after an error, if it is no sequence.
static const List *listOf(Node &n, unsigned index) {
  Graph::Tensor *tensor = n.graph.operand(n, index);
  if (tensor && tensor->list)
    return &*tensor->list;
  if (tensor)
    (void)n.fail("input " + Twine(index) + " is no sequence");
  return nullptr;
}

static LogicalResult giveList(Node &n, unsigned index, List list) {
  Graph::Tensor tensor;
  tensor.list = std::move(list);
  return n.graph.defineTensor(n, index, tensor);
}

/// A place in [-size, size), counted from the front.
static FailureOr<int64_t> place(Node &n, unsigned index, int64_t size) {
  FailureOr<SmallVector<int64_t>> given = n.integers(index, "the position");
  if (failed(given))
    return failure();
  int64_t at = given->size() == 1 ? (*given)[0] : INT64_MIN;
  if (at < -size || at >= size)
    return n.fail("position " + describe(*given) + " is outside a sequence of " + Twine(size));
  return at < 0 ? at + size : at;
}

static LogicalResult importSequenceConstruct(Node &n) {
  FailureOr<SmallVector<Value>> values = n.inputs();
  return failed(values) ? failure() : giveList(n, 0, List(values->begin(), values->end()));
}

static LogicalResult importSequenceEmpty(Node &n) {
  n.ignore({"dtype"}); // an element brings its type
  return giveList(n, 0, {});
}

static LogicalResult importSequenceAt(Node &n) {
  const List *list = listOf(n, 0);
  FailureOr<int64_t> at = list ? place(n, 1, list->size()) : FailureOr<int64_t>();
  return failed(at) ? failure() : n.give((*list)[*at]);
}

static LogicalResult importSequenceLength(Node &n) {
  const List *list = listOf(n, 0);
  return list ? n.give(n.b.reshape(n.b.integers(static_cast<int64_t>(list->size())), {})) : failure();
}

static LogicalResult importSequenceInsert(Node &n) {
  const List *list = listOf(n, 0);
  Value value = list ? n.input(1) : Value();
  if (!value)
    return failure();
  List result(*list);
  int64_t at = result.size();
  if (n.has(2)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(2, "the position");
    if (failed(given))
      return failure();
    int64_t size = result.size();
    at = given->size() == 1 ? (*given)[0] : INT64_MIN;
    if (at < -size || at > size)
      return n.fail("position " + describe(*given) + " is outside a sequence of " + Twine(size));
    at += at < 0 ? size : 0;
  }
  result.insert(result.begin() + at, value);
  return giveList(n, 0, std::move(result));
}

static LogicalResult importSequenceErase(Node &n) {
  const List *list = listOf(n, 0);
  if (!list)
    return failure();
  List result(*list);
  FailureOr<int64_t> at = static_cast<int64_t>(result.size()) - 1;
  if (n.has(1))
    at = place(n, 1, result.size());
  if (failed(at) || *at < 0)
    return failed(at) ? failure() : n.fail("there is nothing to erase in an empty sequence");
  result.erase(result.begin() + *at);
  return giveList(n, 0, std::move(result));
}

/// Slices along an axis: of one size, the last one smaller; of the sizes of a list; or, without any, of size 1,
/// that dimension left out unless `keepdims`.
static LogicalResult importSplitToSequence(Node &n) {
  int64_t given = n.integer("axis", 0);
  bool keep = n.integer("keepdims", 1);
  Value x = n.input(0);
  if (!x)
    return failure();
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(axis))
    return failure();
  int64_t all = shapeOf(x)[*axis];
  SmallVector<int64_t> sizes;
  if (n.has(1)) {
    FailureOr<DenseElementsAttr> value = n.constant(1, "the list of sizes");
    FailureOr<SmallVector<int64_t>> split = n.integers(1, "the list of sizes");
    if (failed(value) || failed(split))
      return failure();
    keep = true;
    sizes = *split;
    if (value->getType().getRank() == 0) {
      int64_t size = sizes[0];
      sizes.clear();
      if (size < 1 || all > kMostIndices)
        return n.fail("cannot split " + describe(x) + " into parts of " + Twine(size));
      for (int64_t at = 0; at < all; at += size)
        sizes.push_back(std::min(size, all - at));
    }
  } else if (all <= kMostIndices) {
    sizes.assign(all, 1);
  }
  int64_t sum = 0;
  bool fits = !sizes.empty();
  for (int64_t size : sizes) {
    fits &= size >= 0 && size <= all - sum;
    sum += fits ? size : 0;
  }
  if (!fits || sum != all)
    return n.fail("cannot split dimension " + Twine(*axis) + " of " + describe(x) + " into " + describe(sizes));
  List list;
  int64_t start = 0;
  for (int64_t size : sizes) {
    Value part = n.b.slice(x, *axis, start, start + size);
    start += size;
    SmallVector<int64_t> shape(shapeOf(part));
    if (!keep)
      shape.erase(shape.begin() + *axis);
    list.push_back(n.b.reshape(part, shape));
  }
  return giveList(n, 0, std::move(list));
}

static LogicalResult importConcatFromSequence(Node &n) {
  int64_t given = n.integer("axis", 0);
  bool isNew = n.integer("new_axis", 0);
  const List *list = listOf(n, 0);
  if (!list)
    return failure();
  if (list->empty())
    return n.fail("the sequence is empty");
  int64_t rank = rankOf(list->front());
  FailureOr<int64_t> axis = n.axis(given, rank + isNew);
  if (failed(axis))
    return failure();
  SmallVector<Value> values;
  for (Value value : *list) {
    SmallVector<int64_t> shape(shapeOf(value));
    if (isNew && static_cast<int64_t>(shape.size()) == rank)
      shape.insert(shape.begin() + *axis, 1);
    value = n.b.reshape(value, shape);
    if (static_cast<int64_t>(shape.size()) == rank + isNew && !values.empty())
      shape[*axis] = shapeOf(values.front())[*axis];
    if (!values.empty() && (elementOf(value) != elementOf(values.front()) || shapeOf(values.front()) != ArrayRef<int64_t>(shape)))
      return n.fail("cannot put " + describe(list->front()) + " and " + describe(value) + " together");
    values.push_back(value);
  }
  return n.give(n.b.concat(values, *axis));
}

/// The body's results for the elements of sequences, one after another; what is no sequence is the same for all.
static LogicalResult importSequenceMap(Node &n) {
  const ::onnx::AttributeProto *body = n.attribute("body");
  const List *first = listOf(n, 0);
  if (!first || !body || !body->has_g())
    return first ? n.fail("it has no body") : failure();
  std::vector<List> results(n.outputCount());
  size_t count = first->size();
  for (size_t i = 0; i < count; ++i) {
    std::vector<Graph::Tensor> inputs;
    for (unsigned k = 0; k < n.inputCount(); ++k) {
      Graph::Tensor *tensor = n.graph.operand(n, k);
      if (!tensor)
        return failure();
      if (tensor->list && tensor->list->size() != count)
        return n.fail("its sequences have " + Twine(count) + " and " + Twine(tensor->list->size()) + " elements");
      inputs.push_back(*tensor);
      if (tensor->list) {
        inputs.back() = {};
        inputs.back().value = (*tensor->list)[i];
      }
    }
    FailureOr<std::vector<Graph::Tensor>> outputs = n.graph.runBody(n, body->g(), inputs, Twine(i));
    if (failed(outputs))
      return failure();
    if (outputs->size() < results.size())
      return n.fail("its body has " + Twine(outputs->size()) + " results, and it " + Twine(results.size()));
    for (auto [list, output] : llvm::zip(results, *outputs)) {
      if (!output.value)
        return n.fail("its body gives something other than tensors");
      list.push_back(output.value);
    }
  }
  for (auto [i, list] : llvm::enumerate(results))
    if (failed(giveList(n, i, std::move(list))))
      return failure();
  return success();
}

//===- Optional ---------------------------------------------------------------===//

static LogicalResult importOptional(Node &n) {
  n.ignore({"type"});
  Graph::Tensor nothing;
  nothing.isNothing = true;
  if (!n.has(0))
    return n.graph.defineTensor(n, 0, nothing);
  Graph::Tensor *tensor = n.graph.operand(n, 0);
  return tensor ? n.graph.defineTensor(n, 0, *tensor) : failure();
}

static LogicalResult importOptionalGetElement(Node &n) {
  Graph::Tensor *tensor = n.graph.operand(n, 0);
  if (!tensor)
    return failure();
  return tensor->isNothing ? n.fail("its operand is not there") : n.graph.defineTensor(n, 0, *tensor);
}

static LogicalResult importOptionalHasElement(Node &n) {
  Graph::Tensor *tensor = n.has(0) ? n.graph.operand(n, 0) : nullptr;
  if (n.has(0) && !tensor)
    return failure();
  return n.give(n.b.splat(RankedTensorType::get({}, n.b.getI1Type()), tensor && !tensor->isNothing));
}

ArrayRef<Operator> importer::sequenceOperators() {
  static const Operator table[] = {
      {"ConcatFromSequence", 11, importConcatFromSequence},
      {"Optional", 15, importOptional},
      {"OptionalGetElement", 15, importOptionalGetElement},
      {"OptionalHasElement", 15, importOptionalHasElement},
      {"SequenceAt", 11, importSequenceAt},
      {"SequenceConstruct", 11, importSequenceConstruct},
      {"SequenceEmpty", 11, importSequenceEmpty},
      {"SequenceErase", 11, importSequenceErase},
      {"SequenceInsert", 11, importSequenceInsert},
      {"SequenceLength", 11, importSequenceLength},
      {"SequenceMap", 17, importSequenceMap},
      {"SplitToSequence", 11, importSplitToSequence},
  };
  return table;
}
