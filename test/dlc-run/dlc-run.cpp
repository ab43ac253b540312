//===- dlc-run.cpp - Runs one function of the graph -------------------------===//
// For tests of what ops mean: prints the results of a function of the dl dialect as numbers.
//===----------------------------------------------------------------------===//
#include "Program.h"

#include "dlc/Dialect/DL/DL.h"
#include "dlc/Pipeline/Compiler.h"
#include "dlc/Transforms/Passes.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace dlc;
namespace cl = llvm::cl;

static cl::opt<std::string> file(cl::Positional, cl::desc("FILE.mlir"), cl::init("-"));
static cl::opt<std::string> entry("entry", cl::desc("the function to run"), cl::init("f"));
static cl::list<std::string>
    in("in", cl::desc("NAME=1,2,3 or NAME=@FILE.npy or NAME=random:SEED[:LOW:HIGH]; arguments "
                      "without a name are called arg0, arg1, …"));
static cl::opt<Precision> precision("precision", cl::desc("element type that f32 stands for"),
                                    cl::values(clEnumValN(Precision::F32, "f32", "as written"),
                                               clEnumValN(Precision::F64, "f64", "in f64"),
                                               clEnumValN(Precision::BF16, "bf16", "in memory between kernels; the optimised pipeline's alone")),
                                    cl::init(Precision::F32));
static cl::opt<Backend>
    pipeline("pipeline", cl::desc("the way to machine code"),
             cl::values(clEnumValN(Backend::Reference, "reference", "plain loops"),
                        clEnumValN(Backend::Optimised, "optimised", "kernels")),
             cl::init(Backend::Reference));
static cl::opt<int> digits("digits", cl::desc("significant digits to print"), cl::init(9));
static cl::opt<int64_t> slices("slices", cl::desc("pieces that work is cut into, at most"));
static cl::opt<std::string> layout("layout", cl::desc("batch-innermost, channels-last or channel-blocked, for all images"));
static cl::opt<int> team("team", cl::desc("also on so many threads, which must give the same bits"),
                         cl::init(1));
static cl::opt<std::string> targetCPU("target-cpu", cl::desc("as in dlc"), cl::init("native"));
static cl::opt<double>
    compare("compare",
            cl::desc("compare the results of both pipelines; the largest difference "
                     "allowed, relative to numbers above 1"),
            cl::init(0));
/// Fills `input` as the command line says; false if it does not say.
static llvm::Expected<bool> fillGiven(HostTensor &input) {
  for (llvm::StringRef given : in) {
    auto [name, spec] = given.split('=');
    if (name != input.description().name)
      continue;
    if (llvm::Error error = input.fill(spec))
      return error;
    return true;
  }
  return false;
}

/// The results of the function under one pipeline; none after a diagnostic.
static std::vector<HostTensor> run(ModuleOp module, const CompileOptions &options) {
  auto program = Program::compile(module, entry, options);
  if (failed(program))
    return {};
  std::vector<HostTensor> inputs = program->makeInputs();
  for (HostTensor &input : inputs) {
    auto given = fillGiven(input);
    if (!given)
      module.emitError() << llvm::toString(given.takeError());
    else if (!*given)
      module.emitError() << "needs --in " << input.description().name << "=…";
    else
      continue;
    return {};
  }
  std::vector<HostTensor> results =
      program->run(inputs, options.backend == Backend::Optimised ? team : 1);
  if (results.empty())
    module.emitError() << "the function did not run";
  return results;
}

static LogicalResult printResults(ModuleOp module, const CompileOptions &options) {
  std::vector<HostTensor> results = run(module, options);
  for (const HostTensor &result : results)
    result.print(llvm::outs(), digits);
  return success(!results.empty());
}

static LogicalResult comparePipelines(ModuleOp module, CompileOptions options) {
  options.backend = Backend::Reference;
  std::vector<HostTensor> expected = run(module, options);
  options.backend = Backend::Optimised;
  std::vector<HostTensor> got = run(module, options);
  if (expected.empty() || got.empty())
    return failure();
  bool isGood = true;
  for (auto [a, b] : llvm::zip_equal(expected, got)) {
    double worst = a.largestDifference(b);
    isGood &= worst <= compare;
    llvm::outs() << a.description().name << ": largest difference " << llvm::format("%.1e", worst)
                 << "\n";
  }
  return success(isGood);
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "runs one function of the dl dialect\n");
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  CompileOptions options;
  options.precision = precision;
  options.backend = pipeline;
  options.slices = slices;
  options.layout = layout;
  options.targetCPU = targetCPU;
  Compiler compiler(context, options);
  OwningOpRef<ModuleOp> module = compiler.load(file);
  if (!module)
    return 1;
  auto function = module->lookupSymbol<func::FuncOp>(entry);
  if (!function) {
    module->emitError() << "has no function '" << entry << "'";
    return 1;
  }
  nameArguments(function);
  if (options.precision == Precision::F64) {
    PassManager passes(&context);
    passes.addPass(createConvertPrecision());
    if (failed(passes.run(*module)))
      return 1;
  }
  if (compare > 0)
    return failed(comparePipelines(*module, options));
  return failed(printResults(*module, options));
}
