//===- TargetModel.h - What code generation knows of a CPU ------*- C++ -*-===//
#ifndef DLC_TARGET_TARGETMODEL_H
#define DLC_TARGET_TARGETMODEL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace dlc {

/// What objects may be for when nothing else is said, and what else there is.
inline constexpr char kDefaultTarget[] = "x86_64-linux-gnu";

/// A CPU as cost decisions see it. The figures follow from the name alone for a named level, so
/// that the same command gives the same object on every machine; "native" asks this one.
struct TargetModel {
  std::string triple;   ///< LLVM's name of the machine and its system
  std::string cpu;      ///< LLVM's name, such as "znver4" or "x86-64-v3"
  std::string features; ///< LLVM's feature string, "+avx2,-avx512f,…"; empty: what `cpu` implies
  int vectorBits = 256;
  int vectorRegisters = 16;
  int fmaPorts = 2; ///< vector FMAs of full width that start in a cycle
  bool hasAVX512 = false;
  bool hasFMA = true;
  bool hasBF16 = false; ///< AVX512-BF16: rounds to bf16, and multiplies pairs of them
  int64_t l1Bytes = 32 << 10, l2Bytes = 512 << 10, l3Bytes = 8 << 20;

  bool isX86() const;
  /// For people and tables: the CPU, or the architecture where there is no choice of CPUs.
  std::string name() const;
  int lanes(int elementBits) const { return vectorBits / elementBits; }

  /// For each of LLVM's feature names, whether code for this CPU may use it.
  std::vector<bool> hasFeatures(llvm::ArrayRef<llvm::StringRef> names) const;

  /// `name` is "native", a level such as "x86-64-v3", or any CPU of LLVM's x86 back end. The only
  /// other `target` is aarch64-linux-gnu, which has the CPU "generic": ARMv8-A.
  static llvm::Expected<TargetModel> get(llvm::StringRef name,
                                         llvm::StringRef target = kDefaultTarget);
};

/// The machine code generator for `target`: position-independent and never contracting a * b + c on
/// its own.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createTargetMachine(const TargetModel &target);

} // namespace dlc
#endif
