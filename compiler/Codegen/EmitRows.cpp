//===- EmitRows.cpp - Loops of elementwise kernels and row reductions ---------===//
// A short row is unrolled whole, so that its values stay in registers between a fold and its uses. A
// long row is walked once for each depth of folds and once for the outputs; values are computed again
// in each walk rather than stored, which costs arithmetic where the row fits in the cache anyway.
//===----------------------------------------------------------------------===//
#include "Emitters.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace dlc;

// Vectors in flight: hides the latency of arithmetic and of loads.
static constexpr int64_t kUnroll = 4;
// Polynomials are long enough to hide it, and need registers: so many for one in two vectors at a time.
static constexpr int64_t kRegistersForTwo = 32;
// A row of at most this many vectors is unrolled whole.
static constexpr int64_t kShortRow = 4;

namespace {
class RowsEmitter {
public:
  RowsEmitter(OpBuilder &builder, dlk::RowsOp op, const VectorTarget &target)
      : builder(builder), kernel(op), loc(op.getLoc()), range(op.getRange()),
        folds(op.getBody().getOps<dlk::FoldOp>()) {
    lanes = widestLanes(target);
    if (int64_t count = polynomials())
      unroll = count * kRegistersForTwo <= target.vectorRegisters ? 2 : 1;
  }

  void emit() {
    kernel.forSlice(builder, [&](Value first, int64_t length) {
      SmallVector<Value> outer;
      emitDimension(0, outer, first, length);
    });
  }

private:
  /// How many functions are computed for each element.
  int64_t polynomials() const {
    return llvm::count_if(kernel.body->without_terminator(), [&](Operation &op) {
      return kernel.isVarying(op.getResult(0)) && isa<math::MathDialect>(op.getDialect()) &&
             !isa<math::AbsFOp, math::SqrtOp, math::FmaOp, math::FloorOp, math::CopySignOp>(op);
    });
  }

  /// As many lanes as a vector has of the widest element that varies along the row.
  int64_t widestLanes(const VectorTarget &target) {
    unsigned bits = 0;
    auto widen = [&](Type type) {
      if (type.isIntOrFloat())
        bits = std::max(bits, type.getIntOrFloatBitWidth());
    };
    for (Operation &op : kernel.body->without_terminator())
      if (kernel.isVarying(op.getResult(0)) && !isa<arith::IndexCastOp>(op))
        widen(op.getResult(0).getType());
    for (Value value : kernel.body->getTerminator()->getOperands())
      widen(value.getType());
    return std::max<int64_t>(1, target.vectorBits / std::max(bits, 8u));
  }

  void emitDimension(unsigned dim, SmallVector<Value> &outer, Value first, int64_t length) {
    if (dim + 1 == kernel.rank())
      return emitRow(outer, first, length);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value from = dim == 0 ? first : zero;
    int64_t count = dim == 0 ? length : kernel.sizes[dim];
    forLoop(builder, loc, from, count, 1, [&](Value index) {
      outer.push_back(index);
      emitDimension(dim + 1, outer, zero, kernel.sizes[dim + 1]);
      outer.pop_back();
    });
  }

  void emitRow(ArrayRef<Value> outer, Value first, int64_t length) {
    if (length <= kShortRow * lanes) {
      BodyEvaluator row(builder, kernel, outer,
                        chunksAt(builder, loc, first, cover(length, lanes)));
      row.store(/*varying=*/true);
      row.store(/*varying=*/false);
      return;
    }
    int64_t step = lanes * unroll, full = length / step * step;
    Value last = plus(builder, loc, first, full);
    Value end = range ? endOfRow(outer, full, step) : last;
    // What folds have given so far; grows with each walk.
    DenseMap<Value, Value> done;
    BodyEvaluator perRow(builder, kernel, outer, {});
    for (unsigned depth = 0; depth <= folds.size(); ++depth) {
      SmallVector<dlk::FoldOp> now = foldsOfDepth(depth);
      if (now.empty())
        break;
      walkFolds(outer, first, end, length, now, done);
      for (dlk::FoldOp fold : now)
        perRow.set(fold.getResult(), done[fold.getResult()]);
    }
    auto outputs = [&](Value base, ArrayRef<int64_t> widths) {
      evaluator(outer, base, widths, done).store(/*varying=*/true);
    };
    SmallVector<int64_t> widths(unroll, lanes);
    if (range) {
      forSteps(first, end, step, [&](Value base) { outputs(base, widths); });
      forSteps(end, last, step, [&](Value base) { evaluator(outer, base, widths, done).storeZeros(); });
    } else {
      forLoop(builder, loc, first, full, step, [&](Value base) { outputs(base, widths); });
    }
    if (length > full)
      outputs(last, cover(length - full, lanes));
    perRow.store(/*varying=*/false);
  }

  /// What a row needs of its first `full` elements, in whole steps.
  Value endOfRow(ArrayRef<Value> outer, int64_t full, int64_t step) {
    auto constant = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(builder, loc, value); };
    std::function<Value(AffineExpr)> evaluate = [&](AffineExpr expr) -> Value {
      if (auto dim = dyn_cast<AffineDimExpr>(expr))
        return outer[dim.getPosition()];
      if (auto number = dyn_cast<AffineConstantExpr>(expr))
        return constant(number.getValue());
      auto binary = cast<AffineBinaryOpExpr>(expr);
      Value left = evaluate(binary.getLHS()), right = evaluate(binary.getRHS());
      if (expr.getKind() == AffineExprKind::Add)
        return arith::AddIOp::create(builder, loc, left, right);
      assert(expr.getKind() == AffineExprKind::Mod && "a row's end is its number, and a number more");
      return arith::RemUIOp::create(builder, loc, left, right);
    };
    Value past = arith::MaxSIOp::create(builder, loc, evaluate(range->getResult(0)), constant(0));
    Value steps = arith::DivUIOp::create(
        builder, loc, arith::AddIOp::create(builder, loc, past, constant(step - 1)), constant(step));
    return arith::MinUIOp::create(builder, loc, arith::MulIOp::create(builder, loc, steps, constant(step)),
                                  constant(full));
  }

  void forSteps(Value from, Value to, int64_t step, llvm::function_ref<void(Value)> emit) {
    Value stride = arith::ConstantIndexOp::create(builder, loc, step);
    auto loop = scf::ForOp::create(builder, loc, from, to, stride);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    emit(loop.getInductionVar());
  }

  BodyEvaluator evaluator(ArrayRef<Value> outer, Value base, ArrayRef<int64_t> widths,
                          const DenseMap<Value, Value> &done) {
    BodyEvaluator result(builder, kernel, outer, chunksAt(builder, loc, base, widths));
    for (auto [fold, value] : done)
      result.set(fold, value);
    return result;
  }

  /// One walk along the row, in steps up to `end` and over what is no whole step, that does all of `now`.
  void walkFolds(ArrayRef<Value> outer, Value first, Value end, int64_t length, SmallVectorImpl<dlk::FoldOp> &now,
                 DenseMap<Value, Value> &done) {
    int64_t step = lanes * unroll, full = length / step * step;
    SmallVector<int64_t> widths(unroll, lanes);
    SmallVector<Value> start;
    for (dlk::FoldOp fold : now)
      for (int64_t i = 0; i < unroll; ++i)
        start.push_back(neutral(builder, loc, fold.getCombine(), atWidth(fold.getType(), lanes)));
    auto at = [&](ValueRange accumulators, size_t fold) {
      return accumulators.slice(fold * unroll, unroll);
    };
    Value stride = arith::ConstantIndexOp::create(builder, loc, step);
    auto loop = scf::ForOp::create(builder, loc, first, end, stride, start);
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      BodyEvaluator part = evaluator(outer, loop.getInductionVar(), widths, done);
      SmallVector<Value> next;
      // Chunk by chunk, whose folds have most in common.
      next.resize(start.size());
      for (int64_t i = 0; i < unroll; ++i)
        for (auto [index, fold] : llvm::enumerate(now))
          next[index * unroll + i] = combine(builder, loc, fold.getCombine(),
                                             at(loop.getRegionIterArgs(), index)[i],
                                             operandAt(part, fold, i));
      scf::YieldOp::create(builder, loc, next);
    }
    SmallVector<int64_t> restWidths = cover(length - full, lanes);
    BodyEvaluator rest = evaluator(outer, plus(builder, loc, first, full), restWidths, done);
    SmallVector<Value> results;
    for (auto [index, fold] : llvm::enumerate(now)) {
      dlk::Combine kind = fold.getCombine();
      auto parts = llvm::to_vector<kUnroll>(at(loop.getResults(), index));
      for (; parts.size() > 1; parts.resize(parts.size() / 2))
        for (size_t i = 0; i < parts.size() / 2; ++i)
          parts[i] = combine(builder, loc, kind, parts[2 * i], parts[2 * i + 1]);
      Value total = combineLanes(builder, loc, kind, parts.front());
      for (size_t i = 0; i < restWidths.size(); ++i)
        total = combine(builder, loc, kind, total,
                        combineLanes(builder, loc, kind, operandAt(rest, fold, i)));
      results.push_back(total);
    }
    for (auto [index, fold] : llvm::enumerate(now))
      done[fold.getResult()] = results[index];
  }

  Value operandAt(BodyEvaluator &part, dlk::FoldOp fold, size_t chunk) {
    Value operand = fold.getOperand();
    if (kernel.isVarying(operand))
      return part.vector(operand, chunk);
    return part.splat(operand, chunk); // the same number in each lane
  }

  /// Folds of which `depth` others, one after another, must be done before.
  SmallVector<dlk::FoldOp> foldsOfDepth(unsigned depth) {
    SmallVector<dlk::FoldOp> found;
    for (dlk::FoldOp fold : folds)
      if (depthOf(fold.getOperand()) == depth)
        found.push_back(fold);
    return found;
  }
  unsigned depthOf(Value value) {
    Operation *op = value.getDefiningOp();
    if (!op || op->getBlock() != kernel.body)
      return 0;
    auto [it, isNew] = depths.try_emplace(op, 0);
    if (!isNew)
      return it->second;
    unsigned depth = 0;
    for (Value operand : op->getOperands())
      depth = std::max(depth, depthOf(operand));
    return depths[op] = depth + isa<dlk::FoldOp>(op);
  }

  OpBuilder &builder;
  KernelView kernel;
  Location loc;
  std::optional<AffineMap> range;
  SmallVector<dlk::FoldOp> folds;
  DenseMap<Operation *, unsigned> depths;
  int64_t lanes, unroll = kUnroll;
};
} // namespace

void dlc::emitRows(OpBuilder &builder, dlk::RowsOp op, const VectorTarget &target) {
  if (!emitTranspose(builder, op, target))
    RowsEmitter(builder, op, target).emit();
}
