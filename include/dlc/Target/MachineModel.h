//===- MachineModel.h - What was measured of a machine ----------*- C++ -*-===//
//
// `dlc bench --machine` measures it and writes it as JSON; cost decisions read it in place of the
// target's round figures.
//
//===----------------------------------------------------------------------===//
#ifndef DLC_TARGET_MACHINEMODEL_H
#define DLC_TARGET_MACHINEMODEL_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <string>
#include <vector>

namespace dlc {

struct MachineModel {
  /// Fused multiply-adds of f32 in registers of `bits`, in GFLOP/s.
  struct Peak {
    int64_t bits = 0;
    double one = 0, all = 0; ///< one thread; all threads together
  };
  /// Reading two arrays and writing one of them, in GB/s of all three together.
  struct Level {
    std::string name;  ///< L1, L2, L3 or memory
    int64_t bytes = 0; ///< of the cache; 0 for memory
    double one = 0, all = 0;
  };
  /// What it takes for threads to meet, in nanoseconds.
  struct Team {
    int64_t threads = 0;
    double barrier = 0;
    double start = 0; ///< a run of the team right after another: the threads still look for it
    double wake = 0;  ///< a run after a pause: the threads sleep
  };

  std::string cpu; ///< as `hostName` has it
  int64_t threads = 1;
  std::vector<Peak> peaks;   ///< narrow registers first
  std::vector<Level> levels; ///< the fastest first, memory last
  std::vector<Team> teams;   ///< small teams first; none where there is one thread alone

  /// The peak of the widest registers that have no more than `bits`; null if all have.
  const Peak *peakOf(int64_t bits) const;
  const Level *findLevel(llvm::StringRef name) const;

  llvm::json::Value toJSON() const;
  /// Errors name what is missing or no sound figure.
  static llvm::Expected<MachineModel> fromJSON(const llvm::json::Value &value);
  /// Errors name the file.
  static llvm::Expected<MachineModel> read(llvm::StringRef path);
  /// The same for equal figures, whatever the file looked like.
  std::string hash() const;

  /// This machine's CPU: its maker's name and LLVM's.
  static std::string hostName();
};

} // namespace dlc
#endif
