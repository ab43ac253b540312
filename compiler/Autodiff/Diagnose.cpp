//===- Diagnose.cpp - Why a gradient does not exist -----------------------===//
// All problems of a kind in one error, with a note for each op: where it is, the way from it to the
// loss and what it cuts off.
//===----------------------------------------------------------------------===//
#include "Activity.h"
#include "dlc/Interfaces/DifferentiableOpInterface.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include <deque>

using namespace mlir;
using namespace dlc;

static std::string quoted(StringRef name) { return "'" + name.str() + "'"; }

/// 'a', 'b' and so on; long lists are cut.
static std::string quotedList(ArrayRef<StringRef> names) {
  constexpr size_t most = 8;
  std::string text;
  for (StringRef name : names.take_front(most))
    text += (text.empty() ? "" : ", ") + quoted(name);
  if (names.size() > most)
    text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

/// The names of the ops on a shortest way from `op` to a seed.
static std::string pathToSeed(Operation *op, const Activity &activity, ArrayRef<Seed> seeds,
                              StringRef target) {
  auto isSeed = [&](Value value) {
    return llvm::any_of(seeds, [&](const Seed &seed) { return seed.value == value; });
  };
  llvm::DenseMap<Operation *, Operation *> previous{{op, nullptr}};
  std::deque<Operation *> queue{op};
  Operation *last = op;
  while (!queue.empty()) {
    last = queue.front();
    queue.pop_front();
    if (llvm::any_of(last->getResults(), isSeed))
      break;
    for (Value result : last->getResults())
      for (Operation *user : result.getUsers())
        if (llvm::any_of(user->getResults(), [&](Value v) { return activity.leadsToSeed(v); }) &&
            previous.try_emplace(user, last).second)
          queue.push_back(user);
  }
  std::string text = quoted(target);
  for (Operation *at = last; at; at = previous.lookup(at))
    text = quoted(at->getName().getStringRef()) + " -> " + text;
  return text;
}

namespace {
/// Obstacles in program order, each with the wanted values that it cuts off.
using Obstacles = llvm::MapVector<Operation *, SmallVector<StringRef>>;
} // namespace

static void attachNotes(InFlightDiagnostic &error, const Obstacles &obstacles, StringRef what,
                        const Activity &activity, ArrayRef<Seed> seeds, StringRef target) {
  for (auto &[op, names] : obstacles)
    error.attachNote(op->getLoc())
        << quoted(op->getName().getStringRef()) << " " << what << " and cuts off "
        << quotedList(names) << ": " << pathToSeed(op, activity, seeds, target);
}

/// Active ops that nobody has attached a model to.
static LogicalResult checkRulesExist(const Activity &activity, ArrayRef<Seed> seeds,
                                     ArrayRef<Wanted> wanted, StringRef target) {
  Obstacles obstacles;
  for (Operation *op : activity.operations()) {
    bool isActive = llvm::any_of(op->getResults(), [&](Value v) { return activity.isActive(v); }) &&
                    llvm::any_of(op->getOperands(), [&](Value v) { return activity.isActive(v); });
    if (isActive && !isa<DifferentiableOpInterface>(op))
      obstacles[op] = {};
  }
  if (obstacles.empty())
    return success();
  for (const Wanted &w : wanted) {
    auto moved = activity.variedFrom(w.value);
    for (auto &[op, names] : obstacles)
      if (llvm::any_of(op->getOperands(), [&](Value v) { return moved.contains(v); }))
        names.push_back(w.name);
  }
  InFlightDiagnostic error = emitError(obstacles.front().first->getLoc())
                             << obstacles.size() << " op(s) on the way to " << quoted(target)
                             << " have no rule of differentiation";
  attachNotes(error, obstacles, "has no rule", activity, seeds, target);
  return failure();
}

LogicalResult dlc::checkGradientsExist(const Activity &activity, ArrayRef<Seed> seeds,
                                       ArrayRef<Wanted> wanted, StringRef target) {
  if (failed(checkRulesExist(activity, seeds, wanted, target)))
    return failure();

  bool ok = true;
  Obstacles obstacles;
  SmallVector<StringRef> cutOff;
  for (const Wanted &w : wanted) {
    if (activity.isUseful(w.value) || w.zeros == ZeroGradients::All)
      continue;
    if (!activity.leadsToSeed(w.value)) {
      emitError(w.loc) << quoted(w.name) << " does not influence " << quoted(target);
      ok = false;
      continue;
    }
    // Where its derivative ends: ops that it moves, but whose results it does not.
    auto moved = activity.variedFrom(w.value);
    SmallVector<Operation *> ends;
    for (Operation *op : activity.operations())
      if (llvm::any_of(op->getOperands(),
                       [&](Value v) { return moved.contains(v) && !Activity::carries(op, v); }))
        ends.push_back(op);
    bool isZero = llvm::all_of(ends, [](Operation *op) {
      auto model = dyn_cast<DifferentiableOpInterface>(op);
      return model && model.getDifferentiability() == Differentiability::Zero;
    });
    if (isZero && w.zeros == ZeroGradients::ByDefinition)
      continue;
    cutOff.push_back(w.name);
    for (Operation *op : ends)
      obstacles[op].push_back(w.name);
  }
  if (obstacles.empty())
    return success(ok);
  InFlightDiagnostic error = emitError(obstacles.front().first->getLoc())
                             << "no gradient of " << quoted(target) << " reaches "
                             << quotedList(cutOff)
                             << ": every way leads through ops without derivative";
  attachNotes(error, obstacles, "has no derivative other than zero", activity, seeds, target);
  return failure();
}
