//===- Names.cpp - Identifiers of emitted C++ -------------------------------===//
#include "Names.h"

#include "dlc/Target/ModelDescription.h"

#include "llvm/Support/Regex.h"

using namespace dlc::cpp;

// Words of C++17, names that the file itself uses, and what compilers define in lower case.
static constexpr llvm::StringLiteral kReserved[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline",
    "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
    "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
    "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t",
    "while", "xor", "xor_eq",
    // Macros of compilers and headers.
    "unix", "linux", "i386", "arm", "errno", "assert",
    // What functions of the file call or take.
    "call", "thread", "threads", "slice", "std", "load", "store", "splat", "view", "bits", "each",
    "multiply_add", "root", "rounded_down", "larger", "smaller", "maximum", "minimum",
    "maximum_of_constant", "minimum_of_constant", "meet", "main", "place", "places", "copy_stored"};

bool Names::isTaken(llvm::StringRef name) const {
  static const llvm::StringSet<> reserved = [] {
    llvm::StringSet<> words;
    for (llvm::StringRef word : kReserved)
      words.insert(word);
    return words;
  }();
  // f32x8 and the like are types.
  static const llvm::Regex vector("^[fiu](8|16|32|64)x[0-9]+$");
  return reserved.contains(name) || vector.match(name) || used.contains(name) ||
         (outer && outer->isTaken(name));
}

std::string Names::add(llvm::StringRef wish) {
  std::string base = toIdentifier(wish.str());
  // Two underscores, and one in front, belong to the compiler.
  std::string clean;
  for (char c : base)
    if (c != '_' || (!clean.empty() && clean.back() != '_'))
      clean += c;
  // Capitals alone are for macros and enumerators.
  if (clean.size() > 1 && llvm::StringRef(clean).upper() == clean)
    clean = llvm::StringRef(clean).lower();
  if (clean.empty() || (clean[0] >= '0' && clean[0] <= '9'))
    clean.insert(0, "x");
  std::string name = clean;
  for (unsigned suffix = 2; isTaken(name); ++suffix)
    name = clean + "_" + std::to_string(suffix);
  used.insert(name);
  return name;
}
