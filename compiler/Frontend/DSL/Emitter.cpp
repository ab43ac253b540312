//===- Emitter.cpp - One function of the module ---------------------------===//
#include "Emitter.h"
#include "Builtins.h"
#include "TrainConfig.h"

#include "dlc/Dialect/DL/ModelTables.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

Emitter::Emitter(Mode mode, ModelContext &model)
    : mode(mode), model(model), builder(model.diagnostics.getContext()) {
  frames.push_back(std::make_unique<Frame>());
  frames.back()->scopes.emplace_back();
}

mlir::Location Emitter::location(Loc loc) {
  mlir::Location place = model.diagnostics.location(loc);
  if (statementPath.empty())
    return place;
  return mlir::NameLoc::get(builder.getStringAttr(statementPath), place);
}

Value Emitter::tensor(mlir::Value value, llvm::ArrayRef<int64_t> rows, Loc loc) {
  Value result;
  result.kind = Value::Kind::Tensor;
  result.loc = loc;
  result.tensor = value;
  result.rows.assign(rows.begin(), rows.end());
  assert(result.rows.size() == static_cast<size_t>(result.rank()) && "one entry a dimension");
  return result;
}

mlir::Value Emitter::argument(llvm::StringRef role, llvm::StringRef name,
                              mlir::RankedTensorType type, Loc loc) {
  mlir::Value value = entry->addArgument(type, model.diagnostics.location(loc));
  arguments.push_back({role, name.str(), value});
  return value;
}

mlir::Value Emitter::scalar(llvm::StringRef name, Loc loc) {
  for (const FunctionArgument &arg : arguments)
    if (arg.role == "scalar" && arg.name == name)
      return arg.value;
  return argument("scalar", name, mlir::RankedTensorType::get({}, builder.getI64Type()), loc);
}

mlir::Value Emitter::variable(llvm::StringRef path, dl::Role role, mlir::RankedTensorType type,
                              const Value &initializer, int64_t fanIn, int64_t fanOut, Loc loc,
                              bool isPersistent) {
  auto [previous, isNew] = defined.try_emplace(path, loc);
  if (!isNew) {
    error(loc,
          "two parameters are named '" + path +
              "'; give each call a name of its own, such as 'as layers[i]' in a loop",
          Note{previous->second, "the first one is here"});
    return {};
  }
  if (initializer.text == "orthogonal" && type.getRank() < 2) {
    error(initializer.loc, "'orthogonal' needs at least 2 dimensions, and '" + path + "' has " +
                               llvm::Twine(type.getRank()));
    return {};
  }
  Variable variable{path.str(), role, type, initializer.text, {}, loc, isPersistent};
  llvm::SmallVector<mlir::NamedAttribute> args;
  llvm::StringRef kind = initializer.text;
  if (kind.starts_with("glorot") || kind.starts_with("he_") || kind.starts_with("lecun"))
    args.push_back(builder.getNamedAttr("fan_in", builder.getI64IntegerAttr(fanIn)));
  if (kind.starts_with("glorot"))
    args.push_back(builder.getNamedAttr("fan_out", builder.getI64IntegerAttr(fanOut)));
  for (const auto &[key, number] : initializer.settings)
    args.push_back(builder.getNamedAttr(key, builder.getF64FloatAttr(number)));
  if (!args.empty())
    variable.initArgs = builder.getDictionaryAttr(args);

  // Modes may disagree only in which variables they have.
  auto [other, isFirst] = model.variables.insert(variable);
  if (!isFirst &&
      (other.type != type || other.role != role || other.initializer != variable.initializer ||
       other.initArgs != variable.initArgs))
    error(loc, "'" + path + "' differs between training and evaluation",
          Note{other.loc, "it is defined otherwise here"});
  mlir::Value value =
      argument(role == dl::Role::Parameter ? "parameter" : "state", path, type, loc);
  variables[path] = tensor(value, llvm::SmallVector<int64_t>(type.getRank(), 0), loc);
  return value;
}

mlir::Value Emitter::decodePosition(Loc loc) {
  assert(isDecoding() && "only 'decode' goes from position to position");
  if (position)
    return position;
  auto type = mlir::RankedTensorType::get({}, builder.getI64Type());
  Value zeros = Value::ofText(Value::Kind::Initializer, "zeros", loc);
  position = variable("decode.position", dl::Role::State, type, zeros, 1, 1, loc,
                      /*isPersistent=*/false);
  if (!position)
    return {};
  mlir::Value one = splat(1, type.getElementType(), {}, loc);
  mlir::Value next = dl::AddOp::create(builder, location(loc), position, one);
  updateState("decode.position", tensor(next, {}, loc), loc);
  return position;
}

bool Emitter::isFrozen(llvm::StringRef path) const {
  return llvm::any_of(model.frozen, [&](llvm::StringRef pattern) {
    return matchesPattern(pattern, path);
  });
}

bool Emitter::trainsNorm(llvm::StringRef path) const {
  model.importedNorms.insert(path);
  return llvm::any_of(model.trainedNorms, [&](llvm::StringRef pattern) {
    return matchesPattern(pattern, path);
  });
}

bool Emitter::updateState(llvm::StringRef path, const Value &value, Loc loc) {
  auto [previous, isNew] = updated.try_emplace(path, loc);
  if (!isNew) {
    error(loc, "state '" + path + "' is updated twice in a step",
          Note{previous->second, "the first update is here"});
    return false;
  }
  addResult("state", path, value, loc);
  return true;
}

void Emitter::limitIndices(mlir::Value value, int64_t limit, int64_t ignored, bool fromEnd) {
  if (ignored >= 0 && ignored < limit)
    ignored = 0;
  // Follow what keeps the integers as they are back to the input.
  while (mlir::Operation *op = value.getDefiningOp()) {
    if (!llvm::isa<dl::CastOp, dl::ReshapeOp, dl::SliceOp, dl::BroadcastOp, dl::TransposeOp>(op))
      return;
    value = op->getOperand(0);
    if (!value || !llvm::isa<mlir::IntegerType>(mlir::getElementTypeOrSelf(value)))
      return;
  }
  for (FunctionArgument &arg : arguments)
    if (arg.value == value && (arg.role == "input" || arg.role == "target")) {
      // Allowed only where all who use it know of it.
      arg.ignored = arg.limit && arg.ignored != ignored ? 0 : ignored;
      dl::narrow(arg.limit, arg.fromEnd, limit, fromEnd && !mlir::getElementTypeOrSelf(value).isUnsignedInteger());
    }
}

void Emitter::emit(mlir::ModuleOp module) {
  llvm::StringRef name = mode == Mode::Forward   ? "forward"
                         : mode == Mode::Eval    ? "eval"
                         : mode == Mode::Predict ? "predict"
                                                 : "decode_step";
  builder.setInsertionPointToEnd(module.getBody());
  auto function =
      mlir::func::FuncOp::create(builder, model.diagnostics.location(model.file.model->loc), name,
                                 builder.getFunctionType({}, {}));
  entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  emitBody(model.file.model->body);
  if (mode != Mode::Decode)
    emitPhases();
  commitImportUpdates();

  model.hasLoss |= llvm::any_of(results, [](auto &result) { return result.role == "loss"; });
  model.hasOutput |= llvm::any_of(results, [](auto &result) { return result.role == "output"; });
  if (model.diagnostics.hasErrors()) {
    // Half a graph helps nobody; the module is thrown away.
    builder.setInsertionPointToEnd(entry);
    mlir::func::ReturnOp::create(builder, function.getLoc());
    return;
  }
  finish(function);
}

/// Arguments are in the ABI's order of roles, and in the text's within a role.
static int argumentRank(llvm::StringRef role) {
  return llvm::StringSwitch<int>(role)
      .Case("parameter", 0)
      .Case("state", 1)
      .Case("input", 2)
      .Case("target", 3)
      .Default(4);
}

static int resultRank(llvm::StringRef role) {
  return llvm::StringSwitch<int>(role)
      .Case("loss", 0)
      .Case("metric", 1)
      .Case("output", 2)
      .Case("weight", 3)
      .Default(4);
}

/// The scalars' order is the ABI's, not that of first use.
static int scalarRank(llvm::StringRef name) {
  return llvm::StringSwitch<int>(name).Case("seed", 0).Case("step", 1).Default(2);
}

static bool dependsOn(mlir::Value result, mlir::Value source) {
  llvm::SmallVector<mlir::Value> worklist{result};
  llvm::DenseSet<mlir::Value> seen;
  while (!worklist.empty()) {
    mlir::Value value = worklist.pop_back_val();
    if (value == source)
      return true;
    if (seen.insert(value).second && value.getDefiningOp())
      llvm::append_range(worklist, value.getDefiningOp()->getOperands());
  }
  return false;
}

void Emitter::finish(mlir::func::FuncOp function) {
  llvm::erase_if(results, [&](const FunctionResult &result) {
    if (mode == Mode::Predict)
      return result.role != "output";
    if (mode == Mode::Decode)
      return false;
    return result.role == "output" || (mode == Mode::Eval && result.role == "state");
  });
  bool hasOutput = llvm::any_of(results, [](auto &result) { return result.role == "output"; });
  if (mode == Mode::Decode && !hasOutput && !model.decodeBlocks.empty())
    error(model.decodeBlocks.begin()->second, "'decode' has no output");
  if (results.empty() || (mode == Mode::Decode && !hasOutput)) {
    function.erase();
    return;
  }
  llvm::stable_sort(results,
                    [](auto &a, auto &b) { return resultRank(a.role) < resultRank(b.role); });

  builder.setInsertionPointToEnd(entry);
  llvm::SmallVector<mlir::Value> values;
  for (const FunctionResult &result : results)
    values.push_back(result.value);
  mlir::func::ReturnOp::create(builder, function.getLoc(), values);
  // All operations are pure: what no result needs goes, users before what they use.
  for (mlir::Operation &op : llvm::make_early_inc_range(llvm::reverse(*entry)))
    if (mlir::isOpTriviallyDead(&op))
      op.erase();

  llvm::erase_if(arguments, [](const FunctionArgument &arg) { return arg.value.use_empty(); });
  if (mode == Mode::Predict)
    for (const FunctionArgument &arg : arguments)
      for (const FunctionResult &result : results)
        if (arg.role == "target" && dependsOn(result.value, arg.value))
          error(result.loc, "output '" + result.name + "' depends on target '" + arg.name +
                                "', which is not there when the model predicts");

  llvm::stable_sort(arguments, [](const FunctionArgument &a, const FunctionArgument &b) {
    if (a.role != b.role)
      return argumentRank(a.role) < argumentRank(b.role);
    return a.role == "scalar" && scalarRank(a.name) < scalarRank(b.name);
  });
  unsigned old = entry->getNumArguments();
  for (FunctionArgument &arg : arguments)
    arg.value.replaceAllUsesWith(entry->addArgument(arg.value.getType(), arg.value.getLoc()));
  entry->eraseArguments(0, old);

  function.setFunctionType(
      builder.getFunctionType(entry->getArgumentTypes(),
                              mlir::ValueRange(entry->getTerminator()->getOperands()).getTypes()));
  for (auto [i, arg] : llvm::enumerate(arguments)) {
    function.setArgAttr(i, dl::kRoleAttr, builder.getStringAttr(arg.role));
    function.setArgAttr(i, dl::kNameAttr, builder.getStringAttr(arg.name));
    if (arg.limit)
      function.setArgAttr(i, dl::kLimitAttr, builder.getI64IntegerAttr(arg.limit));
    if (arg.fromEnd)
      function.setArgAttr(i, dl::kFromEndAttr, builder.getUnitAttr());
    if (arg.ignored)
      function.setArgAttr(i, dl::kIgnoredAttr, builder.getI64IntegerAttr(arg.ignored));
  }
  for (auto [i, result] : llvm::enumerate(results)) {
    function.setResultAttr(i, dl::kRoleAttr, builder.getStringAttr(result.role));
    function.setResultAttr(i, dl::kNameAttr, builder.getStringAttr(result.name));
    if (result.isExponential)
      function.setResultAttr(i, dl::kExponentialAttr, builder.getUnitAttr());
  }
}
