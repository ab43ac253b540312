//===- ConvertDLToDLK.cpp - Groups become kernels, graph functions steps ------===//
#include "StepPlan.h"

#include "dlc/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace dlc {
#define GEN_PASS_DEF_CONVERTDLTODLK
#include "dlc/Conversion/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

namespace {
class StepBuilder {
public:
  StepBuilder(func::FuncOp graph, const ModelTables &tables, int64_t slices, bool reuse, bool profile,
              bool describe, const StepCosts &costs)
      : graph(graph), plan(graph, tables, slices, reuse, costs), builder(graph), reuse(reuse),
        profile(profile), describe(describe) {}

  /// The bytes of the workspace that the step computes in, and those of its kernels' times.
  int64_t workspaceSize() const { return plan.workspaceSize(); }
  int64_t lapsBytes() const {
    return profile ? (plan.kernels().size() + 1) * sizeof(int64_t) : 0;
  }

  /// `lapsAt` is the offset of the kernels' times in the workspace.
  void run(int64_t lapsAt) {
    lapsOffset = lapsAt;
    auto pointer = LLVM::LLVMPointerType::get(graph.getContext());
    Type i32 = builder.getI32Type();
    auto step = func::FuncOp::create(builder, graph.getLoc(), graph.getName(),
                                     builder.getFunctionType({pointer, i32, i32}, {i32}));
    int64_t bytes = profile ? lapsOffset + lapsBytes() : workspaceSize();
    step->setAttr(dlk::kWorkspaceSizeAttr, builder.getI64IntegerAttr(bytes));
    int64_t mostSlices = 1;
    for (const Kernel &kernel : plan.kernels())
      mostSlices = std::max(mostSlices, kernel.slices);
    step->setAttr(dlk::kSlicesAttr, builder.getI64IntegerAttr(mostSlices));
    step->setAttr(dlk::kWorkspaceBoundAttr, builder.getI64IntegerAttr(plan.workspaceBound()));
    if (profile)
      step->setAttr(dlk::kProfileAttr, builder.getI64IntegerAttr(lapsOffset));
    if (profile || describe)
      step->setAttr(dlk::kKernelsAttr, plan.describeKernels());
    if (describe)
      step->setAttr(dlk::kFootprintAttr, builder.getI64IntegerAttr(plan.footprint()));
    if (!reuse)
      step->setAttr(dlk::kValuesAttr, plan.describeValues());
    Block *entry = step.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    call = entry->getArgument(0);
    threads32 = entry->getArgument(2);
    Type index = builder.getIndexType();
    thread = arith::IndexCastOp::create(builder, step.getLoc(), index, entry->getArgument(1));
    threads = arith::IndexCastOp::create(builder, step.getLoc(), index, threads32);

    for (size_t position = 0, end; position < plan.kernels().size(); position = end) {
      end = plan.runEnd(position);
      if (plan.hasBarrier(position))
        dlk::BarrierOp::create(builder, step.getLoc(), call, threads32);
      // The wait for the other threads belongs to the kernel before.
      endLap(position == 0 ? plan.kernels().size() : position - 1);
      launch(position, end);
    }
    endLap(plan.kernels().size() - 1);
    if (Value loss = plan.loss())
      storeLoss(loss);
    Value ok = arith::ConstantIntOp::create(builder, step.getLoc(), 0, 32);
    func::ReturnOp::create(builder, step.getLoc(), ok);
    graph.erase();
  }

private:
  /// Of a value that memory holds a piece of for each slice, the view that has `piece` of `slice` there.
  Value view(Location loc, Value value, MemRefType type, Value slice = {}, Value piece = {}) {
    Place place = plan.placeOf(value);
    Value shift;
    if (place.piece != 0) {
      Value pieces = arith::SubIOp::create(builder, loc, slice, piece);
      shift = arith::MulIOp::create(builder, loc, pieces, constant(loc, place.piece));
    }
    return dlk::ViewOp::create(builder, loc, type, call, place.space, place.index, place.offset, shift);
  }

  static bool isSamePlace(const Place &a, const Place &b) {
    return a.space == b.space && a.index == b.index && a.offset == b.offset;
  }

  /// Operands of one type in one place become one argument; if places overlap otherwise, nothing is
  /// said about aliasing. The other pointers of a kernel are disjoint. Returns the arguments that are no more.
  llvm::BitVector mergeInPlace(const Kernel &kernel) {
    func::FuncOp function = kernel.function;
    Block &body = function.getBody().front();
    llvm::BitVector drop(body.getNumArguments());
    llvm::BitVector aliased(body.getNumArguments());
    for (size_t i = 0; i < kernel.operands.size(); ++i)
      for (size_t j = 0; j < i; ++j) {
        const KernelOperand &a = kernel.operands[j], &b = kernel.operands[i];
        if (drop[j + 1] || !isSamePlace(plan.placeOf(a.value), plan.placeOf(b.value)))
          continue;
        if (a.type == b.type) {
          body.getArgument(i + 1).replaceAllUsesWith(body.getArgument(j + 1));
          drop.set(i + 1);
          break;
        }
        aliased.set(i + 1);
        aliased.set(j + 1);
      }
    for (unsigned i = 1; i < body.getNumArguments(); ++i)
      if (!aliased[i])
        function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(), builder.getUnitAttr());
    (void)function.eraseArguments(drop);
    return drop;
  }

  Value constant(Location loc, int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }

  /// The slices of this thread: slice s belongs to the thread t with s in [ceil(S t / T), ceil(S (t + 1) / T)).
  scf::ForOp forSlices(Location loc, int64_t slices) {
    Value one = constant(loc, 1), all = constant(loc, slices);
    auto bound = [&](Value t) -> Value {
      Value product = arith::MulIOp::create(builder, loc, all, t);
      Value above = arith::SubIOp::create(builder, loc, threads, one);
      product = arith::AddIOp::create(builder, loc, product, above);
      return arith::DivUIOp::create(builder, loc, product, threads);
    };
    Value first = bound(thread);
    Value last = bound(arith::AddIOp::create(builder, loc, thread, one));
    return scf::ForOp::create(builder, loc, first, last, one);
  }

  /// Kernels [first, last) piece by piece, or one kernel slice by slice.
  void launch(size_t first, size_t last) {
    Location loc = func::FuncOp(plan.kernels()[first].function).getLoc();
    OpBuilder::InsertionGuard guard(builder);
    auto loop = forSlices(loc, plan.kernels()[first].slices);
    builder.setInsertionPointToStart(loop.getBody());
    Value slice = loop.getInductionVar(), piece = slice;
    if (int64_t pieces = plan.kernels()[first].pieces; pieces > 1) {
      Value count = constant(loc, pieces);
      Value before = arith::MulIOp::create(builder, loc, slice, count);
      auto inner = scf::ForOp::create(builder, loc, constant(loc, 0), count, constant(loc, 1));
      builder.setInsertionPointToStart(inner.getBody());
      piece = arith::AddIOp::create(builder, loc, before, inner.getInductionVar());
    }
    for (size_t index = first; index < last; ++index) {
      const Kernel &kernel = plan.kernels()[index];
      func::FuncOp function = kernel.function;
      llvm::BitVector dropped = mergeInPlace(kernel);
      SmallVector<Value> operands{piece};
      for (auto [i, operand] : llvm::enumerate(kernel.operands)) {
        if (dropped[i + 1])
          continue;
        OpBuilder::InsertionGuard guard(builder);
        if (plan.placeOf(operand.value).piece == 0)
          builder.setInsertionPoint(loop);
        operands.push_back(view(function.getLoc(), operand.value, operand.type, slice, piece));
      }
      func::CallOp::create(builder, function.getLoc(), function, operands);
      if (last - first > 1)
        endLap(index);
    }
  }

  /// Goes on in a branch that the first thread alone takes.
  OpBuilder::InsertionGuard onFirstThread(Location loc) {
    Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, thread,
                                          arith::ConstantIndexOp::create(builder, loc, 0));
    auto branch = scf::IfOp::create(builder, loc, isFirst);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    return guard;
  }

  /// The first thread's time since the lap before is that of kernel `index`, or of none if there is no such kernel.
  void endLap(int64_t index) {
    if (!profile || plan.kernels().empty())
      return;
    Location loc = graph.getLoc();
    OpBuilder::InsertionGuard guard = onFirstThread(loc);
    int64_t count = plan.kernels().size() + 1;
    auto type = MemRefType::get({count}, builder.getI64Type());
    Value laps = dlk::ViewOp::create(builder, loc, type, call, dlk::Space::Workspace, 0, lapsOffset);
    dlk::LapOp::create(builder, loc, laps, index);
  }

  void storeLoss(Value loss) {
    Location loc = loss.getLoc();
    // The first thread computes every number of rank 0, the loss among them.
    OpBuilder::InsertionGuard guard = onFirstThread(loc);
    auto type = MemRefType::get({}, cast<RankedTensorType>(loss.getType()).getElementType());
    dlk::StoreLossOp::create(builder, loc, call, view(loc, loss, type));
  }

  func::FuncOp graph;
  StepPlan plan;
  OpBuilder builder;
  bool reuse, profile, describe;
  int64_t lapsOffset = 0;
  Value call, thread, threads, threads32;
};

struct ConvertDLToDLKPass : dlc::impl::ConvertDLToDLKBase<ConvertDLToDLKPass> {
  using ConvertDLToDLKBase::ConvertDLToDLKBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    StepCosts costs{flopsPerNanosecond,       bytesPerNanosecond,       ownBytes,
                    sharedBytesPerNanosecond, memoryBytesPerNanosecond, cachedBytes,
                    sharedSpeedup,            sharedThreads,            barrierNanoseconds,
                    startNanoseconds,         meetingPerThread,         sliceNanoseconds,
                    threads,                  worthSplitting,           flopsPerByte};
    ModelTables tables = collectTables(module);
    auto graphs = llvm::to_vector(module.getOps<func::FuncOp>());
    std::vector<std::unique_ptr<StepBuilder>> steps;
    int64_t lapsAt = 0;
    for (func::FuncOp graph : graphs) {
      steps.push_back(std::make_unique<StepBuilder>(graph, tables, slices, reuse, profile, describe,
                                                    costs));
      lapsAt = std::max(lapsAt, steps.back()->workspaceSize());
    }
    // Times stay until they are read, whichever functions run meanwhile.
    for (auto &step : steps) {
      step->run(lapsAt);
      lapsAt += step->lapsBytes();
    }
    for (auto variable : llvm::make_early_inc_range(module.getOps<VariableOp>()))
      variable.erase();
  }
};
} // namespace
