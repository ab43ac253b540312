//===- EmitExpressions.cpp - Expressions other than calls -----------------===//
#include "Builtins.h"
#include "Emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

Value Emitter::evaluate(const Expr &expr) {
  return llvm::TypeSwitch<const Expr *, Value>(&expr)
      .Case([&](const NumberExpr *) { return evaluateConstant(expr, model.diagnostics); })
      .Case([&](const StringExpr *) { return evaluateConstant(expr, model.diagnostics); })
      .Case([&](const BoolExpr *) { return evaluateConstant(expr, model.diagnostics); })
      .Case([&](const NameExpr *e) { return evaluateName(*e); })
      .Case([&](const ListExpr *e) { return evaluateList(*e); })
      .Case([&](const CallExpr *e) { return evaluateCall(*e); })
      .Case([&](const MemberExpr *e) { return evaluateMember(*e); })
      .Case([&](const IndexExpr *e) { return evaluateIndex(*e); })
      .Case([&](const RangeExpr *e) -> Value {
        error(e->loc, "a range belongs in a 'for' or in columns()");
        return {};
      })
      .Case([&](const UnaryExpr *e) -> Value {
        Value operand = evaluate(*e->operand);
        if (!operand.isTensor())
          return foldUnary(e->op, operand, e->loc, model.diagnostics);
        bool isBool = operand.elementType().isInteger(1);
        if ((e->op == "not") != isBool || operand.elementType().isUnsignedInteger()) {
          error(e->loc, "'" + e->op + "' does not apply to " + operand.describe());
          return {};
        }
        mlir::Value result =
            isBool ? dl::NotOp::create(builder, location(e->loc), operand.type(), operand.tensor)
                         .getResult()
                   : dl::NegOp::create(builder, location(e->loc), operand.type(), operand.tensor)
                         .getResult();
        return tensor(result, operand.rows, e->loc);
      })
      .Case([&](const BinaryExpr *e) {
        Value lhs = evaluate(*e->lhs);
        Value rhs = evaluate(*e->rhs);
        return binary(e->op, lhs, rhs, e->loc);
      });
}

Emitter::Binding *Emitter::lookup(llvm::StringRef name) {
  for (Scope &scope : llvm::reverse(frames.back()->scopes)) {
    auto found = scope.find(name);
    if (found != scope.end())
      return &found->second;
  }
  return nullptr;
}

/// Words that stand for themselves where an argument asks for them.
static bool isSymbol(llvm::StringRef name, mlir::MLIRContext *context) {
  return parseElement(name, context) || findInitializer(name) || name == "none" || name == "tanh";
}

Value Emitter::evaluateName(const NameExpr &expr) {
  if (Binding *binding = lookup(expr.name))
    return binding->value;
  if (expr.name == "batch") {
    Value batch = Value::ofInteger(model.batch, expr.loc);
    batch.batchFactor = 1;
    return batch;
  }
  if (expr.name == "training")
    return Value::ofBool(isTraining(), expr.loc);
  if (isSymbol(expr.name, builder.getContext()))
    return Value::ofText(Value::Kind::Symbol, expr.name, expr.loc);

  llvm::SmallVector<llvm::StringRef> names = {"batch", "training"};
  for (const Scope &scope : frames.back()->scopes)
    for (const auto &entry : scope)
      names.push_back(entry.first());
  llvm::sort(names);
  llvm::SmallVector<Note, 1> notes;
  std::string hint = suggest(expr.name, names);
  if (hint.empty() && (findBuiltin(expr.name) || model.blocks.count(expr.name)))
    hint = "; a function of that name needs its arguments: " + expr.name + "(…)";
  if (frames.back()->block)
    for (const Scope &scope : frames.front()->scopes)
      if (auto outer = scope.find(expr.name); outer != scope.end())
        notes.push_back({outer->second.loc, "a block does not see the model's names; pass '" +
                                                expr.name + "' as an argument"});
  error(expr.loc, "'" + expr.name + "' is not defined" + hint, notes);
  return {};
}

Value Emitter::evaluateList(const ListExpr &expr) {
  Value list;
  list.kind = Value::Kind::List;
  list.loc = expr.loc;
  bool poisoned = false;
  for (const ExprPtr &element : expr.elements) {
    list.elements.push_back(evaluate(*element));
    poisoned |= list.elements.back().isPoison();
  }
  return poisoned ? Value() : list;
}

/// "layers.0.up.weight" of layers[0].up.weight; nothing where the expression is no path.
std::optional<std::string> Emitter::variablePath(const Expr &expr) {
  if (auto *name = llvm::dyn_cast<NameExpr>(&expr))
    return name->name;
  if (auto *member = llvm::dyn_cast<MemberExpr>(&expr)) {
    auto base = variablePath(*member->base);
    return base ? std::optional(*base + "." + member->member) : std::nullopt;
  }
  auto *index = llvm::dyn_cast<IndexExpr>(&expr);
  if (!index || index->items.size() != 1 || index->items[0].isRange)
    return std::nullopt;
  auto base = variablePath(*index->base);
  if (!base)
    return std::nullopt;
  Value position = evaluate(*index->items[0].start);
  if (!position.isNumber() || !position.isInteger)
    return std::nullopt;
  return *base + "." + std::to_string(position.integer);
}

Value Emitter::evaluateMember(const MemberExpr &expr) {
  // An output of an import: of its call, or of the name that the call was given.
  if (llvm::isa<CallExpr>(expr.base.get())) {
    Value base = evaluate(*expr.base);
    if (base.isPoison() || base.imported)
      return base.imported ? memberOfImport(base, expr.member, expr.loc) : Value();
  }
  if (auto *name = llvm::dyn_cast<NameExpr>(expr.base.get()))
    if (Binding *binding = lookup(name->name); binding && binding->value.imported)
      return memberOfImport(binding->value, expr.member, expr.loc);
  std::optional<std::string> path = variablePath(expr);
  if (!path) {
    error(expr.loc, "'." + expr.member + "' does not follow the name of a layer or block");
    return {};
  }
  const std::string &prefix = frames.back()->prefix;
  auto found = variables.find(prefix + *path);
  if (found != variables.end()) {
    Value value = found->second;
    value.name = *path;
    return value;
  }
  // A layer that was not built because of another mistake has been complained about.
  llvm::StringRef root = llvm::StringRef(*path).take_until([](char c) { return c == '.'; });
  if (Binding *binding = lookup(root); binding && binding->value.isPoison())
    return {};
  llvm::SmallVector<llvm::StringRef> names;
  for (const auto &entry : variables) {
    llvm::StringRef name = entry.first();
    if (name.consume_front(prefix))
      names.push_back(name);
  }
  llvm::sort(names);
  error(expr.loc,
        "there is no parameter or state '" + *path + "' up to here" + suggest(*path, names));
  return {};
}

/// start:stop:step of a dimension, counted from the end where negative.
bool Emitter::evaluateItem(const IndexItem &item, int64_t size, int64_t &start, int64_t &limit,
                           int64_t &stride) {
  start = 0;
  limit = size;
  stride = 1;
  auto read = [&](const ExprPtr &part, int64_t &result) {
    if (!part)
      return true;
    Value value = evaluate(*part);
    if (value.isPoison())
      return false;
    if (!value.isNumber() || !value.isInteger) {
      error(part->loc,
            "an index is a whole number known when the text is read, got " + value.describe());
      return false;
    }
    result = value.integer;
    return true;
  };
  if (!read(item.start, start) || !read(item.stop, limit) || !read(item.step, stride))
    return false;
  start += start < 0 ? size : 0;
  limit += limit < 0 ? size : 0;
  if (!item.isRange)
    limit = start + 1;
  if (stride < 1) {
    error(item.loc, "the step of a slice is at least 1, got " + llvm::Twine(stride));
    return false;
  }
  if (start < 0 || start >= limit || limit > size) {
    error(item.loc, item.isRange
                        ? "the slice from " + llvm::Twine(start) + " to " + llvm::Twine(limit) +
                              " is empty or outside a dimension of " + llvm::Twine(size)
                        : "there is no index " + llvm::Twine(start) + " in a dimension of " +
                              llvm::Twine(size));
    return false;
  }
  return true;
}

Value Emitter::evaluateIndex(const IndexExpr &expr) {
  Value base = evaluate(*expr.base);
  if (base.isPoison())
    return {};
  int64_t start, limit, stride;
  if (base.kind == Value::Kind::List && expr.items.size() == 1 && !expr.items[0].isRange)
    return evaluateItem(expr.items[0], base.elements.size(), start, limit, stride)
               ? base.elements[start]
               : Value();
  if (!base.isTensor()) {
    error(expr.loc, "only tensors and lists can be indexed, got " + base.describe());
    return {};
  }
  if (expr.items.size() > static_cast<size_t>(base.rank())) {
    error(expr.loc, llvm::Twine(expr.items.size()) + " indices for " + base.describe() +
                        ", which has " + llvm::Twine(base.rank()) + " dimensions");
    return {};
  }
  llvm::SmallVector<int64_t> starts(base.rank(), 0), limits(base.shape()), strides(base.rank(), 1);
  llvm::SmallVector<int64_t> kept, rows;
  for (int64_t i = 0; i < base.rank(); ++i) {
    bool hasItem = i < static_cast<int64_t>(expr.items.size());
    if (hasItem && !evaluateItem(expr.items[i], base.shape()[i], starts[i], limits[i], strides[i]))
      return {};
    int64_t size = llvm::divideCeil(limits[i] - starts[i], strides[i]);
    if (base.rows[i] && size != base.shape()[i]) {
      error(expr.items[i].loc, "dimension " + llvm::Twine(i) + " of " + base.describe() +
                                   " holds the batch and is taken whole; write ':'");
      return {};
    }
    if (!hasItem || expr.items[i].isRange) {
      kept.push_back(size);
      rows.push_back(base.rows[i]);
    }
  }
  mlir::Value sliced =
      dl::SliceOp::create(builder, location(expr.loc), base.tensor, starts, limits, strides);
  if (kept.size() != starts.size())
    sliced = dl::ReshapeOp::create(builder, location(expr.loc),
                                   mlir::RankedTensorType::get(kept, base.elementType()), sliced);
  return tensor(sliced, rows, expr.loc);
}

std::optional<bool> Emitter::evaluateCondition(const Expr &expr) {
  Value value = evaluate(expr);
  if (value.isPoison())
    return std::nullopt;
  if (value.kind == Value::Kind::Bool)
    return value.boolean;
  error(expr.loc, "a condition is true or false when the text is read, such as 'training', got " +
                      value.describe() +
                      (value.isTensor() ? "; where() chooses between elements" : ""));
  return std::nullopt;
}
