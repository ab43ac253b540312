//===- Value.cpp - What an expression stands for --------------------------===//
#include "Value.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc::dsl;

Value Value::ofInteger(int64_t integer, Loc loc) {
  Value value;
  value.kind = Kind::Number;
  value.loc = loc;
  value.isInteger = true;
  value.integer = integer;
  value.number = integer;
  return value;
}

Value Value::ofNumber(double number, Loc loc) {
  Value value;
  value.kind = Kind::Number;
  value.loc = loc;
  value.number = number;
  return value;
}

Value Value::ofBool(bool boolean, Loc loc) {
  Value value;
  value.kind = Kind::Bool;
  value.loc = loc;
  value.boolean = boolean;
  return value;
}

Value Value::ofText(Kind kind, llvm::StringRef text, Loc loc) {
  Value value;
  value.kind = kind;
  value.loc = loc;
  value.text = text.str();
  return value;
}

std::string Value::describeShape() const {
  std::string out;
  llvm::raw_string_ostream os(out);
  os << "[";
  for (auto [i, size] : llvm::enumerate(shape())) {
    os << (i ? ", " : "");
    if (rows[i] == 1)
      os << "batch";
    else if (rows[i] > 1)
      os << "batch * " << rows[i];
    else
      os << size;
  }
  os << "]";
  return out;
}

std::string Value::describe() const {
  std::string out;
  llvm::raw_string_ostream os(out);
  switch (kind) {
  case Kind::Poison:
    return "an erroneous value";
  case Kind::None:
    return "nothing";
  case Kind::Tensor:
    return describeElement(elementType()) + describeShape();
  case Kind::Number:
    if (isInteger)
      os << "the number " << integer;
    else
      os << "the number " << llvm::format("%g", number);
    return out;
  case Kind::Bool:
    return "a boolean";
  case Kind::String:
    return "the string \"" + text + "\"";
  case Kind::List:
    return "a list";
  case Kind::Symbol:
    return "'" + text + "'";
  case Kind::Initializer:
    return "the initialiser '" + text + "'";
  }
  llvm_unreachable("unknown kind of value");
}

std::string dlc::dsl::describeElement(mlir::Type type) {
  if (type.isUnsignedInteger(8))
    return "u8";
  if (type.isInteger(1))
    return "bool";
  std::string out;
  llvm::raw_string_ostream(out) << type;
  return out;
}

mlir::Type dlc::dsl::parseElement(llvm::StringRef name, mlir::MLIRContext *context) {
  mlir::Builder builder(context);
  return llvm::StringSwitch<mlir::Type>(name)
      .Case("u8", builder.getIntegerType(8, /*isSigned=*/false))
      .Case("i32", builder.getI32Type())
      .Case("i64", builder.getI64Type())
      .Case("f32", builder.getF32Type())
      .Case("f64", builder.getF64Type())
      .Case("bf16", builder.getBF16Type())
      .Case("bool", builder.getI1Type())
      .Default(mlir::Type());
}

llvm::ArrayRef<llvm::StringRef> dlc::dsl::elementNames() {
  static const llvm::StringRef names[] = {"u8", "i32", "i64", "f32", "f64", "bf16", "bool"};
  return names;
}

bool dlc::dsl::fits(const Value &number, mlir::Type element) {
  if (llvm::isa<mlir::FloatType>(element))
    return true;
  if (!number.isInteger)
    return false;
  if (element.isUnsignedInteger())
    return llvm::isUIntN(element.getIntOrFloatBitWidth(), number.integer) && number.integer >= 0;
  if (element.isInteger(1))
    return number.integer == 0 || number.integer == 1;
  return llvm::isIntN(element.getIntOrFloatBitWidth(), number.integer);
}
