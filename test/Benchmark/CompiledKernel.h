//===- CompiledKernel.h - One function of the graph, timed ------*- C++ -*-===//
#ifndef DLC_TEST_BENCHMARK_COMPILEDKERNEL_H
#define DLC_TEST_BENCHMARK_COMPILEDKERNEL_H

#include "dlc/Target/JIT.h"
#include "dlc/Target/ModelDescription.h"
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace dlc {

/// A `predict` in the dl dialect that went the way of a model through the compiler, in one slice,
/// with memory for its arguments and results.
class CompiledKernel {
public:
  /// Null after a diagnostic on the standard error.
  static std::unique_ptr<CompiledKernel> compile(const std::string &text,
                                                 const std::string &targetCPU);

  /// Seconds of one call on one thread; negative if the call failed.
  double run() const;
  /// The bytes of all arguments and results: what a call moves if nothing stays in a cache.
  int64_t bytes() const { return byteTotal; }

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  void *allocate(uint64_t size);
  std::vector<void *> allocate(const TableDescription &table);

  std::unique_ptr<JIT> jit;
  std::vector<std::unique_ptr<void, Free>> memory;
  std::vector<void *> inputs, outputs;
  dlrt_call call = {};
  int64_t byteTotal = 0;
};

} // namespace dlc
#endif
