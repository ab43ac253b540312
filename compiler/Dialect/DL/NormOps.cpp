//===- NormOps.cpp - Shapes of normalisation ----------------------------------===//
#include "ReducedType.h"
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

/// Also appends the operand's type, the result's, and with `withStatistics` those of mean and
/// variance.
static LogicalResult inferNormalized(StringRef name, std::optional<Location> loc, Value operand,
                                     ArrayRef<int64_t> axes, double epsilon, bool withStatistics,
                                     SmallVectorImpl<Type> &types) {
  SmallVector<Type> reduced;
  if (failed(inferReduced(name, loc, operand, axes, {}, reduced)))
    return failure();
  if (axes.empty())
    return emitOptionalError(loc, "'", name, "' op needs at least one axis");
  if (!(epsilon >= 0))
    return emitOptionalError(loc, "'", name, "' op epsilon must be at least 0, got ", epsilon);
  types.push_back(operand.getType());
  if (withStatistics)
    types.append(2, reduced.front());
  return success();
}

LogicalResult NormalizeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(inferNormalized(getOperationName(), loc, adaptor.getOperand(), adaptor.getAxes(),
                             adaptor.getEpsilon(), /*withStatistics=*/true,
                             types)))
    return failure();
  if (adaptor.getNValid() && adaptor.getAxes().front() != 0)
    return emitOptionalError(loc, "'", getOperationName(),
                             "' op takes 'n_valid' only where dimension 0 is one of the axes");
  return success();
}

LogicalResult RmsNormalizeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferNormalized(getOperationName(), loc, adaptor.getOperand(), adaptor.getAxes(),
                         adaptor.getEpsilon(), /*withStatistics=*/false, types);
}
