//===- EmitCpp.cpp - Kernels and steps as C++ -------------------------------===//
#include "dlc/Target/EmitCpp.h"

#include "FunctionPrinter.h"
#include "Prelude.h"
#include "Tables.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::cpp;

/// A tensor that is part of the file.
static void printConstant(llvm::raw_ostream &out, memref::GlobalOp global, const Plan &plan,
                          Types &types) {
  auto values = cast<DenseElementsAttr>(*global.getInitialValue());
  out << "alignas(64) const " << types.spell(values.getElementType()) << " "
      << plan.constants.lookup(global.getSymName()) << "[" << values.getNumElements() << "] = {";
  auto print = [&](Attribute value, size_t index) {
    out << (index % 8 ? " " : "\n    ") << literal(value) << ",";
  };
  for (auto [index, value] : llvm::enumerate(values.getValues<Attribute>()))
    print(value, index);
  out << "\n};\n\n";
}

static void printTitle(llvm::raw_ostream &out, const ModelDescription &model) {
  out << "// " << model.name << ": written by dlc " << model.compilerVersion << " for "
      << model.targetCPU << ". Do not edit: compile the model again.\n//\n"
      << "// C++17 for GCC 12 or Clang, in vectors as wide as those of " << model.targetCPU
      << ": compile it with -O2 and,\n// by -march, for that CPU. Link it with libdlrt.a, or bring "
      << "your own threads and memory; see\n// dlrt/dlrt.h. Other files see dlrt_model_"
      << model.name << R"cpp( alone.
//
// Each kernel is one pass over memory, cut into slices. A step calls its kernels slice by slice,
// and its threads meet where one needs what another has done.
)cpp";
}

FailureOr<std::string> dlc::emitCpp(ModuleOp module, const ModelDescription &model,
                                    ArrayRef<StoredValue> values, SourceLine sourceLine) {
  Plan plan = makePlan(module, model);
  Types types;
  std::string body;
  llvm::raw_string_ostream out(body);
  for (auto global : module.getOps<memref::GlobalOp>())
    printConstant(out, global, plan, types);
  for (auto function : module.getOps<func::FuncOp>())
    if (failed(FunctionPrinter(function, plan, types, out).print(sourceLine)))
      return failure();
  printStoredValues(out, model, values, plan.names);
  out << "//===- Entry points "
         "---------------------------------------------------------------===//\n";
  Entries entries = printEntries(out, module, model, plan, !values.empty());
  out << "\n//===- Tables "
         "---------------------------------------------------------------------===//\n";
  printTables(out, model, entries);

  std::string file;
  llvm::raw_string_ostream head(file);
  printTitle(head, model);
  printIncludes(head);
  head << "\nnamespace {\n\n" << types.declarations();
  printHelpers(head, body);
  head << "\n//===- Kernels and steps "
          "----------------------------------------------------------===//\n\n";
  return file + body;
}
