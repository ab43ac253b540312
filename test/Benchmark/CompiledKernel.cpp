//===- CompiledKernel.cpp - One function of the graph, timed ----------------===//
#include "CompiledKernel.h"

#include "dlc/Pipeline/Compiler.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <cstring>

using namespace mlir;
using namespace dlc;

// Arguments start at pages, so that how well they share cache lines does not change from run to
// run.
static constexpr uint64_t kAlignment = 4096;

void *CompiledKernel::allocate(uint64_t size) {
  uint64_t rounded = (size / kAlignment + 1) * kAlignment;
  memory.emplace_back(std::aligned_alloc(kAlignment, rounded));
  std::memset(memory.back().get(), 0, rounded);
  return memory.back().get();
}

std::vector<void *> CompiledKernel::allocate(const TableDescription &table) {
  std::vector<void *> pointers;
  for (const TensorDescription &tensor : table.tensors) {
    void *data = allocate(tensor.byteCount());
    byteTotal += tensor.byteCount();
    // Numbers near 1: neither infinite nor denormal ones, which would be timed instead.
    if (tensor.dtype == DLRT_F32)
      for (int64_t i = 0; i < tensor.elementCount(); ++i)
        static_cast<float *>(data)[i] = 0.5f + static_cast<float>(i * 37 % 64) / 64;
    pointers.push_back(data);
  }
  return pointers;
}

std::unique_ptr<CompiledKernel> CompiledKernel::compile(const std::string &text,
                                                        const std::string &targetCPU) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return nullptr;
  CompileOptions options;
  options.targetCPU = targetCPU;
  options.slices = 1;
  Compiler compiler(context, options);
  FailureOr<Compiler::Object> object = compiler.compile(*module);
  if (failed(object))
    return nullptr;
  auto jit = JIT::link(StringRef(object->code.data(), object->code.size()), "kernel");
  if (!jit) {
    llvm::errs() << llvm::toString(jit.takeError()) << "\n";
    return nullptr;
  }
  auto kernel = std::make_unique<CompiledKernel>();
  kernel->jit = std::move(*jit);
  const dlrt_model *model = kernel->jit->model();
  kernel->inputs = kernel->allocate(object->description.inputs);
  kernel->outputs = kernel->allocate(object->description.outputs);
  kernel->call.inputs = kernel->inputs.data();
  kernel->call.outputs = kernel->outputs.data();
  kernel->call.workspace = kernel->allocate(model->workspace_size(1));
  kernel->call.n_valid = model->batch;
  kernel->call.lr_scale = 1;
  return kernel;
}

double CompiledKernel::run() const {
  auto start = std::chrono::steady_clock::now();
  dlrt_status status = jit->model()->predict(&call, 0, 1);
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return status == DLRT_OK ? seconds.count() : -1;
}
