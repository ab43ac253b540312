//===- ResultsToDestinations.cpp - Callers own the memory of results --------------===//
#include "Places.h"
#include "dlc/Conversion/Passes.h"
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlrt/dlrt.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/StringSwitch.h"

namespace dlc {
#define GEN_PASS_DEF_RESULTSTODESTINATIONS
#include "dlc/Conversion/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
struct ResultsToDestinationsPass : dlc::impl::ResultsToDestinationsBase<ResultsToDestinationsPass> {
  void runOnOperation() override;

private:
  void moveResults(func::FuncOp function);
  /// Sets the place of each argument of an entry function.
  LogicalResult placeArguments(func::FuncOp function, const ModelTables &tables);
  FailureOr<int64_t> findPlace(func::FuncOp function, const ModelTables &tables, StringRef role,
                               StringRef name);
};
} // namespace

static MemRefType memoryOf(Type type) {
  if (auto memory = dyn_cast<MemRefType>(type))
    return memory;
  auto tensor = cast<RankedTensorType>(type);
  return MemRefType::get(tensor.getShape(), tensor.getElementType());
}

void ResultsToDestinationsPass::moveResults(func::FuncOp function) {
  auto unit = UnitAttr::get(&getContext());
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.setArgAttr(i, bufferization::BufferizationDialect::kWritableAttrName,
                        BoolAttr::get(&getContext(), false));

  auto results = llvm::to_vector(function.getResultTypes());
  unsigned first = function.getNumArguments();
  for (auto [index, type] : llvm::enumerate(results)) {
    NamedAttrList attrs(function.getResultAttrDict(index));
    attrs.set(kDestinationAttr, unit);
    (void)function.insertArgument(first + index, memoryOf(type), attrs.getDictionary(&getContext()),
                                  function.getLoc());
  }
  auto terminator = cast<func::ReturnOp>(function.getBody().front().getTerminator());
  OpBuilder builder(terminator);
  for (auto [index, value] : llvm::enumerate(terminator.getOperands()))
    bufferization::MaterializeInDestinationOp::create(builder, terminator.getLoc(), Type(), value,
                                                      function.getArgument(first + index),
                                                      /*restrict=*/true, /*writable=*/true);
  terminator.getOperandsMutable().clear();
  (void)function.eraseResults(BitVector(results.size(), true));
}

FailureOr<int64_t> ResultsToDestinationsPass::findPlace(func::FuncOp function,
                                                        const ModelTables &tables, StringRef role,
                                                        StringRef name) {
  if (std::optional<Role> block = symbolizeRole(role)) {
    VariableOp variable = findVariable(tables, *block, name);
    if (!variable)
      return function.emitOpError("names the ")
             << role << " '" << name << "', which is not declared";
    if (!variable.getOffset())
      return variable.emitOpError("has no offset, which dl-assign-offsets gives it");
    return *variable.getOffset();
  }
  if (role == "input" || role == "target" || role == "output")
    return findEntry(role == "input"    ? tables.inputs
                     : role == "target" ? tables.targets
                                        : tables.outputs,
                     name);
  if (role == "loss")
    return offsetof(dlrt_call, loss);
  int64_t offset = llvm::StringSwitch<int64_t>(role == "scalar" ? name : "")
                       .Case("seed", offsetof(dlrt_call, seed))
                       .Case("step", offsetof(dlrt_call, step))
                       .Case("n_valid", offsetof(dlrt_call, n_valid))
                       .Case("lr_scale", offsetof(dlrt_call, lr_scale))
                       .Case("total_steps", offsetof(dlrt_call, total_steps))
                       .Default(-1);
  if (offset < 0)
    return function.emitOpError("names the ")
           << role << " '" << name << "', for which a call has no place";
  return offset;
}

LogicalResult ResultsToDestinationsPass::placeArguments(func::FuncOp function,
                                                        const ModelTables &tables) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    auto role = function.getArgAttrOfType<StringAttr>(i, kRoleAttr);
    auto name = function.getArgAttrOfType<StringAttr>(i, kNameAttr);
    if (!role || !name)
      return function.emitOpError("needs 'dl.role' and 'dl.name' for each argument and result");
    FailureOr<int64_t> place = findPlace(function, tables, role, name);
    if (failed(place))
      return failure();
    Builder builder(&getContext());
    function.setArgAttr(i, kPlaceAttr, builder.getI64IntegerAttr(*place));
    function.setArgAttr(i, kTypeAttr, TypeAttr::get(memoryOf(function.getArgumentTypes()[i])));
  }
  return success();
}

void ResultsToDestinationsPass::runOnOperation() {
  ModelTables tables = collectTables(getOperation());
  for (auto function : getOperation().getOps<func::FuncOp>()) {
    if (function.isExternal() || !function.getBody().hasOneBlock())
      continue;
    moveResults(function);
    if (isEntryName(function.getName()) && failed(placeArguments(function, tables)))
      return signalPassFailure();
  }
}
