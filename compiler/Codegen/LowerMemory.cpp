//===- LowerMemory.cpp - Memory as bare pointers ------------------------------===//
// Shapes are static and memory is row-major: an address is a pointer and one index. MLIR's own lowering takes a
// descriptor of sizes and strides along to each access, four fifths of all operations, which LLVM would then have to
// fold. With memory goes the type index: from here on it is i64, so that what follows changes no types.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"
#include "dlrt/dlrt.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Threading.h"
#include "llvm/ADT/TypeSwitch.h"

#include <limits>

namespace dlc {
#define GEN_PASS_DEF_LOWERMEMORY
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

/// Where the field of a call that a view starts from lies in it.
static size_t fieldOf(dlk::Space space) {
  switch (space) {
  case dlk::Space::Parameters:
    return offsetof(dlrt_call, parameters);
  case dlk::Space::State:
    return offsetof(dlrt_call, state);
  case dlk::Space::Optimizer:
    return offsetof(dlrt_call, optimizer);
  case dlk::Space::Gradients:
    return offsetof(dlrt_call, gradients);
  case dlk::Space::Workspace:
    return offsetof(dlrt_call, workspace);
  case dlk::Space::Inputs:
    return offsetof(dlrt_call, inputs);
  case dlk::Space::Targets:
    return offsetof(dlrt_call, targets);
  case dlk::Space::Outputs:
    return offsetof(dlrt_call, outputs);
  case dlk::Space::Seed:
    return offsetof(dlrt_call, seed);
  case dlk::Space::Step:
    return offsetof(dlrt_call, step);
  case dlk::Space::Valid:
    return offsetof(dlrt_call, n_valid);
  case dlk::Space::LrScale:
    return offsetof(dlrt_call, lr_scale);
  case dlk::Space::TotalSteps:
    return offsetof(dlrt_call, total_steps);
  }
  llvm_unreachable("all spaces are handled");
}

/// The bytes that an element of memory is aligned to.
static unsigned alignmentOf(Type type) { return std::max(1u, getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8); }

namespace {
class FunctionLowering {
public:
  explicit FunctionLowering(func::FuncOp function)
      : function(function), builder(function.getContext()), pointer(LLVM::LLVMPointerType::get(builder.getContext())),
        i64(builder.getI64Type()) {}

  void run() {
    // What accesses memory reads the shape off its type, so that types go last.
    function.walk([&](Operation *op) { lowerAccess(op); });
    function.walk([&](Operation *op) { lowerOrigin(op); });
    retype();
  }

private:
  void lowerAccess(Operation *op);
  void lowerOrigin(Operation *op);
  void retype();
  void retypeConstant(arith::ConstantOp constant);
  void lowerIndexCast(Operation *op, bool isSigned);

  Value address(Location loc, Value memory, ValueRange indices);
  Value constant(int64_t number);
  Value scaled(Value index, int64_t stride);
  Value sum(Location loc, Value lhs, Value rhs);
  Value pointerOf(dlk::ViewOp view);

  void replace(Operation *op, Value value) {
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
  }
  Type lowered(Type type) const {
    if (isa<MemRefType>(type))
      return pointer;
    if (type.isIndex())
      return i64;
    if (auto vector = dyn_cast<VectorType>(type); vector && vector.getElementType().isIndex())
      return vector.clone(i64);
    return type;
  }

  func::FuncOp function;
  OpBuilder builder;
  Type pointer, i64;
  // What addresses have in common is one value each: in the function, and in the block that is being lowered.
  DenseMap<int64_t, Value> constants;
  DenseMap<std::pair<Value, int64_t>, Value> products;
  DenseMap<std::pair<Value, Value>, Value> sums, addresses;
  Block *block = nullptr;
};
} // namespace

//===- Accesses ---------------------------------------------------------------===//

Value FunctionLowering::constant(int64_t number) {
  Value &known = constants[number];
  if (!known) {
    OpBuilder start = OpBuilder::atBlockBegin(&function.getBody().front());
    known = arith::ConstantIndexOp::create(start, function.getLoc(), number);
  }
  return known;
}

/// `index` * `stride`, computed where the index is.
Value FunctionLowering::scaled(Value index, int64_t stride) {
  if (stride == 1)
    return index;
  Value &known = products[{index, stride}];
  if (!known) {
    Value factor = constant(stride);
    OpBuilder::InsertionGuard guard(builder);
    bool isArgument = llvm::is_contained(function.getArguments(), index); // constants are in front of all else
    builder.setInsertionPointAfterValue(isArgument ? factor : index);
    known = arith::MulIOp::create(builder, index.getLoc(), index, factor, arith::IntegerOverflowFlags::nsw);
  }
  return known;
}

Value FunctionLowering::sum(Location loc, Value lhs, Value rhs) {
  Value &known = sums[{lhs, rhs}];
  if (!known)
    known = arith::AddIOp::create(builder, loc, lhs, rhs, arith::IntegerOverflowFlags::nsw);
  return known;
}

Value FunctionLowering::address(Location loc, Value memory, ValueRange indices) {
  auto type = cast<MemRefType>(memory.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  Value distance;
  int64_t fixed = offset;
  for (auto [index, stride] : llvm::zip_equal(indices, strides)) {
    Value variable = index;
    while (auto add = variable.getDefiningOp<arith::AddIOp>()) {
      std::optional<int64_t> number = getConstantIntValue(add.getRhs());
      if (!number)
        break;
      fixed += *number * stride;
      variable = add.getLhs();
    }
    if (std::optional<int64_t> number = getConstantIntValue(variable)) {
      fixed += *number * stride;
      continue;
    }
    Value term = scaled(variable, stride);
    distance = distance ? sum(loc, distance, term) : term;
  }
  Type element = type.getElementType();
  constexpr int64_t kMostFixed = std::numeric_limits<int32_t>::max();
  if (std::abs(fixed) > kMostFixed) {
    distance = distance ? sum(loc, distance, constant(fixed)) : constant(fixed);
    fixed = 0;
  }
  if (distance) {
    Value &known = addresses[{memory, distance}];
    if (!known)
      known = LLVM::GEPOp::create(builder, loc, pointer, element, memory, ValueRange{distance});
    memory = known;
  }
  if (fixed != 0)
    memory = LLVM::GEPOp::create(builder, loc, pointer, element, memory,
                                 ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(fixed)});
  return memory;
}

void FunctionLowering::lowerAccess(Operation *op) {
  if (op->getBlock() != block) {
    block = op->getBlock();
    sums.clear();
    addresses.clear();
  }
  Location loc = op->getLoc();
  builder.setInsertionPoint(op);
  auto load = [&](Type type, Value from) {
    replace(op, LLVM::LoadOp::create(builder, loc, type, from, alignmentOf(type)));
  };
  auto store = [&](Value value, Value to) {
    LLVM::StoreOp::create(builder, loc, value, to, alignmentOf(value.getType()));
    op->erase();
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](memref::LoadOp access) {
        load(access.getType(), address(loc, access.getMemRef(), access.getIndices()));
      })
      .Case([&](vector::LoadOp access) {
        load(access.getType(), address(loc, access.getBase(), access.getIndices()));
      })
      .Case([&](memref::StoreOp access) {
        store(access.getValue(), address(loc, access.getMemRef(), access.getIndices()));
      })
      .Case([&](vector::StoreOp access) {
        store(access.getValueToStore(), address(loc, access.getBase(), access.getIndices()));
      })
      .Case([&](memref::PrefetchOp access) {
        Value from = address(loc, access.getMemref(), access.getIndices());
        LLVM::Prefetch::create(builder, loc, from, builder.getI32IntegerAttr(access.getIsWrite()),
                               access.getLocalityHintAttr(), builder.getI32IntegerAttr(access.getIsDataCache()));
        op->erase();
      });
}

//===- Where memory comes from --------------------------------------------------===//

Value FunctionLowering::pointerOf(dlk::ViewOp view) {
  Location loc = view.getLoc();
  auto advance = [&](Value base, int64_t bytes) -> Value {
    return LLVM::GEPOp::create(builder, loc, pointer, builder.getI8Type(), base,
                               ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(bytes)});
  };
  // A call does not change while its step runs: LLVM may keep what was loaded before a kernel.
  auto load = [&](Value from) -> Value {
    return LLVM::LoadOp::create(builder, loc, pointer, from, /*alignment=*/0, /*isVolatile=*/false,
                                /*isNonTemporal=*/false, /*isInvariant=*/true);
  };
  dlk::Space space = view.getSpace();
  Value field = advance(view.getCall(), fieldOf(space));
  if (space > dlk::Space::Outputs)
    return field;
  if (space > dlk::Space::Workspace)
    return load(advance(load(field), view.getIndex() * static_cast<int64_t>(sizeof(void *))));
  Value offset = arith::ConstantIntOp::create(builder, loc, view.getOffset(), 64);
  if (Value shift = view.getShift())
    offset = LLVM::AddOp::create(builder, loc, offset, shift);
  return LLVM::GEPOp::create(builder, loc, pointer, builder.getI8Type(), load(field), ValueRange{offset});
}

void FunctionLowering::lowerOrigin(Operation *op) {
  Location loc = op->getLoc();
  builder.setInsertionPoint(op);
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](dlk::ViewOp view) { replace(view, pointerOf(view)); })
      // Offsets are part of the type, and so of the addresses.
      .Case([&](memref::ReinterpretCastOp cast) { replace(cast, cast.getSource()); })
      .Case([&](memref::GetGlobalOp global) {
        replace(global, LLVM::AddressOfOp::create(builder, loc, pointer, global.getName()));
      })
      .Case([&](memref::AllocaOp local) {
        MemRefType type = local.getType();
        Value count = arith::ConstantIntOp::create(builder, loc, type.getNumElements(), 64);
        replace(local, LLVM::AllocaOp::create(builder, loc, pointer, type.getElementType(), count,
                                              local.getAlignment().value_or(0)));
      });
}

//===- Types ------------------------------------------------------------------===//

void FunctionLowering::retypeConstant(arith::ConstantOp constant) {
  TypedAttr value = constant.getValue();
  if (!getElementTypeOrSelf(value.getType()).isIndex())
    return;
  if (auto number = dyn_cast<IntegerAttr>(value))
    constant.setValueAttr(builder.getI64IntegerAttr(number.getInt()));
  else
    constant.setValueAttr(cast<DenseElementsAttr>(value).bitcast(i64));
}

void FunctionLowering::lowerIndexCast(Operation *op, bool isSigned) {
  Value from = op->getOperand(0);
  Type type = op->getResult(0).getType();
  unsigned bits = getElementTypeOrSelf(from.getType()).getIntOrFloatBitWidth();
  unsigned wanted = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  builder.setInsertionPoint(op);
  if (wanted < bits)
    from = arith::TruncIOp::create(builder, op->getLoc(), type, from);
  else if (wanted > bits && isSigned)
    from = arith::ExtSIOp::create(builder, op->getLoc(), type, from);
  else if (wanted > bits)
    from = arith::ExtUIOp::create(builder, op->getLoc(), type, from);
  replace(op, from);
}

void FunctionLowering::retype() {
  for (Block &block : function.getBody())
    for (BlockArgument argument : block.getArguments())
      argument.setType(lowered(argument.getType()));
  SmallVector<Operation *> casts;
  function.walk([&](Operation *op) {
    if (op == function)
      return;
    for (OpResult result : op->getResults())
      result.setType(lowered(result.getType()));
    if (auto constant = dyn_cast<arith::ConstantOp>(op))
      retypeConstant(constant);
    else if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op))
      casts.push_back(op);
  });
  for (Operation *op : casts)
    lowerIndexCast(op, isa<arith::IndexCastOp>(op));
  auto loweredAll = [&](ArrayRef<Type> types) {
    return llvm::map_to_vector(types, [&](Type type) { return lowered(type); });
  };
  FunctionType type = function.getFunctionType();
  function.setType(builder.getFunctionType(loweredAll(type.getInputs()), loweredAll(type.getResults())));
}

/// A constant of several values, row-major.
static void lowerGlobal(memref::GlobalOp global) {
  OpBuilder builder(global);
  auto values = cast<DenseElementsAttr>(*global.getInitialValue());
  int64_t count = values.getNumElements();
  Type element = values.getElementType();
  auto flat = values.reshape(RankedTensorType::get({count}, element));
  LLVM::GlobalOp::create(builder, global.getLoc(), LLVM::LLVMArrayType::get(element, count), global.getConstant(),
                         LLVM::Linkage::Private, global.getSymName(), flat, global.getAlignment().value_or(0));
  global.erase();
}

namespace {
struct LowerMemoryPass : dlc::impl::LowerMemoryBase<LowerMemoryPass> {
  void runOnOperation() override {
    for (auto global : llvm::make_early_inc_range(getOperation().getOps<memref::GlobalOp>()))
      lowerGlobal(global);
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    parallelForEach(&getContext(), functions, [](func::FuncOp function) { FunctionLowering(function).run(); });
  }
};
} // namespace
