//===- WriteHeader.cpp - The C header beside an object ----------------------===//
#include "dlc/Target/WriteHeader.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc;

static std::string toText(const TensorDescription &tensor) {
  std::string text = std::string(spelling(tensor.dtype)) + "[";
  for (size_t i = 0; i < tensor.shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(tensor.shape[i]);
  return text + "]";
}

/// Writes one enumeration: a constant for each tensor of a table.
static void writeTable(llvm::raw_ostream &out, llvm::StringRef prefix, llvm::StringRef kind,
                       llvm::StringRef comment, const TableDescription &table) {
  if (table.tensors.empty())
    return;
  out << "\n/* " << comment << " */\nenum {\n";
  llvm::StringSet<> used;
  for (size_t i = 0; i < table.tensors.size(); ++i) {
    const TensorDescription &tensor = table.tensors[i];
    std::string name = (prefix + "_" + kind + "_").str() +
                       llvm::StringRef(toIdentifier("x" + tensor.name)).drop_front().upper();
    // "a.b" and "a_b" are two paths but one identifier.
    if (!used.insert(name).second)
      name += "_" + std::to_string(i);
    used.insert(name);
    out << "  " << name << " = " << i << ", /* " << tensor.name << ": " << toText(tensor);
    if (tensor.limit)
      out << ", values in [0, " << tensor.limit << ")";
    if (tensor.flags & DLRT_FROZEN)
      out << ", frozen";
    out << " */\n";
  }
  out << "};\n";
}

static TableDescription metricTable(const ModelDescription &model) {
  TableDescription table;
  for (const MetricDescription &metric : model.metrics) {
    TensorDescription tensor;
    tensor.name = metric.name;
    table.tensors.push_back(tensor);
  }
  return table;
}

std::string dlc::getHeader(const ModelDescription &model) {
  std::string text;
  llvm::raw_string_ostream out(text);
  std::string prefix = llvm::StringRef(model.name).upper();
  std::string guard = "DLRT_MODEL_" + prefix + "_H";
  out << "/* " << model.name << ": written by dlc " << model.compilerVersion << " for "
      << model.targetCPU << ". Do not edit: compile the model again.\n *\n"
      << " * Link the object beside this file with libdlrt.a (or bring your own threads and memory;"
      << " see dlrt/dlrt.h). */\n"
      << "#ifndef " << guard << "\n#define " << guard << "\n\n#include \"dlrt/dlrt.h\"\n\n"
      << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
      << "/* The tables and functions of the model. Never null, constant, valid for ever. */\n"
      << "const dlrt_model *dlrt_model_" << model.name << "(void);\n\n"
      << "/* Rows of one batch, and bytes of the blocks that the caller provides. */\n"
      << "#define " << prefix << "_BATCH " << model.batch << "\n";
  std::pair<const char *, const TableDescription *> blocks[] = {{"PARAMETERS", &model.parameters},
                                                                {"STATE", &model.state},
                                                                {"OPTIMIZER", &model.optimizer},
                                                                {"GRADIENTS", &model.gradients}};
  for (auto [name, table] : blocks)
    out << "#define " << prefix << "_" << name << "_BYTES " << table->size << "\n";

  writeTable(out, prefix, "INPUT", "Positions in dlrt_call.inputs.", model.inputs);
  writeTable(out, prefix, "TARGET", "Positions in dlrt_call.targets.", model.targets);
  writeTable(out, prefix, "OUTPUT", "Positions in dlrt_call.outputs.", model.outputs);
  writeTable(out, prefix, "METRIC", "Positions in the values of metrics_read.", metricTable(model));
  writeTable(out, prefix, "PARAM", "Entries of the table of parameters.", model.parameters);
  writeTable(out, prefix, "GRAD", "Entries of the table of gradients.", model.gradients);
  writeTable(out, prefix, "STATE", "Entries of the table of state.", model.state);
  out << "\n#ifdef __cplusplus\n}\n#endif\n#endif\n";
  return text;
}
