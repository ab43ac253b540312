//===- JIT.cpp - Linking an object into this process ------------------------===//
#include "dlc/Target/JIT.h"

#include "dlc/Target/TargetModel.h"
#include "llvm/ADT/bit.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

using namespace dlc;

JIT::JIT() = default;
JIT::~JIT() = default;

/// What LLVM calls to round to bf16 where the processor does not: the reference pipeline's code does, and older
/// versions of libgcc do not have it. To nearest, ties to even; the result is the lower half of the register.
static float truncateToBF16(float x) {
  uint32_t bits = llvm::bit_cast<uint32_t>(x);
  bool isNaN = (bits & 0x7fffffff) > 0x7f800000;
  bits = isNaN ? bits | 0x400000 : bits + 0x7fff + ((bits >> 16) & 1);
  return llvm::bit_cast<float>(bits >> 16);
}

static llvm::Error forEachObject(llvm::StringRef code,
                                 llvm::function_ref<llvm::Error(llvm::StringRef)> visit) {
  if (llvm::identify_magic(code) != llvm::file_magic::archive)
    return visit(code);
  auto archive = llvm::object::Archive::create(llvm::MemoryBufferRef(code, "code"));
  if (!archive)
    return archive.takeError();
  llvm::Error error = llvm::Error::success();
  for (const llvm::object::Archive::Child &child : (*archive)->children(error)) {
    llvm::Expected<llvm::StringRef> bytes = child.getBuffer();
    if (!bytes)
      return llvm::joinErrors(std::move(error), bytes.takeError());
    if (llvm::Error failure = visit(*bytes))
      return llvm::joinErrors(std::move(error), std::move(failure));
  }
  return error;
}

llvm::Expected<std::unique_ptr<JIT>> JIT::link(llvm::StringRef code, llvm::StringRef name) {
  // Registers the x86 back end, which the linker asks for the format of the object.
  llvm::Expected<TargetModel> host = TargetModel::get("native");
  if (!host)
    return host.takeError();
  auto created = llvm::orc::LLJITBuilder().create();
  if (!created)
    return created.takeError();
  std::unique_ptr<JIT> result(new JIT);
  result->jit = std::move(*created);
  // The code calls nothing but libc's memory functions and, in f64, libm.
  auto process = llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
      result->jit->getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  result->jit->getMainJITDylib().addGenerator(std::move(*process));
  llvm::orc::SymbolMap rounding{{result->jit->mangleAndIntern("__truncsfbf2"),
                                 {llvm::orc::ExecutorAddr::fromPtr(&truncateToBF16), llvm::JITSymbolFlags::Exported}}};
  if (llvm::Error error = result->jit->getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(rounding))))
    return error;
  auto add = [&](llvm::StringRef bytes) {
    return result->jit->addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(bytes, name));
  };
  if (llvm::Error error = forEachObject(code, add))
    return error;
  auto getter = result->jit->lookup(("dlrt_model_" + name).str());
  if (!getter)
    return getter.takeError();
  result->table = getter->toPtr<const dlrt_model *()>()();
  return result;
}
