//===- EmitImports.cpp - Models of other files as blocks ------------------===//
#include "Arguments.h"
#include "Emitter.h"
#include "Imports.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;
namespace importer = dlc::importer;

bool dlc::dsl::loadImports(ModelContext &model, llvm::StringRef folder) {
  bool isGood = true;
  for (const auto &def : model.file.imports) {
    auto [known, isNew] = model.imports.try_emplace(def->name);
    if (!isNew) {
      isGood = false;
      model.diagnostics.error(def->nameLoc, "two imports are called '" + def->name + "'",
                              Note{known->second->def->loc, "the first one is here"});
      continue;
    }
    llvm::SmallString<128> path(def->path);
    if (!llvm::sys::path::is_absolute(path)) {
      path = folder;
      llvm::sys::path::append(path, def->path);
    }
    auto import = std::make_unique<Import>();
    import->def = def.get();
    import->prefix = model.plainImports ? "" : def->name + ".";
    auto loaded = importer::ImportedModel::load(path, model.diagnostics.getContext());
    if (loaded)
      import->model = std::move(*loaded);
    else
      model.diagnostics.error(def->loc, "cannot import " + llvm::toString(loaded.takeError()));
    isGood &= import->model != nullptr;
    known->second = std::move(import);
  }
  return isGood;
}

namespace {

/// The function under construction, as the importer sees it.
class ImportHost : public importer::Host {
public:
  ImportHost(Emitter &emitter, const Import &import, Loc loc) : emitter(emitter), import(import), loc(loc) {}

  std::vector<std::pair<std::string, mlir::Value>> updates;

  bool isTraining() const override { return emitter.isTraining(); }
  bool isFrozen(llvm::StringRef name) const override { return emitter.isFrozen(import.prefix + name.str()); }
  bool trainsNorm(llvm::StringRef name) const override { return emitter.trainsNorm(import.prefix + name.str()); }
  mlir::Value scalar(llvm::StringRef name) override { return emitter.scalar(name, loc); }
  mlir::Value variable(llvm::StringRef name, dl::Role role, mlir::RankedTensorType type,
                       llvm::StringRef source) override {
    return emitter.storedVariable(import.prefix + name.str(), role, type, source, loc);
  }
  void limitIndices(mlir::Value indices, int64_t size) override {
    emitter.limitIndices(indices, size, /*ignored=*/0, /*fromEnd=*/true);
  }
  void update(llvm::StringRef name, mlir::Value value) override {
    updates.emplace_back(import.prefix + name.str(), value);
  }

private:
  Emitter &emitter;
  const Import &import;
  Loc loc;
};

} // namespace

mlir::Value Emitter::storedVariable(llvm::StringRef path, dl::Role role, mlir::RankedTensorType type,
                                    llvm::StringRef source, Loc loc) {
  // All calls of an import share its weights.
  auto known = variables.find(path);
  if (known != variables.end() && known->second.tensor.getType() == type)
    return known->second.tensor;
  mlir::Value value = variable(path, role, type, Value::ofText(Value::Kind::Initializer, "stored", loc), 1, 1, loc);
  if (value)
    model.sources[path] = source.str();
  return value;
}

/// Checks an operand against the declared input: its rank, its element type and the sizes that are given.
static bool fitsInput(Emitter &emitter, const importer::Interface &input, const Value &value, Loc loc) {
  bool good = value.isTensor() && value.elementType() == input.element &&
              (input.isOpen || value.rank() == static_cast<int64_t>(input.shape.size()));
  for (size_t i = 0; good && !input.isOpen && i < input.shape.size(); ++i)
    good = !input.shape[i].name.empty() || input.shape[i].size == value.shape()[i];
  if (good)
    return true;
  std::string wanted = describeElement(input.element) + "[";
  for (auto [i, dim] : llvm::enumerate(input.shape))
    wanted += (i ? ", " : "") + (dim.name.empty() ? std::to_string(dim.size) : dim.name);
  emitter.error(loc, "input '" + input.name + "' is " + wanted + "], got " + value.describe());
  return false;
}

Value Emitter::evaluateImport(const CallExpr &expr, const Import &import) {
  if (!import.model) // was reported
    return {};
  llvm::SmallVector<llvm::StringRef> names;
  for (const importer::Interface &input : import.model->inputs())
    names.push_back(input.name);
  llvm::SmallVector<bool> hasDefault(names.size(), false);
  llvm::SmallVector<const Expr *> bound;
  if (!bindArguments(expr, names, hasDefault, bound, model.diagnostics, &import.def->loc))
    return {};
  auto call = std::make_unique<ImportedCall>();
  call->import = &import;
  call->loc = expr.loc;
  for (auto [input, argument] : llvm::zip_equal(import.model->inputs(), bound)) {
    Value value = evaluate(*argument);
    if (value.isPoison() || !fitsInput(*this, input, value, argument->loc))
      return {};
    call->batchFactor = std::max(call->batchFactor, value.rank() ? value.rows[0] : 0);
    call->inputs[input.name] = value.tensor;
  }
  // Which of its tensors is meant, follows; by itself, the call is the first output.
  Value result = tensorOfImport(*call, import.model->outputs().front(), expr.loc);
  result.imported = call.get();
  model.importedCalls.push_back(std::move(call));
  return result;
}

Value Emitter::tensorOfImport(const ImportedCall &call, llvm::StringRef name, Loc loc) {
  importer::ImportedModel::Request request;
  request.inputs = call.inputs;
  std::string wanted = name.str();
  request.results = wanted;
  ImportHost host(*this, *call.import, loc);
  auto own = std::make_shared<importer::WeightStore>();
  auto values = call.import->model->emit(builder, request, host, *own);
  // In the model they have the import's name before theirs.
  for (const importer::WeightStore::Entry &entry : *own)
    model.weights.add(call.import->prefix + entry.name, entry.type, entry.bytes);
  model.weights.keep(std::move(own));
  if (mlir::failed(values)) {
    error(loc, "'" + name + "' of import '" + call.import->def->name + "' cannot be computed");
    return {};
  }
  mlir::Value value = values->front();
  if (!host.updates.empty())
    importUpdates.push_back({&call, value, std::move(host.updates), loc});
  auto type = llvm::cast<mlir::RankedTensorType>(value.getType());
  // A first dimension that is a multiple of the batch is made of it, if the operand's was.
  llvm::SmallVector<int64_t> rows(type.getRank(), 0);
  if (call.batchFactor && type.getRank() && type.getDimSize(0) % model.batch == 0)
    rows[0] = type.getDimSize(0) / model.batch;
  return tensor(value, rows, loc);
}

void Emitter::commitImportUpdates() {
  llvm::DenseMap<const ImportedCall *, llvm::StringSet<>> known;
  for (const ImportUpdates &asked : importUpdates) {
    bool isResult = llvm::any_of(results, [&](const FunctionResult &result) { return result.value == asked.result; });
    if (asked.result.use_empty() && !isResult)
      continue;
    for (const auto &[path, value] : asked.updates)
      if (known[asked.call].insert(path).second)
        updateState(path, tensor(value, {0}, asked.loc), asked.loc);
  }
}

Value Emitter::memberOfImport(const Value &base, llvm::StringRef member, Loc loc) {
  const importer::ImportedModel &imported = *base.imported->import->model;
  if (llvm::is_contained(imported.outputs(), member))
    return tensorOfImport(*base.imported, member, loc);
  llvm::SmallVector<llvm::StringRef> names(imported.outputs().begin(), imported.outputs().end());
  error(loc, "import '" + base.imported->import->def->name + "' has no output '" + member + "'" + suggest(member, names) +
                 "; .tensor(\"name\") is any of its tensors");
  return {};
}
