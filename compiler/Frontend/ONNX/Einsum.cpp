//===- Einsum.cpp - Sums of products by subscripts --------------------------===//
#include "dlc/Dialect/DL/EinsumParts.h"
#include "Operators.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::importer;

namespace {
/// The subscripts of an operand or of the result, with digits in place of "...".
struct Subscripts {
  std::string before, after;
  bool hasEllipsis = false;

  /// All letters, where the ellipsis stands for `count` dimensions of `most`, counted from the last one.
  std::string letters(int64_t count, int64_t most) const {
    std::string digits;
    for (int64_t i = most - count; hasEllipsis && i < most; ++i)
      digits += static_cast<char>('0' + i);
    return before + digits + after;
  }
};
} // namespace

/// None, after an error, where the text is no list of letters with at most one "...".
static FailureOr<Subscripts> parse(Node &n, StringRef text) {
  Subscripts result;
  result.hasEllipsis = text.contains("...");
  auto [before, after] = text.split("...");
  result.before = before.str();
  result.after = after.str();
  for (char letter : result.before + result.after)
    if (!llvm::isAlpha(letter))
      return n.fail("'" + text + "' names dimensions by something other than letters");
  return result;
}

static LogicalResult importEinsum(Node &n) {
  std::string equation = n.text("equation", "");
  llvm::erase(equation, ' ');
  FailureOr<SmallVector<Value>> values = n.inputs();
  if (failed(values))
    return failure();
  bool isExplicit = StringRef(equation).contains("->");
  auto [left, right] = StringRef(equation).split("->");
  SmallVector<StringRef> texts;
  left.split(texts, ',');
  if (texts.size() != values->size())
    return n.fail("equation '" + equation + "' is for " + Twine(texts.size()) + " operands, and there are " +
                  Twine(values->size()));
  SmallVector<Subscripts> parts;
  int64_t most = 0; // dimensions of an ellipsis
  for (auto [text, value] : llvm::zip_equal(texts, *values)) {
    FailureOr<Subscripts> part = parse(n, text);
    if (failed(part))
      return failure();
    int64_t rest = rankOf(value) - static_cast<int64_t>(part->before.size() + part->after.size());
    if (rest < 0 || rest > 10 || (rest && !part->hasEllipsis) || elementOf(value) != elementOf(values->front()) || isBool(value))
      return n.fail("subscripts '" + text + "' do not fit " + describe(value));
    most = std::max(most, rest);
    parts.push_back(*part);
  }
  // Sizes; those of an ellipsis may be 1 in some operands, and count for all.
  llvm::DenseMap<char, int64_t> sizes;
  SmallVector<dl::EinsumOperand> operands;
  Emitter &b = n.b;
  Type element = elementOf(values->front()), wide = isFloat(values->front()) ? element : Type(b.getF64Type());
  std::string all;
  for (auto [part, value] : llvm::zip_equal(parts, *values)) {
    int64_t rest = rankOf(value) - static_cast<int64_t>(part.before.size() + part.after.size());
    std::string letters = part.letters(rest, most);
    all += part.before + part.after;
    for (auto [letter, size] : llvm::zip_equal(letters, shapeOf(value))) {
      int64_t &known = sizes.try_emplace(letter, size).first->second;
      if (llvm::isDigit(letter) && known == 1)
        known = size;
      if (known != size && !(llvm::isDigit(letter) && size == 1))
        return n.fail("subscript '" + Twine(letter) + "' of '" + equation + "' is " + Twine(known) + " and " + Twine(size));
    }
    operands.push_back({b.cast(value, wide), letters});
  }
  for (dl::EinsumOperand &operand : operands) {
    std::string letters;
    SmallVector<int64_t> shape;
    for (auto [letter, size] : llvm::zip_equal(operand.letters, operand.shape()))
      if (!llvm::isDigit(letter) || size == sizes.lookup(letter)) {
        letters += letter;
        shape.push_back(size);
      }
    operand = {b.reshape(operand.value, shape), letters};
  }
  FailureOr<Subscripts> result = parse(n, right);
  if (failed(result))
    return failure();
  if (!isExplicit) {
    // As in NumPy: the ellipsis, then the letters that appear once, in alphabetical order.
    result->hasEllipsis = true;
    for (char letter : all)
      if (llvm::count(all, letter) == 1)
        result->after += letter;
    llvm::sort(result->after);
  }
  std::string output = result->letters(most, most);
  for (char letter : output)
    if (!sizes.count(letter) || llvm::count(output, letter) != 1)
      return n.fail("subscript '" + Twine(letter) + "' of the result of '" + equation +
                    (sizes.count(letter) ? "' is there twice" : "' names no dimension"));
  auto masked = [](const dl::EinsumOperand &operand, int64_t) { return operand.value; };
  dl::EinsumParts einsum(b, b.getLoc(), sizes, output, masked);
  return n.give(b.cast(einsum.compute(operands), element));
}

ArrayRef<Operator> importer::einsumOperators() {
  static const Operator table[] = {
      {"Einsum", 12, importEinsum},
  };
  return table;
}
