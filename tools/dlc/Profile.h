//===- Profile.h - The time of each kernel of a step ------------*- C++ -*-===//
#ifndef DLC_TOOLS_DLC_PROFILE_H
#define DLC_TOOLS_DLC_PROFILE_H

#include "dlrt/dlrt.h"
#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace dlc::tool {

/// file:line of the user's text; empty where there is none.
std::string placeOf(mlir::Location location);

/// Reads the cycle counts that a profiled step leaves in its workspace. The time of a kernel is that of
/// the first thread, with its wait for the others before the next kernel.
class Profile {
public:
  Profile() = default;
  /// Nothing to read if the module's training step is not profiled.
  explicit Profile(mlir::ModuleOp module);

  bool isEmpty() const { return kernels.empty(); }
  /// Takes the times of the step that ran last, `seconds` long by the clock.
  void add(const dlrt_call &call, double seconds);
  /// A table, or an object of JSON a line. `peak` is in GFLOP/s.
  void print(llvm::raw_ostream &out, double peak, bool asJson) const;

private:
  struct Kernel {
    std::string name, place;
    double flops, bytes;
    int64_t slices;
    double cycles; // least of all steps
  };
  std::vector<Kernel> kernels;
  int64_t offset = 0;
  double cyclesPerSecond = 0;
};

} // namespace dlc::tool
#endif
