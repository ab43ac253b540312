//===- TargetModel.cpp - What code generation knows of a CPU ----------------===//
#include "dlc/Target/TargetModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include <unistd.h>

using namespace dlc;

static llvm::Expected<const llvm::Target *> lookupTarget(const std::string &name) {
  static bool initialised = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
    LLVMInitializeAArch64AsmParser();
    return true;
  }();
  (void)initialised;
  std::string error;
  llvm::Triple triple(name);
  if (const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error))
    return target;
  return llvm::createStringError("cannot generate code for %s: %s", name.c_str(), error.c_str());
}

/// The full name of a target that there is.
static llvm::Expected<std::string> readTarget(llvm::StringRef name) {
  llvm::Triple triple(llvm::Triple::normalize(name));
  llvm::Triple::ArchType arch = triple.getArch();
  bool isKnown = arch == llvm::Triple::x86_64 || arch == llvm::Triple::aarch64;
  if (!isKnown || !triple.isOSLinux() || triple.getEnvironment() != llvm::Triple::GNU)
    return llvm::createStringError(
        "unknown target '%s'; expected x86_64-linux-gnu or aarch64-linux-gnu", name.str().c_str());
  return (triple.getArchName() + "-unknown-linux-gnu").str();
}

/// The first line of a file of Linux that describes a cache of the first CPU; empty where there is none.
static std::string readCacheFile(unsigned index, llvm::StringRef name) {
  auto file = llvm::MemoryBuffer::getFileAsStream(
      ("/sys/devices/system/cpu/cpu0/cache/index" + llvm::Twine(index) + "/" + name).str());
  return file ? (*file)->getBuffer().split('\n').first.trim().str() : "";
}

/// Replaces a figure by the machine's own where it tells. In a virtual machine CPUID, which sysconf
/// asks, may add up the last level's caches of the whole host.
static void readCache(int64_t &bytes, llvm::StringRef level, int sysconfName) {
  for (unsigned index = 0; readCacheFile(index, "level") != ""; ++index) {
    int64_t kilobytes;
    std::string size = readCacheFile(index, "size");
    if (readCacheFile(index, "level") == level && readCacheFile(index, "type") != "Instruction" &&
        llvm::StringRef(size).ends_with("K") &&
        !llvm::StringRef(size).drop_back().getAsInteger(10, kilobytes) && kilobytes > 0) {
      bytes = kilobytes << 10;
      return;
    }
  }
  long value = sysconf(sysconfName);
  if (value > 0)
    bytes = value;
}

/// The features of this machine, those it lacks included: a virtual machine may hide some of its
/// CPU's.
static std::string hostFeatures() {
  std::vector<std::string> features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(features);
  return llvm::join(features, ",");
}

bool TargetModel::isX86() const { return llvm::Triple(triple).isX86(); }

std::string TargetModel::name() const {
  return isX86() ? cpu : llvm::Triple(triple).getArchName().str();
}

std::vector<bool> TargetModel::hasFeatures(llvm::ArrayRef<llvm::StringRef> names) const {
  std::vector<bool> result(names.size(), false);
  llvm::Expected<const llvm::Target *> target = lookupTarget(triple);
  if (!target) {
    llvm::consumeError(target.takeError());
    return result;
  }
  std::unique_ptr<llvm::MCSubtargetInfo> info(
      (*target)->createMCSubtargetInfo(llvm::Triple(triple), cpu, features));
  for (auto [index, name] : llvm::enumerate(names))
    result[index] = info->checkFeatures(("+" + name).str());
  return result;
}

/// ARMv8-A, whose 32 registers of 128 bits every one of its CPUs has.
static llvm::Expected<TargetModel> getAArch64(llvm::StringRef cpu, std::string triple) {
  if (!cpu.empty() && cpu != "generic")
    return llvm::createStringError(
        "unknown CPU '%s' of aarch64-linux-gnu; expected generic, which is any ARMv8-A",
        cpu.str().c_str());
  TargetModel model;
  model.triple = std::move(triple);
  model.cpu = "generic";
  model.vectorBits = 128;
  model.vectorRegisters = 32;
  return model;
}

llvm::Expected<TargetModel> TargetModel::get(llvm::StringRef name, llvm::StringRef targetName) {
  llvm::Expected<std::string> triple = readTarget(targetName);
  if (!triple)
    return triple.takeError();
  llvm::Expected<const llvm::Target *> target = lookupTarget(*triple);
  if (!target)
    return target.takeError();
  if (llvm::Triple(*triple).isAArch64())
    return getAArch64(name, *triple);
  TargetModel model;
  model.triple = *triple;
  bool native = name.empty() || name == "native";
  model.cpu = native ? llvm::sys::getHostCPUName().str() : name.str();
  if (native)
    model.features = hostFeatures();

  std::unique_ptr<llvm::MCSubtargetInfo> info(
      (*target)->createMCSubtargetInfo(llvm::Triple(*triple), "x86-64", ""));
  if (!info->isCPUStringValid(model.cpu))
    return llvm::createStringError(
        "unknown target CPU '%s'; expected native, x86-64, x86-64-v2, x86-64-v3, x86-64-v4 or a "
        "name such as znver4",
        model.cpu.c_str());
  std::vector<bool> has =
      model.hasFeatures({"fma", "avx2", "avx512f", "avx512vl", "avx512bw", "avx512dq",
                         "avx512bf16"});
  model.hasFMA = has[0];
  // What we emit for 512 bits uses all four extensions; a CPU with some of them counts as AVX2.
  model.hasAVX512 = has[2] && has[3] && has[4] && has[5];
  model.hasBF16 = model.hasAVX512 && has[6];
  model.vectorBits = model.hasAVX512 ? 512 : has[1] ? 256 : 128;
  model.vectorRegisters = model.hasAVX512 ? 32 : 16;
  // Zen 4 splits 512-bit FMAs over two 256-bit pipes.
  model.fmaPorts = model.hasAVX512 && llvm::StringRef(model.cpu).starts_with("znver4") ? 1 : 2;
  if (model.hasAVX512) {
    model.l2Bytes = 1 << 20;
    model.l3Bytes = 16 << 20;
  }
  if (native) {
    readCache(model.l1Bytes, "1", _SC_LEVEL1_DCACHE_SIZE);
    readCache(model.l2Bytes, "2", _SC_LEVEL2_CACHE_SIZE);
    readCache(model.l3Bytes, "3", _SC_LEVEL3_CACHE_SIZE);
  }
  return model;
}

/// LLVM moves constants of one loop in front of all loops around it, where they take the registers of the sums of
/// another, which then wait on the stack; with this switch of its command line it brings them back.
static void keepSumsInRegisters() {
  static const bool isSet = [] {
    constexpr llvm::StringLiteral kName = "sink-insts-to-avoid-spills";
    auto &options = llvm::cl::getRegisteredOptions();
    auto option = options.find(kName);
    return option != options.end() && !option->second->addOccurrence(0, kName, "true");
  }();
  (void)isSet;
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
dlc::createTargetMachine(const TargetModel &target) {
  keepSumsInRegisters();
  llvm::Expected<const llvm::Target *> backEnd = lookupTarget(target.triple);
  if (!backEnd)
    return backEnd.takeError();
  llvm::TargetOptions options;
  // Fuses `fmuladd`, which is what `vector.fma` becomes, and never a product and a sum that stand apart:
  // "Strict" would split ours as well.
  options.AllowFPOpFusion = llvm::FPOpFusion::Standard;
  options.FunctionSections = true;
  std::unique_ptr<llvm::TargetMachine> machine((*backEnd)->createTargetMachine(
      llvm::Triple(target.triple), target.cpu, target.features, options, llvm::Reloc::PIC_, std::nullopt,
      llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return llvm::createStringError("cannot generate code for the CPU '%s'", target.cpu.c_str());
  return machine;
}
