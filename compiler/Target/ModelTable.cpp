//===- ModelTable.cpp - The exported face of a compiled model ---------------===//
//
// Emits the constants of dlrt.h's structures. Their layout is the C compiler's own: every structure
// is checked against offsetof and sizeof of the header this file includes.
//
//===----------------------------------------------------------------------===//
#include "dlc/Target/ModelTable.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include <cstddef>

using namespace dlc;
using llvm::Constant;

namespace {

/// Builds constants of the types in dlrt.h.
class TableBuilder {
public:
  explicit TableBuilder(llvm::Module &module)
      : module(module), context(module.getContext()), pointer(llvm::PointerType::get(context, 0)),
        i32(llvm::Type::getInt32Ty(context)), i64(llvm::Type::getInt64Ty(context)) {
    tensorType = llvm::StructType::create(
        {pointer, i32, i32, llvm::ArrayType::get(i64, DLRT_MAX_RANK), i64, i32, i32, i64, i64},
        "dlrt_tensor");
    tableType = llvm::StructType::create({pointer, i32, i64, i64}, "dlrt_table");
    verify(tensorType, sizeof(dlrt_tensor), 4, offsetof(dlrt_tensor, offset));
    verify(tensorType, sizeof(dlrt_tensor), 7, offsetof(dlrt_tensor, limit));
    verify(tensorType, sizeof(dlrt_tensor), 8, offsetof(dlrt_tensor, ignored));
    verify(tableType, sizeof(dlrt_table), 2, offsetof(dlrt_table, size));
  }

  Constant *word(int64_t value) { return llvm::ConstantInt::get(i32, value, true); }
  Constant *longWord(int64_t value) { return llvm::ConstantInt::get(i64, value, true); }
  Constant *null() { return llvm::ConstantPointerNull::get(pointer); }

  /// A pointer to a constant with internal linkage.
  llvm::GlobalVariable *global(Constant *value, const llvm::Twine &name) {
    auto *variable = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                              llvm::GlobalValue::PrivateLinkage, value, name);
    return variable;
  }

  Constant *string(llvm::StringRef text) {
    llvm::GlobalVariable *variable =
        global(llvm::ConstantDataArray::getString(context, text), "string");
    variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    return variable;
  }

  Constant *tensor(const TensorDescription &tensor) {
    llvm::SmallVector<uint64_t> shape(tensor.shape.begin(), tensor.shape.end());
    assert(shape.size() <= DLRT_MAX_RANK && "checked when the model is described");
    int32_t rank = shape.size();
    shape.resize(DLRT_MAX_RANK, 0);
    return llvm::ConstantStruct::get(
        tensorType, {string(tensor.name), word(tensor.dtype), word(rank),
                     llvm::ConstantDataArray::get(context, shape), longWord(tensor.offset), word(!tensor.order.empty()),
                     word(tensor.flags), longWord(tensor.limit), longWord(tensor.ignored)});
  }

  Constant *table(const TableDescription &table, llvm::StringRef name) {
    llvm::SmallVector<Constant *> tensors;
    for (const TensorDescription &description : table.tensors)
      tensors.push_back(tensor(description));
    Constant *array = null();
    if (!tensors.empty())
      array = global(
          llvm::ConstantArray::get(llvm::ArrayType::get(tensorType, tensors.size()), tensors),
          name + ".table");
    return llvm::ConstantStruct::get(
        tableType, {array, word(tensors.size()), longWord(table.size), longWord(table.alignment)});
  }

  /// Fails when our idea of a structure is not the C compiler's.
  void verify(llvm::StructType *type, size_t size, unsigned field, size_t offset) {
    const llvm::DataLayout &layout = module.getDataLayout();
    const llvm::StructLayout *fields = layout.getStructLayout(type);
    if (layout.getTypeAllocSize(type) != size || fields->getElementOffset(field) != offset)
      llvm::report_fatal_error("the layout of " + type->getName() + " is not that of dlrt.h");
  }

  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;
  llvm::IntegerType *i32, *i64;
  llvm::StructType *tensorType, *tableType;
};

} // namespace

/// The metrics as a table of scalars.
static TableDescription metricTable(const ModelDescription &model) {
  TableDescription table;
  for (const MetricDescription &metric : model.metrics) {
    TensorDescription tensor;
    tensor.name = metric.name;
    table.tensors.push_back(tensor);
  }
  return table;
}

/// Everything that is defined here becomes invisible to other objects.
static void internalize(llvm::Module &module) {
  for (llvm::GlobalValue &value : module.global_values())
    if (!value.isDeclaration() && !value.hasLocalLinkage()) {
      value.setLinkage(llvm::GlobalValue::InternalLinkage);
      value.setDSOLocal(true);
    }
}

void dlc::addModelTable(llvm::Module &module, const ModelDescription &model,
                        const TargetModel &target) {
  internalize(module);
  TableBuilder b(module);
  llvm::Function *cpuCheck = addCPUCheck(module, target);
  auto checked = [&](const std::string &name) -> llvm::Function * {
    llvm::Function *body = module.getFunction(name);
    const EntryDescription *description = model.findEntry(name);
    if (!body || body->isDeclaration() || !description)
      return nullptr;
    return addCheckedEntry(body, *description, model, cpuCheck);
  };
  auto orNull = [&](llvm::Function *function) { return function ? function : b.null(); };
  auto entry = [&](const char *name) { return orNull(checked(name)); };
  // Of each phase, or of none.
  auto phaseEntry = [&](const char *kind) -> llvm::Function * {
    llvm::SmallVector<llvm::Function *> functions;
    for (const PhaseDescription &phase : model.phases)
      if (llvm::Function *function = checked(phase.functionName(kind)))
        functions.push_back(function);
    if (functions.size() != model.phases.size())
      return nullptr;
    return model.phases.size() == 1 ? functions.front() : addPhaseSwitch(kind, functions);
  };
  llvm::Function *apply = phaseEntry("apply");
  llvm::Function *accumulate = phaseEntry("accumulate");
  llvm::Function *trainStep =
      accumulate ? addAccumulatingStep(accumulate, apply, model) : phaseEntry("train_step");

  llvm::SmallVector<Constant *> names;
  llvm::SmallVector<uint32_t> every, repeat;
  for (const PhaseDescription &phase : model.phases) {
    names.push_back(b.string(phase.name.empty() ? "train" : phase.name));
    every.push_back(phase.every);
    repeat.push_back(phase.repeat);
  }
  Constant *phases = b.global(
      llvm::ConstantArray::get(llvm::ArrayType::get(b.pointer, names.size()), names), "phases");
  auto words = [&](llvm::ArrayRef<uint32_t> values, llvm::StringRef name) {
    return b.global(llvm::ConstantDataArray::get(b.context, values), name);
  };
  bool needsTotalSteps = llvm::any_of(
      model.entries, [](const EntryDescription &description) { return description.totalSteps; });
  Constant *fields[] = {
      b.word(DLRT_ABI_VERSION),
      b.string(model.name),
      b.string(model.targetCPU),
      b.string(model.compilerVersion),
      b.longWord(model.batch),
      b.table(model.parameters, "parameters"),
      b.table(model.state, "state"),
      b.table(model.optimizer, "optimizer"),
      b.table(model.gradients, "gradients"),
      b.table(model.inputs, "inputs"),
      b.table(model.targets, "targets"),
      b.table(model.outputs, "outputs"),
      b.table(metricTable(model), "metrics"),
      phases,
      b.word(names.size()),
      addWorkspaceSize(module, model),
      entry("init"),
      orNull(trainStep),
      orNull(phaseEntry("gradients")),
      orNull(apply),
      entry("eval_step"),
      entry("predict"),
      entry("decode_step"),
      model.metrics.empty() ? b.null() : addMetricsRead(module, model),
      addParameterAccess(module, model, /*store=*/false),
      addParameterAccess(module, model, /*store=*/true),
      b.null(), // specialised
      b.null(),
      b.word(0),
      b.word(model.accumulate),
      b.word(needsTotalSteps),
      words(every, "every"),
      words(repeat, "repeat"),
      b.word(model.mostSlices),
  };
  llvm::SmallVector<llvm::Type *> types;
  for (Constant *field : fields)
    types.push_back(field->getType());
  auto *type = llvm::StructType::create(b.context, types, "dlrt_model");
  b.verify(type, sizeof(dlrt_model), 5, offsetof(dlrt_model, parameters));
  b.verify(type, sizeof(dlrt_model), 16, offsetof(dlrt_model, init));
  b.verify(type, sizeof(dlrt_model), 28, offsetof(dlrt_model, specialised_count));
  b.verify(type, sizeof(dlrt_model), 33, offsetof(dlrt_model, most_slices));
  llvm::GlobalVariable *table = b.global(llvm::ConstantStruct::get(type, fields), "model");

  auto *getter = llvm::Function::Create(llvm::FunctionType::get(b.pointer, false),
                                        llvm::GlobalValue::ExternalLinkage,
                                        "dlrt_model_" + model.name, module);
  getter->setDoesNotThrow();
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(b.context, "", getter));
  builder.CreateRet(table);
}
