//===- Types.cpp - Types and constants of emitted C++ -----------------------===//
#include "Types.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace dlc::cpp;

int64_t dlc::cpp::lanes(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.getNumElements() : 1;
}

Type dlc::cpp::elementOf(Type type) { return getElementTypeOrSelf(type); }

std::string Types::vector(char kind, unsigned bits, int64_t lanes) {
  vectors.insert({kind, bits, lanes});
  return kind + std::to_string(bits) + "x" + std::to_string(lanes);
}

static std::string scalar(Type type, bool isSigned) {
  if (type.isF32())
    return "float";
  if (type.isF64())
    return "double";
  if (type.isIndex())
    return "int64_t";
  if (type.isInteger(1))
    return "bool";
  return (isSigned ? "int" : "uint") + std::to_string(type.getIntOrFloatBitWidth()) + "_t";
}

static unsigned bitsOf(Type element) {
  return element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
}

std::string Types::spell(Type type) {
  Type element = elementOf(type);
  if (lanes(type) == 1)
    return scalar(element, /*isSigned=*/false);
  assert(!element.isInteger(1) && "spelled by mask()");
  char kind = isa<FloatType>(element) ? 'f' : element.isIndex() ? 'i' : 'u';
  return vector(kind, bitsOf(element), lanes(type));
}

std::string Types::spellSigned(Type type) {
  Type element = elementOf(type);
  if (isa<FloatType>(element))
    return spell(type);
  if (lanes(type) == 1)
    return scalar(element, /*isSigned=*/true);
  return vector('i', bitsOf(element), lanes(type));
}

std::string Types::mask(int64_t lanes, unsigned elementBits) {
  return vector('i', elementBits, lanes);
}

std::string Types::declarations() const {
  std::string text;
  llvm::raw_string_ostream out(text);
  for (const Vector &type : vectors) {
    std::string element =
        type.kind == 'f' ? (type.bits == 32 ? "float" : "double")
                         : (type.kind == 'i' ? "int" : "uint") + std::to_string(type.bits) + "_t";
    out << "typedef " << element << " " << type.kind << type.bits << "x" << type.lanes
        << " __attribute__((vector_size(" << type.bits / 8 * type.lanes << ")));\n";
  }
  return text;
}

static std::string floatLiteral(const APFloat &value, bool isSingle) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (value.isNaN())
    return isSingle ? "__builtin_nanf(\"\")" : "__builtin_nan(\"\")";
  if (value.isInfinity())
    return std::string(value.isNegative() ? "-" : "") +
           (isSingle ? "__builtin_inff()" : "__builtin_inf()");
  // As many digits as bring the same bits back.
  out << llvm::format("%.*g", isSingle ? 9 : 17,
                      isSingle ? value.convertToFloat() : value.convertToDouble());
  if (text.find_first_of(".e") == std::string::npos)
    text += ".0";
  if (isSingle)
    text += "f";
  return text;
}

std::string dlc::cpp::literal(Attribute attribute) {
  if (auto number = dyn_cast<FloatAttr>(attribute))
    return floatLiteral(number.getValue(), number.getType().isF32());
  auto number = cast<IntegerAttr>(attribute);
  Type type = number.getType();
  if (type.isInteger(1))
    return number.getValue().isZero() ? "false" : "true";
  if (type.isIndex())
    return std::to_string(number.getInt());
  uint64_t value = number.getValue().getZExtValue();
  unsigned bits = type.getIntOrFloatBitWidth();
  if (bits < 32)
    return "uint" + std::to_string(bits) + "_t(" + std::to_string(value) + ")";
  std::string text = std::to_string(value);
  // What is meant as a pattern of bits, or as a negative number, is easier to read so.
  if (value >> (bits - 1)) {
    text.clear();
    llvm::raw_string_ostream(text) << llvm::format_hex(value, 0);
  }
  return text + (bits == 32 ? "u" : "ul");
}
