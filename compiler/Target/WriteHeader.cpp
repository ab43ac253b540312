//===- WriteHeader.cpp - The C header beside an object ----------------------===//
#include "dlc/Target/WriteHeader.h"

#include "llvm/ADT/STLExtras.h"
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
      out << ", values in [" << tensor.leastValue() << ", " << tensor.limit << ")";
    if (tensor.ignored)
      out << " or " << tensor.ignored << " for none";
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

/// How a step of this model differs from one call of train_step.
static void writeStep(llvm::raw_ostream &out, llvm::StringRef prefix,
                      const ModelDescription &model) {
  const PhaseDescription &first = model.phases.front();
  auto has = [&](const char *kind) { return model.findEntry(first.functionName(kind)) != nullptr; };
  if (has("gradients") && !has("apply"))
    out << "\n/* The optimizer is yours (--optimizer=external): train_step and apply are null. A step is\n"
           " * gradients_step, which writes the gradients block and the metric sums, and then your own update of\n"
           " * the parameters block, or one of dlrt/optim.h, such as dlrt_adam_apply. With several threads, all\n"
           " * must have returned from the one before any enters the other. call.step counts the updates. */\n";
  if (model.accumulate > 1)
    out << "\n/* Calls of train_step whose gradients make one step of the optimizer; call.step stays the same for\n"
           " * them. After the last batch of an epoch, apply makes a step of what is left, if anything is. */\n"
        << "#define " << prefix << "_ACCUMULATE " << model.accumulate << "\n";
  if (model.phases.size() > 1) {
    out << "\n/* Values of call.phase. A step is a call of train_step for each, in this order. */\nenum {\n";
    for (auto [index, phase] : llvm::enumerate(model.phases)) {
      out << "  " << prefix << "_PHASE_" << llvm::StringRef(phase.name).upper() << " = " << index
          << ", /* minimises " << phase.loss;
      if (phase.every > 1)
        out << ", in every step whose number " << phase.every << " divides";
      if (phase.repeat > 1)
        out << ", " << phase.repeat << " times";
      out << " */\n";
    }
    out << "};\n";
  }
  if (llvm::any_of(model.entries, [](const EntryDescription &entry) { return entry.totalSteps; }))
    out << "\n/* The learning rate falls until the end of the run: set call.total_steps to its steps. */\n";
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
  writeStep(out, prefix, model);

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
