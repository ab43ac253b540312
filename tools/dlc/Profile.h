//===- Profile.h - The time of each kernel of a step ------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_PROFILE_H
#define DLC_TOOLS_DLC_PROFILE_H

#include "dlrt/dlrt.h"
#include "mlir/IR/BuiltinOps.h"

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

namespace dlc::tool {

/// file:line of the user's text; empty where there is none.
std::string placeOf(mlir::Location location);

/// Reads the cycle counts that profiled steps leave in the workspace. The time of a kernel is that of
/// the first thread, with its wait for the others before the next kernel. A model with phases has a step
/// for each, one that sums up gradients a step that does so and one that applies them.
class Profile {
public:
  Profile() = default;
  /// Nothing to read if the module's training steps are not profiled.
  explicit Profile(mlir::ModuleOp module);

  bool isEmpty() const { return steps.empty(); }
  /// To be called before and after each call: takes the times of the steps that ran in between.
  void begin(const dlrt_call &call);
  void end(const dlrt_call &call);
  /// A table for each step that has run, or an object of JSON a line. `peak` is in GFLOP/s.
  void print(llvm::raw_ostream &out, double peak, bool asJson) const;

private:
  struct Kernel {
    std::string name, place;
    double flops, bytes;
    int64_t slices;
    double cycles; // least of all steps
  };
  struct Step {
    std::string name; // of its function
    int64_t offset;   // of its kernels' cycles in the workspace
    std::vector<Kernel> kernels;

    bool hasRun() const { return std::isfinite(kernels.front().cycles); }
    /// The cycles of each kernel, and the counter when the last one ended; 0 if none has.
    int64_t *laps(const dlrt_call &call) const;
    void print(llvm::raw_ostream &out, double peak, double cyclesPerSecond, bool asJson) const;
  };
  std::vector<Step> steps;
  std::chrono::steady_clock::time_point start;
  double cyclesPerSecond = 0;
};

} // namespace dlc::tool
#endif
