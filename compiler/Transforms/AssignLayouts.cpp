//===- AssignLayouts.cpp - Layouts become shapes, convolutions contractions ---===//
// Ops are rewritten in program order, each in the layout that was chosen for it. A value that is read in
// another layout than it is made in is converted, once for all who read it there.
//===----------------------------------------------------------------------===//
#include "ChooseLayouts.h"
#include "dlc/Transforms/LayoutNames.h"
#include "dlc/Transforms/Passes.h"

#include "llvm/ADT/TypeSwitch.h"

namespace dlc {
#define GEN_PASS_DEF_ASSIGNLAYOUTS
#include "dlc/Transforms/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;
using namespace dlc::dl;

static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
class LayoutRewriter {
public:
  LayoutRewriter(Block &block, const LayoutChoice &choice)
      : block(block), choice(choice), builder(block.getParentOp()->getContext()) {}

  void run() {
    SmallVector<Operation *> replaced;
    for (Operation &op : llvm::make_early_inc_range(block)) {
      builder.setInsertionPoint(&op);
      Layout layout = choice.of(&op);
      if (layout.getKind() != Layout::RowMajor) {
        rewrite(&op, layout);
        replaced.push_back(&op);
        continue;
      }
      for (OpOperand &operand : op.getOpOperands())
        operand.set(inRowMajor(operand.get()));
    }
    for (Operation *op : llvm::reverse(replaced))
      op->erase();
  }

private:
  /// A value as it lies in memory: with another shape than in the graph, but for row-major.
  struct Place {
    Layout layout;
    Value value;
  };

  /// `value` of the graph in the layout, wherever it comes from.
  Value in(Value value, const Layout &layout);
  Value inRowMajor(Value value) { return in(value, Layout(Layout::RowMajor)); }
  SmallVector<Value> in(ValueRange values, const Layout &layout) {
    return llvm::map_to_vector(values, [&](Value value) { return in(value, layout); });
  }
  /// A value that is free in any layout, made there.
  Value remake(Value value, const Layout &layout);
  void set(Value before, Value now, const Layout &layout) { places[before] = {{layout, now}}; }

  void rewrite(Operation *op, const Layout &layout);
  Value rewriteElementwise(Operation *op, const Layout &layout);
  Value rewriteReduction(Operation *op, const Layout &layout);

  Block &block;
  const LayoutChoice &choice;
  OpBuilder builder;
  // Of values of the graph: where they were made, then conversions.
  llvm::DenseMap<Value, SmallVector<Place, 2>> places;
};
} // namespace

Value LayoutRewriter::in(Value value, const Layout &layout) {
  bool isRowMajor = layout.getKind() == Layout::RowMajor;
  if (!isRowMajor && isFreeInAnyLayout(value))
    return remake(value, layout); // not kept: it stands at one place
  auto &known = places[value];
  if (known.empty())
    known.push_back({Layout(Layout::RowMajor), value});
  for (const Place &place : known)
    if (place.layout == layout)
      return place.value;
  // Here, where it is first read: until then one of the two is enough to keep. Other readers come later.
  const Place &home = known.front();
  Value now = layout.convert(builder, value.getLoc(), home.value, home.layout, tensor(value));
  known.push_back({layout, now});
  return now;
}

Value LayoutRewriter::remake(Value value, const Layout &layout) {
  Location loc = value.getLoc();
  auto type = layout.typeOf(tensor(value));
  return llvm::TypeSwitch<Operation *, Value>(value.getDefiningOp())
      .Case([&](ConstantOp constant) {
        auto splat = cast<DenseElementsAttr>(constant.getValue()).getSplatValue<Attribute>();
        return ConstantOp::create(builder, loc, DenseElementsAttr::get(type, splat));
      })
      .Case([&](BroadcastOp op) {
        Value operand = inRowMajor(op.getOperand());
        return layout.broadcast(builder, loc, operand, op.getDims(), tensor(value));
      })
      .Case([&](IotaOp iota) -> Value {
        SmallVector<int64_t, 2> dims = layout.dimsOf(iota.getDimension());
        Value index = IotaOp::create(builder, loc, type, dims[0]);
        if (dims.size() == 1)
          return index;
        // Where indices come in blocks: so many in each block before, and those before in the same one.
        Value size = ConstantOp::create(builder, loc, type, type.getDimSize(dims[1]));
        index = MulOp::create(builder, loc, index, size);
        return AddOp::create(builder, loc, index, IotaOp::create(builder, loc, type, dims[1]));
      });
}

Value LayoutRewriter::rewriteElementwise(Operation *op, const Layout &layout) {
  OperationState state(op->getLoc(), op->getName());
  state.addOperands(in(op->getOperands(), layout));
  state.addAttributes(op->getDiscardableAttrDictionary().getValue());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  state.addTypes(layout.typeOf(tensor(op->getResult(0))));
  return builder.create(state)->getResult(0);
}

Value LayoutRewriter::rewriteReduction(Operation *op, const Layout &layout) {
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
  Value kept = in(op->getOperand(0), layout);
  // Within each image first, as slices of the batch can; then over the batch, of which little is left.
  if (!places.empty())
    kept = reduce(kept, places);
  for (int64_t &dim : ofBatch)
    dim -= llvm::count_if(places, [&](int64_t place) { return place < dim; });
  if (!ofBatch.empty())
    kept = reduce(kept, ofBatch);
  return layout.restoreKept(builder, op->getLoc(), kept, axes);
}

/// Builds `op` where it belongs.
void LayoutRewriter::rewrite(Operation *op, const Layout &layout) {
  const Layout rowMajor(Layout::RowMajor);
  if (auto conv = dyn_cast<Conv2DOp>(op)) {
    conv.getFilterMutable().assign(inRowMajor(conv.getFilter()));
    set(conv, buildConvolution(builder, conv, layout, in(conv.getInput(), layout)), layout);
  } else if (auto gradient = dyn_cast<Conv2DInputGradientOp>(op)) {
    gradient.getFilterMutable().assign(inRowMajor(gradient.getFilter()));
    Value cotangent = in(gradient.getCotangent(), layout);
    set(gradient, buildInputGradient(builder, gradient, layout, cotangent), layout);
  } else if (auto gradient = dyn_cast<Conv2DWeightGradientOp>(op)) {
    Value input = in(gradient.getInput(), layout), cotangent = in(gradient.getCotangent(), layout);
    set(gradient, buildWeightGradient(builder, gradient, layout, input, cotangent), rowMajor);
  } else if (isImageReduction(op)) {
    set(op->getResult(0), rewriteReduction(op, layout), rowMajor);
  } else if (op->hasTrait<OpTrait::Elementwise>()) {
    set(op->getResult(0), rewriteElementwise(op, layout), layout);
  } else {
    SmallVector<Value> results = buildPooling(builder, op, layout, in(op->getOperands(), layout));
    for (auto [before, now] : llvm::zip_equal(op->getResults(), results))
      if (now)
        set(before, now, layout);
  }
}

namespace {
struct AssignLayoutsPass : dlc::impl::AssignLayoutsBase<AssignLayoutsPass> {
  using AssignLayoutsBase::AssignLayoutsBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    FailureOr<std::optional<Layout>> forced = parseLayout(force, lanes);
    if (failed(forced)) {
      function.emitError() << "there is no layout '" << force.getValue()
                           << "'; expected " << layoutNames();
      return signalPassFailure();
    }
    Block &block = function.getBody().front();
    LayoutChoice choice(block, LayoutCost({lanes, fmaPorts, multipliesPairs}), *forced);
    if (!choice.isEmpty())
      LayoutRewriter(block, choice).run();
  }
};
} // namespace
