//===- EmitArchive.cpp - Machine code made by several cores ------------------===//
#include "dlc/Target/EmitArchive.h"

#include "dlc/Target/EmitObject.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Threading.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace dlc;

//===- Splitting --------------------------------------------------------------===//

namespace {
/// What deciding where a function goes takes to know.
struct Piece {
  LLVM::LLVMFuncOp function;
  int64_t length = 0; // in operations
  bool canMove = false;
  llvm::SetVector<LLVM::LLVMFuncOp> callees; // functions that it names
};
} // namespace

/// One walk for all of it: there are hundreds of thousands of operations.
static Piece examine(LLVM::LLVMFuncOp function, const SymbolTable &symbols) {
  Piece piece{function};
  bool usesFunctionsOnly = true;
  function.walk([&](Operation *op) {
    ++piece.length;
    if (op == function || !isa<SymbolUserOpInterface>(op))
      return;
    FlatSymbolRefAttr name;
    if (auto call = dyn_cast<LLVM::CallOp>(op)) {
      name = call.getCalleeAttr();
      if (!name) // through a pointer
        return;
    } else if (auto address = dyn_cast<LLVM::AddressOfOp>(op)) {
      name = address.getGlobalNameAttr();
    }
    if (auto callee = name ? symbols.lookup<LLVM::LLVMFuncOp>(name.getAttr()) : LLVM::LLVMFuncOp())
      piece.callees.insert(callee);
    else
      usesFunctionsOnly = false;
  });
  piece.canMove = function.isPrivate() && usesFunctionsOnly;
  return piece;
}

SmallVector<OwningOpRef<ModuleOp>> dlc::splitModule(ModuleOp module, unsigned parts) {
  SymbolTable symbols(module);
  std::vector<Piece> pieces;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>())
    if (!function.isExternal())
      pieces.push_back(examine(function, symbols));
  llvm::stable_sort(pieces, [](const Piece &a, const Piece &b) { return a.length > b.length; });

  SmallVector<OwningOpRef<ModuleOp>> result;
  result.push_back(module);
  for (unsigned part = 1; part < parts; ++part) {
    result.push_back(ModuleOp::create(module.getLoc()));
    result.back()->getOperation()->setDiscardableAttrs(module->getDiscardableAttrDictionary());
  }
  SmallVector<int64_t> loads(parts, 0);
  SmallVector<llvm::SetVector<LLVM::LLVMFuncOp>> callees(parts);
  llvm::DenseMap<LLVM::LLVMFuncOp, unsigned> partOf;
  auto put = [&](const Piece &piece, unsigned part) {
    loads[part] += piece.length;
    callees[part].insert_range(piece.callees);
    partOf[piece.function] = part;
  };
  for (const Piece &piece : pieces)
    if (!piece.canMove)
      put(piece, 0);
  for (Piece &piece : pieces) {
    if (!piece.canMove)
      continue;
    unsigned part = llvm::min_element(loads) - loads.begin();
    put(piece, part);
    if (part == 0)
      continue;
    piece.function.setVisibility_(LLVM::Visibility::Hidden);
    piece.function.setPublic();
    piece.function->moveBefore(result[part]->getBody(), result[part]->getBody()->end());
  }
  // Declarations where a callee lies in another part; one that is defined nowhere here stays in the first.
  for (unsigned part = 0; part < parts; ++part)
    for (LLVM::LLVMFuncOp callee : callees[part])
      if (partOf.lookup(callee) != part)
        result[part]->push_back(callee->cloneWithoutRegions());
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
