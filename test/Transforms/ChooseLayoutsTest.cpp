//===- ChooseLayoutsTest.cpp - The choice beside trying all of them ---------===//
// Costs are added up here in another way than by the search: for each choice of layouts from its definition.
//===----------------------------------------------------------------------===//
#include "ChooseLayouts.h"

#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

#include <gtest/gtest.h>
#include <limits>

using namespace mlir;
using namespace dlc;

static constexpr int64_t kLanes = 8;

/// A step of two convolutions: 3 channels, which fit no block, then 16, `%filters` filters of 3 x 3, pooling, and
/// gradients that read its images a second time.
static std::string source(int filters, int pixels) {
  std::string text = R"(
    func.func @f(%x: tensor<8x3xPxPxf32>, %w0: tensor<16x3x3x3xf32>, %w1: tensor<Fx16x3x3xf32>, %g: tensor<8xFxPxPxf32>)
        -> (tensor<Fx16x3x3xf32>, tensor<16x3x3x3xf32>, tensor<8xFxPxPxf32>) {
      %a = dl.conv2d %x, %w0 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x3xPxPxf32>, tensor<16x3x3x3xf32> -> tensor<8x16xPxPxf32>
      %b = dl.relu %a : tensor<8x16xPxPxf32>
      %c = dl.conv2d %b, %w1 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x16xPxPxf32>, tensor<Fx16x3x3xf32> -> tensor<8xFxPxPxf32>
      %d = dl.mul %c, %g : tensor<8xFxPxPxf32>
      %e = dl.conv2d_weight_gradient %b, %d strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x16xPxPxf32>, tensor<8xFxPxPxf32> -> tensor<Fx16x3x3xf32>
      %h = dl.conv2d_input_gradient %d, %w1 strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8xFxPxPxf32>, tensor<Fx16x3x3xf32> -> tensor<8x16xPxPxf32>
      %i = dl.conv2d_weight_gradient %x, %h strides [1, 1] low [1, 1] high [1, 1] dilations [1, 1] groups 1 : tensor<8x3xPxPxf32>, tensor<8x16xPxPxf32> -> tensor<16x3x3x3xf32>
      return %e, %i, %d : tensor<Fx16x3x3xf32>, tensor<16x3x3x3xf32>, tensor<8xFxPxPxf32>
    })";
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    bool isSize = at > 0 && (text[at - 1] == 'x' || text[at - 1] == '<') && at + 1 < text.size() && text[at + 1] == 'x';
    if (isSize && text[at] == 'P')
      result += std::to_string(pixels);
    else if (isSize && text[at] == 'F')
      result += std::to_string(filters);
    else
      result += text[at];
  }
  return result;
}

namespace {
using Choice = SmallVector<Layout>;

class ChooseLayoutsTest : public testing::TestWithParam<std::pair<int, int>> {
protected:
  ChooseLayoutsTest() {
    context.loadDialect<dl::DLDialect, func::FuncDialect>();
    auto [filters, pixels] = GetParam();
    module = parseSourceString<ModuleOp>(source(filters, pixels), &context);
    func::FuncOp function = *module->getOps<func::FuncOp>().begin();
    block = &function.getBody().front();
    for (Operation &op : block->without_terminator())
      ops.push_back(&op);
  }

  static RankedTensorType tensor(Value value) { return cast<RankedTensorType>(value.getType()); }
  static bool isFilter(OpOperand &operand) {
    return operand.getOperandNumber() == 1 && isa<dl::Conv2DOp, dl::Conv2DInputGradientOp>(operand.getOwner());
  }

  Layout layoutOf(Operation *op, const Choice &choice) const {
    const auto *found = llvm::find(ops, op);
    bool makesImage = found != ops.end() && !isa<dl::Conv2DWeightGradientOp>(op);
    return makesImage ? choice[found - ops.begin()] : Layout(Layout::RowMajor);
  }

  bool isPossible(const Choice &choice) const {
    for (auto [op, layout] : llvm::zip_equal(ops, choice)) {
      for (OpOperand &operand : op->getOpOperands())
        if (!isFilter(operand) && !layout.fits(tensor(operand.get())))
          return false;
      if (!isa<dl::Conv2DWeightGradientOp>(op) && !layout.fits(tensor(op->getResult(0))))
        return false;
    }
    return true;
  }

  double costOf(const Choice &choice) const {
    double sum = 0;
    llvm::SetVector<std::pair<Value, Layout::Kind>> conversions;
    for (auto [op, layout] : llvm::zip_equal(ops, choice)) {
      sum += cost.ofKernel(op, layout);
      for (OpOperand &operand : op->getOpOperands())
        if (!isFilter(operand))
          conversions.insert({operand.get(), layout.getKind()});
    }
    for (Value value : block->getTerminator()->getOperands())
      conversions.insert({value, Layout::RowMajor});
    for (auto [value, kind] : conversions) {
      Layout from = value.getDefiningOp() ? layoutOf(value.getDefiningOp(), choice) : Layout(Layout::RowMajor);
      Layout to(kind, kLanes);
      if (!(from == to) && tensor(value).getDimSize(0) == 8) // an image
        sum += cost.ofConversion(tensor(value), from, to);
    }
    return sum;
  }

  /// The least cost of all choices for which `isAllowed`.
  double least(llvm::function_ref<bool(const Choice &)> isAllowed) const {
    const Layout all[] = {Layout(Layout::ChannelsLast), Layout(Layout::BatchInnermost, kLanes),
                          Layout(Layout::ChannelBlocked, kLanes)};
    double best = std::numeric_limits<double>::infinity();
    Choice choice(ops.size(), all[0]);
    int count = 1;
    for (size_t i = 0; i < ops.size(); ++i)
      count *= 3;
    for (int number = 0; number < count; ++number) {
      int rest = number;
      for (Layout &layout : choice) {
        layout = all[rest % 3];
        rest /= 3;
      }
      if (isAllowed(choice) && isPossible(choice))
        best = std::min(best, costOf(choice));
    }
    return best;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  Block *block = nullptr;
  SmallVector<Operation *> ops;
  const LayoutCost cost{{kLanes}};
};
} // namespace

TEST_P(ChooseLayoutsTest, NoChangeToOneLayoutGains) {
  LayoutChoice chosen(*block, cost, std::nullopt);
  Choice choice;
  for (Operation *op : ops)
    choice.push_back(chosen.of(op));
  ASSERT_TRUE(isPossible(choice));
  // Costs are rounded to picoseconds while cuts are found.
  double found = costOf(choice), rounded = 1e-2;

  double ofTwo = least([](const Choice &other) {
    return llvm::all_of(other, [](const Layout &layout) { return layout.getKind() != Layout::ChannelBlocked; });
  });
  EXPECT_LE(found, ofTwo + rounded);
  for (Layout::Kind kind : {Layout::ChannelsLast, Layout::BatchInnermost, Layout::ChannelBlocked}) {
    double byChanging = least([&, &choice = choice](const Choice &other) {
      return llvm::all_of(llvm::zip_equal(choice, other), [&](const auto &pair) {
        return std::get<0>(pair) == std::get<1>(pair) || std::get<1>(pair).getKind() == kind;
      });
    });
    EXPECT_NEAR(found, byChanging, rounded);
  }
  // More than is promised, but so it is in these.
  EXPECT_NEAR(found, least([](const Choice &) { return true; }), rounded);
}

// Filters and pixels: where batch-innermost is best for all, where blocks are for some, and between.
INSTANTIATE_TEST_SUITE_P(Steps, ChooseLayoutsTest,
                         testing::Values(std::pair(8, 8), std::pair(32, 16), std::pair(128, 16), std::pair(512, 8),
                                         std::pair(512, 32), std::pair(12, 16)));

