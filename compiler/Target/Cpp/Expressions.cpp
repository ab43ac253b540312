//===- Expressions.cpp - Arithmetic as C++ ----------------------------------===//
//
// The vector types of GCC and Clang have C++'s operators, lane by lane. A comparison gives a vector
// of integers as wide as its operands, all bits set or none: that is how vectors of i1 are held.
//
//===----------------------------------------------------------------------===//
#include "FunctionPrinter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::cpp;

static bool isVector(Value value) { return lanes(value.getType()) > 1; }
static bool isBool(Value value) { return elementOf(value.getType()).isInteger(1); }
static bool isMask(Value value) { return isVector(value) && isBool(value); }

static unsigned elementBits(Value value) {
  Type element = elementOf(value.getType());
  return element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
}

//===- Operands -----------------------------------------------------------------===//

static Attribute splatOf(Value value) {
  DenseElementsAttr elements;
  if (matchPattern(value, m_Constant(&elements)) && elements.isSplat())
    return elements.getSplatValue<Attribute>();
  return {};
}

std::string FunctionPrinter::useBeside(Value value, Value other, Binding loosest) {
  Attribute splat = splatOf(value);
  bool isPlain = splat && isVector(value) && elementBits(value) >= 32 && !splatOf(other);
  return isPlain ? literal(splat) : use(value, loosest);
}

std::string FunctionPrinter::asSigned(Value value) {
  Type type = value.getType();
  IntegerAttr number;
  if (!isVector(value) && !isBool(value) && matchPattern(value, m_Constant(&number)) &&
      !number.getValue().isNegative())
    return std::to_string(number.getInt());
  if (elementOf(type).isIndex() || isBool(value))
    return use(value);
  if (isVector(value))
    return "(" + types.spellSigned(type) + ")" + use(value);
  return types.spellSigned(type) + "(" + text(value) + ")";
}

std::string FunctionPrinter::asUnsigned(Value value) {
  if (!value.getType().isIndex())
    return use(value);
  return "uint64_t(" + text(value) + ")";
}

std::string FunctionPrinter::maskOf(Value value, unsigned bits) {
  if (maskBits(value) == bits)
    return use(value);
  return "__builtin_convertvector(" + text(value) + ", " +
         types.mask(lanes(value.getType()), bits) + ")";
}

FunctionPrinter::Expression FunctionPrinter::call(StringRef helper, ValueRange operands) {
  std::string result = helper.str() + "(";
  for (auto [index, operand] : llvm::enumerate(operands))
    result += (index ? ", " : "") + text(operand);
  return {result + ")"};
}

FunctionPrinter::Expression FunctionPrinter::binary(StringRef op, Value a, Value b) {
  if (isMask(a))
    return {use(a) + " " + op.str() + " " + maskOf(b, maskBits(a)), kLoose};
  bool isSum = op == "+" || op == "-", isProduct = op == "*";
  Binding binding = isSum ? kSum : isProduct ? kProduct : kLoose;
  // Operations of one kind go from left to right.
  Binding tighter = isSum ? kProduct : kAtom;
  std::string result = useBeside(a, b, isSum || isProduct ? binding : kAtom) + " " + op.str() +
                       " " + useBeside(b, a, tighter);
  // C++ computes with narrow integers as with int.
  Type type = a.getType();
  bool isNarrow = !isVector(a) && !elementOf(type).isIndex() && elementBits(a) < 32;
  if (isNarrow && !isBool(a))
    return {types.spell(type) + "(" + result + ")"};
  return {result, binding};
}

FunctionPrinter::Expression FunctionPrinter::signedBinary(StringRef op, Value a, Value b) {
  std::string result = asSigned(a) + " " + op.str() + " " + asSigned(b);
  if (elementOf(a.getType()).isIndex())
    return {result, kLoose};
  if (isVector(a))
    return {"(" + types.spell(a.getType()) + ")(" + result + ")", kLoose};
  return {types.spell(a.getType()) + "(" + result + ")"};
}

FunctionPrinter::Expression FunctionPrinter::larger(StringRef helper, Value a, Value b,
                                                    bool isSigned) {
  std::string type = types.spell(a.getType());
  if (elementOf(a.getType()).isIndex() && !isSigned)
    return {"int64_t(" + helper.str() + "<uint64_t>(" + text(a) + ", " + text(b) + "))"};
  if (elementOf(a.getType()).isIndex() || !isSigned)
    return {helper.str() + "<" + type + ">(" + text(a) + ", " + text(b) + ")"};
  std::string result = helper.str() + "<" + types.spellSigned(a.getType()) + ">(" + asSigned(a) +
                       ", " + asSigned(b) + ")";
  return isVector(a) ? Expression{"(" + type + ")" + result, kLoose}
                     : Expression{type + "(" + result + ")"};
}

/// The larger or the smaller of two floats, NaN where one is. Of two zeros the sign matters, but a
/// constant that is none, or that is the zero which wins anyway, saves looking at it.
FunctionPrinter::Expression FunctionPrinter::bound(StringRef helper, Value a, Value b,
                                                   bool isMaximum) {
  auto decides = [&](Value value) {
    FloatAttr number = dyn_cast_or_null<FloatAttr>(splatOf(value));
    if (!number && !matchPattern(value, m_Constant(&number)))
      return false;
    return !number.getValue().isZero() || number.getValue().isNegative() != isMaximum;
  };
  if (decides(a))
    std::swap(a, b);
  std::string type = types.spell(a.getType());
  return {helper.str() + (decides(b) ? "_of_constant" : "") + "<" + type + ">(" + text(a) + ", " +
          text(b) + ")"};
}

//===- Constants ------------------------------------------------------------------===//

FunctionPrinter::Expression FunctionPrinter::expressConstant(arith::ConstantOp op) {
  Attribute value = op.getValue();
  auto elements = dyn_cast<DenseElementsAttr>(value);
  if (!elements) {
    std::string text = literal(value);
    return {text, text[0] == '-' ? kLoose : kAtom};
  }
  if (lanes(op.getType()) == 1) {
    std::string text = literal(*elements.getValues<Attribute>().begin());
    return {text, text[0] == '-' ? kLoose : kAtom};
  }
  if (isBool(op)) {
    std::string text = types.mask(lanes(op.getType()), 32) + "{";
    for (auto [index, bit] : llvm::enumerate(elements.getValues<bool>()))
      text += (index ? ", " : "") + std::string(bit ? "-1" : "0");
    return {text + "}"};
  }
  std::string type = types.spell(op.getType());
  if (elements.isSplat())
    return {"splat<" + type + ">(" + literal(elements.getSplatValue<Attribute>()) + ")"};
  std::string text = type + "{";
  for (auto [index, element] : llvm::enumerate(elements.getValues<Attribute>()))
    text += (index ? ", " : "") + literal(element);
  return {text + "}"};
}

//===- Comparisons ------------------------------------------------------------------===//

FunctionPrinter::Expression FunctionPrinter::expressCompare(StringRef op, Value a, Value b) {
  return {useBeside(a, b) + " " + op.str() + " " + useBeside(b, a), kLoose};
}

FunctionPrinter::Expression FunctionPrinter::expressCompare(arith::CmpFOp op) {
  using Predicate = arith::CmpFPredicate;
  Value a = op.getLhs(), b = op.getRhs();
  maskWidths[op.getResult()] = elementBits(a);
  auto ordered = [&](StringRef spelling) { return expressCompare(spelling, a, b); };
  // An unordered comparison is the opposite ordered one denied.
  auto denied = [&](StringRef spelling) -> Expression {
    return {(isVector(a) ? "~(" : "!(") + ordered(spelling).text + ")"};
  };
  std::string self = use(a) + " != " + use(a), other = use(b) + " != " + use(b);
  switch (op.getPredicate()) {
  case Predicate::OEQ:
    return ordered("==");
  case Predicate::OGT:
    return ordered(">");
  case Predicate::OGE:
    return ordered(">=");
  case Predicate::OLT:
    return ordered("<");
  case Predicate::OLE:
    return ordered("<=");
  case Predicate::UNE:
    return ordered("!=");
  case Predicate::UGT:
    return denied("<=");
  case Predicate::UGE:
    return denied("<");
  case Predicate::ULT:
    return denied(">=");
  case Predicate::ULE:
    return denied(">");
  case Predicate::ONE:
    return {"(" + ordered("<").text + ") | (" + ordered(">").text + ")", kLoose};
  case Predicate::UEQ:
    return {(isVector(a) ? "~((" : "!((") + ordered("<").text + ") | (" + ordered(">").text + "))"};
  case Predicate::UNO:
    return a == b ? Expression{self, kLoose}
                  : Expression{"(" + self + ") | (" + other + ")", kLoose};
  case Predicate::ORD:
    return {(isVector(a) ? "~((" : "!((") + self + ") | (" + other + "))"};
  case Predicate::AlwaysFalse:
  case Predicate::AlwaysTrue:
    break; // folded
  }
  llvm_unreachable("canonicalisation folds constant comparisons");
}

FunctionPrinter::Expression FunctionPrinter::expressCompare(arith::CmpIOp op) {
  using Predicate = arith::CmpIPredicate;
  Value a = op.getLhs(), b = op.getRhs();
  maskWidths[op.getResult()] = isMask(a) ? maskBits(a) : elementBits(a);
  if (isMask(a)) // equal or not
    return {use(a) + (op.getPredicate() == Predicate::eq ? " == " : " != ") +
                maskOf(b, maskBits(a)),
            kLoose};
  auto withSign = [&](const char *spelling) -> Expression {
    return {asSigned(a) + " " + spelling + " " + asSigned(b), kLoose};
  };
  auto withoutSign = [&](const char *spelling) -> Expression {
    return {asUnsigned(a) + " " + spelling + " " + asUnsigned(b), kLoose};
  };
  switch (op.getPredicate()) {
  case Predicate::eq:
    return expressCompare("==", a, b);
  case Predicate::ne:
    return expressCompare("!=", a, b);
  case Predicate::slt:
    return withSign("<");
  case Predicate::sle:
    return withSign("<=");
  case Predicate::sgt:
    return withSign(">");
  case Predicate::sge:
    return withSign(">=");
  case Predicate::ult:
    return withoutSign("<");
  case Predicate::ule:
    return withoutSign("<=");
  case Predicate::ugt:
    return withoutSign(">");
  case Predicate::uge:
    return withoutSign(">=");
  }
  llvm_unreachable("all predicates are handled");
}

FunctionPrinter::Expression FunctionPrinter::expressSelect(arith::SelectOp op) {
  Value condition = op.getCondition(), a = op.getTrueValue(), b = op.getFalseValue();
  unsigned bits = elementBits(a);
  std::string chosen = use(a), other = use(b);
  if (isMask(a)) {
    bits = maskWidths[op.getResult()] = maskBits(a);
    other = maskOf(b, bits);
  }
  std::string test = isMask(condition) ? maskOf(condition, bits) : use(condition);
  return {test + " ? " + chosen + " : " + other, kLoose};
}

//===- Operations -----------------------------------------------------------------===//

std::optional<FunctionPrinter::Expression> FunctionPrinter::express(Operation &op) {
  for (auto group : {&FunctionPrinter::expressArithmetic, &FunctionPrinter::expressConversion,
                     &FunctionPrinter::expressFunction, &FunctionPrinter::expressVector})
    if (std::optional<Expression> expression = (this->*group)(op))
      return expression;
  return std::nullopt;
}

std::optional<FunctionPrinter::Expression> FunctionPrinter::expressArithmetic(Operation &op) {
  Value a = op.getNumOperands() > 0 ? op.getOperand(0) : Value();
  Value b = op.getNumOperands() > 1 ? op.getOperand(1) : Value();
  if (isMask(op.getResult(0)) && a && isMask(a))
    maskWidths[op.getResult(0)] = maskBits(a);
  bool isIndex = a && elementOf(a.getType()).isIndex();
  auto unsignedBinary = [&](StringRef spelling) -> Expression {
    if (!isIndex)
      return binary(spelling, a, b);
    return {"int64_t(" + asUnsigned(a) + " " + spelling.str() + " " + asUnsigned(b) + ")"};
  };
  return llvm::TypeSwitch<Operation *, std::optional<Expression>>(&op)
      .Case([&](arith::ConstantOp constant) { return expressConstant(constant); })
      .Case<arith::AddFOp, arith::AddIOp>([&](auto) { return binary("+", a, b); })
      .Case<arith::SubFOp, arith::SubIOp>([&](auto) { return binary("-", a, b); })
      .Case<arith::MulFOp, arith::MulIOp>([&](auto) { return binary("*", a, b); })
      .Case([&](arith::DivFOp) { return binary("/", a, b); })
      .Case([&](arith::DivUIOp) { return unsignedBinary("/"); })
      .Case([&](arith::RemUIOp) { return unsignedBinary("%"); })
      .Case([&](arith::DivSIOp) { return signedBinary("/", a, b); })
      .Case([&](arith::RemSIOp) { return signedBinary("%", a, b); })
      .Case([&](arith::AndIOp) { return binary("&", a, b); })
      .Case([&](arith::OrIOp) { return binary("|", a, b); })
      .Case([&](arith::XOrIOp) { return binary("^", a, b); })
      .Case([&](arith::ShLIOp) { return binary("<<", a, b); })
      .Case([&](arith::ShRUIOp) { return unsignedBinary(">>"); })
      .Case([&](arith::ShRSIOp) { return signedBinary(">>", a, b); })
      .Case([&](arith::NegFOp) { return Expression{"-" + use(a), kLoose}; })
      .Case([&](arith::MaximumFOp) { return bound("maximum", a, b, true); })
      .Case([&](arith::MinimumFOp) { return bound("minimum", a, b, false); })
      .Case([&](arith::MaxSIOp) { return larger("larger", a, b, true); })
      .Case([&](arith::MaxUIOp) { return larger("larger", a, b, false); })
      .Case([&](arith::MinSIOp) { return larger("smaller", a, b, true); })
      .Case([&](arith::MinUIOp) { return larger("smaller", a, b, false); })
      .Case<arith::CmpFOp, arith::CmpIOp>([&](auto compare) { return expressCompare(compare); })
      .Case([&](arith::SelectOp select) { return expressSelect(select); })
      .Default([](Operation *) { return std::nullopt; });
}

std::optional<FunctionPrinter::Expression> FunctionPrinter::expressConversion(Operation &op) {
  if (op.getNumOperands() != 1)
    return std::nullopt;
  Value a = op.getOperand(0), result = op.getResult(0);
  std::string to = isMask(result) ? "" : types.spell(result.getType());
  auto convert = [&](const std::string &from, const std::string &type) -> Expression {
    if (isVector(a))
      return {"__builtin_convertvector(" + from + ", " + type + ")"};
    return {type + "(" + from + ")"};
  };
  auto truncate = [&]() -> Expression {
    if (!isBool(result))
      return convert(text(a), to);
    maskWidths[result] = elementBits(a);
    return {"(" + use(a) + " & 1) != 0", kLoose};
  };
  // A mask's lanes are 0 or -1, so that only the sign tells it from a signed number.
  auto fromBool = [&]() -> Expression {
    if (!isVector(a))
      return {to + "(" + text(a) + ")"};
    return convert("-" + use(a), to);
  };
  auto toSigned = [&]() -> Expression {
    Expression number = convert(text(a), types.spellSigned(result.getType()));
    if (isVector(a))
      return {"(" + to + ")" + number.text, kLoose};
    return {to + "(" + number.text + ")"};
  };
  auto extendSigned = [&]() -> Expression {
    if (isBool(a)) // -1 for true
      return isVector(a) ? convert(text(a), to) : Expression{to + "(-int(" + text(a) + "))"};
    Expression number = convert(asSigned(a), types.spellSigned(result.getType()));
    return isVector(a) ? Expression{"(" + to + ")" + number.text, kLoose}
                       : Expression{to + "(" + number.text + ")"};
  };
  auto indexCast = [&]() -> Expression {
    // The thread and their number are int32_t already.
    bool isStepArgument = isa<BlockArgument>(a) && !function->hasAttr(dlk::kKernelAttr);
    if (isStepArgument || a.getType().isIndex())
      return convert(text(a), to);
    return convert(asSigned(a), to);
  };
  auto bitcast = [&]() -> Expression {
    if (isVector(a))
      return {"(" + to + ")" + use(a), kLoose};
    return {"bits<" + to + ">(" + text(a) + ")"};
  };
  return llvm::TypeSwitch<Operation *, std::optional<Expression>>(&op)
      .Case<arith::ExtFOp, arith::TruncFOp>([&](auto) { return convert(text(a), to); })
      .Case<arith::ExtUIOp, arith::UIToFPOp>(
          [&](auto) { return isBool(a) ? fromBool() : convert(text(a), to); })
      .Case([&](arith::SIToFPOp) { return convert(asSigned(a), to); })
      .Case([&](arith::TruncIOp) { return truncate(); })
      .Case([&](arith::FPToSIOp) { return toSigned(); })
      .Case([&](arith::FPToUIOp) { return convert(text(a), to); })
      .Case([&](arith::ExtSIOp) { return extendSigned(); })
      .Case([&](arith::IndexCastOp) { return indexCast(); })
      .Case([&](arith::IndexCastUIOp) { return convert(text(a), to); })
      .Case([&](arith::BitcastOp) { return bitcast(); })
      .Default([](Operation *) { return std::nullopt; });
}

std::optional<FunctionPrinter::Expression> FunctionPrinter::expressFunction(Operation &op) {
  // Functions of libm, for each lane.
  auto library = [&](const char *name) -> Expression {
    std::string arguments;
    for (Value operand : op.getOperands())
      arguments += (arguments.empty() ? "" : ", ") + text(operand);
    if (!isVector(op.getResult(0)))
      return {std::string("std::") + name + "(" + arguments + ")"};
    return {std::string("each(std::") + name + ", " + arguments + ")"};
  };
  auto magnitude = [&]() -> Expression {
    Value a = op.getOperand(0);
    if (!isVector(a))
      return library("fabs");
    bool isSingle = elementBits(a) == 32;
    auto integer = IntegerType::get(op.getContext(), elementBits(a));
    std::string bits = types.spell(VectorType::get({lanes(a.getType())}, integer));
    return {"(" + types.spell(a.getType()) + ")((" + bits + ")" + use(a) +
                (isSingle ? " & 0x7fffffffu)" : " & 0x7ffffffffffffffful)"),
            kLoose};
  };
  return llvm::TypeSwitch<Operation *, std::optional<Expression>>(&op)
      .Case<math::FmaOp, vector::FMAOp>(
          [&](auto) { return call("multiply_add", op.getOperands()); })
      .Case([&](math::SqrtOp) { return call("root", op.getOperands()); })
      .Case([&](math::FloorOp) { return call("rounded_down", op.getOperands()); })
      .Case([&](math::AbsFOp) { return magnitude(); })
      .Case([&](math::ExpOp) { return library("exp"); })
      .Case([&](math::ExpM1Op) { return library("expm1"); })
      .Case([&](math::LogOp) { return library("log"); })
      .Case([&](math::Log1pOp) { return library("log1p"); })
      .Case([&](math::SinOp) { return library("sin"); })
      .Case([&](math::CosOp) { return library("cos"); })
      .Case([&](math::TanhOp) { return library("tanh"); })
      .Case([&](math::ErfOp) { return library("erf"); })
      .Case([&](math::PowFOp) { return library("pow"); })
      .Default([](Operation *) { return std::nullopt; });
}

FunctionPrinter::Expression FunctionPrinter::expressShuffle(vector::ShuffleOp op) {
  Value a = op.getV1(), b = op.getV2(), result = op.getResult();
  bool masks = isBool(result) && (isVector(a) || isVector(b));
  if (masks)
    maskWidths[result] = isVector(a) ? maskBits(a) : maskBits(b);
  int64_t split = lanes(a.getType());
  auto lane = [&](int64_t index) {
    Value from = index < split ? a : b;
    int64_t at = index < split ? index : index - split;
    return isVector(from) ? use(from) + "[" + std::to_string(at) + "]" : text(from);
  };
  ArrayRef<int64_t> indices = op.getMask();
  if (!isVector(result))
    return {lane(indices[0])};
  std::string text;
  if (isVector(a) && isVector(b) && a.getType() == b.getType()) {
    text = "__builtin_shufflevector(" + this->text(a) + ", " + this->text(b);
    for (int64_t index : indices)
      text += ", " + std::to_string(index);
    return {text + ")"};
  }
  for (int64_t index : indices)
    text += (text.empty() ? "" : ", ") + lane(index);
  return {typeOf(result) + "{" + text + "}"};
}

std::optional<FunctionPrinter::Expression> FunctionPrinter::expressVector(Operation &op) {
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return Expression{element(load.getMemRef(), load.getIndices())};
  if (auto load = dyn_cast<vector::LoadOp>(op)) {
    if (lanes(load.getType()) == 1)
      return Expression{element(load.getBase(), load.getIndices())};
    return Expression{"load<" + types.spell(load.getType()) + ">(" +
                      address(load.getBase(), load.getIndices()) + ")"};
  }
  if (auto splat = dyn_cast<vector::BroadcastOp>(op)) {
    Value from = splat.getSource(), result = splat.getResult();
    if (lanes(from.getType()) == lanes(result.getType()))
      return texts[from];
    if (isVector(from))
      return std::nullopt;
    return Expression{"splat<" + typeOf(result) + ">(" +
                      (isBool(result) ? use(from) + " ? -1 : 0" : text(from)) + ")"};
  }
  if (auto extract = dyn_cast<vector::ExtractOp>(op)) {
    Value from = extract.getSource();
    if (extract.getNumIndices() != 1 || extract.hasDynamicPosition() || isMask(from))
      return std::nullopt;
    if (!isVector(from))
      return texts[from];
    return Expression{use(from) + "[" + std::to_string(extract.getStaticPosition()[0]) + "]"};
  }
  if (auto shuffle = dyn_cast<vector::ShuffleOp>(op))
    return expressShuffle(shuffle);
  if (auto elements = dyn_cast<vector::FromElementsOp>(op)) {
    if (!isVector(elements.getResult()))
      return texts[elements.getElements()[0]];
    std::string all;
    for (Value element : elements.getElements())
      all += (all.empty() ? "" : ", ") + text(element) + (isBool(element) ? " ? -1 : 0" : "");
    return Expression{typeOf(elements.getResult()) + "{" + all + "}"};
  }
  return std::nullopt;
}
