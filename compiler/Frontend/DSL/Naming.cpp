//===- Naming.cpp - The paths of parameters -------------------------------===//
//
// The outermost parametrised call of a statement is named after the `let` (or after `as`); every
// other one is <let>.<op>, then <let>.<op>_2 and so on in the order of the text. In `return`,
// `output` and `loss` the outermost call's own name stands for the `let`.
//
// Calls that only draw random numbers have a path too, for their stream, but never the `let`'s own.
//
//===----------------------------------------------------------------------===//
#include "Builtins.h"
#include "Emitter.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace dlc::dsl;

/// Visits the calls of an expression, an outer one before those in its arguments.
template <typename Fn> static void forEachCall(const Expr *expr, Fn visit) {
  if (!expr)
    return;
  auto all = [&](const std::vector<ExprPtr> &exprs) {
    for (const ExprPtr &e : exprs)
      forEachCall(e.get(), visit);
  };
  llvm::TypeSwitch<const Expr *>(expr)
      .Case([&](const CallExpr *e) {
        visit(*e);
        forEachCall(e->callee.get(), visit);
        for (const Argument &arg : e->args)
          forEachCall(arg.value.get(), visit);
      })
      .Case([&](const ListExpr *e) { all(e->elements); })
      .Case([&](const UnaryExpr *e) { forEachCall(e->operand.get(), visit); })
      .Case([&](const BinaryExpr *e) {
        forEachCall(e->lhs.get(), visit);
        forEachCall(e->rhs.get(), visit);
      })
      .Case([&](const MemberExpr *e) { forEachCall(e->base.get(), visit); })
      .Case([&](const IndexExpr *e) {
        forEachCall(e->base.get(), visit);
        for (const IndexItem &item : e->items)
          for (const Expr *part : {item.start.get(), item.stop.get(), item.step.get()})
            forEachCall(part, visit);
      });
}

Emitter::CallNeeds Emitter::needs(const CallExpr &call) {
  if (const Builtin *builtin = findBuiltin(call.name()))
    return builtin->hasParameters
               ? CallNeeds::Parameters
               : (builtin->drawsNumbers ? CallNeeds::Stream : CallNeeds::Nothing);
  auto block = model.blocks.find(call.name());
  return block == model.blocks.end() ? CallNeeds::Nothing : needs(*block->second);
}

Emitter::CallNeeds Emitter::needs(const BlockDef &block) {
  // A block in recursion needs nothing more than the rest of it; the recursion is reported later.
  auto [known, isNew] = blockNeeds.try_emplace(&block, CallNeeds::Nothing);
  // A chain of blocks too long for emission is reported there; do not follow it further here.
  if (!isNew || blockDepth > 200)
    return known->second;
  llvm::SaveAndRestore<unsigned> level(blockDepth, blockDepth + 1);
  CallNeeds result = needs(block.body);
  blockNeeds[&block] = result;
  return result;
}

Emitter::CallNeeds Emitter::needs(const StmtList &body) {
  CallNeeds result = CallNeeds::Nothing;
  for (const auto &stmt : body) {
    if (stmt->kind == Stmt::Kind::Param || stmt->kind == Stmt::Kind::State)
      return CallNeeds::Parameters;
    forEachCall(stmt->value.get(),
                [&](const CallExpr &call) { result = std::max(result, needs(call)); });
    result = std::max({result, needs(stmt->body), needs(stmt->orElse)});
  }
  return result;
}

std::string Emitter::uniqueName(llvm::StringRef name) {
  llvm::StringSet<> &taken = frames.back()->automaticNames;
  std::string unique = name.str();
  for (unsigned n = 2; !taken.insert(unique).second; ++n)
    unique = (name + "_" + llvm::Twine(n)).str();
  return unique;
}

/// `layers[i]` is "layers.0".
std::string Emitter::labelPath(const Label &label) {
  std::string path = label.name;
  for (const ExprPtr &index : label.indices) {
    Value value = evaluate(*index);
    if (value.isPoison())
      return "";
    if (!value.isNumber() || !value.isInteger || value.integer < 0) {
      error(index->loc, "an index of a name is a whole number, got " + value.describe());
      return "";
    }
    path += "." + std::to_string(value.integer);
  }
  return path;
}

void Emitter::assignPaths(const Stmt &stmt) {
  bool named = stmt.kind == Stmt::Kind::Let || stmt.kind == Stmt::Kind::Var ||
               stmt.kind == Stmt::Kind::Assign;
  std::string stem = named ? stmt.name : "";
  if (stmt.label)
    stem = labelPath(*stmt.label);

  llvm::SmallVector<std::pair<const CallExpr *, CallNeeds>> calls;
  const CallExpr *outermost = nullptr;
  forEachCall(stmt.value.get(), [&](const CallExpr &call) {
    CallNeeds need = needs(call);
    if (need == CallNeeds::Nothing)
      return;
    calls.push_back({&call, need});
    if (!outermost && need == CallNeeds::Parameters)
      outermost = &call;
  });
  if (stmt.label && !outermost && !stem.empty())
    error(stmt.label->loc, "'as' names the parameters of a call, and this statement has none");

  if (outermost) {
    if (stem.empty())
      stem = uniqueName(outermost->name());
    callPaths[outermost] = stem;
  }
  for (auto [call, need] : calls)
    if (call != outermost)
      callPaths[call] = uniqueName(stem.empty() ? call->name() : (stem + "." + call->name()).str());

  std::string shown = stem.empty() ? stmt.name : stem;
  statementPath = frames.back()->prefix + shown;
  if (stmt.kind == Stmt::Kind::Return && stem.empty() && !frames.back()->prefix.empty())
    statementPath = llvm::StringRef(frames.back()->prefix).drop_back().str();
}

/// The path of a call from the model's root. Calls outside a statement's value are named on the
/// spot.
std::string Emitter::callPath(const CallExpr &call) {
  auto known = callPaths.find(&call);
  if (known == callPaths.end())
    return frames.back()->prefix + uniqueName(call.name());
  return frames.back()->prefix + known->second;
}
