//===- Compiler.cpp - A model's way from text to machine code ---------------===//
#include "dlc/Pipeline/Compiler.h"

#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Autodiff/Lora.h"
#include "dlc/Dialect/DL/DL.h"
#include "dlc/Frontend/DSL/DSL.h"
#include "dlc/Pipeline/DescribeModel.h"
#include "dlc/Pipeline/Finetune.h"
#include "dlc/Pipeline/FitMemory.h"
#include "dlc/Pipeline/Lower.h"
#include "dlc/Target/EmitArchive.h"
#include "dlc/Target/EmitCpp.h"
#include "dlc/Pipeline/StoredWeights.h"
#include "dlc/Target/ModelTable.h"
#include "dlc/Target/OutputFile.h"
#include "dlc/Transforms/Passes.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/Timer.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace dlc;

// Each part costs a module of its own, and few models are so large that more would pay.
static constexpr unsigned kMostParts = 8;

// As text for a C++ compiler, which takes a second and some 100 MB for each of them.
static constexpr size_t kMostCppBytes = 64 << 20;

static constexpr llvm::StringLiteral kEvalStep = "eval_step";

static double now() { return llvm::TimeRecord::getCurrentTime().getWallTime(); }

static InFlightDiagnostic error(MLIRContext &context) {
  return emitError(UnknownLoc::get(&context));
}

/// What LLVM's libraries report becomes a diagnostic like all others.
static InFlightDiagnostic report(MLIRContext &context, llvm::Error failure) {
  return error(context) << llvm::toString(std::move(failure));
}

Compiler::Compiler(MLIRContext &context, CompileOptions options)
    : context(context), options(std::move(options)) {}

//===- Phases -----------------------------------------------------------------===//

LogicalResult Compiler::saveText(StringRef name, StringRef text) {
  if (options.saveTemps.empty())
    return success();
  if (std::error_code reason = llvm::sys::fs::create_directories(options.saveTemps))
    return error(context) << "cannot make the folder '" << options.saveTemps
                          << "': " << reason.message();
  llvm::SmallString<128> path(options.saveTemps);
  llvm::sys::path::append(path, (savedFiles < 10 ? "0" : "") + std::to_string(savedFiles) + "-" +
                                    name.str());
  ++savedFiles;
  if (llvm::Error failure = writeFile(path, text))
    return report(context, std::move(failure));
  return success();
}

LogicalResult Compiler::finishPhase(StringRef name, Operation *module, double start) {
  times.push_back({name.str(), now() - start});
  if (options.verbose)
    llvm::errs() << "dlc: " << name
                 << llvm::format("%*.1f ms\n", static_cast<int>(20 - name.size()),
                                 times.back().seconds * 1e3);
  if (options.saveTemps.empty() || !module)
    return success();
  return saveText(name.str() + ".mlir", print(module));
}

std::string Compiler::print(Operation *module) const {
  OpPrintingFlags flags;
  if (options.printLocations)
    flags.enableDebugInfo();
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream, flags);
  stream << "\n";
  return text;
}

LogicalResult Compiler::prepareTarget() {
  if (targetReady)
    return success();
  llvm::Expected<TargetModel> target = TargetModel::get(options.targetCPU, options.target);
  if (!target)
    return report(context, target.takeError());
  targetModel = *target;
  targetReady = true;
  return success();
}

//===- Reading ----------------------------------------------------------------===//

static std::unique_ptr<llvm::MemoryBuffer> readFile(MLIRContext &context, StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (buffer)
    return std::move(*buffer);
  error(context) << "cannot read '" << path << "': " << buffer.getError().message();
  return nullptr;
}

/// A file holds a graph or the steps made of one; no phase takes what later levels are made of.
static LogicalResult checkLevel(ModuleOp module) {
  constexpr StringRef kLevels = "a .mlir file of a model is what --emit=dl or --emit=train writes";
  if (module.getOps<func::FuncOp>().empty())
    return module.emitError() << "there is no function of a graph; " << kLevels;
  for (auto function : module.getOps<func::FuncOp>())
    for (Type type : function.getArgumentTypes())
      if (!isa<RankedTensorType>(type))
        return function.emitError() << "'" << function.getName() << "' takes " << type << ", not a tensor; " << kLevels;
  WalkResult walk = module.walk([&](dl::GroupOp group) {
    group.emitError() << "'" << group->getName() << "' is made by a later phase; " << kLevels;
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}

LogicalResult Compiler::checkFixed(ModuleOp module) {
  if (failed(checkLevel(module)))
    return failure();
  auto batch = module->getAttrOfType<IntegerAttr>(dl::kBatchAttr);
  if (options.batch && (!batch || batch.getInt() != *options.batch))
    return error(context) << "the batch of a .mlir file is part of its shapes"
                          << (batch ? " and is " + std::to_string(batch.getInt()) : "")
                          << "; --batch " << *options.batch << " needs the model's text";
  if (!options.overrides.empty())
    return error(context) << "--set " << options.overrides.front()
                          << " needs the model's text: a .mlir file has no train block to override";
  return success();
}

OwningOpRef<ModuleOp> Compiler::loadONNX(StringRef path, const importer::Options &importOptions) {
  double start = now();
  if (!options.overrides.empty()) {
    error(context) << "--set " << options.overrides.front()
                   << ": an ONNX model that is not trained (--loss) has no train block to override";
    return nullptr;
  }
  OwningOpRef<ModuleOp> module = importer::importONNX(path, &context, importOptions, weights);
  if (!module || failed(finishPhase("dl", *module, start)))
    return nullptr;
  return module;
}

OwningOpRef<ModuleOp> Compiler::loadText(StringRef text, StringRef name, bool plainImports) {
  dsl::Options importOptions;
  importOptions.batch = options.batch;
  importOptions.overrides = options.overrides;
  importOptions.decode = options.decode;
  importOptions.weights = &weights;
  importOptions.plainImports = plainImports;
  sourcePath = name.str();
  sourceText = text.str();
  return dsl::importDSL(text, name, &context, importOptions);
}

OwningOpRef<ModuleOp> Compiler::load(StringRef path) {
  double start = now();
  StringRef suffix = llvm::sys::path::extension(path);
  if (suffix == ".onnx" && !options.finetune.isAsked()) {
    importer::Options importOptions;
    importOptions.batch = options.batch;
    for (const auto &[name, size] : options.dims)
      importOptions.dims[name] = size;
    return loadONNX(path, importOptions);
  }
  if (suffix != ".dsl" && suffix != ".mlir" && suffix != ".onnx") {
    error(context) << "'" << path << "' is not a model: expected a file called *.dsl, *.onnx or *.mlir";
    return nullptr;
  }
  if (!options.dims.empty() && suffix != ".onnx") {
    error(context) << "--dim " << options.dims.front().first << " is for ONNX models";
    return nullptr;
  }
  OwningOpRef<ModuleOp> module;
  if (suffix == ".onnx") {
    FailureOr<std::string> text = describeFinetuning(context, path, options);
    if (failed(text))
      return nullptr;
    module = loadText(*text, "command line", /*plainImports=*/true);
  } else {
    std::unique_ptr<llvm::MemoryBuffer> buffer = readFile(context, path);
    if (!buffer)
      return nullptr;
    if (suffix == ".dsl") {
      module = loadText(buffer->getBuffer(), path, /*plainImports=*/false);
    } else {
      llvm::SourceMgr sources;
      sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
      module = parseSourceFile<ModuleOp>(sources, ParserConfig(&context));
      if (module && failed(checkFixed(*module)))
        return nullptr;
    }
  }
  if (!module || failed(finishPhase("dl", *module, start)))
    return nullptr;
  return module;
}

/// The weights that changes of low rank belong to, with these changes.
static FailureOr<llvm::StringMap<std::vector<char>>> mergeAllLora(ModuleOp module, exporter::Weights values) {
  llvm::StringMap<std::vector<char>> merged;
  FailureOr<SmallVector<LoraWeight>> weights = findLoraWeights(module);
  if (failed(weights))
    return failure();
  for (LoraWeight &lora : *weights) {
    std::string names[] = {lora.variable.getSymName().str(), lora.leftName(), lora.rightName()};
    RankedTensorType types[] = {lora.variable.getTensorType(), lora.leftType(), lora.rightType()};
    ArrayRef<char> bytes[3];
    for (int i = 0; i < 3; ++i) {
      std::optional<ArrayRef<char>> found = values(names[i]);
      size_t expected = types[i].getNumElements() * (types[i].getElementTypeBitWidth() / 8);
      if (!found)
        return lora.variable.emitError() << "there is no value for '" << names[i] << "'; give --weights FILE";
      if (found->size() != expected)
        return lora.variable.emitError() << "the value of '" << names[i] << "' has " << found->size() << " bytes, and "
                                         << types[i] << " takes " << expected;
      bytes[i] = *found;
    }
    merged[names[0]] = mergeLora(lora, bytes[0], bytes[1], bytes[2]);
  }
  return merged;
}

FailureOr<std::string> Compiler::exportONNX(ModuleOp module, exporter::Weights values, const exporter::Options &how) {
  llvm::StringMap<ArrayRef<char>> stored;
  for (const importer::WeightStore::Entry &entry : weights)
    stored[entry.name] = entry.bytes;
  auto plain = [&](StringRef name) -> std::optional<ArrayRef<char>> {
    if (std::optional<ArrayRef<char>> given = values(name))
      return given;
    auto own = stored.find(name);
    return own == stored.end() ? std::nullopt : std::optional(own->second);
  };
  FailureOr<llvm::StringMap<std::vector<char>>> merged = mergeAllLora(module, plain);
  if (failed(merged))
    return failure();
  auto value = [&](StringRef name) -> std::optional<ArrayRef<char>> {
    auto own = merged->find(name);
    return own == merged->end() ? plain(name) : std::optional<ArrayRef<char>>(own->second);
  };
  return exporter::exportONNX(module, value, how);
}

FailureOr<std::string> Compiler::printAST(StringRef path) {
  std::unique_ptr<llvm::MemoryBuffer> buffer = readFile(context, path);
  if (!buffer)
    return failure();
  std::string text = dsl::printAST(buffer->getBuffer(), path, &context);
  if (text.empty())
    return failure();
  return text;
}

std::string Compiler::languageReference() { return dsl::printReference(); }

//===- From graph to code -----------------------------------------------------===//

LogicalResult Compiler::buildSteps(ModuleOp module) {
  double start = now();
  PassManager passes(&context);
  passes.addPass(createExpandGradients());
  if (options.precision == Precision::F64)
    passes.addPass(createConvertPrecision());
  // The output of --emit=train has them already.
  if (!module.lookupSymbol("init"))
    passes.addPass(createBuildSteps({options.externalOptimizer}));
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addPass(createAssignOffsets());
  // A pass that refuses the model may leave its work half done. To leave a broken module without a word
  // is a mistake of ours.
  passes.enableVerifier(false);
  if (failed(passes.run(module)))
    return failure();
  internalFailure = failed(verify(module));
  if (internalFailure)
    return failure();
  return finishPhase("train", module, start);
}

/// Decides in which order parameters lie in memory. Not where a caller's own optimizer or `dlc check` walks them.
LogicalResult Compiler::storeFilters(ModuleOp module) {
  if (options.backend != Backend::Optimised || options.externalOptimizer || options.precision == Precision::F64)
    return success();
  PassManager passes(&context);
  passes.enableVerifier(false);
  addStoreFilters(passes, getKernelOptions(options, targetModel));
  internalFailure = failed(passes.run(module)) || failed(verify(module));
  return success(!internalFailure);
}

FailureOr<ModelDescription> Compiler::describe(ModuleOp module) {
  if (failed(prepareTarget()) || failed(storeFilters(module)))
    return failure();
  FailureOr<ModelDescription> model = describeModel(module);
  if (succeeded(model))
    model->targetCPU = targetModel.name();
  return model;
}

bool Compiler::hasPhase(EmitKind kind) {
  return llvm::any_of(getLoweringPhases(options, targetModel),
                      [&](const LoweringPhase &phase) { return phase.kind == kind; });
}

LogicalResult Compiler::lower(ModuleOp module, EmitKind kind, ModelDescription &model) {
  if (failed(prepareTarget()))
    return failure();
  if (!hasPhase(kind))
    return error(context) << "the chosen pipeline does not pass through the level asked for; try "
                          << "another --pipeline";
  int64_t segments = 0;
  if (options.memoryLimit) {
    double start = now();
    FailureOr<int64_t> found =
        fitMemory(module, model, *options.memoryLimit, getKernelOptions(options, targetModel));
    if (failed(found) || failed(finishPhase("memory", nullptr, start)))
      return failure();
    model.recomputedSegments = segments = *found;
  }
  for (const LoweringPhase &phase : getLoweringPhases(options, targetModel, segments)) {
    double start = now();
    internalFailure = failed(phase.run(module));
    if (internalFailure || failed(finishPhase(phase.name, module, start)))
      return failure();
    if (phase.kind == kind)
      break;
  }
  model.workspaceSize = std::max(model.workspaceSize, getWorkspace(module).size);
  model.mostSlices = getMostSlices(module);
  return success();
}

void Compiler::addModel(llvm::Module &module, const ModelDescription &model) const {
  addStoredValues(module, StoredWeights(weights, model).values());
  addModelTable(module, model, targetModel);
}

FailureOr<llvm::SmallVector<char, 0>> Compiler::generate(ModuleOp module,
                                                         const ModelDescription &model,
                                                         EmitKind kind,
                                                         std::optional<StringRef> settings) {
  double start = now();
  auto machine = createTargetMachine(targetModel);
  if (!machine)
    return report(context, machine.takeError());
  LLVMModule translated = translateToLLVMIR(module, model.name, **machine);
  internalFailure = !translated.module;
  if (internalFailure)
    return failure();
  addModel(*translated.module, model);
  if (settings)
    addMain(*translated.module, model, *settings);
  optimize(*translated.module, **machine, isFinished());
  if (kind == EmitKind::LLVMIR || !options.saveTemps.empty()) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    translated.module->print(stream, nullptr);
    if (kind == EmitKind::LLVMIR)
      return llvm::SmallVector<char, 0>(text.begin(), text.end());
    if (failed(saveText("optimised.ll", text)))
      return failure();
  }
  auto code = emitCode(*translated.module, **machine, kind == EmitKind::Assembly);
  internalFailure = !code;
  if (internalFailure)
    return report(context, code.takeError());
  if (failed(finishPhase("code", nullptr, start)))
    return failure();
  return std::move(*code);
}

FailureOr<std::string> Compiler::generateCpp(ModuleOp module, const ModelDescription &model) {
  double start = now();
  StoredWeights stored(weights, model);
  size_t bytes = 0;
  for (const StoredValue &value : stored.values())
    bytes += value.bytes.size();
  if (bytes > kMostCppBytes)
    return error(context) << "the weights that come with the model have " << bytes / (1 << 20) << " MB, and C++ output holds "
                          << kMostCppBytes / (1 << 20) << " MB at most; write an object instead";
  SmallVector<StringRef> lines;
  StringRef(sourceText).split(lines, '\n');
  auto sourceLine = [&](StringRef file, unsigned number) -> StringRef {
    return file == sourcePath && number >= 1 && number <= lines.size() ? lines[number - 1] : "";
  };
  FailureOr<std::string> text = emitCpp(module, model, stored.values(), sourceLine);
  internalFailure = failed(text);
  if (failed(text) || failed(finishPhase("code", nullptr, start)))
    return failure();
  return text;
}

FailureOr<llvm::SmallVector<char, 0>> Compiler::generateParts(ModuleOp module,
                                                              const ModelDescription &model) {
  double start = now();
  // Operations only guess the time of a part: four for each thread, so that none waits long for another in the end.
  unsigned parts = std::min(4 * context.getNumThreads(), kMostParts);
  auto complete = [&](llvm::Module &first) { addModel(first, model); };
  auto code = emitArchive(module, parts, model.name, targetModel, isFinished(), complete);
  internalFailure = !code;
  if (internalFailure)
    return report(context, code.takeError());
  if (failed(finishPhase("code", nullptr, start)))
    return failure();
  return std::move(*code);
}

/// Erases the functions that this compilation is not about: `wanted` are their names, without phases.
static void dropUnwanted(ModuleOp module, ArrayRef<std::string> wanted) {
  if (wanted.empty())
    return;
  bool accumulates = module.lookupSymbol("accumulate");
  for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
    StringRef name = function.getName().split('.').first;
    // A train step applies its own gradients.
    if (!llvm::is_contained(wanted, name) || (name == "apply" && !accumulates))
      function.erase();
  }
}

bool Compiler::canWait(ModuleOp module) const {
  // A limit of memory is for the functions together; one set of files shows all.
  return options.evalLater && !options.memoryLimit && options.saveTemps.empty() && module.lookupSymbol(kEvalStep);
}

FailureOr<Compiler::Object> Compiler::compile(ModuleOp module, OnTables onTables) {
  if (!canWait(module))
    return compile(module, options.entries, onTables);
  std::string graph;
  llvm::raw_string_ostream stream(graph);
  internalFailure = failed(writeBytecodeToFile(module, stream));
  if (internalFailure)
    return failure();
  std::vector<std::string> entries = options.entries;
  llvm::erase(entries, kEvalStep.str());
  FailureOr<Object> object = compile(module, entries, onTables);
  if (succeeded(object))
    object->evalGraph = std::move(graph);
  return object;
}

FailureOr<Compiler::Object> Compiler::compileEvalStep(StringRef graph) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(graph, ParserConfig(&context));
  internalFailure = !module;
  if (internalFailure)
    return failure();
  return compile(*module, {kEvalStep.str()}, nullptr);
}

FailureOr<Compiler::Object> Compiler::compile(ModuleOp module, ArrayRef<std::string> entries, OnTables onTables) {
  FailureOr<ModelDescription> model = describe(module);
  if (failed(model))
    return failure();
  if (onTables)
    onTables(*model);
  // Not before: the tables are those of the whole model.
  dropUnwanted(module, entries);
  if (failed(lower(module, EmitKind::LLVM, *model)))
    return failure();
  bool hasThreads = context.isMultithreadingEnabled() && options.saveTemps.empty();
  auto code = hasThreads ? generateParts(module, *model)
                         : generate(module, *model, EmitKind::Object);
  if (failed(code))
    return failure();
  return Object{std::move(*model), std::move(*code), ""};
}
