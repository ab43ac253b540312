//===- EmitArchive.cpp - Machine code made by several cores ------------------===//
#include "dlc/Target/EmitArchive.h"

#include "dlc/Target/EmitObject.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Threading.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace dlc;

//===- Splitting --------------------------------------------------------------===//

static bool usesFunctionsOnly(LLVM::LLVMFuncOp function, const SymbolTable &symbols) {
  std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(function);
  return uses && llvm::all_of(*uses, [&](SymbolTable::SymbolUse use) {
           return symbols.lookup<LLVM::LLVMFuncOp>(use.getSymbolRef().getRootReference());
         });
}

static int64_t lengthOf(Operation *function) {
  int64_t length = 0;
  function->walk([&](Operation *) { ++length; });
  return length;
}

SmallVector<OwningOpRef<ModuleOp>> dlc::splitModule(ModuleOp module, unsigned parts) {
  SymbolTable symbols(module);
  struct Piece {
    LLVM::LLVMFuncOp function;
    int64_t length;
  };
  SmallVector<Piece> pieces;
  SmallVector<int64_t> loads(parts, 0);
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    if (function.isExternal())
      continue;
    int64_t length = lengthOf(function);
    if (function.isPrivate() && usesFunctionsOnly(function, symbols))
      pieces.push_back({function, length});
    else
      loads[0] += length;
  }
  llvm::stable_sort(pieces, [](const Piece &a, const Piece &b) { return a.length > b.length; });

  SmallVector<OwningOpRef<ModuleOp>> result;
  result.push_back(module);
  for (unsigned part = 1; part < parts; ++part) {
    result.push_back(ModuleOp::create(module.getLoc()));
    result.back()->getOperation()->setDiscardableAttrs(module->getDiscardableAttrDictionary());
  }
  for (Piece &piece : pieces) {
    unsigned part = llvm::min_element(loads) - loads.begin();
    loads[part] += piece.length;
    if (part == 0)
      continue;
    piece.function.setVisibility_(LLVM::Visibility::Hidden);
    piece.function.setPublic();
    piece.function->moveBefore(result[part]->getBody(), result[part]->getBody()->end());
  }
  // Declarations where a callee lies in another part.
  for (OwningOpRef<ModuleOp> &part : result) {
    SymbolTable own(*part);
    std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(&part->getBodyRegion());
    for (SymbolTable::SymbolUse use : *uses) {
      StringRef name = use.getSymbolRef().getRootReference();
      if (auto callee = symbols.lookup<LLVM::LLVMFuncOp>(name); callee && !own.lookup(name))
        own.insert(callee->cloneWithoutRegions());
    }
  }
  return result;
}

//===- Emission ---------------------------------------------------------------===//

llvm::Expected<SmallVector<char, 0>>
dlc::emitArchive(ModuleOp module, unsigned parts, StringRef name, const TargetModel &target,
                 bool isFinished, llvm::function_ref<void(llvm::Module &)> complete) {
  SmallVector<OwningOpRef<ModuleOp>> modules = splitModule(module, parts);
  SmallVector<SmallVector<char, 0>> objects(modules.size());
  SmallVector<std::string> errors(modules.size());
  auto emit = [&](size_t part) -> llvm::Error {
    auto machine = createTargetMachine(target);
    if (!machine)
      return machine.takeError();
    LLVMModule translated = translateToLLVMIR(*modules[part], name, **machine);
    if (!translated.module)
      return llvm::createStringError("a part of the program cannot be translated to LLVM IR");
    if (part == 0)
      complete(*translated.module);
    optimize(*translated.module, **machine, isFinished);
    auto code = emitCode(*translated.module, **machine, /*assembly=*/false);
    if (!code)
      return code.takeError();
    objects[part] = std::move(*code);
    return llvm::Error::success();
  };
  mlir::parallelFor(module.getContext(), 0, modules.size(), [&](size_t part) {
    if (llvm::Error error = emit(part))
      errors[part] = llvm::toString(std::move(error));
  });
  modules.front().release(); // the caller's
  for (const std::string &error : errors)
    if (!error.empty())
      return llvm::createStringError(error);

  SmallVector<llvm::NewArchiveMember> members;
  SmallVector<std::string> names;
  for (size_t part = 0; part < objects.size(); ++part)
    names.push_back((name + "." + Twine(part) + ".o").str());
  for (auto [object, member] : llvm::zip_equal(objects, names))
    members.emplace_back(
        llvm::MemoryBufferRef(StringRef(object.data(), object.size()), member));
  auto archive = llvm::writeArchiveToBuffer(members, llvm::SymtabWritingMode::NoSymtab,
                                            llvm::object::Archive::K_GNU,
                                            /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return archive.takeError();
  StringRef bytes = (*archive)->getBuffer();
  return SmallVector<char, 0>(bytes.begin(), bytes.end());
}
