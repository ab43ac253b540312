//===- AssignLayouts.cpp - Layouts become shapes, convolutions contractions ---===//
// Ops are rewritten in program order. Convolutions and pooling take and give images in the layout;
// elementwise ops follow as soon as one of their operands is in it, so that images stay in the layout
// until an op needs them otherwise. Conversions are made where they are first needed, once a value.
//===----------------------------------------------------------------------===//
#include "Layout.h"
#include "dlc/Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"

namespace dlc {
#define GEN_PASS_DEF_ASSIGNLAYOUTS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

static bool isConvolution(Operation *op) {
  return isa<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(op);
}

static bool isPooling(Operation *op) {
  return isa<MaxPool2DOp, MaxUnpool2DOp, PoolSelectOp, SumPool2DOp, SumUnpool2DOp>(op);
}

namespace {
class LayoutRewriter {
public:
  LayoutRewriter(func::FuncOp function, Layout layout)
      : block(function.getBody().front()), layout(layout), builder(function.getContext()) {}

  void run() {
    SmallVector<Operation *> replaced;
    for (Operation &op : llvm::make_early_inc_range(block)) {
      builder.setInsertionPoint(&op);
      if (rewrite(&op)) {
        replaced.push_back(&op);
        continue;
      }
      for (OpOperand &operand : op.getOpOperands())
        operand.set(asImage(operand.get()));
    }
    for (Operation *op : llvm::reverse(replaced))
      op->erase();
  }

private:
  bool isInMemory(Value value) const { return inMemory.contains(value); }
  /// The value as ops outside the layout know it.
  Value asImage(Value value);
  /// The value in the layout, wherever it comes from.
  Value asMemory(Value value);
  /// Builds `op` in the layout if that is where it belongs.
  bool rewrite(Operation *op);
  bool rewriteElementwise(Operation *op);
  bool rewriteReduction(Operation *op);

  Block &block;
  Layout layout;
  OpBuilder builder;
  IRMapping inMemory; // images in the layout
  IRMapping asBefore; // results that are no images, and images turned back
};
} // namespace

Value LayoutRewriter::asImage(Value value) {
  if (Value known = asBefore.lookupOrNull(value))
    return known;
  Value memory = inMemory.lookupOrNull(value);
  if (!memory)
    return value;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfterValue(memory);
  Value image = layout.toImage(builder, value.getLoc(), memory, tensor(value));
  asBefore.map(value, image);
  return image;
}

Value LayoutRewriter::asMemory(Value value) {
  if (Value known = inMemory.lookupOrNull(value))
    return known;
  Location loc = value.getLoc();
  Operation *op = value.getDefiningOp();
  auto type = layout.typeOf(tensor(value));
  Value memory;
  // What costs nothing is made anew in the layout.
  if (auto constant = dyn_cast_or_null<ConstantOp>(op); constant && constant.getValue().isSplat()) {
    auto splat = cast<DenseElementsAttr>(constant.getValue()).getSplatValue<Attribute>();
    memory = ConstantOp::create(builder, loc, DenseElementsAttr::get(type, splat));
  } else if (auto broadcast = dyn_cast_or_null<BroadcastOp>(op)) {
    Value operand = asImage(broadcast.getOperand());
    return layout.broadcast(builder, loc, operand, broadcast.getDims(), tensor(value));
  } else if (auto iota = dyn_cast_or_null<IotaOp>(op); iota && iota.getDimension() != 0) {
    memory = IotaOp::create(builder, loc, type, layout.dimsOf(iota.getDimension())[0]);
  } else {
    // As early as it can be: other users may come before this one.
    OpBuilder::InsertionGuard guard(builder);
    Value image = asImage(value);
    builder.setInsertionPointAfterValue(image);
    memory = layout.toMemory(builder, loc, image);
    inMemory.map(value, memory);
    asBefore.map(value, image);
    return memory;
  }
  return memory; // not kept: it stands at one place and costs nothing
}

bool LayoutRewriter::rewriteElementwise(Operation *op) {
  if (!op->hasTrait<OpTrait::Elementwise>() || !layout.fits(tensor(op->getResult(0))) ||
      llvm::none_of(op->getOperands(), [&](Value operand) { return isInMemory(operand); }))
    return false;
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(asMemory(operand));
  OperationState state(op->getLoc(), op->getName());
  state.addOperands(operands);
  state.addAttributes(op->getDiscardableAttrDictionary().getValue());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  state.addTypes(layout.typeOf(tensor(op->getResult(0))));
  inMemory.map(op->getResult(0), builder.create(state)->getResult(0));
  return true;
}

bool LayoutRewriter::rewriteReduction(Operation *op) {
  if (!isa<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>(op) ||
      !isInMemory(op->getOperand(0)))
    return false;
  auto axes = op->getAttrOfType<DenseI64ArrayAttr>("axes").asArrayRef();
  auto reduce = [&](Value operand, ArrayRef<int64_t> places) -> Value {
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case<ReduceSumOp, ReduceMaxOp, ReduceMinOp, ReduceProdOp>([&](auto reduction) {
          return decltype(reduction)::create(builder, op->getLoc(), operand, places);
        });
  };
  SmallVector<int64_t> places, ofBatch;
  for (int64_t axis : axes)
    llvm::append_range(axis == 0 ? ofBatch : places, layout.dimsOf(axis));
  llvm::sort(places);
  Value kept = asMemory(op->getOperand(0));
  // Within each image first, as slices of the batch can; then over the batch, of which little is left.
  if (!places.empty())
    kept = reduce(kept, places);
  for (int64_t &dim : ofBatch)
    dim -= llvm::count_if(places, [&](int64_t place) { return place < dim; });
  if (!ofBatch.empty())
    kept = reduce(kept, ofBatch);
  asBefore.map(op->getResult(0), layout.restoreKept(builder, op->getLoc(), kept, axes));
  return true;
}

bool LayoutRewriter::rewrite(Operation *op) {
  if (auto conv = dyn_cast<Conv2DOp>(op)) {
    conv.getFilterMutable().assign(asImage(conv.getFilter()));
    inMemory.map(conv, buildConvolution(builder, conv, layout, asMemory(conv.getInput())));
    return true;
  }
  if (auto gradient = dyn_cast<Conv2DInputGradientOp>(op)) {
    gradient.getFilterMutable().assign(asImage(gradient.getFilter()));
    inMemory.map(gradient, buildInputGradient(builder, gradient, layout,
                                              asMemory(gradient.getCotangent())));
    return true;
  }
  if (auto gradient = dyn_cast<Conv2DWeightGradientOp>(op)) {
    asBefore.map(gradient,
                 buildWeightGradient(builder, gradient, layout, asMemory(gradient.getInput()),
                                     asMemory(gradient.getCotangent())));
    return true;
  }
  if (isPooling(op)) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(asMemory(operand));
    SmallVector<Value> results = buildPooling(builder, op, layout, operands);
    for (auto [before, now] : llvm::zip_equal(op->getResults(), results))
      if (now)
        inMemory.map(before, now);
    return true;
  }
  return rewriteElementwise(op) || rewriteReduction(op);
}

//===- The choice -------------------------------------------------------------------===//

/// Vectors run along images where a batch fills them; else along channels.
static Layout chooseLayout(func::FuncOp function, int64_t lanes) {
  bool fills = true;
  function.walk([&](Operation *op) {
    if (isConvolution(op) || isPooling(op))
      fills &= tensor(op->getOperand(0)).getDimSize(0) % lanes == 0;
  });
  return fills ? Layout(Layout::BatchInnermost, lanes) : Layout(Layout::ChannelsLast);
}

namespace {
struct AssignLayoutsPass : dlc::impl::AssignLayoutsBase<AssignLayoutsPass> {
  using AssignLayoutsBase::AssignLayoutsBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    bool hasImages = false;
    function.walk([&](Operation *op) { hasImages |= isConvolution(op) || isPooling(op); });
    if (function.isExternal() || !hasImages)
      return;
    Layout layout = chooseLayout(function, lanes);
    if (force == "channels-last") {
      layout = Layout(Layout::ChannelsLast);
    } else if (!force.empty() && force != "batch-innermost") {
      function.emitError() << "there is no layout '" << force.getValue()
                           << "'; expected batch-innermost or channels-last";
      return signalPassFailure();
    }
    LayoutRewriter(function, layout).run();
  }
};
} // namespace
