//===- BuiltinsShape.cpp - Moving elements without changing them ----------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

static Value emitDim(Call &call) {
  const Value &x = call["x"];
  std::optional<int64_t> axis = call.axis("axis", x.rank());
  if (!axis)
    return {};
  Value size = Value::ofInteger(x.shape()[*axis], call.loc);
  size.batchFactor = x.rows[*axis];
  return size;
}

static Value emitReshape(Call &call) {
  const Value &x = call["x"];
  llvm::SmallVector<int64_t> shape, factors;
  int64_t known = 1, open = -1;
  for (auto [i, dim] : llvm::enumerate(call["shape"].elements)) {
    shape.push_back(dim.integer);
    factors.push_back(dim.batchFactor);
    if (dim.integer == -1 && open < 0)
      open = i;
    else if (dim.integer < 1 || dim.integer > x.type().getNumElements())
      known = 0;
    else
      known *= dim.integer;
    if (known > x.type().getNumElements())
      known = 0;
  }
  int64_t elements = x.type().getNumElements();
  if (known && open >= 0 && elements % known == 0)
    shape[open] = elements / known;
  else if (known != elements) {
    std::string wanted;
    llvm::raw_string_ostream os(wanted);
    llvm::interleaveComma(call["shape"].elements, os, [&](const Value &dim) {
      if (dim.batchFactor == 1)
        os << "batch";
      else
        os << dim.integer;
    });
    return call.failWithNotes("a reshape of " + x.describe() + " to [" + wanted +
                                  "] does not keep the number of elements, " +
                                  llvm::Twine(elements),
                              {"x"});
  }
  return call.emitter.reshape(x, shape, call.loc, factors);
}

static Value emitFlatten(Call &call) {
  const Value &x = call["x"];
  if (x.rank() == 0)
    return call.fail("x", "'flatten' needs a tensor of at least 1 dimension, got " + x.describe());
  std::optional<int64_t> start =
      x.rank() == 1 && call.integer("start") == 1 ? 1 : call.axis("start", x.rank());
  if (!start)
    return {};
  llvm::SmallVector<int64_t> shape(x.shape().take_front(*start));
  int64_t rest = 1;
  for (int64_t size : x.shape().drop_front(*start))
    rest *= size;
  shape.push_back(rest);
  return call.emitter.reshape(x, shape, call.loc);
}

static Value emitExpandDims(Call &call) {
  const Value &x = call["x"];
  std::optional<int64_t> axis = call.axis("axis", x.rank() + 1);
  if (!axis)
    return {};
  llvm::SmallVector<int64_t> shape(x.shape()), rows(x.rows);
  shape.insert(shape.begin() + *axis, 1);
  rows.insert(rows.begin() + *axis, 0);
  return call.tensor(dl::ReshapeOp::create(call.builder(), call.location(),
                                           mlir::RankedTensorType::get(shape, x.elementType()),
                                           x.tensor),
                     rows);
}

static Value emitSqueeze(Call &call) {
  const Value &x = call["x"];
  std::optional<int64_t> axis = call.axis("axis", x.rank());
  if (!axis)
    return {};
  if (x.shape()[*axis] != 1 || x.rows[*axis])
    return call.fail("axis", "'squeeze' drops a dimension of size 1, got axis " +
                                 llvm::Twine(*axis) + " of " + x.describe());
  llvm::SmallVector<int64_t> shape(x.shape()), rows(x.rows);
  shape.erase(shape.begin() + *axis);
  rows.erase(rows.begin() + *axis);
  return call.tensor(dl::ReshapeOp::create(call.builder(), call.location(),
                                           mlir::RankedTensorType::get(shape, x.elementType()),
                                           x.tensor),
                     rows);
}

static Value emitTranspose(Call &call) {
  const Value &x = call["x"];
  int64_t rank = x.rank();
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (call.has("permutation")) {
    permutation.clear();
    for (int64_t axis : call.integers("permutation"))
      permutation.push_back(axis < 0 ? axis + rank : axis);
    llvm::SmallVector<int64_t> sorted(permutation);
    llvm::sort(sorted);
    if (!llvm::equal(sorted, llvm::seq<int64_t>(0, rank)))
      return call.fail("permutation",
                       "a permutation for " + x.describe() + " names each of its axes once");
  } else if (rank < 2) {
    return call.fail("x", "'transpose' needs at least 2 dimensions, got " + x.describe());
  } else {
    std::swap(permutation[rank - 2], permutation[rank - 1]);
  }
  llvm::SmallVector<int64_t> rows;
  for (int64_t axis : permutation)
    rows.push_back(x.rows[axis]);
  return call.tensor(
      dl::TransposeOp::create(call.builder(), call.location(), x.tensor, permutation), rows);
}

static Value emitBroadcast(Call &call) {
  Value x = call["x"];
  auto shape = call.shape("shape");
  if (!shape)
    return {};
  int64_t offset = shape->size() - x.rank();
  bool fits = offset >= 0;
  llvm::SmallVector<int64_t> rows;
  for (auto [i, dim] : llvm::enumerate(call["shape"].elements)) {
    int64_t from = static_cast<int64_t>(i) - offset;
    bool has = fits && from >= 0;
    fits &= !has || x.shape()[from] == 1 || x.shape()[from] == dim.integer;
    rows.push_back(has && x.rows[from] ? x.rows[from] : dim.batchFactor);
  }
  if (!fits)
    return call.failWithNotes(x.describe() + " does not broadcast to this shape", {"x"});
  return call.tensor(call.emitter.broadcastTo(x.tensor, *shape, call.loc), rows);
}

static Value emitConcat(Call &call) {
  const std::vector<Value> &parts = call["tensors"].elements;
  if (parts.empty())
    return call.fail("tensors", "'concat' needs at least one tensor");
  const Value &first = parts[0];
  std::optional<int64_t> axis = call.axis("axis", first.rank());
  if (!axis)
    return {};
  llvm::SmallVector<int64_t> rows(first.rows);
  llvm::SmallVector<mlir::Value> values;
  for (const Value &part : parts) {
    bool matches = part.rank() == first.rank() && part.elementType() == first.elementType();
    for (int64_t i = 0; matches && i < first.rank(); ++i)
      matches = i == *axis || part.shape()[i] == first.shape()[i];
    if (!matches) {
      call.emitter.error(part.loc,
                         "'concat' along axis " + llvm::Twine(*axis) + " of " + first.describe() +
                             " and " + part.describe(),
                         Note{first.loc, "the first tensor is " + first.describe()});
      return {};
    }
    if (part.rows[*axis] && parts.size() > 1)
      return call.fail("axis", "'concat' along the batch would mix valid and padding rows");
    for (int64_t i = 0; i < part.rank(); ++i)
      rows[i] = std::max(rows[i], part.rows[i]);
    values.push_back(part.tensor);
  }
  return call.tensor(dl::ConcatOp::create(call.builder(), call.location(), values, *axis), rows);
}

static Value emitPad(Call &call) {
  const Value &x = call["x"];
  llvm::SmallVector<int64_t> low = call.integers("low"), high = call.integers("high");
  if (low.size() != x.shape().size() || high.size() != x.shape().size())
    return call.fail("low", "'pad' of " + x.describe() + " needs " + llvm::Twine(x.rank()) +
                                " numbers for each side");
  if (!fits(call["value"], x.elementType()))
    return call.fail("value", x.describe() + " cannot hold " + call["value"].describe());
  for (int64_t i = 0; i < x.rank(); ++i) {
    if (low[i] < 0 || high[i] < 0 || low[i] > (1 << 30) || high[i] > (1 << 30))
      return call.fail(low[i] < 0 || low[i] > (1 << 30) ? "low" : "high",
                       "a padding is a number of elements, at least 0");
    if (x.rows[i] && low[i] + high[i])
      return call.fail("low", "the batch cannot be padded");
  }
  return call.tensor(dl::PadOp::create(call.builder(), call.location(), x.tensor,
                                       call.builder().getDenseI64ArrayAttr(low),
                                       call.builder().getDenseI64ArrayAttr(high),
                                       call.builder().getF64FloatAttr(call.number("value"))),
                     x.rows);
}

static Value emitGather(Call &call) {
  const Value &table = call["table"], &indices = call["indices"];
  if (table.rank() == 0)
    return call.fail("table",
                     "'gather' needs a table of at least 1 dimension, got " + table.describe());
  call.emitter.limitIndices(indices.tensor, table.shape()[0]);
  llvm::SmallVector<int64_t> rows(indices.rows);
  rows.append(table.rows.begin() + 1, table.rows.end());
  return call.tensor(
      dl::GatherOp::create(call.builder(), call.location(), table.tensor, indices.tensor), rows);
}

static Value emitOneHot(Call &call) {
  const Value &indices = call["indices"];
  int64_t classes = call.integer("classes");
  if (classes < 1)
    return call.fail("classes", "'one_hot' needs at least 1 class, got " + llvm::Twine(classes));
  call.emitter.limitIndices(indices.tensor, classes);
  llvm::SmallVector<int64_t> shape(indices.shape()), rows(indices.rows);
  shape.push_back(classes);
  rows.push_back(0);
  auto type = mlir::RankedTensorType::get(shape, call.builder().getF32Type());
  return call.tensor(
      dl::OneHotOp::create(call.builder(), call.location(), type, indices.tensor), rows);
}

static Value emitFull(Call &call, double value) {
  auto shape = call.shape("shape");
  if (!shape)
    return {};
  llvm::SmallVector<int64_t> rows;
  for (const Value &dim : call["shape"].elements)
    rows.push_back(dim.batchFactor);
  mlir::Type type = parseElement(call.keyword("type"), call.builder().getContext());
  return call.tensor(call.emitter.splat(value, type, *shape, call.loc), rows);
}

static Value emitZeros(Call &call) { return emitFull(call, 0); }
static Value emitOnes(Call &call) { return emitFull(call, 1); }

static Value emitFullValue(Call &call) {
  if (!fits(call["value"], parseElement(call.keyword("type"), call.builder().getContext())))
    return call.fail("value", call.keyword("type") + " cannot hold " + call["value"].describe());
  return emitFull(call, call.number("value"));
}

llvm::ArrayRef<Builtin> dlc::dsl::shapeBuiltins() {
  static const Param x{"x", ArgKind::Tensor};
  static const Param shape{"shape", ArgKind::Shape};
  static const Param type{"type", ArgKind::Type, "f32"};
  static const std::vector<Builtin> table = {
      {"dim", {x, {"axis", ArgKind::Integer}}, "the size of a dimension, a number", emitDim},
      {"reshape",
       {x, shape},
       "the same elements in another shape; one -1 is worked out",
       emitReshape},
      {"flatten",
       {x, {"start", ArgKind::Integer, "1"}},
       "all dimensions from `start` on as one",
       emitFlatten},
      {"expand_dims", {x, {"axis", ArgKind::Integer}}, "a new dimension of size 1", emitExpandDims},
      {"squeeze", {x, {"axis", ArgKind::Integer}}, "drops a dimension of size 1", emitSqueeze},
      {"transpose",
       {x, {"permutation", ArgKind::Integers, "none"}},
       "dimension i is x's permutation[i]; by default the last two are swapped",
       emitTranspose},
      {"broadcast", {x, shape}, "repeats x to a larger shape, as arithmetic does", emitBroadcast},
      {"concat",
       {{"tensors", ArgKind::TensorList}, {"axis", ArgKind::Integer, "-1"}},
       "the tensors one after another along an axis",
       emitConcat},
      {"pad",
       {x,
        {"low", ArgKind::Integers},
        {"high", ArgKind::Integers},
        {"value", ArgKind::Number, "0"}},
       "low[i] elements before and high[i] after dimension i",
       emitPad},
      {"gather",
       {{"table", ArgKind::Tensor}, {"indices", ArgKind::IndexTensor}},
       "rows of a table [V, rest…] by number: [indices…, rest…]",
       emitGather},
      {"one_hot",
       {{"indices", ArgKind::IndexTensor}, {"classes", ArgKind::Integer}},
       "[…] to f32 [… , classes], 1 at the index",
       emitOneHot},
      {"zeros", {shape, type}, "a tensor of 0", emitZeros},
      {"ones", {shape, type}, "a tensor of 1", emitOnes},
      {"full", {shape, {"value", ArgKind::Number}, type}, "a tensor of `value`", emitFullValue},
  };
  return table;
}
