//===- EmitCalls.cpp - Calls of builtins and blocks -----------------------===//
#include "Builtins.h"
#include "Emitter.h"

#include "Parser.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;

/// Blocks that call blocks multiply; a text that asks for more calls than this is a mistake.
static constexpr unsigned maxCalls = 1000000;
/// Keeps a hostile text from overflowing the stack.
static constexpr unsigned maxNesting = 100;

Value Emitter::evaluateCall(const CallExpr &expr) {
  if (auto *member = llvm::dyn_cast<MemberExpr>(expr.callee.get()); member && member->member == "tensor") {
    Value base = evaluate(*member->base);
    auto *name = expr.args.size() == 1 ? llvm::dyn_cast<StringExpr>(expr.args[0].value.get()) : nullptr;
    if (base.isPoison())
      return {};
    if (base.imported && name)
      return tensorOfImport(*base.imported, name->text, expr.loc);
    error(expr.loc, base.imported ? "'.tensor' takes the name of a tensor, in quotes"
                                  : "'.tensor' is for calls of imports");
    return {};
  }
  if (expr.name().empty()) {
    error(expr.loc, "only functions and blocks can be called");
    return {};
  }
  auto import = model.imports.find(expr.name());
  if (import != model.imports.end())
    return evaluateImport(expr, *import->second);
  auto block = model.blocks.find(expr.name());
  if (block != model.blocks.end())
    return evaluateBlock(expr, *block->second);
  // `zeros()` fills a variable, `zeros([4])` is a tensor.
  const Builtin *builtin = findBuiltin(expr.name());
  if (findInitializer(expr.name()) && (!builtin || expr.args.empty()))
    return evaluateInitializer(expr);
  return builtin ? evaluateBuiltin(expr, *builtin) : unknownFunction(expr);
}

Value Emitter::unknownFunction(const CallExpr &expr) {
  llvm::StringRef name = expr.name();
  if (isKnownElsewhere(name)) {
    error(expr.loc, "'" + name + "' is not an operation of this version of dlc");
    return {};
  }
  std::vector<llvm::StringRef> names = builtinNames();
  for (const auto &block : model.blocks)
    names.push_back(block.first());
  llvm::sort(names);
  llvm::SmallVector<Note, 1> notes;
  if (Binding *binding = lookup(name))
    notes.push_back({binding->loc, ("'" + name + "' is a value, defined here").str()});
  error(expr.loc, "there is no function or block '" + name + "'" + suggest(name, names), notes);
  return {};
}

Value Emitter::evaluateBuiltin(const CallExpr &expr, const Builtin &builtin) {
  llvm::SmallVector<const Expr *> bound;
  if (!bindArguments(expr, builtin.params, bound, model.diagnostics)) {
    // Report what is wrong within the arguments too.
    for (const Argument &arg : expr.args)
      if (!llvm::isa<NameExpr>(arg.value.get()))
        evaluate(*arg.value);
    return {};
  }
  std::string path = builtin.hasParameters || builtin.drawsNumbers ? callPath(expr) : "";
  Call call(*this, builtin, expr.loc, path);
  bool poisoned = false;
  for (auto [param, value] : llvm::zip_equal(builtin.params, bound)) {
    if (value) {
      call.args.push_back(evaluateArgument(*value, param, builtin.name));
    } else if (llvm::StringRef(param.defaultText) == "none" && param.kind != ArgKind::Keyword) {
      call.args.emplace_back();
      call.args.back().kind = Value::Kind::None;
      continue;
    } else {
      ExprPtr text =
          Parser(param.defaultText, expr.loc.file, model.diagnostics).parseOnlyExpression();
      assert(text && "a default of the table does not parse");
      call.args.push_back(evaluateArgument(*text, param, builtin.name));
    }
    poisoned |= call.args.back().isPoison();
  }
  if (poisoned)
    return {};
  // The operations of a layer are named after the layer, not after the statement it stands in.
  std::string outerPath = statementPath;
  llvm::scope_exit restore([&] { statementPath = outerPath; });
  if (!path.empty())
    statementPath = path;
  return builtin.emit(call);
}

Value Emitter::evaluateBlock(const CallExpr &expr, const BlockDef &block) {
  for (auto frame = frames.begin(); frame != frames.end(); ++frame) {
    if ((*frame)->block != &block)
      continue;
    std::string chain;
    for (; frame != frames.end(); ++frame)
      chain += (*frame)->block->name + " -> ";
    error(expr.loc, "block '" + block.name + "' calls itself: " + chain + block.name,
          Note{block.loc, "it is defined here"});
    return {};
  }
  if (frames.size() > maxNesting) {
    error(expr.loc, "blocks call each other more than " + llvm::Twine(maxNesting) + " deep");
    return {};
  }
  if (++calls > maxCalls) {
    error(expr.loc, "this model makes more than " + llvm::Twine(maxCalls) + " calls of blocks");
    return {};
  }

  llvm::SmallVector<llvm::StringRef> names;
  llvm::SmallVector<bool> hasDefault;
  for (const BlockParam &param : block.params) {
    names.push_back(param.name);
    hasDefault.push_back(param.defaultValue != nullptr);
  }
  llvm::SmallVector<const Expr *> bound;
  if (!bindArguments(expr, names, hasDefault, bound, model.diagnostics, &block.loc))
    return {};
  std::string prefix = frames.back()->prefix;
  if (needs(block) != CallNeeds::Nothing)
    prefix = callPath(expr) + ".";

  llvm::SmallVector<Value> values;
  for (const Expr *value : bound)
    values.push_back(value ? evaluate(*value) : Value());

  frames.push_back(std::make_unique<Frame>());
  frames.back()->block = &block;
  frames.back()->prefix = prefix;
  frames.back()->scopes.emplace_back();
  model.diagnostics.enterCall(expr.loc, block.name);
  llvm::scope_exit leave([&] {
    model.diagnostics.leaveCall();
    frames.pop_back();
  });

  // A default may use the parameters before it.
  for (auto [param, value, isBound] : llvm::zip_equal(block.params, values, bound)) {
    if (!isBound)
      value = evaluate(*param.defaultValue);
    Loc loc = value.isPoison() || value.name.empty() ? param.loc : value.loc;
    std::string name = value.name;
    define(param.name, value, /*assignable=*/false, param.loc);
    // Notes lead to where the caller made the value.
    if (!name.empty()) {
      Value &kept = frames.back()->scopes.back()[param.name].value;
      kept.name = name;
      kept.loc = loc;
    }
  }
  unsigned before = model.diagnostics.count();
  emitBody(block.body);
  if (!frames.back()->returned) {
    if (model.diagnostics.count() == before)
      error(block.loc, "block '" + block.name + "' does not return a value");
    return {};
  }
  Value result = *frames.back()->returned;
  result.loc = expr.loc;
  result.name.clear();
  return result;
}
