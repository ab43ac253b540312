//===- AttentionOps.cpp - Shapes of attention ---------------------------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto query = cast<RankedTensorType>(adaptor.getQuery().getType());
  auto key = cast<RankedTensorType>(adaptor.getKey().getType());
  if (query.getRank() != 4 || key.getRank() != 4 ||
      query.getElementType() != key.getElementType() ||
      query.getDimSize(0) != key.getDimSize(0) || query.getDimSize(3) != key.getDimSize(3))
    return emitOptionalError(loc, "'dl.attention' op needs a query [B, H, T, D] and a key "
                                  "[B, G, S, D] of one element type, got ",
                             query, " and ", key);
  if (query.getDimSize(1) % key.getDimSize(1))
    return emitOptionalError(loc, "'dl.attention' op cannot share ", key.getDimSize(1),
                             " heads of ", key, " among ", query.getDimSize(1), " of ", query);
  if (Value mask = adaptor.getMask()) {
    int64_t wanted[] = {key.getDimSize(0), key.getDimSize(2)};
    if (cast<RankedTensorType>(mask.getType()).getShape() != ArrayRef<int64_t>(wanted))
      return emitOptionalError(loc, "'dl.attention' op needs a mask [", wanted[0], ", ", wanted[1],
                               "], got ", mask.getType());
  }
  types.push_back(query);
  return success();
}
