//===- JIT.cpp - Linking an object into this process ------------------------===//
#include "dlc/Target/JIT.h"

#include "dlc/Target/TargetModel.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

using namespace dlc;

JIT::JIT() = default;
JIT::~JIT() = default;

llvm::Expected<std::unique_ptr<JIT>> JIT::link(llvm::StringRef object, llvm::StringRef name) {
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
  auto buffer = llvm::MemoryBuffer::getMemBufferCopy(object, name);
  if (llvm::Error error = result->jit->addObjectFile(std::move(buffer)))
    return error;
  auto getter = result->jit->lookup(("dlrt_model_" + name).str());
  if (!getter)
    return getter.takeError();
  result->table = getter->toPtr<const dlrt_model *()>()();
  return result;
}
