//===- ConvertPrecision.cpp - A graph in f64 --------------------------------===//
//
// Finite differences need more digits than f32 has. Whatever the text declares as f32 becomes f64;
// only the scalar lr_scale, which is f32 in every call, keeps its type and is cast where it comes
// in.
//
//===----------------------------------------------------------------------===//
#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

namespace dlc {
#define GEN_PASS_DEF_CONVERTPRECISION
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc::dl;

/// `type` with f64 for f32.
static Type convert(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.getElementType().isF32())
    return type;
  return tensor.clone(Float64Type::get(type.getContext()));
}

/// Constants become constants of the new type; every f32 is an f64.
static ElementsAttr convert(ElementsAttr value) {
  auto dense = dyn_cast<DenseFPElementsAttr>(value);
  if (!dense || !dense.getElementType().isF32())
    return value;
  return dense.mapValues(Float64Type::get(value.getContext()), [](const APFloat &element) {
    APFloat wide = element;
    bool losesInfo;
    wide.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
    return wide.bitcastToAPInt();
  });
}

static bool isScalarArgument(func::FuncOp function, unsigned index) {
  return argumentName(function, index).role == "scalar";
}

static void convertSignature(func::FuncOp function) {
  SmallVector<Type> inputs, results;
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
    inputs.push_back(isScalarArgument(function, index) ? type : convert(type));
  for (Type type : function.getResultTypes())
    results.push_back(convert(type));
  function.setType(FunctionType::get(function.getContext(), inputs, results));
}

/// Casts the scalar arguments that stay f32 for their users, which do not.
static void castScalars(func::FuncOp function) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  for (BlockArgument argument : function.getArguments()) {
    Type wide = convert(argument.getType());
    if (wide == argument.getType() || !isScalarArgument(function, argument.getArgNumber()))
      continue;
    auto widened =
        CastOp::create(builder, argument.getLoc(), cast<RankedTensorType>(wide), argument);
    argument.replaceAllUsesExcept(widened.getResult(), widened);
  }
}

namespace {
struct ConvertPrecisionPass : dlc::impl::ConvertPrecisionBase<ConvertPrecisionPass> {
  void runOnOperation() override {
    for (VariableOp variable : getOperation().getOps<VariableOp>())
      variable.setType(cast<RankedTensorType>(convert(variable.getType())));
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      function.getBody().walk([](Operation *op) {
        if (auto constant = dyn_cast<ConstantOp>(op))
          constant.setValueAttr(convert(constant.getValue()));
        for (OpResult result : op->getResults())
          result.setType(convert(result.getType()));
        for (Region &region : op->getRegions())
          for (BlockArgument argument : region.getArguments())
            argument.setType(convert(argument.getType()));
      });
      for (BlockArgument argument : function.getArguments())
        if (!isScalarArgument(function, argument.getArgNumber()))
          argument.setType(convert(argument.getType()));
      convertSignature(function);
      castScalars(function);
    }
  }
};
} // namespace
