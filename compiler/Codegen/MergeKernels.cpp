//===- MergeKernels.cpp - Equal kernels are emitted once ----------------------===//
// Training, evaluation and prediction have most of their kernels in common, and so have the layers of
// a deep network. Long kernels that differ in a few numbers, as the initialisers of equal layers do in
// the keys of their random numbers, become one that takes these as arguments.
//===----------------------------------------------------------------------===//
#include "dlc/Codegen/Passes.h"
#include "dlc/Dialect/DLK/DLK.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"

namespace dlc {
#define GEN_PASS_DEF_MERGEKERNELS
#include "dlc/Codegen/Passes.h.inc"
} // namespace dlc

using namespace mlir;
using namespace dlc;

// To pass a number costs less than to emit this many operations once more.
static constexpr size_t kLongKernel = 40, kMostNumbers = 8;

/// The operations of a kernel, in one order.
static SmallVector<Operation *> operationsOf(func::FuncOp kernel) {
  SmallVector<Operation *> found;
  kernel.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) { found.push_back(op); });
  return found;
}

/// A number that may as well be an argument; indices shape loops.
static bool isNumber(Operation *op) {
  return isa<arith::ConstantOp>(op) && op->getResult(0).getType().isIntOrFloat();
}

namespace {
/// Compares two kernels, whatever their names and their places in the user's text.
class Comparison {
public:
  /// Whether `a` and `b`, of one type, are one program but for the values of some numbers, whose positions among
  /// the operations are added to `differing`.
  static bool run(func::FuncOp a, func::FuncOp b, llvm::SetVector<size_t> &differing) {
    Comparison self;
    if (a.getArgAttrsAttr() != b.getArgAttrsAttr() || !self.pairBlocks(a.getBody(), b.getBody()))
      return false;
    SmallVector<Operation *> left = operationsOf(a), right = operationsOf(b);
    if (left.size() != right.size())
      return false;
    for (size_t i = 0; i < left.size(); ++i) {
      if (isNumber(left[i]) && isNumber(right[i]) &&
          left[i]->getResult(0).getType() == right[i]->getResult(0).getType()) {
        self.pairs[left[i]->getResult(0)] = right[i]->getResult(0);
        if (left[i]->getPropertiesAsAttribute() != right[i]->getPropertiesAsAttribute())
          differing.insert(i);
      } else if (!self.areEqual(left[i], right[i])) {
        return false;
      }
    }
    return true;
  }

private:
  bool pairBlocks(Region &a, Region &b) {
    if (!a.hasOneBlock() || !b.hasOneBlock())
      return a.empty() && b.empty();
    if (a.getArgumentTypes() != b.getArgumentTypes())
      return false;
    for (auto [left, right] : llvm::zip_equal(a.getArguments(), b.getArguments()))
      pairs[left] = right;
    return true;
  }
  bool areEqual(Operation *a, Operation *b) {
    if (a->getName() != b->getName() || a->getAttrDictionary() != b->getAttrDictionary() ||
        a->getResultTypes() != b->getResultTypes() ||
        a->getNumOperands() != b->getNumOperands() || a->getNumRegions() != b->getNumRegions())
      return false;
    for (auto [left, right] : llvm::zip_equal(a->getOperands(), b->getOperands()))
      if (pairs.lookup(left) != right)
        return false;
    for (auto [left, right] : llvm::zip_equal(a->getResults(), b->getResults()))
      pairs[left] = right;
    return llvm::all_of(llvm::zip_equal(a->getRegions(), b->getRegions()), [&](auto regions) {
      return pairBlocks(std::get<0>(regions), std::get<1>(regions));
    });
  }

  DenseMap<Value, Value> pairs; // of the first kernel to the second
};

/// A kernel that stays, and those that it stands for.
struct Family {
  SmallVector<func::FuncOp> members; // the first stays
  llvm::SetVector<size_t> differing;

  bool accepts(func::FuncOp kernel) {
    llvm::SetVector<size_t> all = differing;
    if (!Comparison::run(members.front(), kernel, all))
      return false;
    bool isLong = operationsOf(kernel).size() >= kLongKernel;
    if (all.size() > (isLong ? kMostNumbers : 0))
      return false;
    differing = std::move(all);
    members.push_back(kernel);
    return true;
  }
};

struct MergeKernelsPass : dlc::impl::MergeKernelsBase<MergeKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    DenseMap<Type, SmallVector<Family>> families; // by the type of the kernels
    for (auto kernel : module.getOps<func::FuncOp>()) {
      if (!kernel->hasAttr(dlk::kKernelAttr))
        continue;
      SmallVector<Family> &candidates = families[kernel.getFunctionType()];
      if (llvm::none_of(candidates, [&](Family &family) { return family.accepts(kernel); }))
        candidates.push_back({{kernel}, {}});
    }
    DenseMap<StringRef, std::pair<Family *, func::FuncOp>> merged; // by the member's name
    for (auto &[type, candidates] : families)
      for (Family &family : candidates)
        if (family.members.size() > 1)
          for (func::FuncOp member : family.members)
            merged[member.getName()] = {&family, member};
    module.walk([&](func::CallOp call) {
      auto it = merged.find(call.getCallee());
      if (it != merged.end())
        redirect(call, *it->second.first, it->second.second);
    });
    for (auto &[type, candidates] : families)
      for (Family &family : candidates) {
        for (func::FuncOp member : llvm::drop_begin(family.members))
          member.erase();
        takeNumbers(family);
      }
  }

  /// Calls the member that stays, with the numbers of `member`.
  static void redirect(func::CallOp call, const Family &family, func::FuncOp member) {
    OpBuilder builder(call);
    SmallVector<Operation *> operations = operationsOf(member);
    for (size_t position : family.differing)
      call.getOperandsMutable().append(builder.clone(*operations[position])->getResult(0));
    func::FuncOp stays = family.members.front();
    call.setCallee(stays.getName());
  }

  /// Makes arguments of the numbers in which the family differs.
  static void takeNumbers(const Family &family) {
    func::FuncOp kernel = family.members.front();
    SmallVector<Operation *> operations = operationsOf(kernel);
    for (size_t position : family.differing) {
      Value number = operations[position]->getResult(0);
      BlockArgument argument =
          kernel.getBody().front().addArgument(number.getType(), number.getLoc());
      number.replaceAllUsesWith(argument);
      operations[position]->erase();
    }
    if (family.differing.empty())
      return;
    kernel.setType(FunctionType::get(kernel.getContext(), kernel.getBody().getArgumentTypes(), {}));
    if (ArrayAttr attributes = kernel.getArgAttrsAttr()) {
      SmallVector<Attribute> extended(attributes.begin(), attributes.end());
      extended.resize(kernel.getNumArguments(), DictionaryAttr::get(kernel.getContext()));
      kernel.setArgAttrsAttr(ArrayAttr::get(kernel.getContext(), extended));
    }
  }
};
} // namespace
