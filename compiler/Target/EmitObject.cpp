//===- EmitObject.cpp - LLVM dialect to machine code ------------------------===//
#include "dlc/Target/EmitObject.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Target/TargetMachine.h"

using namespace dlc;

void dlc::registerTranslations(mlir::DialectRegistry &registry) {
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
}

/// Attributes of our dialects on arguments and results mean nothing to LLVM, which would warn of
/// each.
static void dropForeignAttributes(mlir::ModuleOp module) {
  auto keepOwn = [&](mlir::ArrayAttr all) -> mlir::ArrayAttr {
    if (!all)
      return all;
    llvm::SmallVector<mlir::Attribute> kept;
    for (auto attributes : all.getAsRange<mlir::DictionaryAttr>()) {
      llvm::SmallVector<mlir::NamedAttribute> own;
      for (mlir::NamedAttribute attribute : attributes)
        if (attribute.getName().strref().starts_with("llvm."))
          own.push_back(attribute);
      kept.push_back(mlir::DictionaryAttr::get(module.getContext(), own));
    }
    return mlir::ArrayAttr::get(module.getContext(), kept);
  };
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>()) {
    if (mlir::ArrayAttr arguments = keepOwn(function.getArgAttrsAttr()))
      function.setArgAttrsAttr(arguments);
    if (mlir::ArrayAttr results = keepOwn(function.getResAttrsAttr()))
      function.setResAttrsAttr(results);
  }
}

LLVMModule dlc::translateToLLVMIR(mlir::ModuleOp module, llvm::StringRef name,
                                  llvm::TargetMachine &machine) {
  LLVMModule result;
  dropForeignAttributes(module);
  result.context = std::make_unique<llvm::LLVMContext>();
  result.module = mlir::translateModuleToLLVMIR(module, *result.context, name, /*disableVerification=*/true);
  if (!result.module)
    return result;
  result.module->setTargetTriple(machine.getTargetTriple());
  result.module->setDataLayout(machine.createDataLayout());
  result.module->setPICLevel(llvm::PICLevel::BigPIC);
  for (llvm::Function &function : *result.module) {
    if (function.isDeclaration())
      continue;
    function.setDoesNotThrow();
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    if (!machine.getTargetFeatureString().empty())
      function.addFnAttr("target-features", machine.getTargetFeatureString());
    // Half-width vectors would be LLVM's choice on several CPUs; our kernels choose for themselves.
    function.addFnAttr("prefer-vector-width", "512");
  }
  return result;
}

/// What is left to do for kernels that are written as they should run: common addresses computed
/// once, outside the loops they do not depend on. LLVM's smallest pipeline takes five times as long
/// for code that is a hundredth faster.
static llvm::ModulePassManager cleanUp() {
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::InstCombinePass());
  llvm::LoopPassManager loops;
  loops.addPass(llvm::LICMPass(llvm::LICMOptions()));
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loops), /*UseMemorySSA=*/true));
  passes.addPass(llvm::EarlyCSEPass());
  passes.addPass(llvm::SimplifyCFGPass());
  llvm::ModulePassManager all;
  all.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(passes)));
  return all;
}

void dlc::optimize(llvm::Module &module, llvm::TargetMachine &machine, bool isFinished) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  llvm::TargetLibraryInfoImpl library(machine.getTargetTriple());
  functions.registerPass([&] { return llvm::TargetLibraryAnalysis(library); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes =
      isFinished ? cleanUp() : builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3);
  passes.run(module, modules);
}

llvm::Expected<llvm::SmallVector<char, 0>>
dlc::emitCode(llvm::Module &module, llvm::TargetMachine &machine, bool assembly) {
  std::string error;
  llvm::raw_string_ostream errorStream(error);
  if (llvm::verifyModule(module, &errorStream))
    return llvm::createStringError("the emitted LLVM module is broken: %s", error.c_str());
  llvm::SmallVector<char, 0> code;
  llvm::raw_svector_ostream stream(code);
  llvm::legacy::PassManager passes;
  auto type = assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type))
    return llvm::createStringError("the code generator cannot write this kind of file");
  passes.run(module);
  return code;
}

void dlc::addMain(llvm::Module &module, const ModelDescription &model, llvm::StringRef settings) {
  llvm::LLVMContext &context = module.getContext();
  llvm::IRBuilder<> b(context);
  llvm::Type *i32 = b.getInt32Ty(), *pointer = b.getPtrTy();
  auto *main = llvm::Function::Create(llvm::FunctionType::get(i32, {i32, pointer}, false),
                                      llvm::GlobalValue::ExternalLinkage, "main", module);
  b.SetInsertPoint(llvm::BasicBlock::Create(context, "", main));
  llvm::FunctionCallee train = module.getOrInsertFunction(
      "dlrt_trainer_main", llvm::FunctionType::get(i32, {pointer, pointer, i32, pointer}, false));
  llvm::Function *getter = module.getFunction("dlrt_model_" + model.name);
  assert(getter && "the tables come before main");
  llvm::Value *text = b.CreateGlobalString(settings, "settings");
  b.CreateRet(b.CreateCall(train, {b.CreateCall(getter), text, main->getArg(0), main->getArg(1)}));
}
