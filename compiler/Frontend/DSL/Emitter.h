//===- Emitter.h - From syntax tree to the dl dialect -----------*- C++ -*-===//
#ifndef DLC_COMPILER_FRONTEND_DSL_EMITTER_H
#define DLC_COMPILER_FRONTEND_DSL_EMITTER_H

#include "AST.h"
#include "Arguments.h"
#include "Imports.h"
#include "TrainConfig.h"
#include "Value.h"

#include "dlc/Dialect/DL/DL.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace dlc::dsl {

struct Builtin;
class Call;

/// A parameter or state of the model.
struct Variable {
  std::string name;
  dl::Role role;
  mlir::RankedTensorType type;
  std::string initializer;
  mlir::DictionaryAttr initArgs;
  Loc loc;
  bool isPersistent = true; ///< of state: part of the model, not only of a run
};

/// Variables in the order in which the text first defines them.
class VariableTable {
public:
  /// The variable of that name, and whether it was not known before.
  std::pair<Variable &, bool> insert(const Variable &variable) {
    auto [position, isNew] = positions.try_emplace(variable.name, variables.size());
    if (isNew)
      variables.push_back(variable);
    return {variables[position->second], isNew};
  }
  const Variable *find(llvm::StringRef name) const {
    auto position = positions.find(name);
    return position == positions.end() ? nullptr : &variables[position->second];
  }
  auto begin() const { return variables.begin(); }
  auto end() const { return variables.end(); }

private:
  std::vector<Variable> variables;
  llvm::StringMap<size_t> positions;
};

/// What forward, eval and predict have in common.
struct ModelContext {
  const File &file;
  int64_t batch;
  Diagnostics &diagnostics;
  llvm::StringMap<const BlockDef *> blocks;
  VariableTable variables;
  /// The patterns of the train block's `freeze`.
  std::vector<std::string> frozen;
  /// Those of its `train_norms`, and the scales of all batch norms of imports.
  std::vector<std::string> trainedNorms;
  llvm::StringSet<> importedNorms;
  /// Values of the variables of imports.
  importer::WeightStore &weights;
  /// Weights of imports have no prefix.
  bool plainImports = false;
  llvm::StringMap<std::unique_ptr<Import>> imports;
  std::vector<std::unique_ptr<ImportedCall>> importedCalls;
  /// What variables of imports are called in their files.
  llvm::StringMap<std::string> sources;
  /// How many positions each attention layer sees outside `decode`: the room that its cache needs.
  llvm::StringMap<int64_t> attentionLengths;
  /// The types of "input NAME" and "output NAME", and where they were first given.
  llvm::StringMap<std::pair<mlir::RankedTensorType, Loc>> interface;
  llvm::DenseMap<const Stmt *, Loc> decodeBlocks;
  bool hasLoss = false, hasOutput = false;
};

enum class Mode { Forward, Eval, Predict, Decode };

/// Emits one function of the module. The first three modes each walk the whole text (`if training`
/// may choose other layers) and keep the operations that their results need; Decode walks the
/// model's parameters and its `decode` block, in which attention keeps keys and values of earlier
/// calls as state. Layers of one path have one set of parameters, whatever the mode.
class Emitter {
public:
  Emitter(Mode mode, ModelContext &model);

  void emit(mlir::ModuleOp module);

  //===--- Services for builtins (Call) ---===//

  Diagnostics &getDiagnostics() { return model.diagnostics; }
  void error(Loc loc, const llvm::Twine &message, llvm::ArrayRef<Note> notes = {}) {
    model.diagnostics.error(loc, message, notes);
  }
  mlir::OpBuilder &getBuilder() { return builder; }
  /// The place in the text, named after the statement's path.
  mlir::Location location(Loc loc);
  bool isTraining() const { return mode == Mode::Forward; }
  bool isDecoding() const { return mode == Mode::Decode; }
  /// Notes how many positions an attention layer sees, and finds that out in `decode`.
  llvm::StringMap<int64_t> &attentionLengths() { return model.attentionLengths; }
  /// In `decode`: the number of calls before this one, an i64 scalar in state.
  mlir::Value decodePosition(Loc loc);

  /// The scalar argument "seed", "step" or "n_valid".
  mlir::Value scalar(llvm::StringRef name, Loc loc);
  /// The argument that holds a new variable; null after reporting that the name is taken.
  mlir::Value variable(llvm::StringRef path, dl::Role role, mlir::RankedTensorType type,
                       const Value &initializer, int64_t fanIn, int64_t fanOut, Loc loc,
                       bool isPersistent = true);
  /// The argument that holds a weight of an import.
  mlir::Value storedVariable(llvm::StringRef path, dl::Role role, mlir::RankedTensorType type,
                             llvm::StringRef source, Loc loc);
  /// Whether the train block freezes the parameter of that path.
  bool isFrozen(llvm::StringRef path) const;
  /// Whether the train block asks the imported batch norm of that scale to learn.
  bool trainsNorm(llvm::StringRef path) const;
  /// Makes `value` the state's next value; false after reporting a second update of it.
  bool updateState(llvm::StringRef path, const Value &value, Loc loc);
  /// Records that the integers of `value` are below `limit`, or equal `ignored`, where they come
  /// straight from an input. Negative ones are allowed where they count from the end.
  void limitIndices(mlir::Value value, int64_t limit, int64_t ignored = 0, bool fromEnd = false);

  Value tensor(mlir::Value value, llvm::ArrayRef<int64_t> rows, Loc loc);
  Value evaluate(const Expr &expr);
  /// Evaluates an argument as its parameter wants it; poison after an error.
  Value evaluateArgument(const Expr &expr, const Param &param, llvm::StringRef callee);
  Value evaluateInitializer(const Expr &expr);

  //===--- Arithmetic.cpp ---===//

  Value binary(llvm::StringRef op, const Value &lhs, const Value &rhs, Loc loc);
  /// Gives two operands one type and shape: numbers become tensors, dimensions of size 1 repeat.
  bool unify(llvm::StringRef op, Value &lhs, Value &rhs, Loc loc);
  mlir::Value splat(double value, mlir::Type element, llvm::ArrayRef<int64_t> shape, Loc loc);
  /// NumPy's broadcasting, as explicit reshape and broadcast.
  mlir::Value broadcastTo(mlir::Value value, llvm::ArrayRef<int64_t> shape, Loc loc);
  /// `value` with `fill` in the padding rows of those of the axes that are made of the batch.
  mlir::Value maskRows(const Value &value, llvm::ArrayRef<int64_t> axes, double fill, Loc loc);
  Value mean(const Value &value, llvm::ArrayRef<int64_t> axes, Loc loc);
  Value cast(const Value &value, mlir::Type element, Loc loc);
  /// Checks sizes, and reports where a dimension of the batch would be torn apart.
  Value reshape(const Value &value, llvm::ArrayRef<int64_t> shape, Loc loc,
                llvm::ArrayRef<int64_t> batchFactors = {});

private:
  struct Binding {
    Value value;
    bool assignable = false;
    Loc loc;
  };
  using Scope = llvm::StringMap<Binding>;
  /// The body of the model, or of one call of a block.
  struct Frame {
    const BlockDef *block = nullptr;
    std::string prefix;
    std::vector<Scope> scopes;
    llvm::StringSet<> automaticNames;
    std::optional<Value> returned;
  };
  struct FunctionArgument {
    llvm::StringRef role;
    std::string name;
    mlir::Value value;
    int64_t limit = 0;
    int64_t ignored = 0; ///< a value outside [0, limit) that is allowed too; 0: none
    bool fromEnd = false; ///< in [-limit, limit)
  };
  struct FunctionResult {
    llvm::StringRef role;
    std::string name;
    mlir::Value value;
    Loc loc;
    /// Of a metric: e^mean over the epoch rather than the mean.
    bool isExponential = false;
  };

  // Emitter.cpp
  mlir::Value argument(llvm::StringRef role, llvm::StringRef name, mlir::RankedTensorType type,
                       Loc loc);
  void finish(mlir::func::FuncOp function);

  // EmitStatements.cpp
  void emitBody(const StmtList &body);
  void emitStatement(const Stmt &stmt);
  void emitInput(const Stmt &stmt);
  void emitVariable(const Stmt &stmt);
  void emitAssign(const Stmt &stmt);
  void emitResult(const Stmt &stmt);
  void emitUpdate(const Stmt &stmt);
  void emitPhases();
  void addPhaseValue(llvm::StringRef role, const ValueName &name);
  void emitIf(const Stmt &stmt);
  void emitFor(const Stmt &stmt);
  void emitDecode(const Stmt &stmt);
  bool isConsistent(llvm::StringRef role, llvm::StringRef name, mlir::RankedTensorType type,
                    Loc loc);
  void define(llvm::StringRef name, Value value, bool assignable, Loc loc);
  void addResult(llvm::StringRef role, llvm::StringRef name, const Value &value, Loc loc);
  std::optional<mlir::RankedTensorType> evaluateType(const TypeSpec &type,
                                                     llvm::SmallVectorImpl<int64_t> &rows);
  bool onlyInModel(const Stmt &stmt, llvm::StringRef what);

  // EmitExpressions.cpp
  Value evaluateName(const NameExpr &expr);
  Value evaluateMember(const MemberExpr &expr);
  Value evaluateIndex(const IndexExpr &expr);
  bool evaluateItem(const IndexItem &item, int64_t size, int64_t &start, int64_t &limit,
                    int64_t &stride);
  Value evaluateList(const ListExpr &expr);
  std::optional<std::string> variablePath(const Expr &expr);
  Binding *lookup(llvm::StringRef name);
  std::optional<bool> evaluateCondition(const Expr &expr);

  // EmitCalls.cpp
  Value evaluateCall(const CallExpr &expr);
  Value evaluateBuiltin(const CallExpr &expr, const Builtin &builtin);
  Value evaluateBlock(const CallExpr &expr, const BlockDef &block);
  // EmitImports.cpp
  Value evaluateImport(const CallExpr &expr, const Import &import);
  Value tensorOfImport(const ImportedCall &call, llvm::StringRef name, Loc loc);
  Value memberOfImport(const Value &base, llvm::StringRef member, Loc loc);
  /// The running statistics of the layers behind the tensors that are used. Two tensors of one call may have layers in
  /// common, which update them once.
  void commitImportUpdates();

  Value unknownFunction(const CallExpr &expr);

  // Naming.cpp
  void assignPaths(const Stmt &stmt);
  std::string labelPath(const Label &label);
  std::string uniqueName(llvm::StringRef name);
  std::string callPath(const CallExpr &call);
  enum class CallNeeds { Nothing, Stream, Parameters };
  CallNeeds needs(const CallExpr &call);
  CallNeeds needs(const BlockDef &block);
  CallNeeds needs(const StmtList &body);

  Mode mode;
  ModelContext &model;
  mlir::OpBuilder builder;
  mlir::Block *entry = nullptr;
  std::vector<std::unique_ptr<Frame>> frames;
  std::vector<FunctionArgument> arguments;
  std::vector<FunctionResult> results;
  llvm::StringMap<Loc> defined;     ///< variables defined so far in this mode
  llvm::StringMap<Value> variables; ///< their values, by path
  llvm::StringMap<Loc> updated;
  llvm::StringSet<> targets, inputs;
  /// The paths of the parametrised calls of the statements being emitted.
  llvm::DenseMap<const CallExpr *, std::string> callPaths;
  llvm::DenseMap<const BlockDef *, CallNeeds> blockNeeds;
  std::string statementPath;
  mlir::Value position; ///< see decodePosition
  /// What a tensor of a call of an import changes in state, if it is used.
  struct ImportUpdates {
    const ImportedCall *call;
    mlir::Value result;
    std::vector<std::pair<std::string, mlir::Value>> updates;
    Loc loc;
  };
  std::vector<ImportUpdates> importUpdates;
  unsigned iterations = 0, calls = 0, blockDepth = 0;
};

} // namespace dlc::dsl
#endif
