//===- FunctionPrinter.cpp - Statements of emitted C++ ----------------------===//
#include "FunctionPrinter.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::cpp;

static std::string shapeOf(MemRefType type) {
  if (type.getRank() == 0)
    return "one value";
  std::string text = "[";
  for (int64_t size : type.getShape())
    text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

//===- The function -------------------------------------------------------------===//

LogicalResult FunctionPrinter::print(SourceLine sourceLine) {
  printComment(sourceLine);
  printSignature();
  if (failed(printBlock(function.getBody().front())))
    return failure();
  out << "}\n\n";
  return success();
}

/// The layer, the operations in the kernel, and the statement of the text that they come from.
void FunctionPrinter::printComment(SourceLine sourceLine) {
  StringRef layer = layerOf(function.getLoc());
  auto summary = function->getAttrOfType<StringAttr>(dlk::kSummaryAttr);
  if (summary)
    out << "// " << (layer.empty() ? "" : layer.str() + ": ") << summary.getValue().rtrim(':')
        << "\n";
  FileLineColLoc place = placeOf(function.getLoc());
  if (!place)
    return;
  out << "// " << llvm::sys::path::filename(place.getFilename().getValue()) << ":"
      << place.getLine();
  StringRef text = sourceLine(place.getFilename(), place.getLine()).trim();
  // A backslash at the end would make the next line a comment too.
  out << (text.empty() ? "" : ": ") << text.rtrim('\\') << "\n";
}

void FunctionPrinter::printSignature() {
  bool isKernel = function->hasAttr(dlk::kKernelAttr);
  const std::string &name = plan.functions.at(function);
  if (!isKernel) {
    // The call, the thread and the number of threads, as all step functions have.
    static const char *const spellings[] = {"call", "thread", "threads"};
    for (auto [argument, spelling] : llvm::zip_equal(function.getArguments(), spellings))
      texts[argument] = {spelling};
    out << "dlrt_status " << name << "([[maybe_unused]] const dlrt_call *call, "
        << "[[maybe_unused]] int32_t thread,\n"
        << std::string(name.size() + 13, ' ') << "[[maybe_unused]] int32_t threads) {\n";
    return;
  }
  out << "[[gnu::noinline]] void " << name << "(";
  for (auto [index, argument] : llvm::enumerate(function.getArguments())) {
    bool isLast = index + 1 == function.getNumArguments();
    auto memory = dyn_cast<MemRefType>(argument.getType());
    if (!memory) {
      // The slice of the work to do comes first; numbers in which merged kernels differ come last.
      std::string identifier = index == 0 ? "slice" : scope.add("number");
      texts[argument] = {identifier};
      out << (index == 0 ? "" : "    ") << types.spell(argument.getType())
          << (argument.use_empty() ? "" : " " + identifier) << (isLast ? ") {\n" : ",\n");
      continue;
    }
    auto hint = plan.memory.find(argument);
    std::string identifier =
        argument.use_empty() ? "" : scope.add(hint == plan.memory.end() ? "memory" : hint->second);
    texts[argument] = {identifier};
    bool isAlone = function.getArgAttr(index, "llvm.noalias") != nullptr;
    out << "    " << (plan.written.contains(argument) ? "" : "const ")
        << types.spell(memory.getElementType()) << " *" << (isAlone ? "__restrict " : "")
        << identifier << (isLast ? ") { // " : ", // ") << shapeOf(memory) << "\n";
  }
}

LogicalResult FunctionPrinter::printBlock(Block &block) {
  for (Operation &op : block)
    if (failed(printOp(op)))
      return failure();
  return success();
}

LogicalResult FunctionPrinter::printOp(Operation &op) {
  if (isOpTriviallyDead(&op))
    return success();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return printFor(loop);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return printIf(branch);
  if (printMemoryOp(op) || printStepOp(op))
    return success();
  std::optional<Expression> expression = op.getNumResults() == 1 ? express(op) : std::nullopt;
  if (!expression)
    return op.emitError() << "'" << op.getName() << "' has no spelling in C++";
  bind(op, *expression);
  return success();
}

/// A line, or several where it is too long: breaks behind commas if they do not come too soon.
void FunctionPrinter::statement(std::string text) {
  constexpr size_t kColumns = 100;
  text += ";";
  size_t indent = 2 * depth;
  while (indent + text.size() > kColumns) {
    size_t room = kColumns - indent, end = text.rfind(", ", room - 2);
    if (end == std::string::npos || end < room / 2)
      end = text.rfind(' ', room);
    else
      ++end; // the comma stays
    if (end == std::string::npos)
      break;
    out.indent(indent) << StringRef(text).take_front(end) << "\n";
    text.erase(0, end + 1);
    indent = 2 * depth + 4;
  }
  out.indent(indent) << text << "\n";
}

//===- Memory -------------------------------------------------------------------===//

bool FunctionPrinter::printMemoryOp(Operation &op) {
  if (auto store = dyn_cast<memref::StoreOp>(op)) {
    statement(element(store.getMemRef(), store.getIndices()) + " = " + text(store.getValue()));
    return true;
  }
  if (auto store = dyn_cast<vector::StoreOp>(op)) {
    std::string value = text(store.getValueToStore());
    if (lanes(store.getVectorType()) == 1)
      statement(element(store.getBase(), store.getIndices()) + " = " + value);
    else
      statement("store(" + address(store.getBase(), store.getIndices()) + ", " + value + ")");
    return true;
  }
  if (auto prefetch = dyn_cast<memref::PrefetchOp>(op)) {
    statement("__builtin_prefetch(" + address(prefetch.getMemref(), prefetch.getIndices()) + ", " +
              (prefetch.getIsWrite() ? "1" : "0") + ", " +
              std::to_string(prefetch.getLocalityHint()) + ")");
    return true;
  }
  if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op)) {
    // Another shape of the same memory, which in C++ has none.
    if (llvm::any_of(cast.getStaticOffsets(), [](int64_t offset) { return offset != 0; }))
      return false;
    texts[cast.getResult()] = {text(cast.getSource())};
    return true;
  }
  if (auto constant = dyn_cast<memref::GetGlobalOp>(op)) {
    texts[constant.getResult()] = {plan.constants.lookup(constant.getName())};
    return true;
  }
  if (auto local = dyn_cast<memref::AllocaOp>(op)) {
    std::string name = scope.add("panel");
    texts[local.getResult()] = {name};
    line() << "alignas(" << local.getAlignment().value_or(64) << ") "
           << types.spell(local.getType().getElementType()) << " " << name << "["
           << local.getType().getNumElements() << "];\n";
    return true;
  }
  return false;
}

FunctionPrinter::Expression FunctionPrinter::elementIndex(Value memory, ValueRange indices) {
  SmallVector<int64_t> strides;
  int64_t constant; // the offset of the type, and what is known of the indices
  LogicalResult isStrided =
      cast<MemRefType>(memory.getType()).getStridesAndOffset(strides, constant);
  assert(succeeded(isStrided) && !ShapedType::isDynamic(constant) && "kernels have plain views");
  (void)isStrided;
  std::string sum;
  for (auto [index, stride] : llvm::zip_equal(indices, strides)) {
    IntegerAttr known;
    if (matchPattern(index, m_Constant(&known))) {
      constant += known.getInt() * stride;
      continue;
    }
    std::string term =
        stride == 1 ? use(index, kSum) : use(index, kProduct) + " * " + std::to_string(stride);
    sum += (sum.empty() ? "" : " + ") + term;
  }
  if (sum.empty())
    return {std::to_string(constant)};
  if (constant)
    sum += " + " + std::to_string(constant);
  return {sum, kSum};
}

std::string FunctionPrinter::address(Value memory, ValueRange indices) {
  std::string index = elementIndex(memory, indices).text;
  return texts[memory].text + (index == "0" ? "" : " + " + index);
}

std::string FunctionPrinter::element(Value memory, ValueRange indices) {
  return texts[memory].text + "[" + elementIndex(memory, indices).text + "]";
}

//===- Control flow ---------------------------------------------------------------===//

LogicalResult FunctionPrinter::printFor(scf::ForOp loop) {
  SmallVector<std::string> names;
  for (auto [init, argument, result] :
       llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs(), loop.getResults())) {
    std::string name;
    if (mutableValues.contains(init) && init.hasOneUse()) {
      name = texts[init].text; // nobody else looks at this variable from here on
    } else {
      name = scope.add("r" + std::to_string(++variables));
      bool isMask = elementOf(init.getType()).isInteger(1) && lanes(init.getType()) > 1;
      maskWidths[argument] = 32;
      maskWidths[result] = 32;
      line() << typeOf(argument) << " " << name << " = " << (isMask ? maskOf(init, 32) : text(init))
             << ";\n";
    }
    texts[argument] = {name};
    texts[result] = {name};
    mutableValues.insert(argument);
    mutableValues.insert(result);
  }
  static const char *const letters[] = {"i", "j", "k", "l", "m", "n"};
  std::string index = scope.add(letters[std::min<unsigned>(loopDepth, 5)]);
  texts[loop.getInductionVar()] = {index};
  IntegerAttr step;
  bool isOne = matchPattern(loop.getStep(), m_Constant(&step)) && step.getInt() == 1;
  line() << "for (int64_t " << index << " = " << text(loop.getLowerBound()) << "; " << index
         << " < " << use(loop.getUpperBound(), kSum) << "; "
         << (isOne ? "++" + index : index + " += " + text(loop.getStep())) << ") {\n";
  ++depth, ++loopDepth;
  if (failed(printBlock(*loop.getBody())))
    return failure();
  --depth, --loopDepth;
  scope.remove(index);
  line() << "}\n";
  return success();
}

LogicalResult FunctionPrinter::printIf(scf::IfOp branch) {
  for (Value result : branch.getResults()) {
    std::string name = scope.add("r" + std::to_string(++variables));
    maskWidths[result] = 32;
    texts[result] = {name};
    mutableValues.insert(result);
    line() << typeOf(result) << " " << name << ";\n";
  }
  line() << "if (" << text(branch.getCondition()) << ") {\n";
  ++depth;
  if (failed(printBlock(*branch.thenBlock())))
    return failure();
  --depth;
  if (branch.elseBlock()) {
    line() << "} else {\n";
    ++depth;
    if (failed(printBlock(*branch.elseBlock())))
      return failure();
    --depth;
  }
  line() << "}\n";
  return success();
}

void FunctionPrinter::printYield(scf::YieldOp yield) {
  Operation *parent = yield->getParentOp();
  auto loop = dyn_cast<scf::ForOp>(parent);
  SmallVector<std::pair<Value, Value>> moves; // the variable's value, what it becomes
  bool swaps = false;
  for (auto [index, value] : llvm::enumerate(yield.getOperands())) {
    Value result = parent->getResult(index);
    if (texts[value].text == texts[result].text)
      continue; // computed in place
    moves.push_back({result, value});
    swaps |= loop && llvm::is_contained(loop.getRegionIterArgs(), value);
  }
  auto become = [&](Value result, Value value) {
    bool isMask = elementOf(value.getType()).isInteger(1) && lanes(value.getType()) > 1;
    return isMask ? maskOf(value, maskBits(result)) : text(value);
  };
  // Where one variable becomes another, all are read before any is written.
  SmallVector<std::string> sources;
  for (auto [result, value] : moves) {
    sources.push_back(become(result, value));
    if (!swaps)
      continue;
    std::string temporary = newTemporary();
    line() << "const " << typeOf(result) << " " << temporary << " = " << sources.back() << ";\n";
    sources.back() = temporary;
  }
  for (auto [move, source] : llvm::zip_equal(moves, sources))
    line() << texts[move.first].text << " = " << source << ";\n";
}

/// Whether the result of `op` is the next value of a variable that nobody reads any more, so that
/// it can be written there at once.
bool FunctionPrinter::isWrittenInPlace(Operation &op, std::string &variable) {
  Value result = op.getResult(0);
  auto loop = dyn_cast<scf::ForOp>(op.getParentOp());
  if (!loop || !result.hasOneUse() || *result.user_begin() != loop.getBody()->getTerminator())
    return false;
  unsigned position = result.use_begin()->getOperandNumber();
  BlockArgument old = loop.getRegionIterArgs()[position];
  // Another loop may have taken over the variable.
  for (Operation *user : old.getUsers())
    if (user->getBlock() != op.getBlock() || isa<scf::ForOp>(user) ||
        (user != &op && !user->isBeforeInBlock(&op)))
      return false;
  if (elementOf(result.getType()).isInteger(1))
    return false;
  variable = texts[old].text;
  return true;
}

//===- What steps are made of -------------------------------------------------------===//

bool FunctionPrinter::printStepOp(Operation &op) {
  if (auto yield = dyn_cast<scf::YieldOp>(op))
    printYield(yield);
  else if (auto call = dyn_cast<func::CallOp>(op))
    printCall(call);
  else if (auto exit = dyn_cast<func::ReturnOp>(op))
    printReturn(exit);
  else if (auto view = dyn_cast<dlk::ViewOp>(op))
    printView(view);
  else if (auto barrier = dyn_cast<dlk::BarrierOp>(op))
    line() << "meet(" << text(barrier.getCall()) << ", " << text(barrier.getThreads()) << ");\n";
  else if (auto store = dyn_cast<dlk::StoreLossOp>(op)) {
    line() << "if (call->loss)\n";
    line() << "  *call->loss = static_cast<float>(" << texts[store.getLoss()].text << "[0]);\n";
  } else
    return false;
  return true;
}

void FunctionPrinter::printCall(func::CallOp call) {
  Operation *callee = SymbolTable::lookupNearestSymbolFrom(call, call.getCalleeAttr());
  std::string arguments;
  for (Value operand : call.getOperands())
    arguments += (arguments.empty() ? "" : ", ") + text(operand);
  statement(plan.functions.at(callee) + "(" + arguments + ")");
}

void FunctionPrinter::printReturn(func::ReturnOp op) {
  if (op.getNumOperands() == 0)
    return;
  line() << "return DLRT_OK;\n";
}

/// Where a view begins, in terms of the call.
static std::string startOf(dlk::ViewOp view) {
  std::string field = stringifySpace(view.getSpace()).str();
  std::string base = "call->" + field;
  if (view.getSpace() <= dlk::Space::Workspace)
    return base + ", " + std::to_string(view.getOffset());
  if (view.getSpace() <= dlk::Space::Outputs)
    return base + "[" + std::to_string(view.getIndex()) + "]";
  return "&" + base;
}

void FunctionPrinter::printView(dlk::ViewOp view) {
  auto type = cast<MemRefType>(view.getType());
  std::string element = (plan.written.contains(view.getResult()) ? "" : "const ") +
                        types.spell(type.getElementType());
  std::string name = scope.add(plan.memory.at(view.getResult()));
  texts[view.getResult()] = {name};
  line() << element << " *const " << name << " = view<" << element << ">(" << startOf(view);
  if (Value shift = view.getShift())
    out << " + " << use(shift, kSum);
  out << "); // " << shapeOf(type) << "\n";
}

//===- Values ---------------------------------------------------------------------===//

std::string FunctionPrinter::text(Value value) {
  auto it = texts.find(value);
  assert(it != texts.end() && "values are printed before their uses");
  return it->second.text;
}

std::string FunctionPrinter::use(Value value, Binding loosest) {
  std::string plain = text(value);
  return texts[value].binding <= loosest ? plain : "(" + plain + ")";
}

std::string FunctionPrinter::typeOf(Value value) {
  Type type = value.getType();
  if (elementOf(type).isInteger(1) && lanes(type) > 1)
    return types.mask(lanes(type), maskBits(value));
  return types.spell(type);
}

/// Whether nothing is stored between `op` and its only use, which is in the same block.
static bool isUsedUndisturbed(Operation &op) {
  if (!op.hasOneUse())
    return false;
  Operation *user = *op.user_begin();
  if (user->getBlock() != op.getBlock() || user->getNumRegions() || isa<scf::YieldOp>(user))
    return false;
  for (Operation *next = op.getNextNode(); next != user; next = next->getNextNode())
    if (next->getNumRegions() ||
        !(isMemoryEffectFree(next) || hasSingleEffect<MemoryEffects::Read>(next)))
      return false;
  return true;
}

bool FunctionPrinter::staysInline(Operation &op, const Expression &expression) {
  if (isa<arith::ConstantOp>(op))
    return true;
  if (llvm::any_of(op.getOperands(), [&](Value value) { return mutableValues.contains(value); }))
    return false;
  size_t length = expression.text.size();
  if (isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op) && op.getResult(0).getType().isIndex())
    return length <= 12 || (length <= 32 && op.hasOneUse());
  if (isa<memref::LoadOp, vector::LoadOp, vector::BroadcastOp>(op))
    return length <= 40 && isUsedUndisturbed(op);
  return false;
}

void FunctionPrinter::bind(Operation &op, Expression expression) {
  Value result = op.getResult(0);
  std::string variable;
  if (isWrittenInPlace(op, variable)) {
    statement(variable + " = " + expression.text);
    texts[result] = {variable};
    return;
  }
  if (staysInline(op, expression)) {
    texts[result] = std::move(expression);
    return;
  }
  std::string name = newTemporary();
  statement("const " + typeOf(result) + " " + name + " = " + expression.text);
  texts[result] = {name};
}
