//===- ModelTables.h - What a model's functions read and write --*- C++ -*-===//
#ifndef DLC_DIALECT_DL_MODELTABLES_H
#define DLC_DIALECT_DL_MODELTABLES_H

#include "dlc/Dialect/DL/DL.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>

namespace dlc::dl {

/// What the attributes `dl.role` and `dl.name` of a function's argument or result say; empty where it has none.
struct TensorName {
  std::string role, name;
  bool operator==(const TensorName &other) const { return role == other.role && name == other.name; }
};
TensorName tensorName(mlir::DictionaryAttr attributes); ///< which may be null
TensorName argumentName(mlir::func::FuncOp function, unsigned index);
TensorName resultName(mlir::func::FuncOp function, unsigned index);
/// The attributes that say so.
mlir::DictionaryAttr nameAttributes(mlir::Builder &builder, const TensorName &name);

/// Of an input with a limit: its negative values count from the end, so that they lie in [-limit, limit).
inline constexpr llvm::StringLiteral kFromEndAttr = "dl.from_end";

/// One input, target or output.
struct TableEntry {
  std::string name;
  mlir::RankedTensorType type;
  int64_t limit = 0; ///< values of an integer tensor lie in [0, limit); 0: any value
  int64_t ignored = 0; ///< one more value that is allowed; 0 where there is none
  bool fromEnd = false; ///< they lie in [-limit, limit)
};

/// Makes the values that a limit (0: any value) allows those that another one allows too.
void narrow(int64_t &limit, bool &fromEnd, int64_t otherLimit, bool otherFromEnd);

/// Where the sums of one metric are kept between two readings. Its value is the sum of all quotients
/// sum / count: the loss of a step in phases is that of all of them.
struct MetricEntry {
  struct Part {
    VariableOp sum, count;
  };
  std::string name;
  llvm::SmallVector<Part, 1> parts;
  bool isExponential = false; ///< e^quotient
};

/// One of the losses that a training step minimises, one after the other.
struct PhaseEntry {
  std::string name; ///< empty if there is just the one
  std::string loss; ///< the metric that it is
  int64_t every = 1, repeat = 1;
};

/// The tables of a module, in the order in which the caller of the compiled model numbers them.
struct ModelTables {
  llvm::SmallVector<TableEntry> inputs, targets, outputs;
  llvm::SmallVector<MetricEntry> metrics; ///< "loss" comes first
  llvm::SmallVector<PhaseEntry> phases; ///< at least one
  llvm::SmallVector<VariableOp> parameters, state, optimizer, gradients;

  const llvm::SmallVector<VariableOp> &variables(Role role) const;
};

/// Collects the tables from the module's functions and variables. A tensor of several functions
/// appears once, where the first function that names it has it.
ModelTables collectTables(mlir::ModuleOp module);

/// Variables of the optimizer of a model that sums up gradients: the rows and the batches that are in
/// the sums.
inline constexpr llvm::StringLiteral kAccumulatedRows = "gradient_sum.rows";
inline constexpr llvm::StringLiteral kAccumulatedBatches = "gradient_sum.batches";

/// Of a variable: the dimensions of its type in the order in which memory has them; functions have it in that shape.
inline constexpr llvm::StringLiteral kOrderAttr = "dl.order";

/// How many batches the module's `dl.train` makes one step of.
int64_t accumulatedBatches(mlir::ModuleOp module);

/// What a function of the module is: "train_step" of @train_step and, in a model of phases, of
/// @train_step.generator.
llvm::StringRef functionKind(llvm::StringRef name);
/// Whether the runtime calls functions of that name.
bool isEntryName(llvm::StringRef name);

/// The position of the entry called `name`, or -1.
int64_t findEntry(llvm::ArrayRef<TableEntry> entries, llvm::StringRef name);

/// The name that a variable has in its table: its symbol without the prefix that tells the
/// gradients of parameters from the parameters.
llvm::StringRef tableName(VariableOp variable);

/// The variable of `role` that the attributes `dl.role` and `dl.name` of an argument or result
/// mean; null if the module has none.
VariableOp findVariable(const ModelTables &tables, Role role, llvm::StringRef name);

} // namespace dlc::dl
#endif
