//===- dlc-fuzz-onnx.cpp - Any bytes as an ONNX model -----------------------===//
//
// Whatever the file holds, the importer refuses it with a message or gives a module that its verifiers accept.
//
//===----------------------------------------------------------------------===//
#include "dlc/Frontend/ONNX/ImportedModel.h"
#include "dlc/Frontend/ONNX/ONNX.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace dlc;

/// A file without a name in any folder; models are read from files.
class MemoryFile {
public:
  MemoryFile(const uint8_t *data, size_t size) : descriptor(memfd_create("model", 0)) {
    if (descriptor < 0 || write(descriptor, data, size) != static_cast<ssize_t>(size))
      abort();
  }
  ~MemoryFile() { close(descriptor); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor); }

private:
  int descriptor;
};

/// LLVM's libraries are not instrumented: what they put into containers and arenas that we share is not noted.
extern "C" const char *__asan_default_options() { return "detect_container_overflow=0:allow_user_poisoning=0"; }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MemoryFile file(data, size);
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<dl::DLDialect, mlir::func::FuncDialect>();
  // Messages are as expected, whatever they say.
  mlir::ScopedDiagnosticHandler ignore(&context, [](mlir::Diagnostic &) { return mlir::success(); });
  auto model = importer::ImportedModel::load(file.path(), &context);
  if (!model) {
    llvm::consumeError(model.takeError());
    return 0;
  }
  importer::Options options;
  for (const importer::Interface &input : (*model)->inputs())
    for (const importer::Dimension &dim : input.shape)
      if (!dim.name.empty())
        options.dims[dim.name] = 3;
  importer::WeightStore weights;
  mlir::OwningOpRef<mlir::ModuleOp> module = importer::importONNX(file.path(), &context, options, weights);
  if (module && mlir::failed(mlir::verify(*module)))
    abort();
  return 0;
}
