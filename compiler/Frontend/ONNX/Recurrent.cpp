//===- Recurrent.cpp - RNN, GRU and LSTM ------------------------------------===//
// Unrolled over their steps. The input's products are one for all steps; those of the state follow step by
// step. Formulas are those of the operators' documents.
//===----------------------------------------------------------------------===//
#include "Operators.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

/// Steps are unrolled: more of them are no program.
static constexpr int64_t kMostSteps = 1024;

//===- Activations ------------------------------------------------------------===//

namespace {
struct Activation {
  std::string name;
  double alpha = 0, beta = 0;

  Value apply(Emitter &b, Value x) const;
};
} // namespace

Value Activation::apply(Emitter &b, Value x) const {
  FloatAttr slope = b.getF64FloatAttr(alpha);
  if (name == "sigmoid")
    return b.make<dl::SigmoidOp>(x);
  if (name == "tanh")
    return b.make<dl::TanhOp>(x);
  if (name == "relu")
    return b.make<dl::ReluOp>(x);
  if (name == "affine")
    return b.add(b.mul(x, alpha), beta);
  if (name == "leakyrelu")
    return b.make<dl::LeakyReluOp>(x.getType(), x, slope);
  if (name == "thresholdedrelu")
    return b.select(b.compare(dl::Predicate::GE, x, alpha), x, b.like(x, 0));
  if (name == "scaledtanh")
    return b.mul(b.make<dl::TanhOp>(b.mul(x, beta)), alpha);
  if (name == "hardsigmoid")
    return b.make<dl::ClampOp>(x.getType(), b.add(b.mul(x, alpha), beta), b.getF64FloatAttr(0), b.getF64FloatAttr(1));
  if (name == "elu")
    return b.make<dl::EluOp>(x.getType(), x, slope);
  if (name == "softsign")
    return b.div(x, b.add(b.make<dl::AbsOp>(x), 1.0));
  assert(name == "softplus" && "the names were checked");
  return b.make<dl::SoftplusOp>(x);
}

/// The attributes activations, activation_alpha and activation_beta. Each activation that has an alpha, or a
/// beta, takes the next one of these; their standard values are those of the operators of that name.
static FailureOr<SmallVector<Activation>> readActivations(Node &n, ArrayRef<StringRef> standard, int64_t directions) {
  std::vector<std::string> names = n.texts("activations");
  SmallVector<double> alphas = n.numbers("activation_alpha"), betas = n.numbers("activation_beta");
  for (int64_t i = 0; names.size() < standard.size() * directions && !n.hasAttribute("activations"); ++i)
    names.push_back(standard[i % standard.size()].str());
  if (names.size() != standard.size() * directions)
    return n.fail("there are " + Twine(names.size()) + " activations for " + Twine(standard.size()) + " functions in " +
                  Twine(directions) + " directions");
  SmallVector<Activation> result;
  size_t alphasRead = 0, betasRead = 0;
  for (const std::string &given : names) {
    Activation activation{StringRef(given).lower()};
    auto [alpha, beta] = llvm::StringSwitch<std::pair<std::optional<double>, std::optional<double>>>(activation.name)
                             .Case("affine", {1.0, 0.0})
                             .Case("leakyrelu", {0.01, std::nullopt})
                             .Case("thresholdedrelu", {1.0, std::nullopt})
                             .Case("scaledtanh", {1.0, 1.0})
                             .Case("hardsigmoid", {0.2, 0.5})
                             .Case("elu", {1.0, std::nullopt})
                             .Default({std::nullopt, std::nullopt});
    static constexpr StringRef plain[] = {"sigmoid", "tanh", "relu", "softsign", "softplus"};
    if (!alpha && !llvm::is_contained(plain, activation.name))
      return n.fail("there is no activation '" + given + "'");
    if (alpha)
      activation.alpha = alphasRead < alphas.size() ? alphas[alphasRead++] : *alpha;
    if (beta)
      activation.beta = betasRead < betas.size() ? betas[betasRead++] : *beta;
    result.push_back(activation);
  }
  return result;
}

//===- Cells ------------------------------------------------------------------===//

namespace {
/// The weights of one direction and what a cell's formulas need. Gates stand one after another.
struct Cell {
  Emitter &b;
  int64_t hidden;
  Value recurrence;    ///< [gates H, H]
  Value recurrentBias; ///< [gates H]; null if there is none
  Value peepholes;     ///< [3 H]; null if there are none
  ArrayRef<Activation> activations;
  std::optional<double> clip;
  bool linearBeforeReset = false, couplesGates = false;

  Value activate(unsigned which, Value x) const {
    if (clip)
      x = b.make<dl::ClampOp>(x.getType(), x, b.getF64FloatAttr(-*clip), b.getF64FloatAttr(*clip));
    return activations[which].apply(b, x);
  }
  /// Gate `which` of [B, gates H].
  Value gate(Value all, int64_t which) const { return b.slice(all, 1, which * hidden, (which + 1) * hidden); }
  Value peephole(int64_t which, Value like) const {
    return b.alongDim(b.slice(peepholes, 0, which * hidden, (which + 1) * hidden), 1, shapeOf(like));
  }
  Value biased(Value x, Value bias) const { return bias ? b.add(x, b.alongDim(bias, 1, shapeOf(x))) : x; }
  /// h R^T of gates `first` to `last`, with their bias.
  Value recur(Value h, int64_t first, int64_t last) const {
    Value weight = b.slice(recurrence, 0, first * hidden, last * hidden);
    Value bias = recurrentBias ? b.slice(recurrentBias, 0, first * hidden, last * hidden) : Value();
    return biased(b.make<dl::MatmulOp>(h, weight, false, true), bias);
  }
};

/// The state after a step: h and, of an LSTM, c.
struct State {
  Value h, c;
};
using Step = State (*)(const Cell &, Value x, State);
} // namespace

/// h = f(x W^T + h R^T + biases); x is the first product, with its bias.
static State stepRNN(const Cell &cell, Value x, State old) {
  return {cell.activate(0, cell.b.add(x, cell.recur(old.h, 0, 1))), {}};
}

/// Gates z, r and h. Cho et al.: Learning Phrase Representations using RNN Encoder-Decoder, 2014.
static State stepGRU(const Cell &cell, Value x, State old) {
  Emitter &b = cell.b;
  Value gates = b.add(b.slice(x, 1, 0, 2 * cell.hidden), cell.recur(old.h, 0, 2));
  Value z = cell.activate(0, cell.gate(gates, 0)), r = cell.activate(0, cell.gate(gates, 1));
  Value inner = cell.linearBeforeReset ? b.mul(r, cell.recur(old.h, 2, 3)) : cell.recur(b.mul(r, old.h), 2, 3);
  Value fresh = cell.activate(1, b.add(cell.gate(x, 2), inner));
  return {b.add(b.mul(b.sub(b.like(z, 1), z), fresh), b.mul(z, old.h)), {}};
}

/// Gates i, o, f and c; peepholes (Gers, Schmidhuber, 2000) i, o and f.
static State stepLSTM(const Cell &cell, Value x, State old) {
  Emitter &b = cell.b;
  Value gates = b.add(x, cell.recur(old.h, 0, 4));
  auto gate = [&](int64_t which, Value seen, int64_t peephole) {
    Value value = cell.gate(gates, which);
    return cell.peepholes ? b.add(value, b.mul(cell.peephole(peephole, value), seen)) : value;
  };
  Value i = cell.activate(0, gate(0, old.c, 0));
  Value f = cell.couplesGates ? b.sub(b.like(i, 1), i) : cell.activate(0, gate(2, old.c, 2));
  Value c = b.add(b.mul(f, old.c), b.mul(i, cell.activate(1, cell.gate(gates, 3))));
  Value o = cell.activate(0, gate(1, c, 1));
  return {b.mul(o, cell.activations[2].apply(b, c)), c};
}

//===- The operators ----------------------------------------------------------===//

namespace {
struct Kind {
  int64_t gates;
  SmallVector<StringRef> activations;
  Step step;
  bool hasCell = false;
};

/// A node's operands, time first: [T, B, I] and [D, B, H].
struct Recurrent {
  Value x, weight, recurrence, bias, lengths, h, c, peepholes;
  int64_t steps, batch, hidden, directions;
  bool batchFirst;
};
} // namespace

static FailureOr<Recurrent> readRecurrent(Node &n, const Kind &kind, StringRef direction) {
  Recurrent r;
  r.batchFirst = n.integer("layout", 0);
  r.x = n.input(0);
  r.weight = r.x ? n.input(1) : Value();
  r.recurrence = r.weight ? n.input(2) : Value();
  if (!r.recurrence || failed(n.needFloat(r.x)))
    return failure();
  Value *optional[] = {&r.bias, &r.lengths, &r.h, &r.c, &r.peepholes};
  for (auto [i, operand] : llvm::enumerate(optional))
    if (n.has(3 + i) && !(*operand = n.input(3 + i)))
      return failure();
  if (rankOf(r.x) != 3 || rankOf(r.weight) != 3 || rankOf(r.recurrence) != 3)
    return n.fail("expected three dimensions each, got " + describe(r.x) + ", " + describe(r.weight) + " and " +
                  describe(r.recurrence));
  Emitter &b = n.b;
  if (r.batchFirst) {
    r.x = b.transpose(r.x, {1, 0, 2});
    for (Value *state : {&r.h, &r.c})
      if (*state && rankOf(*state) == 3)
        *state = b.transpose(*state, {1, 0, 2});
  }
  r.steps = shapeOf(r.x)[0];
  r.batch = shapeOf(r.x)[1];
  r.hidden = n.integer("hidden_size", shapeOf(r.recurrence)[2]);
  r.directions = direction == "bidirectional" ? 2 : 1;
  if (r.steps < 1 || r.batch < 1)
    return n.fail("there are no steps in " + describe(r.x));
  if (r.steps > kMostSteps)
    return n.fail(Twine(r.steps) + " steps are too many to be unrolled; " + Twine(kMostSteps) + " are not");
  if (direction != "forward" && direction != "reverse" && direction != "bidirectional")
    return n.fail("direction is '" + direction + "'");
  int64_t d = r.directions, hidden = r.hidden;
  std::pair<Value, SmallVector<int64_t>> shapes[] = {{r.weight, {d, kind.gates * hidden, shapeOf(r.x)[2]}},
                                                     {r.recurrence, {d, kind.gates * hidden, hidden}},
                                                     {r.bias, {d, 2 * kind.gates * hidden}},
                                                     {r.h, {d, r.batch, hidden}},
                                                     {r.c, {d, r.batch, hidden}},
                                                     {r.peepholes, {d, 3 * hidden}}};
  for (auto &[operand, shape] : shapes)
    if (operand && (shapeOf(operand) != ArrayRef<int64_t>(shape) || elementOf(operand) != elementOf(r.x)))
      return n.fail("operand " + describe(operand) + " is not of shape " + describe(shape) + ", which fits " + describe(r.x) +
                    " and a hidden size of " + Twine(hidden));
  if (r.lengths && (shapeOf(r.lengths) != ArrayRef<int64_t>{r.batch} || !elementOf(r.lengths).isInteger(32)))
    return n.fail("lengths " + describe(r.lengths) + " are not one i32 for each of " + Twine(r.batch) + " sequences");
  return r;
}

/// Slice `index` of the first dimension, without it; null for null.
static Value part(Emitter &b, Value x, int64_t index) {
  return x ? b.reshape(b.slice(x, 0, index, index + 1), shapeOf(x).drop_front()) : Value();
}

/// All states of one direction, and the last one. A sequence that is over keeps its state, and gives zeros.
static SmallVector<Value> runDirection(Emitter &b, const Recurrent &r, const Kind &kind, const Cell &cell, int64_t index,
                                       bool isReverse, State &state) {
  int64_t inputs = shapeOf(r.x)[2], width = kind.gates * r.hidden;
  Value flat = b.reshape(r.x, {r.steps * r.batch, inputs});
  Value bias = r.bias ? b.slice(part(b, r.bias, index), 0, 0, width) : Value();
  Value products = cell.biased(b.make<dl::MatmulOp>(flat, part(b, r.weight, index), false, true), bias);
  products = b.reshape(products, {r.steps, r.batch, width});
  SmallVector<Value> outputs(r.steps);
  for (int64_t i = 0; i < r.steps; ++i) {
    int64_t t = isReverse ? r.steps - 1 - i : i;
    State next = kind.step(cell, part(b, products, t), state);
    outputs[t] = next.h;
    if (r.lengths) {
      Value goesOn = b.alongDim(b.compare(dl::Predicate::GT, r.lengths, static_cast<double>(t)), 0, shapeOf(next.h));
      outputs[t] = b.select(goesOn, next.h, b.like(next.h, 0));
      next.h = b.select(goesOn, next.h, state.h);
      if (next.c)
        next.c = b.select(goesOn, next.c, state.c);
    }
    state = next;
  }
  return outputs;
}

static LogicalResult importRecurrent(Node &n, const Kind &kind) {
  std::string direction = n.text("direction", "forward");
  FailureOr<Recurrent> r = readRecurrent(n, kind, direction);
  if (failed(r))
    return failure();
  FailureOr<SmallVector<Activation>> activations = readActivations(n, kind.activations, r->directions);
  if (failed(activations))
    return failure();
  Emitter &b = n.b;
  Value zeros = b.splat(RankedTensorType::get({r->batch, r->hidden}, elementOf(r->x)), 0);
  Cell cell{b, r->hidden, {}, {}, {}, {}, {}};
  if (n.hasAttribute("clip"))
    cell.clip = n.number("clip", 0);
  if (cell.clip && !(*cell.clip > 0))
    return n.fail("clip is not above 0");
  cell.linearBeforeReset = n.integer("linear_before_reset", 0);
  cell.couplesGates = n.integer("input_forget", 0);
  SmallVector<SmallVector<Value>> outputs;
  SmallVector<Value> lastH, lastC;
  for (int64_t d = 0; d < r->directions; ++d) {
    int64_t width = kind.gates * r->hidden;
    cell.recurrence = part(b, r->recurrence, d);
    cell.recurrentBias = r->bias ? b.slice(part(b, r->bias, d), 0, width, 2 * width) : Value();
    cell.peepholes = part(b, r->peepholes, d);
    cell.activations = ArrayRef<Activation>(*activations).slice(d * kind.activations.size(), kind.activations.size());
    State state{r->h ? part(b, r->h, d) : zeros, {}};
    if (kind.hasCell)
      state.c = r->c ? part(b, r->c, d) : zeros;
    outputs.push_back(runDirection(b, *r, kind, cell, d, d == 1 || direction == "reverse", state));
    lastH.push_back(b.reshape(state.h, {1, r->batch, r->hidden}));
    if (kind.hasCell)
      lastC.push_back(b.reshape(state.c, {1, r->batch, r->hidden}));
  }
  if (n.wants(0)) { // [T, D, B, H], or [B, T, D, H]
    SmallVector<Value> steps;
    for (int64_t t = 0; t < r->steps; ++t)
      for (const SmallVector<Value> &direction : outputs)
        steps.push_back(b.reshape(direction[t], {1, 1, r->batch, r->hidden}));
    Value y = b.reshape(b.concat(steps, 0), {r->steps, r->directions, r->batch, r->hidden});
    if (failed(n.give(0, r->batchFirst ? b.transpose(y, {2, 0, 1, 3}) : y)))
      return failure();
  }
  auto giveState = [&](unsigned index, ArrayRef<Value> states) {
    Value all = b.concat(states, 0);
    return n.give(index, r->batchFirst ? b.transpose(all, {1, 0, 2}) : all);
  };
  if (n.wants(1) && failed(giveState(1, lastH)))
    return failure();
  return n.wants(2) && kind.hasCell ? giveState(2, lastC) : success();
}

static LogicalResult importRNN(Node &n) { return importRecurrent(n, {1, {"Tanh"}, stepRNN}); }
static LogicalResult importGRU(Node &n) { return importRecurrent(n, {3, {"Sigmoid", "Tanh"}, stepGRU}); }
static LogicalResult importLSTM(Node &n) { return importRecurrent(n, {4, {"Sigmoid", "Tanh", "Tanh"}, stepLSTM, true}); }

ArrayRef<Operator> importer::recurrentOperators() {
  static const Operator table[] = {
      {"GRU", 7, importGRU},
      {"LSTM", 7, importLSTM},
      {"RNN", 7, importRNN},
  };
  return table;
}
