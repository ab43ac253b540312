//===- Shape.cpp - Moving elements, and the shapes themselves ---------------===//
#include "Operators.h"
#include "ShapeParts.h"

#include "llvm/ADT/Sequence.h"

#include <numeric>

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

//===- Reshape and its kind ---------------------------------------------------===//

/// Reshapes, or reports that the numbers of elements differ.
static LogicalResult giveReshaped(Node &n, Value x, ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size < 0 || (size && count > kMostElements / size))
      return n.fail("cannot give " + describe(x) + " the shape " + describe(shape));
    count *= size;
  }
  if (count != sizeOf(x))
    return n.fail("cannot give " + describe(x) + " the shape " + describe(shape));
  return n.give(n.b.reshape(x, shape));
}

/// 0 keeps a dimension (unless `allowzero`), -1 takes what is left.
static LogicalResult importReshape(Node &n) {
  bool allowZero = n.integer("allowzero", 0);
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> wanted = n.integers(1, "the shape");
  if (!x || failed(wanted))
    return failure();
  SmallVector<int64_t> shape(*wanted);
  int64_t known = 1;
  std::optional<size_t> rest;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && !allowZero && static_cast<int64_t>(i) < rankOf(x))
      shape[i] = shapeOf(x)[i];
    if (shape[i] == -1 && !rest)
      rest = i;
    else if (shape[i] < 0 || (shape[i] && known > kMostElements / shape[i]))
      return n.fail("cannot give " + describe(x) + " the shape " + describe(*wanted));
    else
      known *= shape[i];
  }
  if (rest) {
    if (known == 0 || sizeOf(x) % known)
      return n.fail("cannot give " + describe(x) + " the shape " + describe(*wanted));
    shape[*rest] = sizeOf(x) / known;
  }
  return giveReshaped(n, x, shape);
}

static LogicalResult importFlatten(Node &n) {
  int64_t given = n.integer("axis", 1);
  Value x = n.input(0);
  if (!x)
    return failure();
  if (given < -rankOf(x) || given > rankOf(x))
    return n.fail("axis " + Twine(given) + " is outside the " + Twine(rankOf(x)) + " dimensions");
  if (given < 0)
    given += rankOf(x);
  int64_t rows = 1, columns = 1;
  for (auto [i, size] : llvm::enumerate(shapeOf(x)))
    (static_cast<int64_t>(i) < given ? rows : columns) *= size;
  return n.give(n.b.reshape(x, {rows, columns}));
}

/// The axes are an input since version 13.
static FailureOr<SmallVector<int64_t>> readAxes(Node &n) {
  if (n.version < 13)
    return n.integers("axes");
  return n.integers(1, "the list of axes");
}

static LogicalResult importSqueeze(Node &n) {
  Value x = n.input(0);
  if (!x)
    return failure();
  SmallVector<int64_t> axes;
  if (n.version < 13 ? n.hasAttribute("axes") : n.has(1)) {
    FailureOr<SmallVector<int64_t>> given = readAxes(n);
    if (failed(given))
      return failure();
    given = n.axes(*given, rankOf(x));
    if (failed(given))
      return failure();
    axes = *given;
  } else {
    for (auto [i, size] : llvm::enumerate(shapeOf(x)))
      if (size == 1)
        axes.push_back(i);
  }
  SmallVector<int64_t> shape;
  for (auto [i, size] : llvm::enumerate(shapeOf(x)))
    if (!llvm::is_contained(axes, static_cast<int64_t>(i)))
      shape.push_back(size);
    else if (size != 1)
      return n.fail("dimension " + Twine(i) + " of " + describe(x) + " is not 1");
  return n.give(n.b.reshape(x, shape));
}

static LogicalResult importUnsqueeze(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> given = x ? readAxes(n) : FailureOr<SmallVector<int64_t>>();
  if (failed(given))
    return failure();
  int64_t rank = rankOf(x) + given->size();
  FailureOr<SmallVector<int64_t>> axes = n.axes(*given, rank);
  if (failed(axes))
    return failure();
  SmallVector<int64_t> shape(shapeOf(x));
  for (int64_t axis : *axes)
    shape.insert(shape.begin() + axis, 1);
  return n.give(n.b.reshape(x, shape));
}

static LogicalResult importTranspose(Node &n) {
  Value x = n.input(0);
  if (!x)
    return failure();
  SmallVector<int64_t> standard = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rankOf(x))));
  SmallVector<int64_t> permutation = n.integers("perm", standard);
  SmallVector<int64_t> sorted(permutation);
  llvm::sort(sorted);
  if (!llvm::equal(sorted, llvm::seq<int64_t>(0, rankOf(x))))
    return n.fail("perm " + describe(permutation) + " does not permute the dimensions of " + describe(x));
  return n.give(n.b.transpose(x, permutation));
}

static LogicalResult importExpand(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> shape = n.integers(1, "the shape");
  if (!x || failed(shape))
    return failure();
  std::optional<SmallVector<int64_t>> common = broadcastShape(shapeOf(x), *shape);
  if (!common || llvm::any_of(*common, [](int64_t size) { return size < 0 || size > kMostElements; }))
    return n.fail("cannot expand " + describe(x) + " to " + describe(*shape));
  return n.give(n.b.broadcastTo(x, *common));
}

/// Each dimension becomes two, repeats and elements, and then one.
static LogicalResult importTile(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> repeats = n.integers(1, "the list of repeats");
  if (!x || failed(repeats))
    return failure();
  if (static_cast<int64_t>(repeats->size()) != rankOf(x))
    return n.fail(Twine(repeats->size()) + " repeats do not fit " + describe(x));
  SmallVector<int64_t> pairs, dims, shape;
  int64_t count = 1;
  for (auto [i, size] : llvm::enumerate(shapeOf(x))) {
    int64_t times = (*repeats)[i];
    if (times < 1 || size < 1 || times > kMostElements / size || count > kMostElements / (times * size))
      return n.fail("cannot repeat " + describe(x) + " " + Twine(times) + " times");
    count *= times * size;
    pairs.append({times, size});
    dims.push_back(2 * i + 1);
    shape.push_back(times * size);
  }
  Value all = n.b.make<dl::BroadcastOp>(RankedTensorType::get(pairs, elementOf(x)), x, dims);
  return n.give(n.b.reshape(all, shape));
}

//===- Concat, Split, Slice ---------------------------------------------------===//

static LogicalResult importConcat(Node &n) {
  int64_t given = n.integer("axis", 1);
  FailureOr<SmallVector<Value>> values = n.inputs();
  if (failed(values))
    return failure();
  Value first = (*values)[0];
  FailureOr<int64_t> axis = n.axis(given, rankOf(first));
  if (failed(axis))
    return failure();
  for (Value value : *values) {
    SmallVector<int64_t> shape(shapeOf(value));
    if (rankOf(value) == rankOf(first))
      shape[*axis] = shapeOf(first)[*axis];
    if (elementOf(value) != elementOf(first) || shapeOf(first) != ArrayRef<int64_t>(shape))
      return n.fail("cannot put " + describe(first) + " and " + describe(value) + " together");
  }
  llvm::erase_if(*values, [&](Value value) { return shapeOf(value)[*axis] == 0 && value != first; });
  return n.give(n.b.concat(*values, *axis));
}

/// Sizes are an attribute, since version 13 an input; without them the parts are equal, but for the last.
static LogicalResult importSplit(Node &n) {
  int64_t given = n.integer("axis", 0), parts = n.integer("num_outputs", n.outputCount());
  Value x = n.input(0);
  if (!x)
    return failure();
  FailureOr<int64_t> axis = n.axis(given, rankOf(x));
  if (failed(axis))
    return failure();
  SmallVector<int64_t> sizes;
  if (n.version < 13) {
    sizes = n.integers("split");
  } else if (n.has(1)) {
    FailureOr<SmallVector<int64_t>> input = n.integers(1, "the list of sizes");
    if (failed(input))
      return failure();
    sizes = *input;
  }
  int64_t all = shapeOf(x)[*axis];
  if (sizes.empty()) {
    if (parts != static_cast<int64_t>(n.outputCount()))
      return n.fail("num_outputs is " + Twine(parts) + " for " + Twine(n.outputCount()) + " outputs");
    int64_t size = llvm::divideCeil(all, parts);
    for (int64_t i = 0; i < parts; ++i)
      sizes.push_back(std::min(size, all - size * i));
  }
  int64_t sum = std::accumulate(sizes.begin(), sizes.end(), int64_t(0));
  if (sizes.size() != n.outputCount() || sum != all || llvm::any_of(sizes, [](int64_t size) { return size < 0; }))
    return n.fail("cannot split dimension " + Twine(*axis) + " of " + describe(x) + " into " + describe(sizes));
  int64_t start = 0;
  for (auto [i, size] : llvm::enumerate(sizes)) {
    if (n.wants(i) && failed(n.give(i, n.b.slice(x, *axis, start, start + size))))
      return failure();
    start += size;
  }
  return success();
}

/// Slices along some axes. Starts and ends count from the back where they are negative, and are clamped.
static LogicalResult slice(Node &n, Value x, ArrayRef<int64_t> starts, ArrayRef<int64_t> ends, ArrayRef<int64_t> axes,
                           ArrayRef<int64_t> steps) {
  if (starts.size() != ends.size() || starts.size() != axes.size() || starts.size() != steps.size())
    return n.fail("starts, ends, axes and steps differ in number");
  FailureOr<SmallVector<int64_t>> sorted = n.axes(axes, rankOf(x)); // checks them
  if (failed(sorted))
    return failure();
  for (auto [start, end, given, step] : llvm::zip_equal(starts, ends, axes, steps)) {
    int64_t axis = *n.axis(given, rankOf(x)), size = shapeOf(x)[axis];
    if (step == 0 || step == INT64_MIN)
      return n.fail("a step is " + Twine(step));
    auto place = [&](int64_t at, int64_t low, int64_t high) {
      return std::clamp(at < 0 ? at + size : at, low, high);
    };
    if (step > 0) {
      int64_t from = place(start, 0, size), to = place(end, 0, size);
      x = n.b.slice(x, axis, from, std::max(from, to), std::min(step, std::max<int64_t>(size, 1)));
      continue;
    }
    int64_t from = place(start, -1, size - 1), to = end < -size ? -1 : place(end, -1, size - 1);
    if (size > kMostIndices)
      return n.fail("dimension " + Twine(axis) + " of " + describe(x) + " is too long to be turned around");
    SmallVector<int64_t> indices;
    for (int64_t at = from; at > to; at += std::max(step, -size - 1))
      indices.push_back(at);
    x = take(n.b, x, axis, indices);
  }
  return n.give(x);
}

static LogicalResult importSlice1(Node &n) {
  SmallVector<int64_t> starts = n.integers("starts"), ends = n.integers("ends");
  SmallVector<int64_t> axes = n.integers("axes", llvm::to_vector(llvm::seq<int64_t>(0, starts.size())));
  Value x = n.input(0);
  return x ? slice(n, x, starts, ends, axes, SmallVector<int64_t>(starts.size(), 1)) : failure();
}

static LogicalResult importSlice(Node &n) {
  Value x = n.input(0);
  FailureOr<SmallVector<int64_t>> starts = n.integers(1, "the list of starts"), ends = n.integers(2, "the list of ends");
  if (!x || failed(starts) || failed(ends))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = llvm::to_vector(llvm::seq<int64_t>(0, starts->size()));
  FailureOr<SmallVector<int64_t>> steps = SmallVector<int64_t>(starts->size(), 1);
  if (n.has(3))
    axes = n.integers(3, "the list of axes");
  if (n.has(4))
    steps = n.integers(4, "the list of steps");
  if (failed(axes) || failed(steps))
    return failure();
  return slice(n, x, *starts, *ends, *axes, *steps);
}

//===- Shapes as values -------------------------------------------------------===//

static LogicalResult importShape(Node &n) {
  int64_t start = n.integer("start", 0), end = n.integer("end", INT64_MAX);
  Value x = n.input(0);
  if (!x)
    return failure();
  int64_t rank = rankOf(x);
  auto place = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank); };
  start = place(start);
  end = std::max(start, place(end));
  return n.give(n.b.integers(shapeOf(x).slice(start, end - start)));
}

static LogicalResult importSize(Node &n) {
  Value x = n.input(0);
  return x ? n.give(n.b.reshape(n.b.integers(sizeOf(x)), {})) : failure();
}

static LogicalResult importConstantOfShape(Node &n) {
  FailureOr<SmallVector<int64_t>> shape = n.integers(0, "the shape");
  if (failed(shape))
    return failure();
  int64_t count = 1;
  for (int64_t size : *shape) {
    if (size < 0 || (size && count > kMostElements / size))
      return n.fail("there is no tensor of shape " + describe(*shape));
    count *= size;
  }
  const ::onnx::AttributeProto *given = n.attribute("value");
  if (!given)
    return n.give(n.b.splat(RankedTensorType::get(*shape, n.b.getF32Type()), 0));
  std::string reason;
  DenseElementsAttr value = n.tensor(*given, reason);
  if (!value || value.getNumElements() != 1)
    return n.fail(reason.empty() ? "value is not one number" : reason);
  auto type = RankedTensorType::get(*shape, value.getElementType());
  return n.give(n.b.constant(DenseElementsAttr::get(type, *value.value_begin<Attribute>())));
}

static LogicalResult importConstant(Node &n) {
  Emitter &b = n.b;
  if (const ::onnx::AttributeProto *tensor = n.attribute("value"))
    return n.giveConstant(tensor->t());
  if (n.hasAttribute("value_int"))
    return n.give(b.reshape(b.integers(n.integer("value_int", 0)), {}));
  if (n.hasAttribute("value_ints"))
    return n.give(b.integers(n.integers("value_ints")));
  if (n.hasAttribute("value_float"))
    return n.give(b.scalar(n.number("value_float", 0), b.getF32Type()));
  if (n.hasAttribute("value_floats")) {
    SmallVector<float> values;
    for (double value : n.numbers("value_floats"))
      values.push_back(static_cast<float>(value));
    auto type = RankedTensorType::get({static_cast<int64_t>(values.size())}, b.getF32Type());
    return n.give(b.constant(DenseElementsAttr::get(type, ArrayRef<float>(values))));
  }
  return n.fail("there are no constants of this kind");
}

static LogicalResult importRange(Node &n) {
  FailureOr<DenseElementsAttr> first = n.constant(0, "the start");
  FailureOr<SmallVector<double>> start = n.numbers(0, "the start"), limit = n.numbers(1, "the limit"),
                                 delta = n.numbers(2, "the step");
  if (failed(first) || failed(start) || failed(limit) || failed(delta))
    return failure();
  if (start->size() != 1 || limit->size() != 1 || delta->size() != 1 || (*delta)[0] == 0)
    return n.fail("start, limit and step are one number each, and the step is not 0");
  double count = std::ceil(((*limit)[0] - (*start)[0]) / (*delta)[0]);
  if (!(count <= static_cast<double>(kMostElements)))
    return n.fail("the range has too many elements");
  Type element = first->getElementType();
  Value place = n.b.iota(std::max<int64_t>(static_cast<int64_t>(std::max(count, 0.0)), 0), element);
  return n.give(n.b.add(n.b.mul(place, (*delta)[0]), (*start)[0]));
}

static LogicalResult importEyeLike(Node &n) {
  int64_t offset = n.integer("k", 0), wanted = n.integer("dtype", 0);
  Value x = n.input(0);
  if (!x)
    return failure();
  Type element = wanted ? elementType(static_cast<int32_t>(wanted), n.b.getContext()) : elementOf(x);
  if (!element || rankOf(x) != 2 || std::abs(offset) > kMostElements)
    return n.fail("expected a matrix and a supported type");
  Value rows = n.b.alongDim(n.b.iota(shapeOf(x)[0], n.b.getI64Type()), 0, shapeOf(x));
  Value columns = n.b.alongDim(n.b.iota(shapeOf(x)[1], n.b.getI64Type()), 1, shapeOf(x));
  Value isOn = n.b.compare(dl::Predicate::EQ, n.b.add(rows, static_cast<double>(offset)), columns);
  return n.give(n.b.cast(isOn, element));
}

/// Keeps the lower or the upper triangle of the last two dimensions.
static LogicalResult importTrilu(Node &n) {
  bool upper = n.integer("upper", 1);
  Value x = n.input(0);
  int64_t offset = 0;
  if (!x)
    return failure();
  if (n.has(1)) {
    FailureOr<SmallVector<int64_t>> given = n.integers(1, "k");
    if (failed(given))
      return failure();
    if (given->size() != 1 || std::abs((*given)[0]) > kMostElements)
      return n.fail("k is not one number");
    offset = (*given)[0];
  }
  if (rankOf(x) < 2)
    return n.fail("expected matrices, got " + describe(x));
  Emitter &b = n.b;
  SmallVector<int64_t> shape(shapeOf(x).take_back(2));
  Value rows = b.alongDim(b.iota(shape[0], b.getI64Type()), 0, shape);
  Value columns = b.alongDim(b.iota(shape[1], b.getI64Type()), 1, shape);
  Value distance = b.sub(columns, rows);
  Value keeps = b.compare(upper ? dl::Predicate::GE : dl::Predicate::LE, distance, static_cast<double>(offset));
  return n.give(b.select(b.broadcastTo(keeps, shapeOf(x)), x, b.like(x, 0)));
}

//===- Blocks of pixels -------------------------------------------------------===//

static LogicalResult importDepthToSpace(Node &n) {
  int64_t block = n.integer("blocksize", 0);
  std::string mode = n.text("mode", "DCR");
  Value x = n.input(0);
  if (!x)
    return failure();
  if (rankOf(x) != 4 || block < 1 || block > 1 << 15 || shapeOf(x)[1] % (block * block) || (mode != "DCR" && mode != "CRD"))
    return n.fail("cannot make blocks of " + Twine(block) + " pixels (" + mode + ") of " + describe(x));
  int64_t images = shapeOf(x)[0], channels = shapeOf(x)[1] / (block * block), height = shapeOf(x)[2], width = shapeOf(x)[3];
  bool isDCR = mode == "DCR";
  Value y = isDCR ? n.b.reshape(x, {images, block, block, channels, height, width})
                  : n.b.reshape(x, {images, channels, block, block, height, width});
  y = n.b.transpose(y, isDCR ? ArrayRef<int64_t>{0, 3, 4, 1, 5, 2} : ArrayRef<int64_t>{0, 1, 4, 2, 5, 3});
  return n.give(n.b.reshape(y, {images, channels, height * block, width * block}));
}

static LogicalResult importSpaceToDepth(Node &n) {
  int64_t block = n.integer("blocksize", 0);
  std::string mode = n.text("mode", "DCR");
  Value x = n.input(0);
  if (!x)
    return failure();
  if (rankOf(x) != 4 || block < 1 || shapeOf(x)[2] % block || shapeOf(x)[3] % block || (mode != "DCR" && mode != "CRD"))
    return n.fail("cannot make blocks of " + Twine(block) + " pixels of " + describe(x));
  int64_t images = shapeOf(x)[0], channels = shapeOf(x)[1], height = shapeOf(x)[2] / block, width = shapeOf(x)[3] / block;
  Value y = n.b.reshape(x, {images, channels, height, block, width, block});
  y = n.b.transpose(y, mode == "DCR" ? ArrayRef<int64_t>{0, 3, 5, 1, 2, 4} : ArrayRef<int64_t>{0, 1, 3, 5, 2, 4});
  return n.give(n.b.reshape(y, {images, channels * block * block, height, width}));
}

//===- If ---------------------------------------------------------------------===//

static LogicalResult importIf(Node &n) {
  FailureOr<SmallVector<int64_t>> condition = n.integers(0, "the condition");
  if (failed(condition))
    return failure();
  if (condition->size() != 1)
    return n.fail("the condition is not one boolean");
  n.ignore({"then_branch", "else_branch"});
  const ::onnx::AttributeProto *branch = n.attribute((*condition)[0] ? "then_branch" : "else_branch");
  if (!branch || !branch->has_g())
    return n.fail("it has no branch for its condition");
  return n.inlineBranch(branch->g());
}

ArrayRef<Operator> importer::shapeOperators() {
  static const Operator table[] = {
      {"Concat", 4, importConcat},
      {"Constant", 1, importConstant},
      {"ConstantOfShape", 9, importConstantOfShape},
      {"DepthToSpace", 1, importDepthToSpace},
      {"Expand", 8, importExpand},
      {"EyeLike", 9, importEyeLike},
      {"Flatten", 1, importFlatten},
      {"If", 1, importIf},
      {"Range", 11, importRange},
      {"Reshape", 5, importReshape},
      {"Shape", 1, importShape},
      {"Size", 1, importSize},
      {"Slice", 1, importSlice1},
      {"Slice", 10, importSlice},
      {"SpaceToDepth", 1, importSpaceToDepth},
      {"Split", 2, importSplit},
      {"Squeeze", 1, importSqueeze},
      {"Tile", 6, importTile},
      {"Transpose", 1, importTranspose},
      {"Trilu", 14, importTrilu},
      {"Unsqueeze", 1, importUnsqueeze},
  };
  return table;
}
