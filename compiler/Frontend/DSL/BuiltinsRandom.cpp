//===- BuiltinsRandom.cpp - Random numbers --------------------------------===//
#include "Builtins.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

/// Each call draws from its own stream, fresh in each step.
template <typename OpTy>
static Value emitRandom(Call &call, llvm::StringRef first, llvm::StringRef second) {
  auto shape = call.shape("shape");
  if (!shape)
    return {};
  llvm::SmallVector<int64_t> rows;
  for (const Value &dim : call["shape"].elements)
    rows.push_back(dim.batchFactor);
  mlir::OpBuilder &builder = call.builder();
  mlir::Value seed = call.emitter.scalar("seed", call.loc);
  mlir::Value step = call.emitter.scalar("step", call.loc);
  auto type = mlir::RankedTensorType::get(*shape, builder.getF32Type());
  return call.tensor(OpTy::create(builder, call.location(), type, seed, step,
                                  builder.getF64FloatAttr(call.number(first)),
                                  builder.getF64FloatAttr(call.number(second)),
                                  builder.getI64IntegerAttr(streamOf(call.path))),
                     rows);
}

static Value emitUniform(Call &call) {
  if (!(call.number("low") < call.number("high")))
    return call.fail("low", "'random_uniform' needs low < high, got " + call["low"].describe() +
                                " and " + call["high"].describe());
  return emitRandom<dl::RandomUniformOp>(call, "low", "high");
}

static Value emitNormal(Call &call) {
  if (!(call.number("std") >= 0))
    return call.fail("std", "'random_normal' needs std >= 0, got " + call["std"].describe());
  return emitRandom<dl::RandomNormalOp>(call, "mean", "std");
}

llvm::ArrayRef<Builtin> dlc::dsl::randomBuiltins() {
  static const Param shape{"shape", ArgKind::Shape};
  static const std::vector<Builtin> table = {
      {"random_uniform",
       {shape, {"low", ArgKind::Number, "0"}, {"high", ArgKind::Number, "1"}},
       "f32, uniform in [low, high), other numbers in each step",
       emitUniform,
       /*hasParameters=*/false,
       /*drawsNumbers=*/true},
      {"random_normal",
       {shape, {"mean", ArgKind::Number, "0"}, {"std", ArgKind::Number, "1"}},
       "f32, normal, other numbers in each step",
       emitNormal,
       /*hasParameters=*/false,
       /*drawsNumbers=*/true},
  };
  return table;
}
