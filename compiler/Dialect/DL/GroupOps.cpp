//===- GroupOps.cpp - What a group may hold ------------------------------------===//
#include "dlc/Dialect/DL/DL.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::dl;

static bool isMove(Operation &op) {
  return isa<TransposeOp, SliceOp, PadOp, ConcatOp, GatherOp, ScatterAddOp>(op);
}

LogicalResult GroupOp::verifyRegions() {
  Block &body = getBody().front();
  auto yield = dyn_cast<YieldOp>(body.getTerminator());
  if (!yield)
    return emitOpError("must end with 'dl.yield', got '")
           << body.getTerminator()->getName() << "'";
  if (yield.getValues().getTypes() != getResultTypes()) {
    InFlightDiagnostic error = yield.emitOpError("gives values of types (")
                               << yield.getValues().getTypes() << ") to a group of results ("
                               << getResultTypes() << ")";
    error.attachNote(getLoc()) << "the group is here";
    return error;
  }

  auto count = [&](auto isOfKind) { return llvm::count_if(body.without_terminator(), isOfKind); };
  auto verifyCount = [&](StringRef what, int64_t found, bool hasOne) -> LogicalResult {
    if (found == hasOne)
      return success();
    return emitOpError("of kind '") << stringifyGroupKind(getKind()) << "' holds "
                                    << (hasOne ? "one " : "no ") << what << ", got " << found;
  };
  for (Operation &op : body)
    if (isa<GroupOp>(op))
      return op.emitOpError("cannot be in another group");
  if (failed(verifyCount("matmul or contract",
                         count([](Operation &op) { return isa<MatmulOp, ContractOp>(op); }),
                         getKind() == GroupKind::Contraction)))
    return failure();
  // Groups of other kinds read slices where they are.
  bool moves = getKind() == GroupKind::Move;
  auto isCounted = [&](Operation &op) { return isMove(op) && (moves || !isa<SliceOp>(op)); };
  return verifyCount("op that moves elements", count(isCounted), moves);
}
