//===- ModelDescription.h - The tables of a compiled model ------*- C++ -*-===//
//
// What the tables of dlrt.h say of one model, as values of the compiler. Filled from the graph by
// the pipeline; this library knows nothing of graphs.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_TARGET_MODELDESCRIPTION_H
#define DLC_TARGET_MODELDESCRIPTION_H

#include "dlrt/dlrt.h"
#include <cstdint>
#include <string>
#include <vector>

namespace dlc {

/// Mirrors dlrt_tensor.
struct TensorDescription {
  std::string name;
  dlrt_dtype dtype = DLRT_F32;
  std::vector<int64_t> shape;
  uint64_t offset = 0; ///< bytes from the start of its block
  uint32_t flags = 0;
  int64_t limit = 0;
  int64_t ignored = 0;
  std::vector<int64_t> order; ///< its dimensions as memory has them, outermost first; empty: row-major

  /// The least value that `limit` allows.
  int64_t leastValue() const { return flags & DLRT_FROM_END ? -limit : 0; }
  int64_t elementCount() const;
  /// How many elements apart neighbours along each dimension are.
  std::vector<int64_t> strides() const;
  uint64_t byteCount() const; ///< dense, row-major
  /// Whether its values are limited and its type can hold others.
  bool needsLimitCheck() const;
};

/// Mirrors dlrt_table.
struct TableDescription {
  std::vector<TensorDescription> tensors;
  uint64_t size = 0, alignment = 0; ///< of the block; zero where there is none

  const TensorDescription *find(const std::string &name) const;
};

/// A metric: the sum of quotients of f64 numbers in the state block, for most metrics just one.
struct MetricDescription {
  struct Part {
    uint64_t sumOffset = 0, countOffset = 0;
  };
  std::string name;
  std::vector<Part> parts;
  bool isExponential = false; ///< e^quotient
};

/// One of the losses that a step of training minimises in turn.
struct PhaseDescription {
  std::string name; ///< empty if there is just the one
  std::string loss; ///< the metric that it is
  int32_t every = 1, repeat = 1;

  /// The function `kind` ("train_step" …) of this phase.
  std::string functionName(const std::string &kind) const {
    return name.empty() ? kind : kind + "." + name;
  }
};

/// One step function: what its caller must have filled in before it may run.
struct EntryDescription {
  std::string name; ///< "init", "train_step.generator", …
  bool parameters = false, state = false, optimizer = false, gradients = false; ///< blocks
  std::vector<int32_t> inputs, targets, outputs; ///< positions in the tables
  std::vector<int32_t> gradientPositions;        ///< those that it writes
  bool rows = false;                             ///< n_valid has a meaning
  bool totalSteps = false;                       ///< a schedule ends with the run
};

struct ModelDescription {
  std::string name; ///< a C identifier
  std::string targetCPU, compilerVersion;
  int64_t batch = 0;
  TableDescription parameters, state, optimizer, gradients, inputs, targets, outputs;
  std::vector<MetricDescription> metrics; ///< "loss" comes first
  std::vector<EntryDescription> entries;
  std::vector<PhaseDescription> phases = {{"", "loss"}};
  int32_t accumulate = 1;          ///< batches whose gradients make one step
  uint64_t accumulatedOffset = 0;  ///< where the optimizer block counts those in the sums, an i64
  uint64_t workspaceSize = 0;      ///< bytes, whatever the number of threads
  uint64_t workspacePerThread = 0; ///< bytes in addition for each thread
  int64_t recomputedSegments = 0;  ///< see KernelOptions
  int64_t mostSlices = 1;          ///< of a step's work: more threads find nothing to do

  const EntryDescription *findEntry(const std::string &entry) const;
};

/// The bytes of one element of `dtype`.
uint64_t byteWidth(dlrt_dtype dtype);
/// "f32" and so on, as the language and the tables of `dlc inspect` spell it.
const char *spelling(dlrt_dtype dtype);
/// `name` with every character that a C identifier cannot hold replaced by '_'.
std::string toIdentifier(const std::string &name);

} // namespace dlc
#endif
