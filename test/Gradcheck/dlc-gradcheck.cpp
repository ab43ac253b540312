//===- dlc-gradcheck.cpp - Rules of differentiation against differences ---===//
// dlc-gradcheck FILE: for each function of the file, the vector-Jacobian product that `dl-gradient`
// derives against central differences of the function itself, both compiled by the reference
// pipeline, in f64. Then the same for the derived function, whose derivative is made of rules of
// rules.
//
// An argument of floating-point type takes values of either sign whose magnitude lies in
// [0.2, 1.7], so away from kinks at zero; in [check.low, check.high] if it has these attributes.
// One of integers takes values in [0, dl.limit), or below 3 without the attribute.
//===----------------------------------------------------------------------===//
#include "dlc/Autodiff/Autodiff.h"
#include "dlc/Pipeline/Reference.h"

#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace mlir;

static llvm::cl::opt<std::string> input(llvm::cl::Positional, llvm::cl::desc("FILE"),
                                        llvm::cl::Required);
static llvm::cl::opt<int> orders("order", llvm::cl::init(2),
                                 llvm::cl::desc("How often to differentiate"));
static llvm::cl::opt<double> tolerance("tolerance", llvm::cl::init(1e-6),
                                       llvm::cl::desc("Largest relative error"));

namespace {

/// The elements of one argument or result, as the compiled code sees them.
struct Tensor {
  RankedTensorType type;
  std::vector<char> bytes;

  explicit Tensor(RankedTensorType type)
      : type(type),
        bytes(type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8)) {}
  bool isFloat() const { return type.getElementType().isF64(); }
  double *doubles() { return reinterpret_cast<double *>(bytes.data()); }
  int64_t size() const { return type.getNumElements(); }
};

struct Argument {
  std::string name;
  RankedTensorType type;
  std::optional<double> low, high;
  int64_t limit = 3;
};

/// What is known of a function before its module is lowered.
struct Signature {
  std::string name;
  std::vector<Argument> arguments;
  std::vector<std::string> resultNames;
  std::vector<RankedTensorType> results;

  explicit Signature(func::FuncOp function);
};

/// Compiled functions.
class Program {
public:
  explicit Program(std::unique_ptr<ExecutionEngine> engine) : engine(std::move(engine)) {}

  std::vector<Tensor> call(const Signature &function, std::vector<Tensor> &arguments) {
    std::vector<Tensor> results(function.results.begin(), function.results.end());
    std::vector<void *> pointers;
    for (Tensor &tensor : arguments)
      pointers.push_back(tensor.bytes.data());
    for (Tensor &tensor : results)
      pointers.push_back(tensor.bytes.data());
    // The packed form takes the address of each argument.
    llvm::SmallVector<void *> addresses;
    for (void *&pointer : pointers)
      addresses.push_back(&pointer);
    llvm::cantFail(engine->invokePacked(function.name, addresses));
    return results;
  }

private:
  std::unique_ptr<ExecutionEngine> engine;
};

} // namespace

Signature::Signature(func::FuncOp function) : name(function.getSymName()) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    Argument argument;
    if (auto text = function.getArgAttrOfType<StringAttr>(i, dlc::dl::kNameAttr))
      argument.name = text.str();
    argument.type = cast<RankedTensorType>(function.getArgumentTypes()[i]);
    if (auto low = function.getArgAttrOfType<FloatAttr>(i, "check.low"))
      argument.low = low.getValueAsDouble();
    if (auto high = function.getArgAttrOfType<FloatAttr>(i, "check.high"))
      argument.high = high.getValueAsDouble();
    if (auto limit = function.getArgAttrOfType<IntegerAttr>(i, dlc::dl::kLimitAttr))
      argument.limit = limit.getInt();
    arguments.push_back(argument);
  }
  for (unsigned i = 0; i < function.getNumResults(); ++i) {
    auto text = function.getResultAttrOfType<StringAttr>(i, dlc::dl::kNameAttr);
    resultNames.push_back(text ? text.str() : "");
    results.push_back(cast<RankedTensorType>(function.getResultTypes()[i]));
  }
}

static Tensor randomTensor(const Argument &argument, std::mt19937_64 &random) {
  Tensor tensor(argument.type);
  auto unit = [&] { return (random() >> 11) * 0x1p-53; };
  for (int64_t i = 0; i < tensor.size(); ++i) {
    double real = unit();
    int64_t whole = static_cast<int64_t>(unit() * argument.limit);
    unsigned bits = argument.type.getElementTypeBitWidth();
    if (argument.low && argument.high)
      tensor.doubles()[i] = *argument.low + (*argument.high - *argument.low) * real;
    else if (tensor.isFloat())
      tensor.doubles()[i] = (random() % 2 ? 1 : -1) * (0.2 + 1.5 * real);
    else if (bits == 1)
      tensor.bytes[i] = whole % 2;
    else
      std::memcpy(tensor.bytes.data() + i * bits / 8, &whole, bits / 8);
  }
  return tensor;
}

/// The largest relative error of the gradients, or NaN.
static double worstError(Program &program, const Signature &function, const Signature &gradient) {
  std::mt19937_64 random(1);
  std::vector<Tensor> arguments;
  for (const Argument &argument : function.arguments)
    arguments.push_back(randomTensor(argument, random));
  Argument result{"cotangent", function.results.front(), std::nullopt, std::nullopt};
  Tensor cotangent = randomTensor(result, random);
  std::vector<Tensor> inputs = arguments;
  if (gradient.arguments.size() > arguments.size())
    inputs.push_back(cotangent);
  else
    cotangent.doubles()[0] = 1;
  std::vector<Tensor> gradients = program.call(gradient, inputs);

  auto value = [&] {
    Tensor output = program.call(function, arguments).front();
    double sum = 0;
    for (int64_t i = 0; i < output.size(); ++i)
      sum += output.doubles()[i] * cotangent.doubles()[i];
    return sum;
  };
  constexpr double h = 1e-5;
  double worst = 0;
  for (auto [name, computed] : llvm::zip_equal(gradient.resultNames, gradients)) {
    size_t index = 0;
    while (function.arguments[index].name != name)
      ++index;
    double *elements = arguments[index].doubles();
    for (int64_t i = 0; i < computed.size(); ++i) {
      double middle = elements[i];
      elements[i] = middle + h;
      double above = value();
      elements[i] = middle - h;
      double below = value();
      elements[i] = middle;
      double difference = (above - below) / (2 * h);
      double error =
          std::abs(computed.doubles()[i] - difference) / std::max(1.0, std::abs(difference));
      if (!(error <= worst))
        worst = error;
    }
  }
  return worst;
}

/// Adds the derivative of `function` to the module; gives its name.
static FailureOr<std::string> addGradient(ModuleOp module, const Signature &function) {
  dlc::GradientOptions options;
  options.function = function.name;
  options.of = function.resultNames.front();
  options.result = function.name + "'";
  // A second derivative may well be zero.
  options.allowZeros = true;
  PassManager passes(module.getContext());
  passes.addPass(dlc::createGradient(options));
  if (failed(passes.run(module)))
    return failure();
  return options.result;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::ParseCommandLineOptions(argc, argv, "rules of differentiation against differences\n");
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();

  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registry.insert<dlc::dl::DLDialect>();
  dlc::registerDifferentiableModels(registry);
  MLIRContext context(registry);
  context.allowUnregisteredDialects(); // for the attributes check.low and check.high
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(input, &context);
  if (!module)
    return 1;

  std::vector<std::vector<Signature>> chains; // a function, its derivative, that one's derivative …
  for (auto function : module->getOps<func::FuncOp>())
    chains.push_back({Signature(function)});
  for (std::vector<Signature> &chain : chains)
    for (int order = 0; order < orders; ++order) {
      FailureOr<std::string> name = addGradient(*module, chain.back());
      if (failed(name))
        return 1;
      chain.emplace_back(module->lookupSymbol<func::FuncOp>(*name));
    }

  if (failed(dlc::lowerReference(*module)))
    return 1;
  llvm::Expected<std::unique_ptr<ExecutionEngine>> engine = ExecutionEngine::create(*module);
  if (!engine) {
    llvm::errs() << llvm::toString(engine.takeError()) << "\n";
    return 1;
  }
  Program program(std::move(*engine));
  bool ok = true;
  for (const std::vector<Signature> &chain : chains)
    for (int order = 0; order < orders; ++order) {
      double error = worstError(program, chain[order], chain[order + 1]);
      bool isGood = error < tolerance;
      ok &= isGood;
      llvm::outs() << (isGood ? "good " : "BAD  ") << chain.front().name << " order " << order + 1
                   << ": " << llvm::format("%.1e", error) << "\n";
    }
  return ok ? 0 : 1;
}
