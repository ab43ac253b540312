//===- Kernels.cpp - How fast single kernels are ------------------------------===//
//
// Each benchmark compiles one function of the dl dialect and calls it on one thread. Google
// Benchmark prints the mean time; the counters are of the fastest call, which other programs
// disturbed least:
//   GFLOPs, peak%   of matrix products: arithmetic, and its share of what this machine's FMAs can do with the target's
//                   vectors
//   GBs             of the others: bytes of arguments and results a second
//
//===----------------------------------------------------------------------===//
#include "CompiledKernel.h"
#include "Flops.h"

#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>

using namespace dlc;

namespace {

const char *const kTargets[] = {"native", "x86-64-v3"};

struct Case {
  std::string name, text;
  double flops = 0;     ///< of a matrix product
  int64_t elements = 0; ///< of anything else
};

} // namespace

static std::string tensorType(int64_t rows, int64_t columns) {
  return llvm::formatv("tensor<{0}x{1}xf32>", rows, columns);
}

static std::string argument(const std::string &name, const std::string &type) {
  return llvm::formatv("%{0}: {1} {{dl.role = \"input\", dl.name = \"{0}\"}", name, type);
}

static std::string result(const std::string &name, const std::string &type) {
  return llvm::formatv("{1} {{dl.role = \"output\", dl.name = \"{0}\"}", name, type);
}

static std::string program(const std::string &arguments, const std::string &results,
                           const std::string &body) {
  return "module @kernel attributes {dl.batch = 1 : i64} {\n  func.func @predict(" + arguments +
         ") -> (" + results + ") {\n" + body + "  }\n}\n";
}

/// `variant` is two letters, N or T: whether the left and the right operand are transposed.
static Case matmul(llvm::StringRef variant, int64_t m, int64_t k, int64_t n) {
  bool transposeLeft = variant[0] == 'T', transposeRight = variant[1] == 'T';
  std::string left = transposeLeft ? tensorType(k, m) : tensorType(m, k);
  std::string right = transposeRight ? tensorType(n, k) : tensorType(k, n);
  std::string body =
      llvm::formatv("    %c = dl.matmul %a, %b{0}{1} : {2}, {3} -> {4}\n"
                    "    return %c : {4}\n",
                    transposeLeft ? " transpose_lhs" : "", transposeRight ? " transpose_rhs" : "",
                    left, right, tensorType(m, n));
  Case result;
  result.name = llvm::formatv("matmul/{0}/{1}x{2}x{3}", variant, m, k, n);
  result.text = program(argument("a", left) + ", " + argument("b", right),
                        ::result("c", tensorType(m, n)), body);
  result.flops = 2.0 * m * k * n;
  return result;
}

/// A step of Adam without its corrections: four arrays in, three out.
static Case adam(int64_t size) {
  std::string type = llvm::formatv("tensor<{0}xf32>", size);
  std::string body;
  auto emit = [&](const char *value, const std::string &op) {
    body += std::string("    %") + value + " = dl." + op + " : " + type + "\n";
  };
  auto constant = [&](const char *name, const char *value) {
    emit(name, std::string("constant dense<") + value + ">");
  };
  constant("beta1", "0.9");
  constant("rest1", "0.1");
  constant("beta2", "0.999");
  constant("rest2", "0.001");
  constant("rate", "0.001");
  constant("epsilon", "1.0e-8");
  emit("m0", "mul %m, %beta1");
  emit("m1", "mul %g, %rest1");
  emit("m2", "add %m0, %m1");
  emit("v0", "mul %v, %beta2");
  emit("g2", "mul %g, %g");
  emit("v1", "mul %g2, %rest2");
  emit("v2", "add %v0, %v1");
  emit("root", "sqrt %v2");
  emit("below", "add %root, %epsilon");
  emit("ratio", "div %m2, %below");
  emit("move", "mul %ratio, %rate");
  emit("p2", "sub %p, %move");
  body += "    return %p2, %m2, %v2 : " + type + ", " + type + ", " + type + "\n";
  Case result;
  result.name = llvm::formatv("adam/{0}", size);
  result.text = program(
      argument("p", type) + ", " + argument("g", type) + ", " + argument("m", type) + ", " +
          argument("v", type),
      ::result("p2", type) + ", " + ::result("m2", type) + ", " + ::result("v2", type), body);
  result.elements = size;
  return result;
}

static Case crossEntropy(int64_t rows, int64_t classes) {
  std::string logits = tensorType(rows, classes);
  std::string labels = llvm::formatv("tensor<{0}xi32>", rows);
  std::string losses = llvm::formatv("tensor<{0}xf32>", rows);
  std::string body = llvm::formatv("    %l = dl.softmax_cross_entropy %x, %y : {0}, {1} -> {2}\n"
                                   "    return %l : {2}\n",
                                   logits, labels, losses);
  Case result;
  result.name = llvm::formatv("softmax_cross_entropy/{0}x{1}", rows, classes);
  result.text =
      program(argument("x", logits) + ", " + argument("y", labels), ::result("l", losses), body);
  result.elements = rows * classes;
  return result;
}

/// What multiply-adds in registers of at most `bits` do, in GFLOP/s.
static double measurePeak(int bits) {
  double best = 0;
  for (const tool::FmaLoop &loop : tool::fmaLoops()) {
    if (loop.bits > bits)
      break;
    for (int i = 0; i < 100; ++i) {
      auto start = std::chrono::steady_clock::now();
      benchmark::DoNotOptimize(loop.run(1.0f));
      std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      best = std::max(best, loop.flops / seconds.count() * 1e-9);
    }
  }
  return best;
}

static void run(benchmark::State &state, const Case &kernel, const char *targetCPU) {
  static const double widest = measurePeak(512), ofAVX2 = measurePeak(256);
  double peak = targetCPU == llvm::StringRef("native") ? widest : ofAVX2;
  std::unique_ptr<CompiledKernel> compiled = CompiledKernel::compile(kernel.text, targetCPU);
  if (!compiled) {
    state.SkipWithError("the kernel did not compile");
    return;
  }
  compiled->run(); // touches the memory
  double fastest = 1e9;
  for (auto _ : state) {
    double seconds = compiled->run();
    if (seconds < 0) {
      state.SkipWithError("the kernel did not run");
      return;
    }
    state.SetIterationTime(seconds);
    fastest = std::min(fastest, seconds);
  }
  state.counters["best_us"] = fastest * 1e6;
  if (kernel.flops > 0) {
    double gflops = kernel.flops / fastest * 1e-9;
    state.counters["GFLOPs"] = gflops;
    state.counters["peak%"] = gflops / peak * 100;
  } else {
    state.counters["elements"] = static_cast<double>(kernel.elements);
    state.counters["GBs"] = compiled->bytes() / fastest * 1e-9;
  }
}

int main(int argc, char **argv) {
  std::vector<Case> cases;
  const int64_t shapes[][3] = {{256, 256, 256}, {64, 784, 128}, {128, 128, 128},
                               {512, 512, 512}, {64, 784, 512}, {1024, 1024, 1024}};
  for (auto [m, k, n] : shapes)
    for (const char *variant : {"NN", "TN", "NT"})
      cases.push_back(matmul(variant, m, k, n));
  for (int64_t size : {100000, 1000000})
    cases.push_back(adam(size));
  cases.push_back(crossEntropy(64, 10));
  cases.push_back(crossEntropy(1024, 1000));
  for (const Case &kernel : cases)
    for (const char *target : kTargets)
      benchmark::RegisterBenchmark(
          (kernel.name + "/" + target).c_str(),
          [kernel, target](benchmark::State &state) { run(state, kernel, target); })
          ->UseManualTime()
          ->Unit(benchmark::kMicrosecond);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
