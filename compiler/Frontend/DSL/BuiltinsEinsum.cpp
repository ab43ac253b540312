//===- BuiltinsEinsum.cpp - Sums of products by subscripts ----------------===//
//
// einsum("bij,bjk->bik", a, b): a letter for each dimension; those that the result does not have are
// summed over. Built from slices (a letter twice in one operand is its diagonal), sums, transposes and
// one matrix product.
//
//===----------------------------------------------------------------------===//
#include "Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace dlc::dsl;
namespace dl = dlc::dl;

namespace {
/// A tensor whose dimensions have letters.
struct Operand {
  mlir::Value value;
  std::string letters;

  llvm::ArrayRef<int64_t> shape() const {
    return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
  }
};

class Einsum {
public:
  explicit Einsum(Call &call)
      : call(call), builder(call.builder()), loc(call.location()),
        equation(call["equation"].text) {}

  Value emit();

private:
  bool parse();
  bool checkLetters(llvm::StringRef letters, llvm::StringRef what);
  bool bind(llvm::StringRef letters, llvm::StringRef argument);
  bool fail(const llvm::Twine &message) {
    call.fail("equation", "'einsum' \"" + equation + "\": " + message);
    return false;
  }

  void takeDiagonals(Operand &operand);
  /// Sums over the letters that `isGone` holds for, leaving out padding rows.
  void sumAway(Operand &operand, llvm::function_ref<bool(char)> isGone);
  /// Padding rows of a sum over the batch become 0.
  mlir::Value masked(const Operand &operand, int64_t axis);
  void transposeTo(Operand &operand, llvm::StringRef letters);
  Operand multiply(Operand a, Operand b);
  Operand multiplyElements(Operand a, Operand b, llvm::StringRef letters);
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape) {
    auto type = llvm::cast<mlir::RankedTensorType>(value.getType()).clone(shape);
    return type == value.getType() ? value : dl::ReshapeOp::create(builder, loc, type, value);
  }
  llvm::SmallVector<int64_t> sizesOf(llvm::StringRef letters) const {
    return llvm::map_to_vector(letters, [&](char letter) { return sizes.lookup(letter); });
  }
  int64_t product(llvm::StringRef letters) const {
    int64_t result = 1;
    for (char letter : letters)
      result *= sizes.lookup(letter);
    return result;
  }

  Call &call;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  std::string equation;
  llvm::SmallVector<Operand, 2> operands;
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

void Einsum::transposeTo(Operand &operand, llvm::StringRef letters) {
  if (operand.letters == letters)
    return;
  auto permutation = llvm::map_to_vector(letters, [&](char letter) {
    return static_cast<int64_t>(operand.letters.find(letter));
  });
  operand = {dl::TransposeOp::create(builder, loc, operand.value, permutation), letters.str()};
}

/// Of [rest…, n, n], each n + 1st element of the last two dimensions in one.
void Einsum::takeDiagonals(Operand &operand) {
  for (size_t i = 0; i < operand.letters.size(); ++i) {
    char letter = operand.letters[i];
    size_t other = operand.letters.find(letter, i + 1);
    if (other == std::string::npos)
      continue;
    llvm::SmallVector<int64_t> permutation, shape;
    std::string rest;
    for (size_t k = 0; k < operand.letters.size(); ++k)
      if (k != i && k != other) {
        permutation.push_back(k);
        shape.push_back(operand.shape()[k]);
        rest += operand.letters[k];
      }
    permutation.append({static_cast<int64_t>(i), static_cast<int64_t>(other)});
    int64_t n = sizes.lookup(letter);
    shape.push_back(n * n);
    mlir::Value flat = reshape(
        dl::TransposeOp::create(builder, loc, operand.value, permutation), shape);
    llvm::SmallVector<int64_t> starts(shape.size(), 0), strides(shape.size(), 1);
    strides.back() = n + 1;
    operand = {dl::SliceOp::create(builder, loc, flat, starts, shape, strides), rest + letter};
    i = -1; // from the start: a letter may be there three times
  }
}

mlir::Value Einsum::masked(const Operand &operand, int64_t axis) {
  auto dimensions = llvm::map_to_vector(operand.letters,
                                        [&](char letter) { return rows.lookup(letter); });
  return call.emitter.maskRows(call.tensor(operand.value, dimensions), axis, 0, call.loc);
}

void Einsum::sumAway(Operand &operand, llvm::function_ref<bool(char)> isGone) {
  llvm::SmallVector<int64_t> axes;
  std::string left;
  for (auto [i, letter] : llvm::enumerate(operand.letters)) {
    if (!isGone(letter)) {
      left += letter;
      continue;
    }
    operand.value = masked(operand, i);
    axes.push_back(i);
  }
  if (!axes.empty())
    operand = {dl::ReduceSumOp::create(builder, loc, operand.value, axes), left};
}

/// The product of the elements, each operand repeated along the letters that it lacks.
Operand Einsum::multiplyElements(Operand a, Operand b, llvm::StringRef letters) {
  auto spread = [&](Operand &operand) -> mlir::Value {
    std::string own;
    llvm::SmallVector<int64_t> dims;
    for (auto [i, letter] : llvm::enumerate(letters))
      if (has(operand.letters, letter)) {
        own += letter;
        dims.push_back(i);
      }
    transposeTo(operand, own);
    auto type = llvm::cast<mlir::RankedTensorType>(operand.value.getType()).clone(sizesOf(letters));
    if (type == operand.value.getType())
      return operand.value;
    return dl::BroadcastOp::create(builder, loc, type, operand.value, dims);
  };
  mlir::Value lhs = spread(a), rhs = spread(b);
  return {dl::MulOp::create(builder, loc, lhs, rhs), letters.str()};
}

Operand Einsum::multiply(Operand a, Operand b) {
  std::string batch, left, right, inner;
  for (char letter : a.letters)
    (!has(b.letters, letter) ? left : (has(output, letter) ? batch : inner)) += letter;
  for (char letter : b.letters)
    if (!has(a.letters, letter))
      right += letter;
  if (inner.empty())
    return multiplyElements(a, b, output);
  if (left.empty() && right.empty()) {
    Operand product = multiplyElements(a, b, batch + inner);
    sumAway(product, [&](char letter) { return has(inner, letter); });
    return product;
  }
  // On both sides: 0 * NaN is NaN.
  for (char letter : inner) {
    a.value = masked(a, a.letters.find(letter));
    b.value = masked(b, b.letters.find(letter));
  }
  transposeTo(a, batch + left + inner);
  transposeTo(b, batch + inner + right);
  llvm::SmallVector<int64_t> lhs, rhs;
  if (!batch.empty())
    lhs.push_back(product(batch));
  rhs = lhs;
  lhs.append({product(left), product(inner)});
  rhs.append({product(inner), product(right)});
  mlir::Value result =
      dl::MatmulOp::create(builder, loc, reshape(a.value, lhs), reshape(b.value, rhs),
                           /*transpose_lhs=*/false, /*transpose_rhs=*/false);
  std::string letters = batch + left + right;
  return {reshape(result, sizesOf(letters)), letters};
}

Value Einsum::emit() {
  if (!parse())
    return {};
  for (Operand &operand : operands)
    takeDiagonals(operand);
  for (auto [i, operand] : llvm::enumerate(operands)) {
    llvm::StringRef other = operands.size() == 2 ? operands[1 - i].letters : "";
    sumAway(operand, [&](char letter) { return !has(output, letter) && !has(other, letter); });
  }
  Operand result = operands.size() == 2 ? multiply(operands[0], operands[1]) : operands[0];
  transposeTo(result, output);
  auto dimensions =
      llvm::map_to_vector(output, [&](char letter) { return rows.lookup(letter); });
  return call.tensor(result.value, dimensions);
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
