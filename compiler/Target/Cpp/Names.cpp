//===- Names.cpp - Identifiers of emitted C++ -------------------------------===//
#include "Names.h"

#include "dlc/Target/ModelDescription.h"

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
    // Predefined macros.
    "unix", "linux", "i386", "arm",
    // Our helpers and what they are called with.
    "call", "thread", "threads", "slice", "std", "load", "store", "splat", "view", "bits",
    "multiply_add", "maximum", "minimum", "each", "root", "rounded_down", "magnitude",
    "unsigned_quotient", "meet", "Element", "Unaligned", "is_team", "is_outside",
    "has_instructions", "main"};

bool Names::isTaken(llvm::StringRef name) const {
  static const llvm::StringSet<> reserved = [] {
    llvm::StringSet<> words;
    for (llvm::StringRef word : kReserved)
      words.insert(word);
    return words;
  }();
  return reserved.contains(name) || used.contains(name) || (outer && outer->isTaken(name));
}

std::string Names::add(llvm::StringRef wish) {
  std::string base = toIdentifier(wish.str());
  // Two underscores, and one in front, belong to the compiler.
  std::string clean;
  for (char c : base)
    if (c != '_' || (!clean.empty() && clean.back() != '_'))
      clean += c;
  if (clean.empty() || (clean[0] >= '0' && clean[0] <= '9'))
    clean.insert(0, "x");
  std::string name = clean;
  for (unsigned suffix = 2; isTaken(name); ++suffix)
    name = clean + "_" + std::to_string(suffix);
  used.insert(name);
  return name;
}
