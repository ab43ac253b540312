//===- ReferenceEntries.cpp - Step functions around lowered graphs ----------------===//
#include "Places.h"
#include "dlc/Conversion/Passes.h"
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlrt/dlrt.h"

#include "mlir/Dialect/LLVMIR/FunctionCallUtils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

namespace dlc {
#define GEN_PASS_DEF_REFERENCEENTRIES
#include "dlc/Conversion/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
/// One argument of a graph function, from its attributes.
struct Argument {
  StringRef role;
  bool isDestination;
  int64_t place;
  MemRefType type;

  int64_t byteCount() const {
    return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  }
};

/// Writes the body of one step function.
class EntryBuilder : public ImplicitLocOpBuilder {
public:
  EntryBuilder(LLVM::LLVMFuncOp graph, ModuleOp module)
      : ImplicitLocOpBuilder(graph.getLoc(), module.getContext()), graph(graph), module(module),
        pointer(LLVM::LLVMPointerType::get(getContext())) {}

  LogicalResult build();

private:
  LogicalResult readArguments();
  void buildRun();
  Value i64(int64_t value) { return LLVM::ConstantOp::create(*this, getI64IntegerAttr(value)); }
  Value offsetBy(Value base, int64_t bytes) {
    return LLVM::GEPOp::create(*this, pointer, getI8Type(), base,
                               LLVM::GEPArg(static_cast<int32_t>(bytes)));
  }
  Value loadPointer(Value address) { return LLVM::LoadOp::create(*this, pointer, address); }
  /// Where the caller of the step function keeps an argument.
  Value locate(const Argument &argument);
  void writeBack(const Argument &argument, Value result);

  LLVM::LLVMFuncOp graph;
  ModuleOp module;
  Type pointer;
  Value call;
  SmallVector<Argument> arguments;
};
} // namespace

LogicalResult EntryBuilder::readArguments() {
  for (unsigned i = 0; i < graph.getNumArguments(); ++i) {
    auto role = graph.getArgAttrOfType<StringAttr>(i, kRoleAttr);
    auto place = graph.getArgAttrOfType<IntegerAttr>(i, kPlaceAttr);
    auto type = graph.getArgAttrOfType<TypeAttr>(i, kTypeAttr);
    if (!role || !place || !type)
      return graph.emitOpError("needs a role, a place and a type for argument ") << i;
    arguments.push_back({role.getValue(), !!graph.getArgAttr(i, kDestinationAttr), place.getInt(),
                         cast<MemRefType>(type.getValue())});
  }
  return success();
}

/// The pointer member of dlrt_call through which arguments of a role are reached; -1 for scalars,
/// which are members themselves.
static int64_t blockOffset(StringRef role) {
  return llvm::StringSwitch<int64_t>(role)
      .Case("parameter", offsetof(dlrt_call, parameters))
      .Case("state", offsetof(dlrt_call, state))
      .Case("optimizer", offsetof(dlrt_call, optimizer))
      .Case("gradient", offsetof(dlrt_call, gradients))
      .Case("input", offsetof(dlrt_call, inputs))
      .Case("target", offsetof(dlrt_call, targets))
      .Case("output", offsetof(dlrt_call, outputs))
      .Default(-1);
}

Value EntryBuilder::locate(const Argument &argument) {
  if (argument.role == "loss")
    return loadPointer(offsetBy(call, argument.place));
  int64_t block = blockOffset(argument.role);
  if (block < 0)
    return offsetBy(call, argument.place);
  Value base = loadPointer(offsetBy(call, block));
  bool isTable = argument.role == "input" || argument.role == "target" || argument.role == "output";
  if (!isTable)
    return LLVM::GEPOp::create(*this, pointer, getI8Type(), base, ValueRange{i64(argument.place)});
  return loadPointer(offsetBy(base, argument.place * sizeof(void *)));
}

void EntryBuilder::writeBack(const Argument &argument, Value result) {
  Value target = locate(argument);
  if (argument.role != "loss") {
    LLVM::MemcpyOp::create(*this, target, result, i64(argument.byteCount()), /*isVolatile=*/false);
    return;
  }
  // A null pointer means that the caller does not want the loss, so it stays where it is.
  Value null = LLVM::ZeroOp::create(*this, pointer);
  Value isNull = LLVM::ICmpOp::create(*this, LLVM::ICmpPredicate::eq, target, null);
  target = LLVM::SelectOp::create(*this, isNull, result, target);
  Value loss = LLVM::LoadOp::create(*this, argument.type.getElementType(), result);
  if (loss.getType().isF64())
    loss = LLVM::FPTruncOp::create(*this, getF32Type(), loss);
  else if (!loss.getType().isF32())
    loss = LLVM::FPExtOp::create(*this, getF32Type(), loss);
  LLVM::StoreOp::create(*this, loss, target);
}

void EntryBuilder::buildRun() {
  auto malloc = LLVM::lookupOrCreateMallocFn(*this, module, getI64Type());
  auto free = LLVM::lookupOrCreateFreeFn(*this, module);
  SmallVector<Value> operands;
  for (const Argument &argument : arguments) {
    if (!argument.isDestination) {
      operands.push_back(locate(argument));
      continue;
    }
    // Never empty, and large enough for the loss as f32.
    Value size = i64(std::max<int64_t>(argument.byteCount(), 8));
    operands.push_back(LLVM::CallOp::create(*this, *malloc, size).getResult());
  }
  LLVM::CallOp::create(*this, graph, operands);
  for (auto [argument, operand] : llvm::zip_equal(arguments, operands)) {
    if (!argument.isDestination)
      continue;
    writeBack(argument, operand);
    LLVM::CallOp::create(*this, *free, operand);
  }
}

LogicalResult EntryBuilder::build() {
  if (failed(readArguments()))
    return failure();
  std::string name = graph.getName().str();
  SymbolTable symbols(module);
  if (failed(symbols.rename(graph, name + ".graph")))
    return graph.emitOpError("cannot be renamed");
  graph.setLinkage(LLVM::Linkage::Internal);

  setInsertionPointAfter(graph);
  Type i32 = getI32Type();
  auto type = LLVM::LLVMFunctionType::get(i32, {pointer, i32, i32});
  auto entry = LLVM::LLVMFuncOp::create(*this, name, type);
  Block *start = entry.addEntryBlock(*this);
  Block *run = createBlock(&entry.getBody(), entry.getBody().end());
  Block *end = createBlock(&entry.getBody(), entry.getBody().end());
  call = start->getArgument(0);

  setInsertionPointToEnd(start);
  Value zero = LLVM::ConstantOp::create(*this, getI32IntegerAttr(0));
  Value isFirst = LLVM::ICmpOp::create(*this, LLVM::ICmpPredicate::eq, start->getArgument(1), zero);
  LLVM::CondBrOp::create(*this, isFirst, run, end);
  setInsertionPointToEnd(run);
  buildRun();
  LLVM::BrOp::create(*this, end);
  setInsertionPointToEnd(end);
  LLVM::ReturnOp::create(*this, zero);
  return success();
}

namespace {
struct ReferenceEntriesPass : dlc::impl::ReferenceEntriesBase<ReferenceEntriesPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto function : llvm::make_early_inc_range(module.getOps<LLVM::LLVMFuncOp>()))
      if (isEntryName(function.getName()) && !function.isExternal() &&
          failed(EntryBuilder(function, module).build()))
        return signalPassFailure();
    for (VariableOp variable : llvm::make_early_inc_range(module.getOps<VariableOp>()))
      variable.erase();
  }
};
} // namespace
