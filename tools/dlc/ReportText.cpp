//===- ReportText.cpp - The report of dlc inspect, written out --------------===//
#include "Report.h"

#include "dlc/Dialect/DL/ModelTables.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace dlc;
using namespace dlc::tool;
namespace json = llvm::json;

std::string dlc::tool::withUnit(double value, llvm::StringRef unit) {
  const char *prefix = "";
  for (const char *next : {"k", "M", "G", "T"}) {
    if (value < 1000)
      break;
    value /= 1000;
    prefix = next;
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  out << llvm::format(*prefix ? "%.1f " : "%.0f ", value) << prefix << unit;
  return text;
}

static std::pair<const char *, const TableDescription *> blockAt(const ModelDescription &model,
                                                                 int index) {
  const std::pair<const char *, const TableDescription *> blocks[] = {
      {"parameters", &model.parameters},
      {"state", &model.state},
      {"optimizer", &model.optimizer},
      {"gradients", &model.gradients}};
  return blocks[index];
}

/// How far the memory plan is from the best that is possible.
static std::string describePlan(const Report &report) {
  if (!report.workspaceBound)
    return "";
  std::string text;
  llvm::raw_string_ostream out(text);
  out << llvm::format(" (lower bound %s, %.1f %% above it)",
                      withUnit(report.workspaceBound, "B").c_str(),
                      (double(report.workspace) / report.workspaceBound - 1) * 100);
  return text;
}

std::string dlc::tool::toText(const Report &report) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << report.model.name << ", batch " << report.model.batch << ", " << report.model.targetCPU
      << "\n\n"
      << llvm::format("%-24s %-22s %-22s %12s %14s\n", "layer", "op", "output", "parameters",
                      "forward");
  for (const Layer &layer : report.layers)
    out << llvm::format("%-24s %-22s %-22s %12lld %14s\n", layer.name.c_str(), layer.op.c_str(),
                        layer.shape.c_str(), static_cast<long long>(layer.parameters),
                        withUnit(layer.flops, "FLOP").c_str());
  out << "\nparameters: " << report.parameters << " (" << report.trainable << " trained, "
      << report.parameters - report.trainable << " frozen)\n"
      << "arithmetic: " << withUnit(report.forwardFlops, "FLOP") << " forward, "
      << withUnit(report.stepFlops, "FLOP") << " a training step\n\nmemory\n";
  for (int i = 0; i < 4; ++i) {
    auto [name, table] = blockAt(report.model, i);
    out << llvm::format("  %-12s %12s  %zu tensors\n", name, withUnit(table->size, "B").c_str(),
                        table->tensors.size());
  }
  out << llvm::format("  %-12s %12s", "workspace", withUnit(report.workspace, "B").c_str())
      << describePlan(report) << "\n";
  if (report.model.recomputedSegments == 1)
    out << "  products much larger than their factors, as attention's scores, are computed twice\n";
  if (report.model.recomputedSegments > 1)
    out << "  of " << report.model.recomputedSegments
        << " segments of the forward pass all but the last are computed twice\n";
  // The other functions are parts of this one, or run once.
  bool first = true;
  for (const Kernel &kernel : report.kernels) {
    llvm::StringRef kind = dl::functionKind(kernel.function);
    bool isPart = kind == "train_step" || kind == "accumulate" ||
                  (kind == "apply" && report.model.accumulate > 1);
    if (!isPart)
      continue;
    out << (first ? "\nkernels of a training step\n" : "") << "  " << kernel.kind << ": "
        << llvm::join(kernel.ops, ", ") << "\n";
    first = false;
  }
  if (!report.prediction.isEmpty())
    out << "\n" << toText(report.prediction);
  return text;
}

json::Value dlc::tool::toJSON(const Report &report) {
  json::Array layers, kernels, parameters;
  for (const Layer &layer : report.layers)
    layers.push_back(json::Object{{"name", layer.name},
                                  {"op", layer.op},
                                  {"shape", layer.shape},
                                  {"parameters", layer.parameters},
                                  {"flops", layer.flops}});
  for (const Kernel &kernel : report.kernels)
    kernels.push_back(json::Object{
        {"function", kernel.function}, {"kind", kernel.kind}, {"ops", json::Array(kernel.ops)}});
  for (const TensorDescription &tensor : report.model.parameters.tensors)
    parameters.push_back(json::Object{{"name", tensor.name},
                                      {"dtype", spelling(tensor.dtype)},
                                      {"shape", json::Array(tensor.shape)},
                                      {"trained", !(tensor.flags & DLRT_FROZEN)}});
  json::Object bytes{{"workspace", report.workspace}, {"workspace_bound", report.workspaceBound}};
  for (int i = 0; i < 4; ++i) {
    auto [name, table] = blockAt(report.model, i);
    bytes[name] = table->size;
  }
  json::Object object{
      {"model", report.model.name},           {"batch", report.model.batch},
      {"target_cpu", report.model.targetCPU}, {"parameter_count", report.parameters},
      {"trained_count", report.trainable},    {"forward_flops", report.forwardFlops},
      {"step_flops", report.stepFlops},       {"bytes", std::move(bytes)},
      {"parameters", std::move(parameters)},  {"layers", std::move(layers)},
      {"kernels", std::move(kernels)},        {"recomputed_segments", report.model.recomputedSegments}};
  if (!report.prediction.isEmpty())
    object["prediction"] = toJSON(report.prediction);
  return object;
}

static std::string escape(llvm::StringRef text) {
  std::string result;
  llvm::raw_string_ostream out(result);
  llvm::printHTMLEscaped(text, out);
  return result;
}

std::string dlc::tool::toHTML(const Report &report) {
  std::string text;
  llvm::raw_string_ostream out(text);
  std::string name = escape(report.model.name);
  out << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" << name
      << "</title>\n<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
         "td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:left}"
         "td.n{text-align:right}</style></head>\n<body><h1>"
      << name << "</h1>\n<p>batch " << report.model.batch << ", " << report.parameters
      << " parameters (" << report.trainable << " trained), " << withUnit(report.stepFlops, "FLOP")
      << " a training step, for " << escape(report.model.targetCPU)
      << "</p>\n<h2>Layers</h2>\n<table><tr><th>layer</th>"
         "<th>op</th><th>output</th><th>parameters</th><th>forward</th></tr>\n";
  for (const Layer &layer : report.layers)
    out << "<tr><td>" << escape(layer.name) << "</td><td>" << escape(layer.op) << "</td><td>"
        << escape(layer.shape) << "</td><td class=\"n\">" << layer.parameters
        << "</td><td class=\"n\">" << withUnit(layer.flops, "FLOP") << "</td></tr>\n";
  out << "</table>\n<h2>Memory</h2>\n<table>\n";
  for (int i = 0; i < 4; ++i) {
    auto [block, table] = blockAt(report.model, i);
    out << "<tr><td>" << block << "</td><td class=\"n\">" << withUnit(table->size, "B")
        << "</td></tr>\n";
  }
  out << "<tr><td>workspace" << describePlan(report) << "</td><td class=\"n\">"
      << withUnit(report.workspace, "B") << "</td></tr>\n</table>\n";
  if (!report.kernels.empty()) {
    out << "<h2>Kernels</h2>\n<table><tr><th>function</th><th>kind</th><th>ops</th></tr>\n";
    for (const Kernel &kernel : report.kernels)
      out << "<tr><td>" << escape(kernel.function) << "</td><td>" << escape(kernel.kind)
          << "</td><td>" << escape(llvm::join(kernel.ops, ", ")) << "</td></tr>\n";
    out << "</table>\n";
  }
  out << "</body></html>\n";
  return text;
}
