//===- Loops.cpp - Loop and Scan --------------------------------------------===//
// Unrolled while the model is imported: how often the body runs is known then.
//===----------------------------------------------------------------------===//
#include "Graph.h"
#include "Operators.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;
using Tensors = std::vector<Graph::Tensor>;

/// More rounds than this are no program.
static constexpr int64_t kMostRounds = 1024;

/// What attribute `body` holds; null after an error.
static const ::onnx::GraphProto *bodyOf(Node &n) {
  const ::onnx::AttributeProto *body = n.attribute("body");
  if (body && body->has_g())
    return &body->g();
  (void)n.fail("it has no body");
  return nullptr;
}

static Graph::Tensor tensorOf(Value value) {
  Graph::Tensor tensor;
  tensor.value = value;
  return tensor;
}

/// The operands from `first` on, `count` of them; none after an error.
static FailureOr<Tensors> operandsFrom(Node &n, unsigned first, unsigned count) {
  Tensors tensors;
  for (unsigned i = first; i < first + count; ++i) {
    Graph::Tensor *tensor = n.graph.operand(n, i);
    if (!tensor)
      return failure();
    tensors.push_back(*tensor);
  }
  return tensors;
}

/// Gives what a body gave in each round, stacked along a new axis.
static LogicalResult giveStacked(Node &n, unsigned index, ArrayRef<Value> rounds, int64_t given, bool isReverse) {
  if (!n.wants(index))
    return success();
  if (rounds.empty())
    return n.fail("a result is what no round gave");
  FailureOr<int64_t> axis = n.axis(given, rankOf(rounds.front()) + 1);
  if (failed(axis))
    return failure();
  SmallVector<Value> slices;
  for (Value value : rounds) {
    if (!value || value.getType() != rounds.front().getType())
      return n.fail("its rounds give values of different types, which cannot be stacked");
    SmallVector<int64_t> shape(shapeOf(value));
    shape.insert(shape.begin() + *axis, 1);
    slices.push_back(n.b.reshape(value, shape));
  }
  if (isReverse)
    std::reverse(slices.begin(), slices.end());
  return n.give(index, n.b.concat(slices, *axis));
}

//===- Loop -------------------------------------------------------------------===//

/// Whether another round follows; none where that is not known while importing.
static std::optional<bool> goesOn(Value condition) {
  DenseElementsAttr known;
  if (!condition || !matchPattern(condition, m_Constant(&known)) || !known.getElementType().isInteger(1) ||
      known.getNumElements() != 1)
    return std::nullopt;
  return *known.value_begin<bool>();
}

static LogicalResult importLoop(Node &n) {
  const ::onnx::GraphProto *body = bodyOf(n);
  if (!body)
    return failure();
  std::optional<int64_t> trips;
  if (n.has(0)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(0, "the number of rounds");
    if (failed(given))
      return failure();
    if (given->size() != 1 || (*given)[0] > kMostRounds)
      return n.fail(describe(*given) + " rounds cannot be unrolled; up to " + Twine(kMostRounds) + " can");
    trips = (*given)[0];
  }
  std::optional<bool> more = true;
  if (n.has(1)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(1, "the first condition");
    if (failed(given))
      return failure();
    more = given->size() == 1 && (*given)[0];
  }
  unsigned carried = n.inputCount() < 2 ? 0 : n.inputCount() - 2;
  FailureOr<Tensors> state = operandsFrom(n, 2, carried);
  if (failed(state))
    return failure();
  unsigned stacked = n.outputCount() < carried ? 0 : n.outputCount() - carried;
  std::vector<SmallVector<Value>> rounds(stacked);
  Emitter &b = n.b;
  for (int64_t round = 0; *more && (!trips || round < *trips); ++round) {
    if (round >= kMostRounds)
      return n.fail("it does not end within " + Twine(kMostRounds) + " rounds");
    Tensors inputs{tensorOf(b.reshape(b.integers(round), {})), tensorOf(b.splat(RankedTensorType::get({}, b.getI1Type()), 1))};
    inputs.insert(inputs.end(), state->begin(), state->end());
    FailureOr<Tensors> results = n.graph.runBody(n, *body, inputs, Twine(round));
    if (failed(results))
      return failure();
    if (results->size() < 1 + carried + stacked)
      return n.fail("its body has " + Twine(results->size()) + " results, and " + Twine(1 + carried + stacked) + " are used");
    more = goesOn(results->front().value);
    if (!more)
      return n.fail("whether it goes on after round " + Twine(round) + " is not known when the model is compiled");
    for (unsigned i = 0; i < carried; ++i)
      (*state)[i] = (*results)[1 + i];
    for (unsigned i = 0; i < stacked; ++i)
      rounds[i].push_back((*results)[1 + carried + i].value);
  }
  for (unsigned i = 0; i < carried; ++i)
    if (failed(n.graph.defineTensor(n, i, (*state)[i])))
      return failure();
  for (unsigned i = 0; i < stacked; ++i)
    if (failed(giveStacked(n, carried + i, rounds[i], 0, false)))
      return failure();
  return success();
}

//===- Scan -------------------------------------------------------------------===//

/// An attribute of one number for each of `count` tensors; all 0 where it is not given.
static FailureOr<SmallVector<int64_t>> eachOf(Node &n, StringRef name, int64_t count) {
  SmallVector<int64_t> values = n.integers(name, SmallVector<int64_t>(count, 0));
  if (static_cast<int64_t>(values.size()) != count)
    return n.fail("attribute '" + name + "' has " + Twine(values.size()) + " numbers for " + Twine(count) + " tensors");
  return values;
}

static LogicalResult importScan(Node &n) {
  const ::onnx::GraphProto *body = bodyOf(n);
  int64_t scanned = n.integer("num_scan_inputs", 0), carried = static_cast<int64_t>(n.inputCount()) - scanned;
  if (!body)
    return failure();
  if (scanned < 1 || carried < 0 || static_cast<int64_t>(n.outputCount()) < carried)
    return n.fail("num_scan_inputs is " + Twine(scanned) + ", with " + Twine(n.inputCount()) + " inputs and " +
                  Twine(n.outputCount()) + " outputs");
  int64_t stacked = n.outputCount() - carried;
  FailureOr<SmallVector<int64_t>> axes = eachOf(n, "scan_input_axes", scanned), turned = eachOf(n, "scan_input_directions", scanned);
  FailureOr<SmallVector<int64_t>> outAxes = eachOf(n, "scan_output_axes", stacked), outTurned = eachOf(n, "scan_output_directions", stacked);
  FailureOr<Tensors> state = operandsFrom(n, 0, carried);
  if (failed(axes) || failed(turned) || failed(outAxes) || failed(outTurned) || failed(state))
    return failure();
  SmallVector<Value> sequences;
  for (int64_t i = 0; i < scanned; ++i) {
    Value x = n.input(carried + i);
    FailureOr<int64_t> axis = x ? n.axis((*axes)[i], rankOf(x)) : FailureOr<int64_t>();
    if (failed(axis))
      return failure();
    sequences.push_back(n.b.moveDim(x, *axis, 0));
  }
  int64_t steps = shapeOf(sequences.front())[0];
  for (Value sequence : sequences)
    if (shapeOf(sequence)[0] != steps)
      return n.fail("its sequences have " + Twine(steps) + " and " + Twine(shapeOf(sequence)[0]) + " elements");
  if (steps > kMostRounds)
    return n.fail(Twine(steps) + " rounds cannot be unrolled; up to " + Twine(kMostRounds) + " can");
  std::vector<SmallVector<Value>> rounds(stacked);
  for (int64_t round = 0; round < steps; ++round) {
    Tensors inputs(*state);
    for (auto [sequence, isTurned] : llvm::zip_equal(sequences, *turned)) {
      int64_t at = isTurned ? steps - 1 - round : round;
      inputs.push_back(tensorOf(n.b.reshape(n.b.slice(sequence, 0, at, at + 1), shapeOf(sequence).drop_front())));
    }
    FailureOr<Tensors> results = n.graph.runBody(n, *body, inputs, Twine(round));
    if (failed(results))
      return failure();
    if (static_cast<int64_t>(results->size()) != carried + stacked)
      return n.fail("its body has " + Twine(results->size()) + " results, and it " + Twine(carried + stacked));
    for (int64_t i = 0; i < carried; ++i)
      (*state)[i] = (*results)[i];
    for (int64_t i = 0; i < stacked; ++i)
      rounds[i].push_back((*results)[carried + i].value);
  }
  for (int64_t i = 0; i < carried; ++i)
    if (failed(n.graph.defineTensor(n, i, (*state)[i])))
      return failure();
  for (int64_t i = 0; i < stacked; ++i)
    if (failed(giveStacked(n, carried + i, rounds[i], (*outAxes)[i], (*outTurned)[i])))
      return failure();
  return success();
}

ArrayRef<Operator> importer::loopOperators() {
  static const Operator table[] = {
      {"Loop", 1, importLoop},
      {"Scan", 9, importScan},
  };
  return table;
}
