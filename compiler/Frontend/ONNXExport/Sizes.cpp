//===- Sizes.cpp - Dimensions that count rows of a batch --------------------===//
#include "Sizes.h"

#include "dlc/Dialect/DL/DL.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::exporter;

BatchSizes::BatchSizes(func::FuncOp function, func::FuncOp twin, int64_t batch, int64_t twinBatch)
    : batch(batch), where(function.getLoc()) {
  if (!twin)
    return;
  this->twinBatch = twinBatch;
  Block &body = function.getBody().front(), &other = twin.getBody().front();
  bool isSame = body.getNumArguments() == other.getNumArguments() &&
                body.getOperations().size() == other.getOperations().size();
  if (!isSame) {
    fail(function.getLoc(), "the graph itself depends on the batch");
    return;
  }
  for (auto [argument, twinArgument] : llvm::zip_equal(body.getArguments(), other.getArguments()))
    if (!pair(argument, twinArgument))
      return;
  for (auto [op, twinOp] : llvm::zip_equal(body, other))
    if (!pair(&op, &twinOp))
      return;
}

bool BatchSizes::fail(Location loc, const Twine &text) {
  reason = text.str();
  where = loc;
  return false;
}

bool BatchSizes::isProportional(int64_t size, int64_t other) const {
  return size == other || (size % batch == 0 && size / batch * twinBatch == other);
}

Size BatchSizes::sizeOf(int64_t size, int64_t other) const { return {size, size == other ? 0 : size / batch}; }

bool BatchSizes::pair(Value value, Value other) {
  auto type = cast<RankedTensorType>(value.getType()), twinType = cast<RankedTensorType>(other.getType());
  if (type.getRank() != twinType.getRank() || type.getElementType() != twinType.getElementType())
    return fail(value.getLoc(), "the graph itself depends on the batch");
  for (auto [size, twinSize] : llvm::zip_equal(type.getShape(), twinType.getShape()))
    if (!isProportional(size, twinSize))
      return fail(value.getLoc(), "a dimension of " + Twine(size) + " for a batch of " + Twine(batch) + " is one of " +
                                      Twine(twinSize) + " for a batch of " + Twine(twinBatch));
  twins[value] = other;
  return true;
}

DenseElementsAttr exporter::partAlong(DenseElementsAttr value, int64_t dim) {
  SmallVector<int64_t> shape(value.getType().getShape());
  int64_t size = shape[dim], inner = 1;
  for (int64_t other : ArrayRef<int64_t>(shape).drop_front(dim + 1))
    inner *= other;
  SmallVector<Attribute> all(value.getValues<Attribute>()), part;
  for (auto [i, element] : llvm::enumerate(all)) {
    int64_t along = static_cast<int64_t>(i) / inner % size;
    if (along == 0)
      part.push_back(element);
    else if (element != all[i - along * inner])
      return {};
  }
  shape[dim] = 1;
  return DenseElementsAttr::get(RankedTensorType::get(shape, value.getElementType()), part);
}

/// Whether two constants are repetitions of one part along the only dimension in which they differ.
static bool repeatOnePart(DenseElementsAttr value, DenseElementsAttr twin) {
  ArrayRef<int64_t> shape = value.getType().getShape(), twinShape = twin.getType().getShape();
  if (shape.size() != twinShape.size())
    return false;
  std::optional<int64_t> dim;
  for (int64_t i = 0; i < static_cast<int64_t>(shape.size()); ++i) {
    if (shape[i] != twinShape[i] && dim)
      return false;
    if (shape[i] != twinShape[i])
      dim = i;
  }
  DenseElementsAttr part = dim ? partAlong(value, *dim) : DenseElementsAttr();
  return part && part == partAlong(twin, *dim);
}

/// Positions may count rows, and so may repetitions in constants; all else must be the same.
bool BatchSizes::pairAttributes(Operation *op, Operation *other) {
  for (NamedAttribute field : op->getAttrDictionary()) {
    Attribute own = field.getValue(), twin = other->getAttr(field.getName());
    if (own == twin)
      continue;
    auto positions = dyn_cast<DenseI64ArrayAttr>(own), twinPositions = dyn_cast_if_present<DenseI64ArrayAttr>(twin);
    if (isa<dl::SliceOp>(op) && positions && twinPositions && positions.size() == twinPositions.size() &&
        llvm::all_of(llvm::zip_equal(positions.asArrayRef(), twinPositions.asArrayRef()),
                     [&](auto both) { return isProportional(std::get<0>(both), std::get<1>(both)); }))
      continue;
    auto numbers = dyn_cast<SplatElementsAttr>(own), twinNumbers = dyn_cast_if_present<SplatElementsAttr>(twin);
    if (isa<dl::ConstantOp>(op) && numbers && twinNumbers &&
        numbers.getSplatValue<Attribute>() == twinNumbers.getSplatValue<Attribute>())
      continue;
    auto elements = dyn_cast<DenseElementsAttr>(own), twinElements = dyn_cast_if_present<DenseElementsAttr>(twin);
    if (isa<dl::ConstantOp>(op) && elements && twinElements && repeatOnePart(elements, twinElements))
      continue;
    return fail(op->getLoc(), "'" + field.getName().getValue() + "' of '" + op->getName().getStringRef() +
                                  "' depends on the batch");
  }
  return true;
}

bool BatchSizes::pair(Operation *op, Operation *other) {
  if (op->getName() != other->getName() || op->getNumOperands() != other->getNumOperands() ||
      op->getNumResults() != other->getNumResults() ||
      op->getAttrDictionary().size() != other->getAttrDictionary().size())
    return fail(op->getLoc(), "the graph itself depends on the batch");
  for (auto [operand, twin] : llvm::zip_equal(op->getOperands(), other->getOperands()))
    if (twins.lookup(operand) != twin)
      return fail(op->getLoc(), "the graph itself depends on the batch");
  if (!pairAttributes(op, other))
    return false;
  // Its mask is a constant.
  if (auto attention = dyn_cast<dl::AttentionOp>(op);
      attention && !llvm::equal(cast<RankedTensorType>(attention.getQuery().getType()).getShape().drop_front(),
                                cast<RankedTensorType>(twins[attention.getQuery()].getType()).getShape().drop_front()))
    return fail(op->getLoc(), "attention goes along the batch");
  for (auto [result, twin] : llvm::zip_equal(op->getResults(), other->getResults()))
    if (!pair(result, twin))
      return false;
  twinOps[op] = other;
  return true;
}

Sizes BatchSizes::of(Value value) const {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape(), other = shape;
  if (Value twin = twins.lookup(value))
    other = cast<RankedTensorType>(twin.getType()).getShape();
  Sizes sizes;
  for (auto [size, twinSize] : llvm::zip_equal(shape, other))
    sizes.push_back(sizeOf(size, twinSize));
  return sizes;
}

Sizes BatchSizes::of(Operation *op, StringRef attribute) const {
  ArrayRef<int64_t> numbers = op->getAttrOfType<DenseI64ArrayAttr>(attribute).asArrayRef(), other = numbers;
  if (Operation *twin = twinOps.lookup(op))
    other = twin->getAttrOfType<DenseI64ArrayAttr>(attribute).asArrayRef();
  Sizes sizes;
  for (auto [number, twinNumber] : llvm::zip_equal(numbers, other))
    sizes.push_back(sizeOf(number, twinNumber));
  return sizes;
}
