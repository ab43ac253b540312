//===- DescribeModel.cpp - From a graph to its tables -----------------------===//
#include "dlc/Pipeline/DescribeModel.h"

#include "dlc/Dialect/DL/ModelTables.h"
#include "dlc/Dialect/DLK/DLK.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;
using dlc::dl::Role;

/// Blocks and their entries start on cache lines.
static constexpr uint64_t kAlignment = 64;

static dlrt_dtype toDType(Type type) {
  if (type.isF32())
    return DLRT_F32;
  if (type.isF64())
    return DLRT_F64;
  if (type.isBF16())
    return DLRT_BF16;
  if (type.isInteger(1))
    return DLRT_BOOL;
  if (type.isInteger(8))
    return type.isUnsignedInteger() ? DLRT_U8 : DLRT_I8;
  return type.isInteger(64) ? DLRT_I64 : DLRT_I32;
}

static FailureOr<TensorDescription> describe(Location loc, StringRef name, RankedTensorType type) {
  if (type.getRank() > DLRT_MAX_RANK)
    return emitError(loc) << "'" << name << "' has " << type.getRank()
                          << " dimensions; a compiled model's tensors have at most "
                          << DLRT_MAX_RANK;
  TensorDescription tensor;
  tensor.name = name.str();
  tensor.dtype = toDType(type.getElementType());
  tensor.shape.assign(type.getShape().begin(), type.getShape().end());
  return tensor;
}

static uint32_t getFlags(dl::VariableOp variable) {
  switch (variable.getRole()) {
  case Role::Parameter:
    return DLRT_PERSISTENT | (variable.getTrainable() ? 0 : DLRT_FROZEN);
  case Role::State:
    return variable.getPersistent() ? DLRT_PERSISTENT : DLRT_TRAINING;
  case Role::Optimizer:
    return DLRT_TRAINING;
  case Role::Gradient:
    return 0;
  }
  llvm_unreachable("every role has its flags");
}

static LogicalResult describeBlock(ArrayRef<dl::VariableOp> variables, TableDescription &table) {
  for (dl::VariableOp variable : variables) {
    FailureOr<TensorDescription> tensor =
        describe(variable.getLoc(), dl::tableName(variable), variable.getTensorType());
    if (failed(tensor))
      return failure();
    std::optional<int64_t> offset = variable.getOffset();
    assert(offset && "dl-assign-offsets comes before the tables");
    tensor->offset = *offset;
    tensor->flags = getFlags(variable);
    if (auto order = variable->getAttrOfType<DenseI64ArrayAttr>(dl::kOrderAttr))
      tensor->order = order.asArrayRef();
    table.size = std::max(table.size, llvm::alignTo(*offset + tensor->byteCount(), kAlignment));
    table.tensors.push_back(*tensor);
  }
  table.alignment = kAlignment;
  return success();
}

static LogicalResult describeTensors(Location loc, ArrayRef<dl::TableEntry> entries,
                                     TableDescription &table) {
  for (const dl::TableEntry &entry : entries) {
    FailureOr<TensorDescription> tensor = describe(loc, entry.name, entry.type);
    if (failed(tensor))
      return failure();
    tensor->limit = entry.limit;
    tensor->ignored = entry.ignored;
    tensor->flags = entry.fromEnd ? DLRT_FROM_END : 0;
    table.tensors.push_back(*tensor);
  }
  return success();
}

/// Notes what one argument or result of a step function needs of its caller.
static void addNeed(EntryDescription &entry, const dl::ModelTables &tables, DictionaryAttr attrs) {
  dl::TensorName tensor = dl::tensorName(attrs);
  if (tensor.role.empty() || tensor.name.empty())
    return;
  StringRef role = tensor.role, name = tensor.name;
  auto note = [&](std::vector<int32_t> &positions, ArrayRef<dl::TableEntry> entries) {
    positions.push_back(dl::findEntry(entries, name));
    entry.rows = true;
  };
  if (role == "parameter")
    entry.parameters = true;
  else if (role == "state")
    entry.state = true;
  else if (role == "optimizer")
    entry.optimizer = true;
  else if (role == "gradient")
    entry.gradients = true;
  else if (role == "input")
    note(entry.inputs, tables.inputs);
  else if (role == "target")
    note(entry.targets, tables.targets);
  else if (role == "output")
    note(entry.outputs, tables.outputs);
  else if (role == "scalar" && name == "n_valid")
    entry.rows = true;
  else if (role == "scalar" && name == "total_steps")
    entry.totalSteps = true;
}

/// Notes the gradient that a result is, if it is one.
static void addGradient(EntryDescription &entry, const dl::ModelTables &tables,
                        DictionaryAttr attrs) {
  dl::TensorName tensor = dl::tensorName(attrs);
  if (tensor.role != "gradient")
    return;
  for (auto [position, variable] : llvm::enumerate(tables.gradients))
    if (dl::tableName(variable) == tensor.name)
      entry.gradientPositions.push_back(static_cast<int32_t>(position));
}

static void describeEntries(ModuleOp module, const dl::ModelTables &tables,
                            ModelDescription &model) {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!dl::isEntryName(function.getSymName()))
      continue;
    EntryDescription entry;
    entry.name = function.getSymName().str();
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      addNeed(entry, tables, function.getArgAttrDict(i));
    for (unsigned i = 0; i < function.getNumResults(); ++i) {
      addNeed(entry, tables, function.getResultAttrDict(i));
      addGradient(entry, tables, function.getResultAttrDict(i));
    }
    model.entries.push_back(entry);
  }
  // A step that adds to sums must be refused before it has done so, not when it is to apply them.
  const EntryDescription *apply = model.findEntry("apply");
  for (EntryDescription &entry : model.entries)
    if (entry.name == "accumulate" && apply)
      entry.totalSteps |= apply->totalSteps;
}

FailureOr<ModelDescription> dlc::describeModel(ModuleOp module) {
  dl::ModelTables tables = dl::collectTables(module);
  ModelDescription model;
  model.name = toIdentifier(module.getSymName().value_or("model").str());
  model.compilerVersion = DLC_VERSION;
  if (auto batch = module->getAttrOfType<IntegerAttr>(dl::kBatchAttr))
    model.batch = batch.getInt();
  Location loc = module.getLoc();
  if (failed(describeBlock(tables.parameters, model.parameters)) ||
      failed(describeBlock(tables.state, model.state)) ||
      failed(describeBlock(tables.optimizer, model.optimizer)) ||
      failed(describeBlock(tables.gradients, model.gradients)) ||
      failed(describeTensors(loc, tables.inputs, model.inputs)) ||
      failed(describeTensors(loc, tables.targets, model.targets)) ||
      failed(describeTensors(loc, tables.outputs, model.outputs)))
    return failure();
  for (dl::MetricEntry &metric : tables.metrics) {
    MetricDescription &description = model.metrics.emplace_back();
    description.name = metric.name;
    description.isExponential = metric.isExponential;
    for (dl::MetricEntry::Part &part : metric.parts)
      description.parts.push_back({static_cast<uint64_t>(*part.sum.getOffset()),
                                   static_cast<uint64_t>(*part.count.getOffset())});
  }
  model.phases.clear();
  for (dl::PhaseEntry &phase : tables.phases)
    model.phases.push_back({phase.name, phase.loss, static_cast<int32_t>(phase.every),
                            static_cast<int32_t>(phase.repeat)});
  if (dl::VariableOp batches =
          dl::findVariable(tables, Role::Optimizer, dl::kAccumulatedBatches)) {
    model.accumulate = static_cast<int32_t>(dl::accumulatedBatches(module));
    model.accumulatedOffset = *batches.getOffset();
  }
  describeEntries(module, tables, model);
  return model;
}

int64_t dlc::getMostSlices(ModuleOp module) {
  int64_t most = 1;
  for (auto function : module.getOps<FunctionOpInterface>())
    // To initialise is work for once.
    if (auto slices = function->getAttrOfType<IntegerAttr>(dlk::kSlicesAttr);
        slices && function.getName() != "init")
      most = std::max(most, slices.getInt());
  return most;
}

Workspace dlc::getWorkspace(ModuleOp module) {
  Workspace workspace;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    auto read = [&](StringRef name, uint64_t &most) {
      if (auto attr = function->getAttrOfType<IntegerAttr>(name))
        most = std::max<uint64_t>(most, attr.getInt());
    };
    read(dlk::kWorkspaceSizeAttr, workspace.size);
    read(dlk::kWorkspaceBoundAttr, workspace.bound);
  }
  return workspace;
}
