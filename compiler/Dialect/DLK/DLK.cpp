//===- DLK.cpp - The dlk dialect ---------------------------------------------===//
#include "dlc/Dialect/DLK/DLK.h"

#include "dlc/Dialect/DLK/ContractShape.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc::dlk;

#include "dlc/Dialect/DLK/DLKDialect.cpp.inc"
#include "dlc/Dialect/DLK/DLKEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dlc/Dialect/DLK/DLKAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dlc/Dialect/DLK/DLKOps.cpp.inc"

void DLKDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dlc/Dialect/DLK/DLKAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dlc/Dialect/DLK/DLKOps.cpp.inc"
      >();
}

/// What every kernel promises: a map per operand, a region argument per index and element, a yielded
/// element per output, and slices that cover the split dimension.
template <typename Op> static LogicalResult verifyKernel(Op op, size_t extraArguments) {
  size_t inputs = op.getInputs().size(), outputs = op.getOutputs().size();
  size_t rank = op.getSizes().size();
  if (op.getMaps().size() != inputs + outputs)
    return op.emitOpError("has ") << op.getMaps().size() << " maps for " << inputs + outputs
                                  << " inputs and outputs";
  for (auto [attribute, operand] :
       llvm::zip(op.getMaps(), llvm::concat<Value>(op.getInputs(), op.getOutputs()))) {
    AffineMap map = cast<AffineMapAttr>(attribute).getValue();
    int64_t operandRank = cast<MemRefType>(operand.getType()).getRank();
    if (map.getNumDims() != rank || map.getNumResults() != operandRank)
      return op.emitOpError("map ") << attribute << " does not take " << rank << " indices to the "
                                    << operandRank << " of " << operand.getType();
  }
  Block &body = op.getBody().front();
  if (body.getNumArguments() != rank + extraArguments + inputs)
    return op.emitOpError("region has ") << body.getNumArguments() << " arguments, expected "
                                         << rank + extraArguments + inputs;
  if (body.getTerminator()->getNumOperands() != outputs)
    return op.emitOpError("region yields ") << body.getTerminator()->getNumOperands()
                                            << " values for " << outputs << " outputs";
  int64_t dim = op.getSplitDim();
  if (dim >= static_cast<int64_t>(rank) || (dim < 0 && op.getSlices() != 1))
    return op.emitOpError("cannot be split along dimension ") << dim;
  if (dim >= 0 && static_cast<int64_t>(op.getSlices() * op.getChunk()) < op.getSizes()[dim])
    return op.emitOpError("slices leave part of dimension ") << dim << " undone";
  return success();
}

LogicalResult RowsOp::verify() {
  if (std::optional<AffineMap> range = getRange();
      range && (range->getNumDims() != getSizes().size() || range->getNumResults() != 1 || getSizes().size() < 2 ||
                range->isFunctionOfDim(getSizes().size() - 1)))
    return emitOpError("range ") << AffineMapAttr::get(*range) << " does not take the " << getSizes().size()
                                 << " indices of an element, but the innermost, to the past-the-end one of its row";
  return verifyKernel(*this, 0);
}
LogicalResult ColumnsOp::verify() {
  if (failed(verifyKernel(*this, 0)))
    return failure();
  int64_t reduced = getReduced(), rank = getSizes().size();
  if (reduced < 0 || reduced >= rank - 1)
    return emitOpError("cannot reduce dimension ")
           << reduced << " of " << rank << ": vectors run along the innermost";
  if (getSplitDim() == reduced)
    return emitOpError("cannot be split along the dimension that it reduces");
  for (Attribute map : getMaps().getValue().drop_front(getInputs().size()))
    if (cast<AffineMapAttr>(map).getValue().isFunctionOfDim(reduced))
      return emitOpError("output map ") << map << " depends on the reduced dimension";
  return success();
}

static LogicalResult verifyColumnSums(ContractOp op, const ContractShape &shape) {
  auto expected = MemRefType::get({shape.extents[shape.vectorDim]},
                                  cast<MemRefType>(op.getRhs().getType()).getElementType());
  if (op.getColumnSums().getType() != expected)
    return op.emitOpError("needs column sums of type ")
           << expected << ", got " << op.getColumnSums().getType();
  for (unsigned dim = 0; dim < shape.vectorDim; ++dim)
    if (shape.rhs.coefficients[dim] != 0)
      return op.emitOpError("has column sums of a rhs that depends on dimension ") << dim;
  for (auto [expr, size] : llvm::zip(op.getRhsMap().getResults(),
                                     cast<MemRefType>(op.getRhs().getType()).getShape()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr); !dim || shape.extents[dim.getPosition()] != size)
      return op.emitOpError("has column sums of a rhs that is not read as a whole: ")
             << AffineMapAttr::get(op.getRhsMap());
  return success();
}

/// Whether `map` leaves out dimension `dim`, of `size`.
static bool leavesOut(AffineMap map, unsigned dim, int64_t size) { return size > 1 && !map.isFunctionOfDim(dim); }

bool ContractOp::isSum(unsigned index) {
  auto map = cast<AffineMapAttr>(getMaps()[getInputs().size() + index]).getValue();
  return llvm::any_of(llvm::enumerate(getSizes()),
                      [&](auto dim) { return leavesOut(map, dim.index(), dim.value()); });
}

bool ContractOp::isSummed(unsigned dim) {
  auto maps = getMaps().getValue().drop_front(getInputs().size());
  return llvm::any_of(maps, [&](Attribute map) {
    return leavesOut(cast<AffineMapAttr>(map).getValue(), dim, getSizes()[dim]);
  });
}

static LogicalResult verifySums(ContractOp op) {
  int64_t last = op.getSizes().size() - 1;
  for (auto [index, output] : llvm::enumerate(op.getOutputs())) {
    if (!op.isSum(index))
      continue;
    auto map = cast<AffineMapAttr>(op.getMaps()[op.getInputs().size() + index]);
    if (!llvm::all_of(map.getValue().getResults(), llvm::IsaPred<AffineDimExpr>))
      return op.emitOpError("output ") << index << " is a sum with computed indices: " << map;
    if (leavesOut(map.getValue(), last, op.getSizes()[last]) || op.getSizes()[last] == 1)
      return op.emitOpError("output ") << index << " is a sum over the innermost dimension: " << map;
    if (op.getSplitDim() >= 0 && leavesOut(map.getValue(), op.getSplitDim(), op.getSizes()[op.getSplitDim()]))
      return op.emitOpError("output ") << index << " is a sum over the dimension that is split: " << map;
    if (!isa<FloatType>(cast<MemRefType>(output.getType()).getElementType()))
      return op.emitOpError("output ") << index << " is a sum of type " << output.getType();
  }
  return success();
}

LogicalResult ContractOp::verify() {
  size_t dims = getSizes().size() + getReductions().size();
  if (getSizes().empty())
    return emitOpError("has no dimension for vectors to run along");
  for (auto [map, operand, name] : {std::make_tuple(getLhsMap(), getLhs(), "lhs"),
                                    std::make_tuple(getRhsMap(), getRhs(), "rhs")}) {
    auto type = cast<MemRefType>(operand.getType());
    if (map.getNumDims() != dims || map.getNumResults() != type.getRank())
      return emitOpError() << name << " map " << AffineMapAttr::get(map) << " does not take " << dims
                           << " indices to those of " << type;
  }
  int64_t blocked = getBlocked();
  if (blocked < 0 || blocked > static_cast<int64_t>(getReductions().size()))
    return emitOpError("cannot block ") << blocked << " of " << getReductions().size()
                                        << " reductions";
  if (std::optional<AffineMap> range = getRange();
      range && (range->getNumDims() != getSizes().size() || range->getNumResults() != 2 || getReductions().empty()))
    return emitOpError("range ") << AffineMapAttr::get(*range) << " does not take the " << getSizes().size()
                                 << " indices of an element to the first and past-the-end one of a reduction";
  if (failed(verifyKernel(*this, 1)))
    return failure();
  Block &body = getBody().front();
  Value sum = body.getArgument(getSizes().size());
  if (blocked > 0 && (getOutputs().size() != 1 || body.getTerminator()->getOperand(0) != sum))
    return emitOpError("with blocked reductions keeps its sums in its only output, as they are");
  ContractShape shape(*this);
  unsigned vector = shape.vectorDim;
  if (shape.extents[vector] > 1 &&
      (shape.rhs.coefficients[vector] != 1 || (shape.isLhsVector() && shape.lhs.coefficients[vector] != 1)))
    return emitOpError("operands are not contiguous along dimension ") << vector;
  if (failed(verifySums(*this)))
    return failure();
  return getColumnSums() ? verifyColumnSums(*this, shape) : success();
}

LogicalResult DotPairsOp::verify() {
  auto sums = cast<VectorType>(getSum().getType()), factors = cast<VectorType>(getLhs().getType());
  if (factors.getNumElements() != 2 * sums.getNumElements())
    return emitOpError("needs two factors for each lane of ") << sums << ", got " << factors;
  return success();
}

LogicalResult LoadOp::verify() {
  auto type = cast<MemRefType>(getMemref().getType());
  if (type.getRank() != 2)
    return emitOpError("needs memory of rows, of rank 2, got ") << type;
  if (getIndices().size() != 2)
    return emitOpError("needs 2 indices into ") << type << ", got " << getIndices().size();
  if (getResult().getType() != type.getElementType())
    return emitOpError("gives an element of ") << type << ", not " << getResult().getType();
  Block *body = (*this)->getBlock();
  auto sizes = (*this)->getParentOp()->getAttrOfType<DenseI64ArrayAttr>("sizes");
  auto innermost = dyn_cast<BlockArgument>(getIndices().back());
  if (!sizes || !innermost || innermost.getOwner() != body ||
      static_cast<int64_t>(innermost.getArgNumber()) + 1 != sizes.size())
    return emitOpError("needs the innermost index of its region as the last one");
  return success();
}

LogicalResult ScatterAddOp::verify() {
  auto base = cast<MemRefType>(getBase().getType());
  auto indices = cast<MemRefType>(getIndices().getType());
  auto updates = cast<MemRefType>(getUpdates().getType());
  if (base.getRank() != 2 || !isa<FloatType>(base.getElementType()))
    return emitOpError("needs a base of rows of floating-point numbers, of rank 2, got ") << base;
  Type index = indices.getElementType();
  if (indices.getRank() != 1 || !(index.isSignlessInteger(32) || index.isSignlessInteger(64)))
    return emitOpError("needs indices i32 or i64 of rank 1, got ") << indices;
  auto expected =
      MemRefType::get({indices.getDimSize(0), base.getDimSize(1)}, base.getElementType());
  if (updates.getShape() != expected.getShape() ||
      updates.getElementType() != expected.getElementType())
    return emitOpError("needs updates of type ") << expected << ", got " << updates;
  return success();
}
