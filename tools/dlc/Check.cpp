//===- Check.cpp - dlc check ------------------------------------------------===//
//
// Every gradient against central differences of the loss, (L(p + h) - L(p - h)) / 2h, in f64. The
// error of that formula is of order h^2, of the two losses' rounding of order eps / h; at h = 1e-5
// both leave about nine digits. Where the loss has a kink between p - h and p + h the formula says
// nothing: there its values at h and h / 2 differ.
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "Runner.h"
#include "Session.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>
#include <cstring>
#include <limits>

using namespace dlc;
using namespace dlc::tool;

static constexpr double kStep = 1e-5;
static constexpr int64_t kAllUpTo = 64, kSamples = 64, kDirections = 4;
/// More kinks than this share of the entries of a parameter, and there is too little left to judge.
static constexpr double kMostKinks = 0.25;
static constexpr int64_t kBatch = 4;

namespace {

/// What came out for one parameter.
struct Verdict {
  int64_t checked = 0, kinks = 0;
  double worst = 0; ///< relative error
  bool finite = true;
};

/// Evaluates the loss of a model as a function of its parameters.
class Checker {
public:
  Checker(Runner &runner, const ModelDescription &model)
      : runner(runner), model(model),
        state(static_cast<char *>(runner.blocks.state),
              static_cast<char *>(runner.blocks.state) + model.state.size) {}

  /// Computes the gradients that are to be checked.
  llvm::Error computeGradients();
  /// From now on, the loss and the gradients are those of this phase.
  void choosePhase(int32_t index) {
    runner.call.phase = index;
    const std::string &name = model.phases[index].loss;
    for (const MetricDescription &candidate : model.metrics)
      if (candidate.name == name)
        metric = candidate.parts.front();
  }
  llvm::Expected<Verdict> check(const TensorDescription &gradient, uint64_t seed);

private:
  /// The mean loss, in f64, of a step from the state that the model started with.
  llvm::Expected<double> loss();
  /// The derivative of the loss along `direction` (indices and weights) at two steps.
  struct Difference {
    double wide, narrow;
    double rounding; ///< what the losses' last digits may add to either
  };
  using Direction = std::vector<std::pair<int64_t, double>>;
  llvm::Expected<Difference> differentiate(double *parameter, const Direction &direction);

  Runner &runner;
  const ModelDescription &model;
  MetricDescription::Part metric;
  std::vector<char> state;     // as it was before the first step
  std::vector<char> gradients; // as compiled code computes them
};

} // namespace

llvm::Expected<double> Checker::loss() {
  std::memcpy(runner.blocks.state, state.data(), state.size());
  if (llvm::Error error = runner.run(runner.model->gradients_step, "gradients_step"))
    return error;
  // call->loss is an f32; the sums that the metrics are made of have all digits.
  const char *block = static_cast<const char *>(runner.blocks.state);
  double sum, count;
  std::memcpy(&sum, block + metric.sumOffset, sizeof(sum));
  std::memcpy(&count, block + metric.countOffset, sizeof(count));
  return sum / count;
}

llvm::Error Checker::computeGradients() {
  llvm::Expected<double> value = loss();
  if (!value)
    return value.takeError();
  if (!std::isfinite(*value))
    return llvm::createStringError("the loss is %g at the initial parameters", *value);
  const char *block = static_cast<const char *>(runner.blocks.gradients);
  gradients.assign(block, block + model.gradients.size);
  return llvm::Error::success();
}

llvm::Expected<Checker::Difference> Checker::differentiate(double *parameter,
                                                           const Direction &direction) {
  double values[2], largestLoss = 0;
  for (int halving = 0; halving < 2; ++halving) {
    double h = kStep / (1 << halving), ends[2];
    for (int side = 0; side < 2; ++side) {
      std::vector<double> before;
      for (auto [index, weight] : direction) {
        before.push_back(parameter[index]);
        parameter[index] += (side ? -h : h) * weight;
      }
      llvm::Expected<double> value = loss();
      for (size_t i = 0; i < direction.size(); ++i)
        parameter[direction[i].first] = before[i];
      if (!value)
        return value.takeError();
      ends[side] = *value;
      largestLoss = std::max(largestLoss, std::fabs(*value));
    }
    values[halving] = (ends[0] - ends[1]) / (2 * h);
  }
  // A loss is a long sum, right to a few units in the last place.
  double rounding = 16 * std::numeric_limits<double>::epsilon() * largestLoss / kStep;
  return Difference{values[0], values[1], rounding};
}

llvm::Expected<Verdict> Checker::check(const TensorDescription &gradient, uint64_t seed) {
  const TensorDescription *parameter = model.parameters.find(gradient.name);
  if (!parameter)
    return llvm::createStringError("the gradient '%s' belongs to no parameter",
                                   gradient.name.c_str());
  auto *values =
      reinterpret_cast<double *>(static_cast<char *>(runner.blocks.parameters) + parameter->offset);
  const auto *slopes = reinterpret_cast<const double *>(gradients.data() + gradient.offset);
  int64_t count = gradient.elementCount();
  double largest = 0;
  Verdict verdict;
  for (int64_t i = 0; i < count; ++i) {
    largest = std::max(largest, std::fabs(slopes[i]));
    verdict.finite &= std::isfinite(slopes[i]);
  }
  if (!verdict.finite)
    return verdict;

  RandomNumbers random(seed);
  std::vector<Direction> directions;
  for (int64_t i = 0; i < std::min(count, kSamples); ++i)
    directions.push_back({{count <= kAllUpTo ? i : int64_t(random.next() % count), 1.0}});
  for (int64_t i = 0; count > kAllUpTo && i < kDirections; ++i) {
    Direction direction;
    double length = std::sqrt(static_cast<double>(count));
    for (int64_t j = 0; j < count; ++j)
      direction.push_back({j, (random.next() & 1 ? 1 : -1) / length});
    directions.push_back(std::move(direction));
  }
  for (const Direction &direction : directions) {
    double slope = 0;
    for (auto [index, weight] : direction)
      slope += slopes[index] * weight;
    llvm::Expected<Difference> difference = differentiate(values, direction);
    if (!difference)
      return difference.takeError();
    // Entries that are tiny beside the others of their tensor have fewer digits.
    double scale =
        std::max({std::fabs(slope), std::fabs(difference->narrow), 1e-3 * largest, 1e-7});
    ++verdict.checked;
    double rounding = difference->rounding;
    if (std::fabs(difference->wide - difference->narrow) > 1e-4 * scale + rounding) {
      ++verdict.kinks;
      continue;
    }
    // A gradient of zero (of attention's key bias, say) leaves nothing but rounding to compare.
    double off = std::fabs(slope - difference->narrow);
    double error = off <= rounding ? 0 : off / scale;
    // max() would drop a NaN.
    if (!(error <= verdict.worst))
      verdict.worst = error;
  }
  return verdict;
}

/// Checks one gradient and prints a line about it: 1 if it is wrong.
static llvm::Expected<int> checkOne(Checker &checker, const TensorDescription &gradient,
                                    uint64_t seed, double tolerance) {
  llvm::Expected<Verdict> verdict = checker.check(gradient, seed);
  if (!verdict)
    return verdict.takeError();
  const char *judgement = "";
  if (!verdict->finite)
    judgement = "  NOT FINITE";
  else if (!(verdict->worst <= tolerance))
    judgement = "  OFF";
  else if (verdict->kinks > kMostKinks * verdict->checked)
    judgement = "  TOO MANY KINKS";
  llvm::outs() << llvm::format("%-40s %8lld %6lld %12.2e%s\n", gradient.name.c_str(),
                               static_cast<long long>(verdict->checked),
                               static_cast<long long>(verdict->kinks), verdict->worst, judgement);
  llvm::outs().flush();
  if (*judgement)
    fail("the gradient of '" + gradient.name + "' fails the check:" + judgement);
  return *judgement != '\0';
}

int dlc::tool::runCheck(const CommandLine &line) {
  CompileOptions options = line.compileOptions();
  if (line.has(OPT_precision) && options.precision != Precision::F64)
    return fail("gradients are checked in f64: no other type has digits enough for differences", kUsage);
  options.precision = Precision::F64;
  if (!options.batch && line.model().ends_with(".dsl"))
    options.batch = kBatch;
  Session session(options);
  int exitCode;
  std::unique_ptr<LoadedModel> model = compileAndLink(session, line, exitCode);
  if (!model)
    return exitCode;
  if (!model->model()->gradients_step || model->description.gradients.tensors.empty())
    return fail("the model has no gradients to check: it needs a loss and trained parameters");
  auto seed = static_cast<uint64_t>(line.integer(OPT_seed).value_or(1));
  auto runner = Runner::create(model->model(),
                               static_cast<int32_t>(line.integer(OPT_threads).value_or(1)), seed);
  if (!runner)
    return fail(llvm::toString(runner.takeError()));
  Checker checker(**runner, model->description);
  double tolerance = line.number(OPT_tolerance).value_or(1e-4);
  int bad = 0;
  llvm::outs() << llvm::format("%-40s %8s %6s %12s\n", "parameter", "checked", "kinks",
                               "max error");
  const ModelDescription &description = model->description;
  for (auto [index, phase] : llvm::enumerate(description.phases)) {
    if (!phase.name.empty())
      llvm::outs() << "phase " << phase.name << "\n";
    checker.choosePhase(index);
    if (llvm::Error error = checker.computeGradients())
      return fail(llvm::toString(std::move(error)));
    const EntryDescription *entry = description.findEntry(phase.functionName("gradients"));
    for (int32_t position : entry->gradientPositions) {
      const TensorDescription &gradient = description.gradients.tensors[position];
      llvm::Expected<int> failures = checkOne(checker, gradient, ++seed, tolerance);
      if (!failures)
        return fail(llvm::toString(failures.takeError()));
      bad += *failures;
    }
  }
  llvm::outs() << (bad ? "gradients are wrong\n" : "all gradients agree with finite differences\n");
  return bad ? kFailure : kSuccess;
}
