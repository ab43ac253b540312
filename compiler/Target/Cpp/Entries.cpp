//===- Entries.cpp - Entry points that check their arguments, in C++ --------===//
//
// What CheckedEntry.cpp, CPUCheck.cpp and PhaseEntries.cpp do in an object.
//
//===----------------------------------------------------------------------===//
#include "Tables.h"

#include "dlc/Dialect/DLK/DLK.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::cpp;

// Only what compilers use of their own accord is of interest; each is a macro when they may.
static constexpr char kInstructions[] = R"cpp(
// Whether this machine has the instructions that the file was compiled for.
bool has_instructions() {
#if defined(__x86_64__)
  return true
#if defined(__SSE4_2__)
         && __builtin_cpu_supports("sse4.2")
#endif
#if defined(__AVX__)
         && __builtin_cpu_supports("avx")
#endif
#if defined(__AVX2__)
         && __builtin_cpu_supports("avx2")
#endif
#if defined(__BMI2__)
         && __builtin_cpu_supports("bmi2")
#endif
#if defined(__FMA__)
         && __builtin_cpu_supports("fma")
#endif
#if defined(__AVX512F__)
         && __builtin_cpu_supports("avx512f")
#endif
#if defined(__AVX512VL__)
         && __builtin_cpu_supports("avx512vl")
#endif
#if defined(__AVX512BW__)
         && __builtin_cpu_supports("avx512bw")
#endif
#if defined(__AVX512DQ__)
         && __builtin_cpu_supports("avx512dq")
#endif
#if defined(__AVX512VBMI__)
         && __builtin_cpu_supports("avx512vbmi")
#endif
#if defined(__AVX512VNNI__)
         && __builtin_cpu_supports("avx512vnni")
#endif
      ;
#else
  return true;
#endif
}
)cpp";

static constexpr char kTeam[] = R"cpp(
bool is_team(const dlrt_call *call, int32_t thread, int32_t threads) {
  return thread >= 0 && thread < threads && threads <= DLRT_MAX_THREADS &&
         (threads == 1 || call->barrier);
}
)cpp";

static constexpr char kOutside[] = R"cpp(
// Whether one of `count` values lies outside [least, limit) and is not `ignored`.
template <typename T> bool is_outside(const void *data, int64_t count, T least, T limit, T ignored) {
  const T *values = static_cast<const T *>(data);
  bool found = false;
  for (int64_t i = 0; i < count; ++i)
    found |= (T(values[i] - least) >= T(limit - least)) & (values[i] != ignored);
  return found;
}
)cpp";

namespace {
class EntryPrinter {
public:
  EntryPrinter(llvm::raw_ostream &out, ModuleOp module, const ModelDescription &model,
               const Plan &plan, bool isStored)
      : out(out), module(module), model(model), plan(plan), isStored(isStored) {}

  Entries print() {
    out << kInstructions << kTeam;
    if (anyLimits())
      out << kOutside;
    Entries entries;
    entries.init = checked("init");
    entries.apply = ofPhases("apply");
    std::string accumulate = ofPhases("accumulate");
    entries.trainStep = accumulate == "nullptr" ? ofPhases("train_step")
                                                : accumulatingStep(accumulate, entries.apply);
    entries.gradients = ofPhases("gradients");
    entries.evalStep = checked("eval_step");
    entries.predict = checked("predict");
    entries.decodeStep = checked("decode_step");
    return entries;
  }

private:
  void open(const std::string &name) {
    out << "\ndlrt_status " << name
        << "(const dlrt_call *call, int32_t thread, int32_t threads) {\n";
  }
  void refuseIf(const Twine &condition, StringRef status = "DLRT_BAD_ARGUMENT") {
    out << "  if (" << condition << ")\n    return " << status << ";\n";
  }

  static bool anyLimits(const TableDescription &table) {
    return llvm::any_of(table.tensors,
                        [](const TensorDescription &tensor) { return tensor.needsLimitCheck(); });
  }
  bool anyLimits() const { return anyLimits(model.inputs) || anyLimits(model.targets); }

  void checkPointers(StringRef field, ArrayRef<int32_t> positions) {
    if (positions.empty())
      return;
    std::string condition = ("!call->" + field).str();
    for (int32_t position : positions)
      condition += (" || !call->" + field + "[" + Twine(position) + "]").str();
    refuseIf(condition);
  }

  void checkLimits(StringRef field, const TableDescription &table, ArrayRef<int32_t> positions) {
    for (int32_t position : positions) {
      const TensorDescription &tensor = table.tensors[position];
      if (!tensor.needsLimitCheck())
        continue;
      std::string type = "uint" + std::to_string(8 * byteWidth(tensor.dtype)) + "_t";
      int64_t rowElements = tensor.elementCount() / std::max<int64_t>(model.batch, 1);
      refuseIf("is_outside<" + Twine(type) + ">(call->" + field + "[" + Twine(position) +
                   "], call->n_valid * " + Twine(rowElements) + ", " + type + "(" +
                   Twine(tensor.leastValue()) + "), " + Twine(tensor.limit) + ", " + type + "(" +
                   Twine(tensor.ignored) + "))",
               "DLRT_BAD_LABEL");
    }
  }

  /// The entry point around the step function `name`; nullptr where there is no such function.
  std::string checked(const std::string &name) {
    auto body = module.lookupSymbol<func::FuncOp>(name);
    const EntryDescription *entry = model.findEntry(name);
    if (!body || !entry)
      return "nullptr";
    std::string identifier = toIdentifier(name);
    open(identifier);
    refuseIf("!call");
    refuseIf("!has_instructions()", "DLRT_UNSUPPORTED_CPU");
    refuseIf("!is_team(call, thread, threads)");
    std::string condition;
    auto need = [&](bool isNeeded, const char *field) {
      if (isNeeded)
        condition += std::string(condition.empty() ? "" : " || ") + "!call->" + field;
    };
    need(entry->parameters && model.parameters.size, "parameters");
    need(entry->state && model.state.size, "state");
    need(entry->optimizer && model.optimizer.size, "optimizer");
    need(entry->gradients && model.gradients.size, "gradients");
    need(model.workspaceSize || model.workspacePerThread, "workspace");
    if (!condition.empty())
      refuseIf(condition);
    checkPointers("inputs", entry->inputs);
    checkPointers("targets", entry->targets);
    checkPointers("outputs", entry->outputs);
    if (entry->rows)
      refuseIf("call->n_valid < 0 || call->n_valid > " + Twine(model.batch));
    if (entry->totalSteps)
      refuseIf("call->total_steps <= 0");
    checkLimits("inputs", model.inputs, entry->inputs);
    checkLimits("targets", model.targets, entry->targets);
    const std::string &function = plan.functions.at(body);
    if (name == "init" && isStored)
      // One thread does it all: nothing waits for the start.
      out << "  if (thread != 0)\n    return DLRT_OK;\n"
          << "  const dlrt_status status = " << function << "(call, 0, 1);\n  copy_stored(call);\n"
          << "  return status;\n}\n";
    else
      out << "  return " << function << "(call, thread, threads);\n}\n";
    return identifier;
  }

  /// The entry point `kind` of all phases together.
  std::string ofPhases(const std::string &kind) {
    if (model.phases.size() == 1)
      return checked(model.phases.front().functionName(kind));
    std::vector<std::string> phases;
    for (const PhaseDescription &phase : model.phases)
      if (std::string entry = checked(phase.functionName(kind)); entry != "nullptr")
        phases.push_back(entry);
    if (phases.size() != model.phases.size())
      return "nullptr";
    open(kind);
    refuseIf("!call");
    out << "  switch (call->phase) {\n";
    for (auto [index, phase] : llvm::enumerate(phases))
      out << "  case " << index << ":\n    return " << phase << "(call, thread, threads);\n";
    out << "  }\n  return DLRT_BAD_ARGUMENT;\n}\n";
    return kind;
  }

  std::string accumulatingStep(const std::string &accumulate, const std::string &apply) {
    open("train_step");
    out << "  const dlrt_status status = " << accumulate << "(call, thread, threads);\n"
        << "  if (status != DLRT_OK)\n    return status;\n"
        << "  // Behind this barrier the count and the loss are written; nobody changes them "
           "before "
           "the next.\n"
        << "  meet(call, threads);\n"
        << "  const int64_t batches = *view<const int64_t>(call->optimizer, "
        << model.accumulatedOffset << ");\n"
        << "  // x - x is zero for finite numbers alone.\n"
        << "  const bool is_finite = !call->loss || *call->loss - *call->loss == 0;\n"
        << "  meet(call, threads);\n";
    refuseIf("!is_finite", "DLRT_NOT_FINITE");
    refuseIf("batches < " + Twine(model.accumulate), "DLRT_OK");
    out << "  return " << apply << "(call, thread, threads);\n}\n";
    return "train_step";
  }

  llvm::raw_ostream &out;
  ModuleOp module;
  const ModelDescription &model;
  const Plan &plan;
  bool isStored;
};
} // namespace

Entries dlc::cpp::printEntries(llvm::raw_ostream &out, ModuleOp module,
                               const ModelDescription &model, const Plan &plan, bool isStored) {
  return EntryPrinter(out, module, model, plan, isStored).print();
}
