//===- CPUCheck.cpp - Refusing CPUs without our instructions ----------------===//
//
// An object compiled for one machine and started on an older one would die of an illegal
// instruction. Its entry points ask cpuid instead, once per program: cpuid takes microseconds, tens
// of them in a virtual machine.
//
//===----------------------------------------------------------------------===//
#include "dlc/Target/ModelTable.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

using namespace dlc;
using llvm::Value;

namespace {

enum Register { EAX, EBX, ECX, EDX };

/// Where cpuid tells of one of LLVM's features.
struct FeatureBit {
  llvm::StringLiteral name;
  uint32_t leaf, subleaf;
  Register reg;
  unsigned bit;
};

/// One query of cpuid with the bits that must be set in its answer.
struct Query {
  uint32_t leaf, subleaf;
  uint32_t masks[4];
};

} // namespace

// The bits are those of Intel's manual, volume 2A, CPUID, and AMD's, volume 3, appendix E. Only
// features that the code generator uses of its own accord are of interest.
static const FeatureBit kFeatures[] = {
    {"sse3", 1, 0, ECX, 0},           {"ssse3", 1, 0, ECX, 9},
    {"fma", 1, 0, ECX, 12},           {"sse4.1", 1, 0, ECX, 19},
    {"sse4.2", 1, 0, ECX, 20},        {"movbe", 1, 0, ECX, 22},
    {"popcnt", 1, 0, ECX, 23},        {"avx", 1, 0, ECX, 28},
    {"f16c", 1, 0, ECX, 29},          {"bmi", 7, 0, EBX, 3},
    {"avx2", 7, 0, EBX, 5},           {"bmi2", 7, 0, EBX, 8},
    {"avx512f", 7, 0, EBX, 16},       {"avx512dq", 7, 0, EBX, 17},
    {"avx512ifma", 7, 0, EBX, 21},    {"avx512cd", 7, 0, EBX, 28},
    {"avx512bw", 7, 0, EBX, 30},      {"avx512vl", 7, 0, EBX, 31},
    {"avx512vbmi", 7, 0, ECX, 1},     {"avx512vbmi2", 7, 0, ECX, 6},
    {"gfni", 7, 0, ECX, 8},           {"vaes", 7, 0, ECX, 9},
    {"vpclmulqdq", 7, 0, ECX, 10},    {"avx512vnni", 7, 0, ECX, 11},
    {"avx512bitalg", 7, 0, ECX, 12},  {"avx512vpopcntdq", 7, 0, ECX, 14},
    {"avx512fp16", 7, 0, EDX, 23},    {"avxvnni", 7, 1, EAX, 4},
    {"avx512bf16", 7, 1, EAX, 5},     {"egpr", 7, 1, EDX, 21},
    {"lzcnt", 0x80000001, 0, ECX, 5}, {"sse4a", 0x80000001, 0, ECX, 6}};

/// The queries that `target` needs, leaf 1 first.
static std::vector<Query> getQueries(const TargetModel &target) {
  std::vector<llvm::StringRef> names;
  for (const FeatureBit &feature : kFeatures)
    names.push_back(feature.name);
  std::vector<bool> used = target.hasFeatures(names);
  std::vector<Query> queries;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!used[i])
      continue;
    const FeatureBit &feature = kFeatures[i];
    if (queries.empty() || queries.back().leaf != feature.leaf ||
        queries.back().subleaf != feature.subleaf)
      queries.push_back({feature.leaf, feature.subleaf, {}});
    queries.back().masks[feature.reg] |= 1u << feature.bit;
  }
  return queries;
}

/// cpuid's four registers, as a structure of i32.
static Value *createCPUID(llvm::IRBuilder<> &b, uint32_t leaf, uint32_t subleaf) {
  llvm::Type *i32 = b.getInt32Ty();
  auto *result = llvm::StructType::get(i32, i32, i32, i32);
  auto *type = llvm::FunctionType::get(result, {i32, i32}, /*isVarArg=*/false);
  auto *cpuid =
      llvm::InlineAsm::get(type, "cpuid", "={ax},={bx},={cx},={dx},0,2,~{dirflag},~{fpsr},~{flags}",
                           /*hasSideEffects=*/false);
  return b.CreateCall(type, cpuid, {b.getInt32(leaf), b.getInt32(subleaf)});
}

void dlc::makeBaseline(llvm::Function *function) {
  if (!function->getParent()->getTargetTriple().isX86())
    return; // the module is compiled for the oldest CPU as it is
  function->addFnAttr("target-cpu", "x86-64");
  function->addFnAttr("target-features", "+sse2");
}

llvm::Function *dlc::addCPUCheck(llvm::Module &module, const TargetModel &target) {
  if (!target.isX86())
    return nullptr;
  std::vector<Query> queries = getQueries(target);
  if (queries.empty())
    return nullptr;
  llvm::LLVMContext &context = module.getContext();
  llvm::IRBuilder<> b(context);
  auto *function =
      llvm::Function::Create(llvm::FunctionType::get(b.getInt32Ty(), false),
                             llvm::GlobalValue::InternalLinkage, "dlrt_cpu_check", module);
  function->setDoesNotThrow();
  makeBaseline(function);
  // 0: not asked yet; 1: all is well; 2: the CPU lacks something. Threads that ask at the same time
  // store the same answer.
  auto *answer =
      new llvm::GlobalVariable(module, b.getInt8Ty(), /*isConstant=*/false,
                               llvm::GlobalValue::InternalLinkage, b.getInt8(0), "dlrt_cpu_answer");
  auto newBlock = [&](const char *name) {
    return llvm::BasicBlock::Create(context, name, function);
  };
  llvm::BasicBlock *entry = newBlock(""), *ask = newBlock("ask"), *known = newBlock("known"),
                   *good = newBlock("good"), *bad = newBlock("bad");
  b.SetInsertPoint(entry);
  llvm::LoadInst *before = b.CreateLoad(b.getInt8Ty(), answer);
  before->setAtomic(llvm::AtomicOrdering::Monotonic);
  b.CreateCondBr(b.CreateICmpEQ(before, b.getInt8(0)), ask, known);
  b.SetInsertPoint(known);
  b.CreateRet(b.CreateSelect(b.CreateICmpEQ(before, b.getInt8(1)), b.getInt32(DLRT_OK),
                             b.getInt32(DLRT_UNSUPPORTED_CPU)));

  auto requireBits = [&](Value *value, uint32_t mask) {
    llvm::BasicBlock *next = newBlock("");
    Value *set = b.CreateICmpEQ(b.CreateAnd(value, b.getInt32(mask)), b.getInt32(mask));
    b.CreateCondBr(set, next, bad);
    b.SetInsertPoint(next);
  };
  b.SetInsertPoint(ask);
  if (target.vectorBits > 128) {
    // The operating system must save the wide registers, and say so before xgetbv may be used.
    requireBits(b.CreateExtractValue(createCPUID(b, 1, 0), ECX), 1u << 27);
    auto *pair = llvm::StructType::get(b.getInt32Ty(), b.getInt32Ty());
    auto *type = llvm::FunctionType::get(pair, {b.getInt32Ty()}, /*isVarArg=*/false);
    auto *xgetbv = llvm::InlineAsm::get(type, "xgetbv", "={ax},={dx},{cx}", false);
    Value *saved = b.CreateCall(type, xgetbv, {b.getInt32(0)});
    requireBits(b.CreateExtractValue(saved, 0), target.hasAVX512 ? 0xe6 : 0x6);
  }
  for (const Query &query : queries) {
    Value *registers = createCPUID(b, query.leaf, query.subleaf);
    for (unsigned reg = EAX; reg <= EDX; ++reg)
      if (query.masks[reg])
        requireBits(b.CreateExtractValue(registers, reg), query.masks[reg]);
  }
  b.CreateBr(good);
  auto finish = [&](llvm::BasicBlock *block, uint8_t value, dlrt_status status) {
    b.SetInsertPoint(block);
    b.CreateStore(b.getInt8(value), answer)->setAtomic(llvm::AtomicOrdering::Monotonic);
    b.CreateRet(b.getInt32(status));
  };
  finish(good, 1, DLRT_OK);
  finish(bad, 2, DLRT_UNSUPPORTED_CPU);
  return function;
}
