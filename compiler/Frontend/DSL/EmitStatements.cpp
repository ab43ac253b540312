//===- EmitStatements.cpp - Statements ------------------------------------===//
#include "Builtins.h"
#include "Emitter.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallVector.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

/// Loops are unrolled: this many rounds in all is a mistake, not a model.
static constexpr unsigned maxIterations = 100000;
/// No tensor of a model has this many elements.
static constexpr int64_t maxElements = int64_t(1) << 40;

void Emitter::emitBody(const StmtList &body) {
  bool isOutside = mode == Mode::Decode && frames.size() == 1 && frames.back()->scopes.size() == 1;
  for (const auto &stmt : body) {
    // The model's own statements are other functions'; what it declares is there for all.
    if (isOutside && stmt->kind != Stmt::Kind::Decode && stmt->kind != Stmt::Kind::Param)
      continue;
    if (frames.back()->returned) {
      error(stmt->loc, "this statement stands after 'return'");
      return;
    }
    emitStatement(*stmt);
  }
}

void Emitter::emitStatement(const Stmt &stmt) {
  if (stmt.kind == Stmt::Kind::Decode)
    return emitDecode(stmt);
  std::string outerPath = statementPath;
  llvm::scope_exit restore([&] { statementPath = outerPath; });
  using Kind = Stmt::Kind;
  if (stmt.kind != Kind::For && stmt.kind != Kind::If && stmt.kind != Kind::Param &&
      stmt.kind != Kind::State)
    assignPaths(stmt);
  switch (stmt.kind) {
  case Kind::Input:
  case Kind::Target:
    return emitInput(stmt);
  case Kind::Param:
  case Kind::State:
    return emitVariable(stmt);
  case Kind::Let:
  case Kind::Var:
    return define(stmt.name, evaluate(*stmt.value), stmt.kind == Kind::Var, stmt.nameLoc);
  case Kind::Assign:
    return emitAssign(stmt);
  case Kind::Output:
  case Kind::Loss:
  case Kind::Metric:
    return emitResult(stmt);
  case Kind::Update:
    return emitUpdate(stmt);
  case Kind::If:
    return emitIf(stmt);
  case Kind::For:
    return emitFor(stmt);
  case Kind::Return: {
    Value value = evaluate(*stmt.value);
    if (!frames.back()->block)
      return error(stmt.loc, "'return' belongs in a block; a model has 'output' and 'loss'");
    frames.back()->returned = value;
    return;
  }
  case Kind::Decode:
    llvm_unreachable("handled above");
  }
}

void Emitter::define(llvm::StringRef name, Value value, bool assignable, Loc loc) {
  if (name == "batch" || name == "training")
    return error(loc, "'" + name + "' has a meaning of its own and cannot be defined");
  value.name = name.str();
  value.loc = loc;
  auto [binding, isNew] = frames.back()->scopes.back().try_emplace(name);
  if (!isNew)
    error(loc,
          "'" + name + "' is already defined" +
              (assignable || binding->second.assignable
                   ? "; leave out 'let' or 'var' to assign to it"
                   : "; 'var' makes a name that can be assigned to"),
          Note{binding->second.loc, "the first definition is here"});
  binding->second = {std::move(value), assignable, loc};
}

bool Emitter::onlyInModel(const Stmt &stmt, llvm::StringRef what) {
  if (!frames.back()->block)
    return true;
  error(stmt.loc, "'" + what + "' belongs in the model, not in a block");
  return false;
}

std::optional<mlir::RankedTensorType> Emitter::evaluateType(const TypeSpec &type,
                                                            llvm::SmallVectorImpl<int64_t> &rows) {
  mlir::Type element = parseElement(type.element, builder.getContext());
  if (!element) {
    std::string hint = suggest(type.element, elementNames());
    error(type.loc, "'" + type.element + "' is not an element type" +
                        (hint.empty() ? "; there are u8, i32, i64, f32, f64, bf16 and bool" : hint));
    return std::nullopt;
  }
  llvm::SmallVector<int64_t> shape;
  int64_t elements = 1;
  for (const ExprPtr &dim : type.dims) {
    Value value = evaluate(*dim);
    if (value.isPoison())
      return std::nullopt;
    if (!value.isNumber() || !value.isInteger || value.integer < 1) {
      error(dim->loc, "a dimension is a whole number of at least 1, got " + value.describe());
      return std::nullopt;
    }
    if (value.integer > maxElements || (elements *= value.integer) > maxElements) {
      error(type.loc, "this tensor would have more than 2^40 elements");
      return std::nullopt;
    }
    shape.push_back(value.integer);
    rows.push_back(value.batchFactor);
  }
  return mlir::RankedTensorType::get(shape, element);
}

void Emitter::emitInput(const Stmt &stmt) {
  bool isTarget = stmt.kind == Stmt::Kind::Target;
  llvm::StringRef role = isTarget ? "target" : "input";
  llvm::SmallVector<int64_t> rows;
  auto type = evaluateType(stmt.type, rows);
  if (!onlyInModel(stmt, role))
    return;
  if (isTarget && mode == Mode::Decode)
    return error(stmt.loc, "'decode' predicts; it has inputs and no targets");
  if (type && !isConsistent("input", stmt.name, *type, stmt.nameLoc))
    type.reset();
  if (type && (rows.empty() || rows[0] != 1)) {
    error(rows.empty() ? stmt.type.loc : stmt.type.dims[0]->loc,
          llvm::Twine("the first dimension of ") + (isTarget ? "a target" : "an input") +
              " is 'batch'");
    type.reset();
  }
  if (!type)
    return define(stmt.name, Value(), false, stmt.nameLoc);
  mlir::Value value = argument(role, stmt.name, *type, stmt.nameLoc);
  define(stmt.name, tensor(value, rows, stmt.nameLoc), false, stmt.nameLoc);
}

void Emitter::emitVariable(const Stmt &stmt) {
  bool isParam = stmt.kind == Stmt::Kind::Param;
  llvm::SmallVector<int64_t> rows;
  auto type = evaluateType(stmt.type, rows);
  Value initializer = evaluateInitializer(*stmt.value);
  std::string path = frames.back()->prefix + stmt.name;
  statementPath = path;
  if (type && llvm::any_of(rows, [](int64_t row) { return row != 0; })) {
    error(stmt.type.loc, "'" + stmt.name + "' outlives the step, so its shape cannot hold 'batch'");
    type.reset();
  }
  if (type && isParam && !llvm::isa<mlir::FloatType>(type->getElementType())) {
    error(stmt.type.loc, "a parameter is of type f32 or f64, got " + stmt.type.element +
                             "; use 'state' for what is not trained");
    type.reset();
  }
  Value value;
  if (type && !initializer.isPoison()) {
    // As Keras counts them: all dimensions but the last two are one receptive field.
    llvm::ArrayRef<int64_t> shape = type->getShape();
    int64_t fanIn = 1, fanOut = 1;
    if (shape.size() == 1)
      fanIn = fanOut = shape[0];
    if (shape.size() >= 2) {
      int64_t field = type->getNumElements() / (shape.back() * shape[shape.size() - 2]);
      fanIn = field * shape[shape.size() - 2];
      fanOut = field * shape.back();
    }
    mlir::Value argument = variable(path, isParam ? dl::Role::Parameter : dl::Role::State, *type,
                                    initializer, fanIn, fanOut, stmt.nameLoc);
    if (argument)
      value = tensor(argument, rows, stmt.nameLoc);
  }
  define(stmt.name, value, false, stmt.nameLoc);
}

void Emitter::emitAssign(const Stmt &stmt) {
  Value value = evaluate(*stmt.value);
  Binding *binding = lookup(stmt.name);
  if (!binding) {
    llvm::SmallVector<llvm::StringRef> names;
    for (const Scope &scope : frames.back()->scopes)
      for (const auto &entry : scope)
        if (entry.second.assignable)
          names.push_back(entry.first());
    std::string hint = suggest(stmt.name, names);
    error(stmt.nameLoc, "'" + stmt.name + "' is not defined" +
                            (hint.empty() ? "; define it with 'let' or 'var'" : hint));
    // What follows may use it; one message is enough.
    frames.back()->scopes.back()[stmt.name] = {Value(), true, stmt.nameLoc};
    return;
  }
  if (!binding->assignable)
    return error(stmt.nameLoc,
                 "'" + stmt.name + "' cannot be assigned to; define it with 'var' to change it",
                 Note{binding->loc, "it is defined here"});
  value.name = stmt.name;
  value.loc = stmt.nameLoc;
  binding->value = std::move(value);
}

void Emitter::addResult(llvm::StringRef role, llvm::StringRef name, const Value &value, Loc loc) {
  for (const FunctionResult &result : results)
    if (result.role == role && result.name == name)
      return error(loc,
                   role == "loss" ? llvm::Twine("the model has two losses; add them up in one")
                                  : role + " '" + name + "' is defined twice",
                   Note{result.loc, "the first one is here"});
  if (value.isPoison())
    return;
  if (!value.isTensor())
    return error(loc, role + " '" + name + "' must be a tensor, got " + value.describe());
  if (role == "loss" || role == "metric") {
    bool isMetric = role == "metric";
    if (value.rank() != 0)
      return error(loc, (isMetric ? "metric '" + name + "'" : "the loss") +
                            llvm::Twine(" must be a scalar, got ") + value.describe() +
                            "; take its mean()");
    if (!value.isFloatTensor())
      return error(loc, (isMetric ? "metric '" + name + "'" : "the loss") +
                            llvm::Twine(" must be a float, got ") + value.describe());
  }
  if (role == "metric" && value.logarithm)
    results.push_back({role, name.str(), value.logarithm, loc, /*isExponential=*/true});
  else
    results.push_back({role, name.str(), value.tensor, loc});
  if ((role == "loss" || role == "metric") && value.weight)
    results.push_back({"weight", name.str(), value.weight, loc});
}

void Emitter::emitResult(const Stmt &stmt) {
  bool isOutput = stmt.kind == Stmt::Kind::Output;
  llvm::StringRef role = isOutput ? "output" : (stmt.kind == Stmt::Kind::Loss ? "loss" : "metric");
  Value value;
  if (stmt.value) {
    value = evaluate(*stmt.value);
  } else {
    NameExpr name(stmt.nameLoc);
    name.name = stmt.name;
    value = evaluateName(name);
  }
  if (!onlyInModel(stmt, role))
    return;
  if (!isOutput && mode == Mode::Decode)
    return error(stmt.loc, "'decode' predicts; it has outputs and no " + role);
  Loc valueLoc = stmt.value ? stmt.value->loc : stmt.nameLoc;
  if (isOutput && value.isTensor() && !isConsistent("output", stmt.name, value.type(), valueLoc))
    return;
  addResult(role, stmt.name, value, valueLoc);
  // `output probabilities = …` is a name for later statements too.
  if (isOutput && stmt.value && !lookup(stmt.name))
    define(stmt.name, value, false, stmt.nameLoc);
}

void Emitter::emitUpdate(const Stmt &stmt) {
  Value value = evaluate(*stmt.value);
  Binding *binding = lookup(stmt.name);
  std::string path = frames.back()->prefix + stmt.name;
  const Variable *known = model.variables.find(path);
  if (!binding || !known || known->role != dl::Role::State) {
    llvm::SmallVector<llvm::StringRef> names;
    for (const Variable &variable : model.variables)
      if (variable.role == dl::Role::State)
        names.push_back(variable.name);
    if (!binding || !binding->value.isPoison())
      error(stmt.nameLoc, "'" + stmt.name + "' is not a state" + suggest(stmt.name, names));
    return;
  }
  if (value.isPoison() || binding->value.isPoison())
    return;
  mlir::RankedTensorType type = known->type;
  if (value.isNumber() && (value.isInteger || llvm::isa<mlir::FloatType>(type.getElementType())))
    value = tensor(splat(value.number, type.getElementType(), type.getShape(), stmt.value->loc),
                   binding->value.rows, stmt.value->loc);
  if (!value.isTensor() || value.type() != type)
    return error(stmt.value->loc,
                 "state '" + path + "' is " + binding->value.describe() + ", its new value is " +
                     value.describe(),
                 Note{binding->value.loc, "it is declared here"});
  updateState(path, value, stmt.nameLoc);
}

/// One entry of the compiled model's tables serves all its functions.
bool Emitter::isConsistent(llvm::StringRef role, llvm::StringRef name, mlir::RankedTensorType type,
                           Loc loc) {
  auto [known, isNew] = model.interface.try_emplace((role + " " + name).str(), type, loc);
  if (isNew || known->second.first == type || mode != Mode::Decode)
    return true;
  error(loc,
        role + " '" + name +
            "' of 'decode' has another type than the model's; give it a name of its own",
        Note{known->second.second, "the model's is here"});
  return false;
}

/// The block is a function of its own: see Mode::Decode.
void Emitter::emitDecode(const Stmt &stmt) {
  if (!onlyInModel(stmt, "decode"))
    return;
  if (mode != Mode::Decode) {
    auto [first, isNew] = model.decodeBlocks.try_emplace(&stmt, stmt.loc);
    (void)first;
    if (isNew && model.decodeBlocks.size() > 1)
      error(stmt.loc, "a model has one 'decode'");
    return;
  }
  frames.back()->scopes.emplace_back();
  emitBody(stmt.body);
  frames.back()->scopes.pop_back();
}

void Emitter::emitIf(const Stmt &stmt) {
  std::optional<bool> condition = evaluateCondition(*stmt.value);
  if (!condition)
    return;
  frames.back()->scopes.emplace_back();
  emitBody(*condition ? stmt.body : stmt.orElse);
  frames.back()->scopes.pop_back();
}

void Emitter::emitFor(const Stmt &stmt) {
  auto *range = llvm::dyn_cast<RangeExpr>(stmt.value.get());
  if (!range)
    return error(stmt.value->loc, "a loop runs over a range, such as '0..4'");
  Value from = evaluate(*range->from), to = evaluate(*range->to);
  if (from.isPoison() || to.isPoison())
    return;
  for (const Value *end : {&from, &to})
    if (!end->isNumber() || !end->isInteger)
      return error(end == &from ? range->from->loc : range->to->loc,
                   "the end of a range is a whole number, got " + end->describe());
  unsigned before = model.diagnostics.count();
  for (int64_t i = from.integer; i < to.integer; ++i) {
    if (++iterations > maxIterations)
      return error(stmt.loc, "the loops of this model run more than " + llvm::Twine(maxIterations) +
                                 " times in all; loops are unrolled");
    frames.back()->scopes.emplace_back();
    define(stmt.name, Value::ofInteger(i, stmt.nameLoc), false, stmt.nameLoc);
    emitBody(stmt.body);
    frames.back()->scopes.pop_back();
    // The next round would only say the same again.
    if (model.diagnostics.count() != before || frames.back()->returned)
      return;
  }
}
