//===- StepFunction.cpp - Functions that name what they read and write ----===//
#include "StepFunction.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;
using namespace dlc;

StepFunction::StepFunction(ModuleOp module, StringRef name, ArrayRef<dl::Role> roles,
                           func::FuncOp graph)
    : b(graph ? graph.getLoc() : module.getLoc(), module.getContext()) {
  b.setInsertionPointToEnd(module.getBody());
  function = func::FuncOp::create(b, name, b.getFunctionType({}, {}));
  function.addEntryBlock();
  b.setInsertionPointToEnd(&function.getBody().front());

  for (dl::Role role : roles)
    for (auto variable : module.getOps<dl::VariableOp>())
      if (variable.getRole() == role) {
        // The variable of a gradient is a symbol of its own beside the parameter's.
        StringRef known = variable.getSymName();
        known.consume_front("grad:");
        dl::TensorName full{dl::stringifyRole(role).str(), known.str()};
        addArgument(full, variable.getType(), dl::nameAttributes(b, full), variable.getLoc());
      }
  for (StringRef role : {"input", "target"})
    for (unsigned i = 0; graph && i < graph.getNumArguments(); ++i)
      if (dl::TensorName full = dl::argumentName(graph, i); full.role == role)
        addArgument(full, graph.getArgumentTypes()[i], graph.getArgAttrDict(i),
                    graph.getArgument(i).getLoc());
  auto scalar = [&](StringRef name, Type element) {
    dl::TensorName full{"scalar", name.str()};
    addArgument(full, RankedTensorType::get({}, element), dl::nameAttributes(b, full), b.getLoc());
  };
  scalar("seed", b.getI64Type());
  scalar("step", b.getI64Type());
  scalar("n_valid", b.getI64Type());
  scalar("lr_scale", b.getF32Type());
  scalar("total_steps", b.getI64Type());
}

void StepFunction::addArgument(const dl::TensorName &name, Type type, DictionaryAttr attributes,
                               Location loc) {
  unsigned index = function.getNumArguments();
  LogicalResult inserted = function.insertArgument(index, type, attributes, loc);
  assert(succeeded(inserted) && "a function under construction takes any argument");
  (void)inserted;
  arguments.push_back({name, function.getArgument(index)});
}

Value StepFunction::argument(StringRef role, StringRef name) const {
  for (const NamedValue &argument : arguments)
    if (argument.name.role == role && argument.name.name == name)
      return argument.value;
  return {};
}

FailureOr<SmallVector<NamedValue>> StepFunction::inlineGraph(func::FuncOp graph,
                                                               Value counter) {
  IRMapping mapping;
  for (BlockArgument own : graph.getArguments()) {
    dl::TensorName name = dl::argumentName(graph, own.getArgNumber());
    Value value = argument(name.role, name.name);
    if (counter && name == dl::TensorName{"scalar", "step"})
      value = counter;
    if (!value || value.getType() != own.getType())
      return graph.emitError() << "argument " << own.getArgNumber() << " of '@"
                               << graph.getSymName() << "', " << name.role << " '" << name.name
                               << "' of type " << own.getType()
                               << ", is neither declared as such nor a known scalar";
    mapping.map(own, value);
  }
  Block &body = graph.getBody().front();
  for (Operation &op : body.without_terminator())
    b.clone(op, mapping);
  SmallVector<NamedValue> values;
  for (auto [index, value] : llvm::enumerate(body.getTerminator()->getOperands()))
    values.push_back({dl::resultName(graph, index), mapping.lookup(value)});
  return values;
}

func::FuncOp StepFunction::finish() {
  SmallVector<Value> values;
  SmallVector<Type> types;
  SmallVector<Attribute> attributes;
  for (const NamedValue &result : results) {
    values.push_back(result.value);
    types.push_back(result.value.getType());
    attributes.push_back(dl::nameAttributes(b, result.name));
  }
  func::ReturnOp::create(b, values);
  function.setFunctionType(b.getFunctionType(function.getArgumentTypes(), types));
  function.setResAttrsAttr(b.getArrayAttr(attributes));

  llvm::BitVector unused(function.getNumArguments());
  for (BlockArgument argument : function.getArguments())
    if (argument.use_empty())
      unused.set(argument.getArgNumber());
  LogicalResult erased = function.eraseArguments(unused);
  assert(succeeded(erased) && "a function under construction can lose any argument");
  (void)erased;
  arguments.clear();
  return function;
}
