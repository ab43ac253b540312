//===- BuiltinsEinsum.cpp - Sums of products by subscripts ----------------===//
//
// einsum("bij,bjk->bik", a, b): a letter for each dimension; those that the result does not have are
// summed over.
//
//===----------------------------------------------------------------------===//
#include "Builtins.h"
#include "dlc/Dialect/DL/EinsumParts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

namespace {
class Einsum {
public:
  explicit Einsum(Call &call) : call(call), equation(call["equation"].text) {}

  Value emit();

private:
  bool parse();
  bool checkLetters(llvm::StringRef letters, llvm::StringRef what);
  bool bind(llvm::StringRef letters, llvm::StringRef argument);
  bool fail(const llvm::Twine &message) {
    call.fail("equation", "'einsum' \"" + equation + "\": " + message);
    return false;
  }
  llvm::SmallVector<int64_t> rowsOf(llvm::StringRef letters) const {
    return llvm::map_to_vector(letters, [&](char letter) { return rows.lookup(letter); });
  }

  Call &call;
  std::string equation;
  llvm::SmallVector<dl::EinsumOperand> operands;
  std::string output;
  llvm::DenseMap<char, int64_t> sizes, rows;
};
} // namespace

static constexpr llvm::StringLiteral kOperands[] = {"a", "b"};

static bool has(llvm::StringRef letters, char letter) { return letters.contains(letter); }

bool Einsum::checkLetters(llvm::StringRef letters, llvm::StringRef what) {
  if (letters.contains("..."))
    return fail("'...' has no meaning here; give each dimension a letter");
  for (char letter : letters)
    if (!llvm::isAlpha(letter))
      return fail("expected letters as the subscripts of " + what + ", got '" +
                  llvm::Twine(letter) + "'");
  return true;
}

/// Gives the dimensions of an argument its letters.
bool Einsum::bind(llvm::StringRef letters, llvm::StringRef argument) {
  const Value &value = call[argument];
  if (static_cast<int64_t>(letters.size()) != value.rank()) {
    call.failWithNotes("'einsum' \"" + equation + "\": the subscripts \"" + letters +
                           "\" name " + llvm::Twine(letters.size()) + " dimensions of " +
                           value.describe(),
                       {argument});
    return false;
  }
  for (auto [i, letter] : llvm::enumerate(letters)) {
    int64_t size = value.shape()[i];
    auto [known, isNew] = sizes.try_emplace(letter, size);
    if (!isNew && known->second != size) {
      call.failWithNotes("'einsum' \"" + equation + "\": subscript '" + llvm::Twine(letter) +
                             "' is " + llvm::Twine(known->second) + " and " + llvm::Twine(size),
                         operands.empty() ? llvm::ArrayRef<llvm::StringRef>{argument}
                                          : llvm::ArrayRef<llvm::StringRef>{"a", "b"});
      return false;
    }
    int64_t &row = rows[letter];
    row = std::max(row, value.rows[i]);
  }
  operands.push_back({value.tensor, letters.str()});
  return true;
}

bool Einsum::parse() {
  std::string text = equation;
  llvm::erase(text, ' ');
  auto [left, right] = llvm::StringRef(text).split("->");
  bool isExplicit = llvm::StringRef(text).contains("->");
  llvm::SmallVector<llvm::StringRef> parts;
  left.split(parts, ',');
  size_t given = call.has("b") ? 2 : 1;
  if (parts.size() != given)
    return fail("there are subscripts for " + llvm::Twine(parts.size()) + " tensor" +
                (parts.size() == 1 ? "" : "s") + ", and " + llvm::Twine(given) +
                (given == 1 ? " is" : " are") + " given" +
                (parts.size() > 2 ? "; einsum takes one or two" : ""));
  for (auto [part, argument] : llvm::zip(parts, kOperands))
    if (!checkLetters(part, ("'" + argument + "'").str()))
      return false;
  if (!checkLetters(right, "the result"))
    return false;
  if (given == 2 && call["a"].elementType() != call["b"].elementType()) {
    call.failWithNotes("'einsum' of " + call["a"].describe() + " and " + call["b"].describe() +
                           "; both need the same element type",
                       {"a", "b"});
    return false;
  }
  for (auto [part, argument] : llvm::zip(parts, kOperands))
    if (!bind(part, argument))
      return false;
  output = right.str();
  if (!isExplicit) {
    // As in NumPy: without an arrow, the letters that appear once, in alphabetical order.
    std::string all = parts.size() == 2 ? (parts[0] + parts[1]).str() : parts[0].str();
    for (char letter : all)
      if (llvm::count(all, letter) == 1)
        output += letter;
    llvm::sort(output);
  }
  for (auto [i, letter] : llvm::enumerate(output)) {
    if (!sizes.contains(letter))
      return fail("subscript '" + llvm::Twine(letter) + "' of the result names no dimension");
    if (has(llvm::StringRef(output).take_front(i), letter))
      return fail("subscript '" + llvm::Twine(letter) + "' is twice in the result");
  }
  return true;
}

Value Einsum::emit() {
  if (!parse())
    return {};
  // Padding rows of a sum over the batch become 0.
  auto masked = [&](const dl::EinsumOperand &operand, int64_t axis) {
    return call.emitter.maskRows(call.tensor(operand.value, rowsOf(operand.letters)), axis, 0, call.loc);
  };
  dl::EinsumParts parts(call.builder(), call.location(), sizes, output, masked);
  return call.tensor(parts.compute(operands), rowsOf(output));
}

static Value emitEinsum(Call &call) { return Einsum(call).emit(); }

llvm::ArrayRef<Builtin> dlc::dsl::einsumBuiltins() {
  static const std::vector<Builtin> table = {
      {"einsum",
       {{"equation", ArgKind::String},
        {"a", ArgKind::FloatTensor},
        {"b", ArgKind::FloatTensor, "none"}},
       "sums of products by subscripts, as in einsum(\"bij,bjk->bik\", a, b); a letter twice in one "
       "tensor is its diagonal",
       emitEinsum},
  };
  return table;
}
