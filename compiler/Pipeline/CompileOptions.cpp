//===- CompileOptions.cpp - What a user can ask of the compiler -------------===//
#include "dlc/Pipeline/CompileOptions.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"

using namespace dlc;

static constexpr std::pair<llvm::StringLiteral, EmitKind> kKinds[] = {
    {"ast", EmitKind::AST},         {"dl", EmitKind::DL},
    {"train", EmitKind::Train},     {"groups", EmitKind::Groups},
    {"kernels", EmitKind::Kernels}, {"reference", EmitKind::Reference},
    {"llvm", EmitKind::LLVM},       {"ll", EmitKind::LLVMIR},
    {"cpp", EmitKind::Cpp},         {"asm", EmitKind::Assembly},
    {"obj", EmitKind::Object},      {"so", EmitKind::SharedObject},
    {"exe", EmitKind::Executable}};

std::optional<EmitKind> dlc::parseEmitKind(llvm::StringRef name) {
  for (const auto &[spelling, kind] : kKinds)
    if (spelling == name)
      return kind;
  return std::nullopt;
}

std::string dlc::emitKindSpellings() {
  std::string text;
  for (const auto &entry : kKinds)
    text += (text.empty() ? "" : ", ") + entry.first.str();
  return text;
}

static constexpr std::pair<llvm::StringLiteral, Precision> kPrecisions[] = {
    {"f32", Precision::F32}, {"f64", Precision::F64}, {"bf16", Precision::BF16}};

std::optional<Precision> dlc::parsePrecision(llvm::StringRef name) {
  for (const auto &[spelling, precision] : kPrecisions)
    if (spelling == name)
      return precision;
  return std::nullopt;
}

llvm::StringRef dlc::spell(Precision precision) {
  for (const auto &[spelling, known] : kPrecisions)
    if (known == precision)
      return spelling;
  llvm_unreachable("every precision has a spelling");
}

std::optional<EmitKind> dlc::emitKindForPath(llvm::StringRef path) {
  llvm::StringRef suffix = llvm::sys::path::extension(path);
  if (suffix == ".o")
    return EmitKind::Object;
  if (suffix == ".so")
    return EmitKind::SharedObject;
  if (suffix == ".ll")
    return EmitKind::LLVMIR;
  if (suffix == ".cpp")
    return EmitKind::Cpp;
  if (suffix == ".s")
    return EmitKind::Assembly;
  if (suffix.empty() && path != "-")
    return EmitKind::Executable;
  return std::nullopt;
}

bool dlc::isText(EmitKind kind) {
  return kind != EmitKind::Object && kind != EmitKind::SharedObject && kind != EmitKind::Executable;
}
