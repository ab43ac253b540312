//===- Tables.cpp - The tables of a model in emitted C++ --------------------===//
//
// What ModelTable.cpp and TableFunctions.cpp do in an object.
//
//===----------------------------------------------------------------------===//
#include "Tables.h"

#include "llvm/ADT/StringExtras.h"

using namespace dlc;
using namespace dlc::cpp;

static std::string quote(llvm::StringRef text) {
  std::string quoted;
  llvm::raw_string_ostream out(quoted);
  out << '"';
  llvm::printEscapedString(text, out);
  out << '"';
  // printEscapedString writes \5C for a backslash; C++ reads hexadecimal digits after \x only.
  std::string result;
  for (size_t i = 0; i < quoted.size(); ++i) {
    result += quoted[i];
    if (quoted[i] == '\\')
      result += "x" + quoted.substr(i + 1, 2) + "\"\"", i += 2;
  }
  return result;
}

static std::string flagsOf(uint32_t flags) {
  std::string text;
  std::pair<uint32_t, const char *> all[] = {{DLRT_PERSISTENT, "DLRT_PERSISTENT"},
                                             {DLRT_TRAINING, "DLRT_TRAINING"},
                                             {DLRT_FROZEN, "DLRT_FROZEN"},
                                             {DLRT_FROM_END, "DLRT_FROM_END"}};
  for (auto [flag, name] : all)
    if (flags & flag)
      text += (text.empty() ? "" : " | ") + std::string(name);
  return text.empty() ? "0" : text;
}

static std::string dtypeOf(dlrt_dtype dtype) {
  return "DLRT_" + llvm::StringRef(spelling(dtype)).upper();
}

static void printTensors(llvm::raw_ostream &out, const TableDescription &table, const char *name) {
  if (table.tensors.empty())
    return;
  out << "\n// name, type, rank, shape, offset, layout, flags, limit, ignored\n"
      << "const dlrt_tensor " << name << "_table[] = {\n";
  for (const TensorDescription &tensor : table.tensors) {
    out << "    {" << quote(tensor.name) << ", " << dtypeOf(tensor.dtype) << ", "
        << tensor.shape.size() << ", {";
    for (auto [index, size] : llvm::enumerate(tensor.shape))
      out << (index ? ", " : "") << size;
    out << "}, " << tensor.offset << ", " << !tensor.order.empty() << ", " << flagsOf(tensor.flags) << ", "
        << tensor.limit << ", " << tensor.ignored << "},\n";
  }
  out << "};\n";
}

static std::string tableOf(const TableDescription &table, const std::string &name) {
  return "{" + (table.tensors.empty() ? "nullptr" : name + "_table") + ", " +
         std::to_string(table.tensors.size()) + ", " + std::to_string(table.size) + ", " +
         std::to_string(table.alignment) + "}";
}

static void printMetricsRead(llvm::raw_ostream &out, const ModelDescription &model) {
  out << "\n// Means over what was seen. The sum of no rows is zero too, and 0 / 0 the NaN that is "
      << "promised.\n"
      << "dlrt_status metrics_read(const dlrt_call *call, float *values) {\n"
      << "  if (!call || !values || !call->state)\n    return DLRT_BAD_ARGUMENT;\n";
  auto number = [](uint64_t offset) {
    return "*view<double>(call->state, " + std::to_string(offset) + ")";
  };
  // One sum may be a part of two metrics, so all are read before any is reset.
  for (auto [index, metric] : llvm::enumerate(model.metrics)) {
    out << "  // " << metric.name << "\n  values[" << index << "] = static_cast<float>("
        << (metric.isExponential ? "std::exp(" : "");
    for (auto [part, sums] : llvm::enumerate(metric.parts))
      out << (part ? " + " : "") << number(sums.sumOffset) << " / " << number(sums.countOffset);
    out << (metric.isExponential ? ")" : "") << ");\n";
  }
  for (const MetricDescription &metric : model.metrics)
    for (const MetricDescription::Part &part : metric.parts)
      out << "  " << number(part.sumOffset) << " = 0;\n  " << number(part.countOffset) << " = 0;\n";
  out << "  return DLRT_OK;\n}\n";
}

static void printParameterAccess(llvm::raw_ostream &out, const ModelDescription &model) {
  const std::pair<const char *, const TableDescription *> blocks[] = {
      {"parameters", &model.parameters},
      {"state", &model.state},
      {"optimizer", &model.optimizer},
      {"gradients", &model.gradients}};
  size_t count = 0;
  for (auto [name, table] : blocks)
    count += table->tensors.size();
  size_t turned = 0;
  if (count) {
    out << "\n// What get_param and set_param count: entries of one block after the other. Those that are not "
        << "row-major\n// say how many elements apart in memory neighbours along each dimension are.\n"
        << "struct place {\n  void *dlrt_call::*block;\n  std::size_t offset, bytes, sizes[4], strides[4];\n};\n"
        << "const place places[] = {\n";
    auto list = [&](const std::vector<int64_t> &numbers) {
      out << ", {";
      for (auto [index, number] : llvm::enumerate(numbers))
        out << (index ? ", " : "") << number;
      out << "}";
    };
    for (auto [name, table] : blocks)
      for (const TensorDescription &tensor : table->tensors) {
        out << "    {&dlrt_call::" << name << ", " << tensor.offset << ", " << tensor.byteCount();
        turned += !tensor.order.empty();
        list(tensor.order.empty() ? std::vector<int64_t>() : tensor.shape);
        list(tensor.order.empty() ? std::vector<int64_t>() : tensor.strides());
        out << "},\n";
      }
    out << "};\n";
  }
  if (turned)
    out << "\n// Calls copy(position in memory, position in row-major order) for each float.\n"
        << "template <typename Copy> void turn(const place &entry, Copy copy) {\n"
        << "  for (std::size_t index = 0; index < entry.bytes / sizeof(float); ++index) {\n"
        << "    std::size_t rest = index, position = 0;\n"
        << "    for (int dim = 3; dim >= 0; rest /= entry.sizes[dim--])\n"
        << "      position += rest % entry.sizes[dim] * entry.strides[dim];\n"
        << "    copy(position * sizeof(float), index * sizeof(float));\n  }\n}\n";
  for (bool isStore : {false, true}) {
    const char *constness = isStore ? "const void" : "void";
    out << "\ndlrt_status " << (isStore ? "set" : "get")
        << "_param(const dlrt_call *call, int32_t index, " << constness << " *row_major) {\n"
        << "  if (!call || !row_major || index < 0 || index >= " << count << ")\n"
        << "    return DLRT_BAD_ARGUMENT;\n";
    if (count) {
      out << "  const place &entry = places[index];\n"
          << "  if (!(call->*entry.block))\n    return DLRT_BAD_ARGUMENT;\n"
          << "  char *const tensor = view<char>(call->*entry.block, entry.offset);\n";
      if (turned)
        out << "  if (entry.sizes[0]) {\n"
            << "    turn(entry, [&](std::size_t at, std::size_t index) {\n      std::memcpy("
            << (isStore ? "tensor + at, static_cast<const char *>(row_major) + index"
                        : "static_cast<char *>(row_major) + index, tensor + at")
            << ", sizeof(float));\n    });\n    return DLRT_OK;\n  }\n";
      out << "  std::memcpy(" << (isStore ? "tensor" : "row_major") << ", "
          << (isStore ? "row_major" : "tensor") << ", entry.bytes);\n";
    }
    out << "  return DLRT_OK;\n}\n";
  }
}

static void printPhases(llvm::raw_ostream &out, const ModelDescription &model) {
  auto list = [&](const char *type, const char *name, auto value) {
    out << "const " << type << " " << name << "[] = {";
    for (auto [index, phase] : llvm::enumerate(model.phases))
      out << (index ? ", " : "") << value(phase);
    out << "};\n";
  };
  out << "\n";
  list("char *const", "phases", [](const PhaseDescription &phase) {
    return quote(phase.name.empty() ? "train" : phase.name);
  });
  list("int32_t", "phase_every", [](const PhaseDescription &phase) { return phase.every; });
  list("int32_t", "phase_repeat", [](const PhaseDescription &phase) { return phase.repeat; });
}

void dlc::cpp::printTables(llvm::raw_ostream &out, const ModelDescription &model,
                           const Entries &entries) {
  TableDescription metrics;
  for (const MetricDescription &metric : model.metrics) {
    metrics.tensors.emplace_back();
    metrics.tensors.back().name = metric.name;
  }
  std::pair<const char *, const TableDescription *> tables[] = {
      {"parameters", &model.parameters}, {"state", &model.state},   {"optimizer", &model.optimizer},
      {"gradients", &model.gradients},   {"inputs", &model.inputs}, {"targets", &model.targets},
      {"outputs", &model.outputs},       {"metrics", &metrics}};
  for (auto [name, table] : tables)
    printTensors(out, *table, name);

  out << "\nstd::size_t workspace_size("
      << (model.workspacePerThread ? "int32_t threads" : "int32_t") << ") {\n  return "
      << model.workspaceSize;
  if (model.workspacePerThread)
    out << " + " << model.workspacePerThread << " * static_cast<std::size_t>(threads)";
  out << ";\n}\n";
  if (!model.metrics.empty())
    printMetricsRead(out, model);
  printParameterAccess(out, model);
  printPhases(out, model);

  bool needsTotalSteps =
      llvm::any_of(model.entries, [](const EntryDescription &entry) { return entry.totalSteps; });
  out << "\nconst dlrt_model model = {\n    " << DLRT_ABI_VERSION << ", // abi_version\n    "
      << quote(model.name) << ", " << quote(model.targetCPU) << ", " << quote(model.compilerVersion)
      << ",\n    " << model.batch << ", // batch\n";
  for (auto [name, table] : tables)
    out << "    " << tableOf(*table, name) << ",\n";
  out << "    phases, " << model.phases.size() << ",\n    workspace_size,\n    " << entries.init
      << ", // init\n    " << entries.trainStep << ", // train_step\n    " << entries.gradients
      << ", // gradients_step\n    " << entries.apply << ", // apply\n    " << entries.evalStep
      << ", // eval_step\n    " << entries.predict << ", // predict\n    " << entries.decodeStep
      << ", // decode_step\n    " << (model.metrics.empty() ? "nullptr" : "metrics_read")
      << ",\n    get_param, set_param,\n    nullptr, nullptr, 0, // specialised\n    "
      << model.accumulate << ", // accumulate\n    " << needsTotalSteps
      << ", // needs_total_steps\n    phase_every, phase_repeat, "
      << model.mostSlices << ", // most_slices\n};\n\n} // namespace\n\n"
      << "extern \"C\" const dlrt_model *dlrt_model_" << model.name << "(void);\n"
      << "extern \"C\" const dlrt_model *dlrt_model_" << model.name
      << "(void) { return &model; }\n";
}
